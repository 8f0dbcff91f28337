/**
 * Compares what was written with what the target shows: success is observed, not assumed.
 *
 * Only what the target could take is compared: accepted losses are left out, and a target that does not say
 * whether there is a password (`unknown`) is not accused of having none.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { Identifier, Identity } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Snapshot } from '../../targets/target.ts';

export function compareSnapshot(
  identity: Identity,
  plan: CredentialPlan,
  losses: readonly string[],
  snapshot: Snapshot | undefined,
): readonly RecordProblem[] {
  if (snapshot === undefined) return [drift('id', 'the target says there is no such user')];
  const problems: RecordProblem[] = [];
  const lost = (field: string) => losses.some((loss) => field === loss || field.startsWith(`${loss}.`));
  const missing = (field: string, found: string) => {
    if (!lost(field)) problems.push(drift(field, found));
  };

  const disabled = identity.status === 'disabled' || identity.status === 'locked';
  if (disabled && snapshot.status !== 'disabled') missing('status', 'it is active');
  if (!disabled && snapshot.status !== 'active') missing('status', 'it is disabled');
  const keys = new Map(snapshot.identifiers.map((one) => [identifierKey(one), one]));
  const values = new Set(snapshot.identifiers.map(({ value }) => value.toLowerCase()));
  for (const identifier of identity.identifiers) {
    // Many systems repeat the address as the user name; a target need not hold it twice to let the customer in.
    if (identifier.type === 'username' && values.has(identifier.value.toLowerCase())) continue;
    compareIdentifier(identifier, keys.get(identifierKey(identifier)), missing);
  }
  if ((plan === 'native' || plan === 'transcoded') && snapshot.password === 'absent') {
    missing('password', 'there is none');
  }
  for (const { type } of identity.factors) {
    if (!snapshot.factors.includes(type)) missing(`factors.${type}`, 'it is not there');
  }
  for (const { provider, subject } of identity.links) {
    const there = snapshot.links.some((link) => link.provider === provider && link.subject === subject);
    if (!there) missing(`links.${provider}`, 'it is not there');
  }
  for (const { type, name } of identity.memberships) {
    const there = snapshot.memberships.some((one) => one.type === type && one.name === name);
    if (!there) missing(`memberships.${type}s`, 'one is not there');
  }
  for (const [field, value] of fieldsOf(identity)) {
    if (!isSame(value, snapshot.fields[field])) missing(field, 'it is not what was sent');
  }
  return problems;
}

function compareIdentifier(
  sent: Identifier,
  shown: Identifier | undefined,
  missing: (field: string, found: string) => void,
): void {
  if (shown === undefined) missing(sent.type, 'it is not there');
  else if (sent.verified !== true && shown.verified === true)
    missing(`${sent.type}.verified`, 'it became verified');
  else if (sent.verified === true && shown.verified === false)
    missing(`${sent.type}.verified`, 'it is not verified');
}

function fieldsOf({ profile, attributes }: Identity): [string, unknown][] {
  const fields: [string, unknown][] = [];
  for (const [claim, value] of Object.entries(profile)) fields.push([`profile.${claim}`, value]);
  for (const [name, value] of Object.entries(attributes)) fields.push([`attributes.${name}`, value]);
  return fields;
}

/** Targets spell numbers and lists their own way; what counts is that the same value comes back. */
function isSame(sent: unknown, shown: unknown): boolean {
  if (sent === shown) return true;
  if (shown === undefined || shown === null) return sent === undefined || sent === null || sent === '';
  return spell(sent) === spell(shown);
}

function spell(value: unknown): string {
  if (Array.isArray(value) && value.length === 1) return spell(value[0]);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(spell).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${name}:${spell(inner)}`).join(',')}}`;
}

function drift(field: string, found: string): RecordProblem {
  return { code: 'TARGET_DRIFTED', field, found };
}
