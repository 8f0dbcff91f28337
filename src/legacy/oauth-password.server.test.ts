/** A real Keycloak asked by the password grant: what it says of accounts in every state, and who it hides. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { type CountingProxy, startCountingProxy } from '../../test/servers/counting-proxy.ts';
import { createRealm, type Realm } from '../../test/servers/keycloak-realm.ts';
import { shared } from '../../test/servers/shared.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { testLegacy } from './legacy-contract.ts';
import { oauthPassword } from './oauth-password.ts';

const NAME = 'password-grant';
const PATH = `/realms/${NAME}/protocol/openid-connect`;

const PASSWORD = { type: 'password', value: 'Tr0ub4dor&3', temporary: false };

/** An authenticator app, in the columns of Keycloak's own export. */
const OTP = {
  type: 'otp',
  secretData: JSON.stringify({ value: 'NB2HI4DTHIXS633X' }),
  credentialData: JSON.stringify({
    subType: 'totp',
    digits: 6,
    period: 30,
    algorithm: 'HmacSHA1',
    counter: 0,
  }),
};

needs('keycloak')('Keycloak as a legacy', () => {
  let realm: Realm;
  let proxy: CountingProxy;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    const server = await shared('keycloak');
    realm = await createRealm(server, NAME);
    const add = async (username: string, user: object) => {
      await realm.admin('POST', '/users', { username, enabled: true, credentials: [PASSWORD], ...user });
      const [found] = (await realm.admin('GET', `/users?username=${username}&exact=true`)) as {
        id: string;
      }[];
      ids.set(username, found?.id ?? '');
    };
    await add('ana', { email: 'ana@example.com', firstName: 'Ana', emailVerified: true });
    await add('bert', { credentials: [{ ...PASSWORD, value: 'Straßenbahn é'.normalize('NFC') }] });
    await add('disabled', { enabled: false });
    await add('temporary', { credentials: [{ ...PASSWORD, temporary: true }] });
    await add('unverified', { email: 'u@example.com', requiredActions: ['VERIFY_EMAIL'] });
    await add('careful', { credentials: [PASSWORD, OTP] });
    await add('guessed', {});
    await add('once', {});
    proxy = await startCountingProxy(Number(new URL(server.url).port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await realm?.remove();
  });

  const at = (port: number) => ({
    vendor: 'keycloak',
    url: `http://127.0.0.1:${port}${PATH}/token`,
    revokeUrl: `http://127.0.0.1:${port}${PATH}/revoke`,
    clientId: realm.loginClientId,
    // Two dozen hashes at once take a small machine that is busy elsewhere longer than the usual five seconds.
    timeout: 60_000,
  });

  const ask = async (username: string, password = PASSWORD.value, config: object = {}) => {
    const session = await oauthPassword.open(oauthPassword.config.parse({ ...at(proxy.port), ...config }), {
      folder: '.',
      secret: () => '',
    });
    const who = { type: 'username', value: username, key: username } as const;
    const answer = await session.verify(who, new TypedPassword(password), {}, AbortSignal.timeout(30_000));
    await session.close();
    return answer;
  };

  testLegacy(oauthPassword, async () => ({
    config: at(proxy.port),
    at,
    customer: {
      type: 'username',
      identifier: 'ana',
      password: PASSWORD.value,
      sourceId: ids.get('ana') ?? '',
    },
    accented: {
      type: 'username',
      identifier: 'bert',
      password: 'Straßenbahn é',
      sourceId: ids.get('bert') ?? '',
    },
    stranger: 'nobody',
    strangerIs: 'wrong',
    arrived: () => proxy.arrived(),
    end: async () => undefined,
  }));

  it('shows a customer by the id token and by userinfo alike', async () => {
    const fields = { sub: ids.get('ana'), email: 'ana@example.com', email_verified: true, given_name: 'Ana' };
    expect(await ask('ana')).toMatchObject({ outcome: 'match', profile: { fields } });
    const userinfoUrl = `http://127.0.0.1:${proxy.port}${PATH}/userinfo`;
    expect(await ask('ana', PASSWORD.value, { userinfoUrl })).toMatchObject({
      outcome: 'match',
      profile: { fields },
    });
  });

  it('has no session of the customer left when the token was given back', async () => {
    expect(await ask('once')).toMatchObject({ outcome: 'match' });
    expect(await realm.admin('GET', `/users/${ids.get('once')}/sessions`)).toEqual([]);
  });

  it('says of a disabled account that it is one, and only to who knows the password', async () => {
    expect(await ask('disabled')).toEqual({ outcome: 'blocked', reason: 'disabled' });
    expect(await ask('disabled', 'guess')).toEqual({ outcome: 'wrong' });
  });

  it('says that an action is pending, but not which, and only to who knows the password', async () => {
    const pending = { outcome: 'blocked', reason: 'unverified' };
    expect(await ask('temporary')).toEqual(pending);
    expect(await ask('unverified')).toEqual(pending);
    expect(await ask('temporary', 'guess')).toEqual({ outcome: 'wrong' });
    expect(await ask('unverified', 'guess')).toEqual({ outcome: 'wrong' });
  });

  it('hides a missing code and a lockout behind a wrong password, as docs/legacy says', async () => {
    expect(await ask('careful')).toEqual({ outcome: 'wrong' });
    await realm.admin('PUT', '', { bruteForceProtected: true, failureFactor: 2, waitIncrementSeconds: 600 });
    for (const guess of ['1', '2', '3']) await ask('guessed', guess);
    expect(await ask('guessed')).toEqual({ outcome: 'wrong' });
  });

  it('is found out in a check when our client may not do this', async () => {
    const check = async (config: object) => {
      const session = await oauthPassword.open(oauthPassword.config.parse({ ...at(proxy.port), ...config }), {
        folder: '.',
        secret: () => '',
      });
      await session.check(AbortSignal.timeout(30_000)).finally(() => session.close());
    };
    await expect(check({ clientId: 'none' })).rejects.toThrow('invalid_client');
    // The client of the migration itself: direct access grants are off.
    const { clientId, clientSecret } = realm;
    await expect(check({ clientId, clientSecret })).rejects.toThrow('unauthorized_client');
  });
});
