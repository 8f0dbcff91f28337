/**
 * One user of Better Auth, with the rows of its other tables, as an identity.
 *
 * Columns are known by their name without underscores and in small letters, since the adapters of Drizzle and Prisma
 * are often set up with `email_verified` where Better Auth says `emailVerified`. Columns nobody knows are left over:
 * they are the operator's additional fields.
 *
 * @see https://better-auth.com/docs/concepts/database#core-schema
 * @module
 */
import { secretBehind, type TotpSettings, toBase32 } from '../../better-auth/carried-totp.ts';
import { fromStoredText, isCarried } from '../../better-auth/stored-password.ts';
import {
  blankIdentity,
  type Factor,
  type Identifier,
  type Identity,
  type Membership,
  type PasswordCredential,
} from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTimestamp } from '../../identity/mapping/timestamp.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { IgnoredFields, Understood } from '../reading/understand.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Everything Better Auth holds about one user; secrets decrypted. */
export interface UserRecords {
  readonly user: Row;
  readonly accounts: readonly Row[];
  /** `secret` undefined: it could not be decrypted. */
  readonly twoFactor?: { readonly secret?: string; readonly codes?: readonly string[]; readonly row: Row };
  readonly passkeys: readonly Row[];
  readonly members: readonly { readonly row: Row; readonly organisation: string }[];
}

export interface Reading {
  readonly totp: TotpSettings;
  /** Zone of times without one. */
  readonly zone: string;
  readonly rpId?: string;
  readonly placeholderDomain?: string;
}

/** Known and left out, each with the reason. */
export const IGNORED: IgnoredFields = {
  twofactorenabled: 'said by the row in the twoFactor table',
  displayusername: 'the user name as it is written; read with it',
  banreason: 'kept in attributes.banReason',
  banexpires: 'kept in attributes.banExpires',
  lastloginmethod: 'a convenience of the login page',
};

const READ = new Set([
  'id',
  'name',
  'email',
  'emailverified',
  'image',
  'createdat',
  'updatedat',
  'role',
  'banned',
  'username',
  'phonenumber',
  'phonenumberverified',
]);

export function toIdentity(records: UserRecords, reading: Reading): Understood {
  const problems: RecordProblem[] = [];
  const user = known(records.user);
  const time = (value: unknown, field: string) => readTime(value, field, reading, problems);
  const password = readPassword(records.accounts, time, problems);
  const createdAt = time(user.createdat, 'createdAt');
  const updatedAt = time(user.updatedat, 'updatedAt');
  const identity: Identity = {
    ...blankIdentity(String(user.id)),
    status: readStatus(user, time),
    identifiers: readIdentifiers(user, reading),
    profile: {
      ...(isText(user.name) ? { name: user.name } : {}),
      ...(isText(user.image) ? { picture: user.image } : {}),
    },
    attributes: readBan(user, time),
    ...(password === undefined ? {} : { password }),
    factors: readFactors(records, reading, time, problems),
    links: readLinks(records.accounts),
    memberships: readMemberships(user, records.members),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
  return { identity, fields: leftOver(records.user), problems };
}

type ReadTime = (value: unknown, field: string) => string | undefined;

/** By name without underscores, in small letters. */
export function known(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [canonical(name), value]));
}

export function canonical(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function leftOver(row: Row): Understood['fields'] {
  const left = Object.entries(row).filter(([name, value]) => {
    const column = canonical(name);
    return value !== null && value !== '' && !READ.has(column) && !Object.hasOwn(IGNORED, column);
  });
  return Object.fromEntries(left) as Understood['fields'];
}

function readTime(value: unknown, field: string, { zone }: Reading, problems: RecordProblem[]) {
  if (value === null || value === undefined) return undefined;
  // Numbers are milliseconds, as JavaScript counts; Drizzle's default for SQLite counts seconds.
  const unit = typeof value === 'number' && value < 100_000_000_000 ? 's' : 'ms';
  const read = readTimestamp(value, { unit, zone });
  if (!(read instanceof Fault)) return read;
  problems.push({ code: 'TIMESTAMP_INVALID', field, found: read.found });
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** SQLite and MySQL keep 0 and 1. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1';
}

/** A ban that ends is a lock; one that has ended is none, as Better Auth itself sees it. */
function readStatus(user: Row, time: ReadTime): Identity['status'] {
  if (!isTrue(user.banned)) return 'active';
  const expires = time(user.banexpires, 'banExpires');
  if (expires === undefined) return 'disabled';
  return Date.parse(expires) < Date.now() ? 'active' : 'locked';
}

function readBan(user: Row, time: ReadTime): Identity['attributes'] {
  if (!isTrue(user.banned)) return {};
  const banExpires = time(user.banexpires, 'banExpires');
  return {
    ...(isText(user.banreason) ? { banReason: user.banreason } : {}),
    ...(banExpires === undefined ? {} : { banExpires }),
  };
}

function readIdentifiers(user: Row, { placeholderDomain }: Reading): Identifier[] {
  const identifiers: Identifier[] = [];
  const madeUp = placeholderDomain !== undefined && String(user.email).endsWith(`@${placeholderDomain}`);
  if (isText(user.email) && !madeUp) {
    identifiers.push({ type: 'email', value: user.email, ...flag(user.emailverified, 'user.emailVerified') });
  }
  const username = isText(user.displayusername) && isSameName(user) ? user.displayusername : user.username;
  if (isText(username)) identifiers.push({ type: 'username', value: username });
  if (isText(user.phonenumber)) {
    const verified = flag(user.phonenumberverified, 'user.phoneNumberVerified');
    identifiers.push({ type: 'phone', value: user.phonenumber, ...verified });
  }
  return identifiers;
}

/** The display name may be anything; it is the user name only where it differs in case alone. */
function isSameName({ displayusername, username }: Row): boolean {
  return String(displayusername).toLowerCase() === String(username).toLowerCase();
}

function flag(value: unknown, column: string): { verified?: boolean; evidence?: string } {
  if (value === null || value === undefined) return {};
  return { verified: isTrue(value), evidence: `Better Auth ${column}` };
}

function readPassword(
  accounts: readonly Row[],
  time: ReadTime,
  problems: RecordProblem[],
): PasswordCredential | undefined {
  const account = accounts.map(known).find(({ providerid }) => providerid === 'credential');
  const text = account?.password;
  if (!isText(text)) return undefined;
  const setAt = time(account?.updatedat, 'account.updatedAt');
  const at = setAt === undefined ? {} : { setAt };
  if (!isCarried(text)) {
    // Better Auth's form is also that of Lucia 1; here it can only be the one its own verifier reads.
    const own = /^[0-9a-f]{32}:[0-9a-f]{128}$/.test(text);
    return { ...(own ? { format: 'better-auth-scrypt' } : {}), hash: text, ...at };
  }
  const carried = fromStoredText(text);
  if (carried === undefined) {
    problems.push({ code: 'PASSWORD_MALFORMED', field: 'account.password', found: 'a damaged carried hash' });
    return undefined;
  }
  const { format, hash, beside, secrets } = carried;
  return {
    ...(format === undefined ? {} : { format }),
    hash,
    ...(beside === undefined ? {} : { beside }),
    ...(secrets === undefined ? {} : { secrets }),
    ...at,
  };
}

function readFactors(
  { user, twoFactor, passkeys }: UserRecords,
  reading: Reading,
  time: ReadTime,
  problems: RecordProblem[],
): Factor[] {
  const factors: Factor[] = [];
  if (twoFactor !== undefined && isTrue(known(user).twofactorenabled) && isEnrolled(twoFactor.row)) {
    if (twoFactor.secret === undefined) {
      const found = 'a secret that does not open with the BETTER_AUTH_SECRET given in "source.secret"';
      problems.push({ code: 'FACTOR_INVALID', field: 'twoFactor.secret', found });
    } else {
      const { bytes, algorithm, digits, period } = secretBehind(twoFactor.secret, reading.totp);
      factors.push({ type: 'totp', secret: toBase32(bytes), algorithm, digits, period });
    }
    const codes = twoFactor.codes ?? [];
    if (codes.length > 0) factors.push({ type: 'recovery-codes', codes: [...codes] });
  }
  return [...factors, ...passkeys.map((row) => readPasskey(known(row), reading, time))];
}

/** A row that was made and never confirmed with a code is no factor. Older versions have no such column. */
function isEnrolled(row: Row): boolean {
  const { verified } = known(row);
  return verified === undefined || verified === null || isTrue(verified);
}

function readPasskey(row: Row, { rpId }: Reading, time: ReadTime): Factor {
  const createdAt = time(row.createdat, 'passkey.createdAt');
  return {
    type: 'webauthn',
    credentialId: String(row.credentialid),
    publicKey: Buffer.from(String(row.publickey), 'base64').toString('base64url'),
    signCount: Number(row.counter),
    ...(rpId === undefined ? {} : { rpId }),
    ...(isText(row.transports) ? { transports: row.transports.split(',') } : {}),
    ...(isText(row.aaguid) ? { aaguid: row.aaguid } : {}),
    backedUp: isTrue(row.backedup),
    backupEligible: row.devicetype === 'multiDevice',
    passwordless: true,
    ...(isText(row.name) ? { label: row.name } : {}),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function readLinks(accounts: readonly Row[]): Identity['links'] {
  return accounts
    .map(known)
    .filter(({ providerid }) => providerid !== 'credential')
    .map(({ providerid, accountid, issuer }) => ({
      provider: String(providerid),
      subject: String(accountid),
      ...(isText(issuer) && !issuer.startsWith('local:') ? { issuer } : {}),
    }));
}

function readMemberships(user: Row, members: UserRecords['members']): Membership[] {
  const roles = isText(user.role) ? user.role.split(',') : [];
  return [
    ...roles.map((role): Membership => ({ type: 'role', name: role.trim() })),
    ...members.map(({ row, organisation }): Membership => {
      const { organizationid, role } = known(row);
      return {
        type: 'organisation',
        name: organisation,
        id: String(organizationid),
        ...(isText(role) ? { roles: role.split(',') } : {}),
      };
    }),
  ];
}
