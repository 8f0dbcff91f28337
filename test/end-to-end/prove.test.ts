/** Populations are proven at a real Keycloak by the command line, and a proof that is killed is cleaned up after. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proof } from '../../src/engine/index.ts';
import { storedOf, VECTORS } from '../../src/passwords/vectors.ts';
import { needs } from '../servers/binaries.ts';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project, type Said } from './project.ts';

/** One customer for each: three that Keycloak judges in its own envelope, two that wait in the vault. */
const FORMATS = [
  'django-pbkdf2-sha256',
  'passlib-pbkdf2-sha512',
  'keycloak-json-argon2',
  'bcrypt-2b',
  'ldap-ssha',
] as const;

needs('keycloak', 'postgres')('proofs at Keycloak', () => {
  let realm: Realm;
  let project: Project;
  let proxy: FaultProxy;
  let before: Said;
  let proving: Said;

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'proving', { namesRequired: true });
    await realm.admin('PUT', '', {
      bruteForceProtected: true,
      failureFactor: 2,
      passwordPolicy: 'length(8)',
    });
    proxy = await startFaultProxy({ target: keycloak.url });
    project = await createProject({ KC_SECRET: realm.clientSecret });
    project.write('users.ndjson', FORMATS.map(customerWith).join('\n'));
    project.configure(configOf(proxy.url, realm));
    before = await project.run(['import']);
    proving = await project.run(['prove']);
  });
  afterAll(async () => {
    await proxy?.stop();
    await realm?.remove();
    project?.remove();
  });

  it('are asked for before anybody is written', () => {
    expect(before.code).toBe(1);
    expect(before.stderr).toContain('PROOF_MISSING');
    expect(before.stderr).toContain('django-pbkdf2-sha256');
  });

  it('show that right passwords get in and wrong ones do not, whoever judges', () => {
    const { proofs } = proving.result as { proofs: readonly Proof[] };
    expect(
      proofs.map(({ population, verdict, reason }) => [population.format, verdict, reason]).sort(),
    ).toEqual(FORMATS.map((format) => [format, 'proven', undefined]).sort());
    const judges = Object.fromEntries(
      proofs.map(({ population, evidence }) => [population.format, evidence.judgedBy]),
    );
    expect(judges).toMatchObject({
      'keycloak-json-argon2': 'target',
      'bcrypt-2b': 'door',
      'ldap-ssha': 'door',
    });
    expect(proving.code).toBe(0);
  });

  it('leave no synthetic customer behind', async () => {
    expect(await realm.admin('GET', '/users')).toEqual([]);
    const { proofs } = proving.result as { proofs: readonly Proof[] };
    for (const { evidence } of proofs) {
      expect(evidence.created.length).toBeGreaterThanOrEqual(8);
      expect(evidence.removed).toEqual(evidence.created);
    }
  });

  it('let the import go on', async () => {
    const moved = await project.run(['import']);
    expect(moved.result).toMatchObject({ ended: 'done', account: { ended: { moved: FORMATS.length } } });
    const users = (await realm.admin('GET', '/users')) as { email: string }[];
    expect(users.map(({ email }) => email.split('@')[1])).toEqual(FORMATS.map(() => 'shop.example'));
  });

  it('that are killed are cleaned up after by the next, which leaves real customers alone', async () => {
    project.write('users.ndjson', FORMATS.map((format) => customerWith(format, 1)).join('\n'));
    const child = project.start(['prove']);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const written = /^POST \/admin\/realms\/proving\/partialImport/;
    const logins = /^POST \/realms\/proving\/protocol\/openid-connect\/token/;
    const begun = { written: proxy.count(written), logins: proxy.count(logins) };
    while (
      child.exitCode === null &&
      !(proxy.count(written) > begun.written && proxy.count(logins) > begun.logins + 4)
    )
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    const left = await reserved(realm);
    expect(left).toBeGreaterThan(0);
    const cleaned = await project.run(['prove', '--clean']);
    expect(cleaned.result).toMatchObject({ removed: left, left: [] });
    expect(await reserved(realm)).toBe(0);
    expect(((await realm.admin('GET', '/users')) as unknown[]).length).toBe(FORMATS.length);
  });
});

async function reserved(realm: Realm): Promise<number> {
  const users = (await realm.admin('GET', '/users?max=1000')) as { email?: string }[];
  return users.filter(({ email }) => email?.startsWith('footbridge-proof-')).length;
}

function customerWith(format: string, number = 0): string {
  const vector = VECTORS.find((one) => one.valid && one.format === format && one.extra === undefined);
  if (vector === undefined) throw new Error(`there is no vector of ${format}`);
  const { hash } = storedOf(vector, format);
  return JSON.stringify({
    id: `${format}-${number}`,
    email: `${format}-${number}@shop.example`,
    hash,
    format,
  });
}

function configOf(url: string, { realm, clientId, loginClientId }: Realm): object {
  return {
    name: 'proven',
    source: { type: 'ndjson', path: 'users.ndjson' },
    target: { type: 'keycloak', url, realm, clientId, clientSecret: { secret: 'KC_SECRET' }, loginClientId },
    credentials: { unsupported: 'vault' },
    mapping: {
      fields: { id: 'id', email: 'email', 'password.hash': 'hash', 'password.format': 'format' },
    },
    prove: {},
  };
}
