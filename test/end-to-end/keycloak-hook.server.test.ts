/**
 * Customers log in at a real Keycloak with the real plugin, set up with exactly what `footbridge hooks keycloak` prints.
 *
 * The door behind the hook is scripted. The plugin is in no registry: whoever has built its jar names it in
 * FOOTBRIDGE_KEYCLOAK_MIGRATION; what runs everywhere is the client in src/hooks/keycloak, which makes the same calls.
 *
 * @see https://github.com/daniel-frak/keycloak-user-migration
 * @module
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ANSWERS, CUSTOMER } from '../../src/hooks/contract/customer.ts';
import { SECRETS } from '../../src/hooks/contract/sending.ts';
import { type ServedHook, serveHook } from '../../src/hooks/contract/serve.ts';
import type { Answer, Customer, Question } from '../../src/hooks/hook.ts';
import { keycloak as hook } from '../../src/hooks/keycloak/index.ts';
import { binary, needs } from '../servers/binaries.ts';
import { type KeycloakServer, startKeycloak } from '../servers/keycloak.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';

const CONFIG = hook.config.parse({ secrets: SECRETS });
const RIGHT = 'Käse & 7 Brötchen';

/** A wrong password, in Keycloak's words. */
const REFUSED = { status: 400, error: 'Invalid user credentials' };

needs(
  'keycloak',
  'keycloakMigration',
  'postgres',
)('the Keycloak hook and the real plugin', () => {
  let server: KeycloakServer;
  let realm: Realm;
  let served: ServedHook;
  let answered: Answer;
  const asked: Question[] = [];
  const verified = () => asked.filter(({ op }) => op === 'verify').length;

  beforeAll(async () => {
    served = await serveHook(hook, CONFIG, (question) => {
      asked.push(question);
      const { identifier = '' } = question;
      if (question.op !== 'verify')
        return identifier.startsWith('nobody')
          ? ANSWERS.unknown
          : { outcome: 'match', customer: called(identifier) };
      return question.password.reveal() === RIGHT ? answered : ANSWERS.wrong;
    });
    server = await startKeycloak({ plugin: binary('keycloakMigration') });
    realm = await createRealm(server, 'migrating');
    await realm.admin('POST', '/components', printedFor(served.url));
  }, 300_000);

  afterAll(async () => {
    await server?.stop();
    await served?.close();
  });

  beforeEach(() => {
    answered = ANSWERS.match;
    asked.length = 0;
  });

  it('lets a customer in by the address in any case, stores the password, and asks no more', async () => {
    expect(await realm.login('Ann@Shop.example', RIGHT)).toMatchObject({ status: 200 });
    expect(asked[0]).toMatchObject({
      op: 'lookup',
      identifier: expect.stringMatching(/^ann@shop\.example$/i),
    });
    expect(verified()).toBe(1);
    asked.length = 0;
    expect(await realm.login('ann@shop.example', RIGHT)).toMatchObject({ status: 200 });
    expect(asked).toEqual([]);
  });

  it('creates the user with our id, flags, groups, roles and attributes, and cuts the link', async () => {
    await realm.login('ben@shop.example', RIGHT);
    const user = await userCalled('ben@shop.example');
    expect(user).toMatchObject({
      id: called('ben@shop.example').uuid,
      emailVerified: true,
      enabled: true,
      firstName: 'Ann',
      attributes: { footbridge_id: [called('ben@shop.example').externalId], plan: ['gold'] },
    });
    expect(user).not.toHaveProperty('federationLink');
    const groups = await realm.admin('GET', `/users/${user.id}/groups`);
    expect(groups).toMatchObject([{ name: 'eu' }]);
    const roles = (await realm.admin('GET', `/users/${user.id}/role-mappings/realm`)) as { name: string }[];
    expect(roles.map(({ name }) => name)).toContain('customer');
  });

  it('refuses a wrong password after one call, and lets the right one in after it', async () => {
    expect(await realm.login('cat@shop.example', 'wrong')).toEqual(REFUSED);
    expect(verified()).toBe(1);
    expect(await realm.login('cat@shop.example', RIGHT)).toMatchObject({ status: 200 });
  });

  it('refuses a login that we could not judge, and keeps the customer for the next one', async () => {
    answered = ANSWERS['technical-error'];
    expect(await realm.login('dan@shop.example', RIGHT)).toEqual(REFUSED);
    answered = ANSWERS.match;
    expect(await realm.login('dan@shop.example', RIGHT)).toMatchObject({ status: 200 });
  });

  it('asks no password of somebody who is not there, and creates nobody', async () => {
    expect(await realm.login('nobody@shop.example', RIGHT)).toEqual(REFUSED);
    expect(verified()).toBe(0);
    expect(await realm.admin('GET', '/users?email=nobody@shop.example&exact=true')).toEqual([]);
  });

  it('makes one user of two first logins at the same moment', async () => {
    const both = await Promise.all([1, 2].map(() => realm.login('eve@shop.example', RIGHT)));
    expect(both.some(({ status }) => status === 200)).toBe(true);
    expect(await realm.login('eve@shop.example', RIGHT)).toMatchObject({ status: 200 });
    expect(await realm.admin('GET', '/users?username=eve@shop.example&exact=true')).toHaveLength(1);
  });

  async function userCalled(username: string): Promise<{ readonly id: string }> {
    const found = await realm.admin(
      'GET',
      `/users?username=${username}&exact=true&briefRepresentation=false`,
    );
    const [user] = found as { readonly id: string }[];
    if (user === undefined) throw new Error('not in the realm');
    return user;
  }
});

/** As the operator would: the JSON as it is, the secret filled in. */
function printedFor(url: string): unknown {
  const place = { url, migration: 'acme', secretNames: ['KC_KEY'] };
  const component = hook.instructions(CONFIG, place).find(({ file }) => file?.endsWith('.json'));
  return JSON.parse((component?.content ?? '').replaceAll('<value of KC_KEY>', SECRETS[0] ?? ''));
}

/** A customer of this address, whose only identifier it is; the id is made of it. TOTP would be asked for. */
function called(address: string): Customer {
  const email = address.toLowerCase();
  const mark = Buffer.from(email.padEnd(16)).subarray(0, 6).toString('hex');
  const externalId = `${CUSTOMER.externalId.slice(0, 20)}${mark}`;
  return {
    externalId,
    uuid: externalId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    identity: {
      ...CUSTOMER.identity,
      identifiers: [{ type: 'email', value: email, verified: true }],
      factors: [],
    },
  };
}
