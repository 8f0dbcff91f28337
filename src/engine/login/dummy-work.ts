/**
 * Work for nobody: what an unknown customer costs must be what a known one costs, or the clock tells them apart.
 *
 * The sample is the hash of some customer of this migration, so algorithm and cost are the usual ones here; the result
 * is thrown away. With a live legacy there is nothing to imitate: strangers are asked for there like everybody else.
 *
 * @module
 */
import type { PasswordCredential } from '../../identity/identity.ts';
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { sampleCustomer } from '../../ledger/sql/sample-customer.ts';
import { hashPassword } from '../../passwords/index.ts';
import { openIdentity } from './open-identity.ts';
import { compare, type NamedSecret } from './vault.ts';

export type DummyWork = (password: TypedPassword) => Promise<void>;

export async function prepareDummyWork(ledger: Ledger, secret: NamedSecret): Promise<DummyWork> {
  const sample = await findSample(ledger);
  const credential = sample ?? { format: 'argon2id', hash: await hashPassword('nobody has this password') };
  return async (password) => {
    await compare(credential, password, secret);
  };
}

async function findSample(ledger: Ledger): Promise<PasswordCredential | undefined> {
  const row = await sampleCustomer(ledger.db);
  return row === undefined ? undefined : openIdentity(ledger, row)?.password;
}
