/**
 * Whose identifiers, links and passkeys of a batch belong to somebody else already.
 *
 * The database refuses a second user with the same address, name or number by itself, but a batch is cheaper when
 * that is known before; and it does not refuse a second user with the same Google account or passkey at all.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Carried } from './carry.ts';
import { findRows } from './find.ts';
import type { Instance } from './instance.ts';
import { hasModel } from './remove.ts';
import type { Row } from './store.ts';
import type { Job } from './write.ts';

/** Something only one user may have, and the field it came from. */
interface Claim {
  readonly key: string;
  readonly field: string;
}

/** Index of the record → why it cannot go in. */
export async function findTaken(
  instance: Instance,
  jobs: readonly Job[],
): Promise<ReadonlyMap<number, RecordProblem>> {
  const leaving = new Set(
    jobs.flatMap(({ write, userId }) => (write.operation === 'delete' ? [userId] : [])),
  );
  const staying = jobs.filter(({ write }) => write.operation !== 'delete');
  const owners = await findOwners(
    instance,
    staying.map(({ carried }) => carried),
  );
  const claimed = new Set<string>();
  const objectTo = (key: string, field: string, userId: string | undefined): RecordProblem | undefined => {
    const owner = owners.get(key);
    const elsewhere = owner !== undefined && owner !== userId && !leaving.has(owner);
    if (!elsewhere && !claimed.has(key)) return undefined;
    const found = elsewhere ? 'a user in the target has it' : 'a record earlier in the batch has it';
    return { code: 'TARGET_CONFLICT', field, found };
  };
  const taken = new Map<number, RecordProblem>();
  for (const { index, carried, userId } of staying) {
    const claims = claimsOf(instance, carried);
    const problem = claims.map(({ key, field }) => objectTo(key, field, userId)).find(isProblem);
    if (problem !== undefined) taken.set(index, problem);
    else for (const { key } of claims) claimed.add(key);
  }
  return taken;
}

function isProblem(problem: RecordProblem | undefined): problem is RecordProblem {
  return problem !== undefined;
}

function claimsOf(instance: Instance, { user, links, passkeys }: Carried): Claim[] {
  const claims: Claim[] = [];
  const claim = (column: string, value: string, field: string) =>
    claims.push({ key: keyOf(column, value), field });
  if (user.email !== undefined) claim('email', user.email, 'email');
  if (user.username !== undefined) {
    const value = instance.normalise({ type: 'username', value: user.username });
    claim('username', value, 'username');
  }
  if (user.phone !== undefined) claim('phoneNumber', user.phone.number, 'phone');
  for (const { provider, subject } of links) claim('link', `${provider} ${subject}`, 'links');
  for (const { credentialId } of passkeys) claim('passkey', credentialId, 'factors.webauthn');
  return claims;
}

function keyOf(column: string, value: string): string {
  return `${column} ${value}`;
}

/** Claim → id of the user who has it. */
async function findOwners(instance: Instance, all: readonly Carried[]): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>();
  const values = (column: string) =>
    all.flatMap((carried) =>
      claimsOf(instance, carried).flatMap(({ key }) =>
        key.startsWith(`${column} `) ? [key.slice(column.length + 1)] : [],
      ),
    );
  for (const column of ['email', 'username', 'phoneNumber']) {
    const wanted = values(column);
    if (wanted.length === 0) continue;
    for (const row of await findRows(instance, 'user', column, wanted))
      owners.set(keyOf(column, String(row[column])), String(row.id));
  }
  const subjects = all.flatMap(({ links }) => links.map(({ subject }) => subject));
  for (const row of await findRows(instance, 'account', 'accountId', subjects))
    owners.set(keyOf('link', linkOf(row)), String(row.userId));
  if (!hasModel(instance, 'passkey')) return owners;
  for (const row of await findRows(instance, 'passkey', 'credentialID', values('passkey')))
    owners.set(keyOf('passkey', String(row.credentialID)), String(row.userId));
  return owners;
}

function linkOf({ providerId, accountId }: Row): string {
  return `${String(providerId)} ${String(accountId)}`;
}
