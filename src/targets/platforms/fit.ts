/**
 * What one identity would keep and lose on a platform: the `fit` of platforms that Footbridge does not write itself.
 *
 * Pure, and fast, because `assess` asks it for every row and every platform. Fields are named as the connectors' own
 * `fit` names them, so that figures of different targets stand side by side.
 *
 * @module
 */
import type { Identifier, IdentifierType, Identity, Profile } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Fit } from '../target.ts';
import { factorLosses, keepsPasskey } from './fit-factors.ts';
import { fitPassword } from './fit-password.ts';
import type { Platform } from './platform.ts';

export function fitPlatform(platform: Platform, identity: Identity): Fit {
  const losses: RecordProblem[] = [];
  const lose = (field: string, found: string): void => {
    losses.push({ code: 'FIELD_NOT_PORTABLE', field, found: platform.why?.[field] ?? found });
  };
  identifierLosses(platform, identity, lose);
  factorLosses(platform, identity, lose);
  profileLosses(platform, identity, lose);
  otherLosses(platform, identity, lose);
  const refusal = findRefusal(platform, identity);
  const password = fitPassword(platform, identity);
  return refusal === undefined ? { ...password, losses } : { ...password, losses, refusal };
}

/** Notes a loss; a platform's own words for a field go before `found`. */
export type Lose = (field: string, found: string) => void;

const NAMES: Readonly<Record<IdentifierType, string>> = {
  email: 'e-mail address',
  phone: 'phone number',
  username: 'user name',
};

function identifierLosses(platform: Platform, { sourceId, identifiers }: Identity, lose: Lose): void {
  const { title, accepts, room } = platform;
  const held: Partial<Record<IdentifierType, number>> = {};
  for (const identifier of identifiers) {
    const { type } = identifier;
    const already = held[type] ?? 0;
    const most = room.most?.[type] ?? 1;
    if (!accepts.identifiers.includes(type)) lose(type, `nobody logs in to ${title} with a ${NAMES[type]}`);
    else if (already >= most) lose(type, `another ${NAMES[type]}; ${title} holds ${most}`);
    else if (type === 'username' && room.username?.pattern.test(identifier.value) === false)
      lose(type, `${title} takes ${room.username.says}`);
    else {
      held[type] = already + 1;
      proofLosses(platform, identifier, lose);
    }
  }
  if (room.id !== undefined && accepts.ids === 'kept' && !room.id.pattern.test(sourceId))
    lose('id', `${title} keeps ${room.id.says}; this one gets another`);
}

function proofLosses({ title, room }: Platform, { type, verified }: Identifier, lose: Lose): void {
  if (type === 'username') return;
  const how = room.verified[type];
  if (how === 'assumed' && verified !== true)
    lose(`${type}.verified`, `${title} takes every ${NAMES[type]} for proven, and this one is not`);
  if (how === 'dropped' && verified === true)
    lose(`${type}.verified`, `${title} does not hold whether a ${NAMES[type]} is proven`);
}

function profileLosses({ title, room }: Platform, { profile, attributes }: Identity, lose: Lose): void {
  if (room.claims !== 'any')
    for (const claim in profile)
      if (profile[claim as keyof Profile] !== undefined && !room.claims.includes(claim as keyof Profile))
        lose(`profile.${claim}`, `${title} has no place for it`);
  if (room.attributes === 'any') return;
  if (room.attributes === 'none')
    for (const name in attributes) lose(`attributes.${name}`, `${title} has no place for it`);
  else if (JSON.stringify(attributes).length > room.attributes)
    lose('attributes', `more than the ${room.attributes} characters that fit`);
}

function otherLosses({ title, accepts, room }: Platform, identity: Identity, lose: Lose): void {
  const { links, consents, memberships, password, status, kind } = identity;
  if (links.length > 0 && !accepts.links) lose('links', `${title} imports no federated logins`);
  if (links.length > (room.links ?? links.length)) lose('links', `more than the ${room.links} that fit`);
  if (consents.length > 0 && !accepts.consents) lose('consents', `${title} has no place for consents`);
  for (const { type } of memberships)
    if (!accepts.memberships.includes(type)) lose(`memberships.${type}s`, `${title} has no ${type}s`);
  for (const time of TIMES)
    if (identity[time] !== undefined && !accepts.timestamps.includes(time)) lose(time, TIME_WORDS[time]);
  if (password?.mustChange === true && !room.mustChange)
    lose('password.mustChange', 'the order to change the password');
  if (status === 'invited' && !room.invited)
    lose('status', 'an invitation becomes an account without a login');
  if (kind === 'service') lose('kind', 'a service account becomes a user like any other');
}

const TIMES = ['createdAt', 'updatedAt', 'lastLoginAt'] as const;
const TIME_WORDS = {
  createdAt: 'the time of the sign-up',
  updatedAt: 'the time of the last change',
  lastLoginAt: 'the time of the last login',
} as const;

/** Why there would be no such user. */
function findRefusal(platform: Platform, identity: Identity): RecordProblem | undefined {
  const { title, room } = platform;
  const { identifiers, status } = identity;
  if ((status === 'disabled' || status === 'locked') && !room.disabled)
    return refused('status', `a ${status} customer`, `Somebody active: ${title} would let them in again.`);
  if (room.needs.length > 0 && !identifiers.some(({ type }) => room.needs.includes(type))) {
    const names = room.needs.map((type) => NAMES[type]).join(' or ');
    return refused('identifiers', `no ${names}`, `An ${names}: ${title} makes no user without.`);
  }
  if (room.needsVerified && !identifiers.some(({ type, verified }) => verified && type !== 'username'))
    return refused(
      'identifiers',
      'neither a verified e-mail address nor a verified phone number',
      `One of them: the import of ${title} refuses the row without.`,
    );
  for (const claim of room.needsClaims ?? [])
    if ((identity.profile[claim] ?? '') === '')
      return refused(`profile.${claim}`, 'none', `Some text: ${title} makes no user without.`);
  if (!canLogIn(platform, identity))
    return {
      code: 'IDENTIFIER_MISSING',
      field: 'identifiers',
      found: `no way to log in that ${title} has`,
    };
  return undefined;
}

function refused(field: string, found: string, expected: string): RecordProblem {
  return { code: 'TARGET_REFUSED', field, found, expected };
}

function canLogIn(platform: Platform, identity: Identity): boolean {
  const { accepts, room } = platform;
  if (accepts.links && identity.links.length > 0) return true;
  const has = identity.identifiers.some(
    ({ type, value }) =>
      accepts.identifiers.includes(type) &&
      (type !== 'username' || room.username === undefined || room.username.pattern.test(value)),
  );
  return has || identity.factors.some((factor) => keepsPasskey(platform, factor));
}
