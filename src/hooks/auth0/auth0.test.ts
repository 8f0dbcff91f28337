import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS, CUSTOMER, OUTCOMES, TYPED, UNVERIFIED } from '../contract/customer.ts';
import { plainClient, understandPlain } from '../contract/plain-client.ts';
import { SECRETS } from '../contract/sending.ts';
import { type ServedHook, serveHook } from '../contract/serve.ts';
import type { Answer, OutcomeName } from '../hook.ts';
import { testHook } from '../hook-contract.ts';
import { auth0 } from './index.ts';
import { toProfile } from './profile.ts';
import {
  getUserScript,
  LARGEST_SCRIPT,
  loginScript,
  POST_CHANGE_PASSWORD_ACTION,
  POST_LOGIN_ACTION,
} from './scripts.ts';

const CONFIG = auth0.config.parse({ secrets: SECRETS, deadline: 1_500 });

testHook(
  auth0,
  () => ({
    config: CONFIG,
    client: {
      ...plainClient('/verify'),
      understand: understandPlain,
      told: ({ json }) => {
        const { profile } = json as { profile?: { user_id: string; email_verified?: boolean } };
        if (profile === undefined) return {};
        const { user_id: id, email_verified: emailVerified } = profile;
        return { id, ...(emailVerified !== undefined && { emailVerified }) };
      },
    },
  }),
  openLoginService,
);

let served: ServedHook | undefined;
afterEach(() => served?.close());

/** What Auth0's container gives a script, and nothing of Node beside it. */
function runScript(text: string, call: string, url: string, more: Record<string, unknown> = {}) {
  return new Promise<{ readonly error: unknown; readonly profile: unknown; readonly calls: number }>(
    (answered) => {
      let calls = 0;
      const callback = (error: unknown, profile: unknown) => {
        calls++;
        // A second call would come right after the first.
        if (calls === 1) setTimeout(() => answered({ error, profile, calls }), 20);
      };
      const context = createContext({
        configuration: { FOOTBRIDGE_URL: url, FOOTBRIDGE_KEY: SECRETS[0] },
        WrongUsernameOrPasswordError: class extends Error {
          override readonly name = 'WrongUsernameOrPasswordError';
          readonly known: unknown;
          constructor(known: unknown, message: string) {
            super(message);
            this.known = known;
          }
        },
        UnauthorizedError: class extends Error {
          override readonly name = 'UnauthorizedError';
        },
        ...{ callback, setTimeout, clearTimeout, fetch, AbortSignal },
        ...more,
      });
      runInContext(`${text}\n${call}`, context, { timeout: 20_000 });
    },
  );
}

async function door(answer: Answer | ((op: string) => Answer | Promise<Answer>)) {
  served = await serveHook(auth0, CONFIG, ({ op }) => (typeof answer === 'function' ? answer(op) : answer));
  return served.url;
}

const LOGIN = loginScript(CONFIG.deadline);
const GET_USER = getUserScript(CONFIG.deadline);
const CALL_LOGIN = `login('${TYPED}', 'typed', { organization: { id: 'org_1' } }, callback)`;
const CALL_GET_USER = `getByEmail('${TYPED}', {}, callback)`;

describe('the login script', () => {
  const errors: Readonly<Record<OutcomeName, string | undefined>> = {
    match: undefined,
    'match-must-change': undefined,
    wrong: 'WrongUsernameOrPasswordError',
    unknown: 'WrongUsernameOrPasswordError',
    blocked: 'UnauthorizedError',
    'mfa-required': 'UnauthorizedError',
    'already-migrated': 'WrongUsernameOrPasswordError',
    'technical-error': 'Error',
  };

  it.each(OUTCOMES)('tells Auth0 about "%s" in one call of its callback', async (outcome) => {
    const { error, profile, calls } = await runScript(LOGIN, CALL_LOGIN, await door(ANSWERS[outcome]));
    expect((error as Error | null)?.name).toBe(errors[outcome]);
    expect(profile === undefined).toBe(errors[outcome] !== undefined);
    expect(calls).toBe(1);
  });

  it('lets the log of the tenant tell a wrong password from an unknown name, and the customer not', async () => {
    const wrong = await runScript(LOGIN, CALL_LOGIN, await door(ANSWERS.wrong));
    await served?.close();
    const unknown = await runScript(LOGIN, CALL_LOGIN, await door(ANSWERS.unknown));
    expect(wrong.error).toMatchObject({ known: TYPED });
    expect(unknown.error).toMatchObject({ known: null });
    expect((unknown.error as Error).message).toBe((wrong.error as Error).message);
  });

  it('asks with what was typed and the organisation of the login', async () => {
    const url = await door(ANSWERS.match);
    await runScript(LOGIN, CALL_LOGIN, url);
    expect(served?.asked).toMatchObject([{ op: 'verify', identifier: TYPED, by: { organisation: 'org_1' } }]);
  });

  it('works where the connection gives scripts no context', async () => {
    const { profile } = await runScript(
      LOGIN,
      `login('${TYPED}', 'typed', callback)`,
      await door(ANSWERS.match),
    );
    expect(profile).toMatchObject({ user_id: CUSTOMER.uuid });
  });

  it('works in a runtime without fetch, by the client of Node', async () => {
    const require = createRequire(import.meta.url);
    const old = { fetch: undefined, AbortSignal: undefined, require };
    const { profile } = await runScript(LOGIN, CALL_LOGIN, await door(ANSWERS.match), old);
    expect(profile).toMatchObject({ user_id: CUSTOMER.uuid });
  });

  it('says that we failed, and nothing of a wrong password, when nobody listens or the key is wrong', async () => {
    const url = await door(ANSWERS.match);
    const withOldKey = { configuration: { FOOTBRIDGE_URL: url, FOOTBRIDGE_KEY: 'a-key-from-last-year' } };
    const refused = await runScript(LOGIN, CALL_LOGIN, url, withOldKey);
    expect((refused.error as Error).name).toBe('Error');
    expect(served?.asked).toEqual([]);
    const nobody = await runScript(LOGIN, CALL_LOGIN, 'http://127.0.0.1:9');
    expect((nobody.error as Error).name).toBe('Error');
    expect(nobody.calls).toBe(1);
  });

  it('stops waiting by itself, with and without AbortSignal, long before Auth0 would', async () => {
    const quick = loginScript(-1_300);
    const url = await door(() => new Promise<Answer>(() => undefined));
    for (const more of [{}, { AbortSignal: undefined }]) {
      const began = performance.now();
      const { error, calls } = await runScript(quick, CALL_LOGIN, url, more);
      expect((error as Error).message).toBe('The migration service did not answer.');
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(calls).toBe(1);
    }
  });
});

describe('the get user script', () => {
  it.each(OUTCOMES)('answers "%s" without ever inventing that nobody is there', async (outcome) => {
    const { error, profile } = await runScript(GET_USER, CALL_GET_USER, await door(ANSWERS[outcome]));
    if (outcome.startsWith('match')) return expect(profile).toMatchObject({ user_id: CUSTOMER.uuid });
    const isNobody = outcome === 'unknown' || outcome === 'already-migrated';
    expect(error === null).toBe(isNobody);
    expect(profile).toBeUndefined();
  });

  it('gives the user the same id as the login script', async () => {
    const url = await door(ANSWERS.match);
    const [login, getUser] = [
      await runScript(LOGIN, CALL_LOGIN, url),
      await runScript(GET_USER, CALL_GET_USER, url),
    ];
    expect(getUser.profile).toEqual(login.profile);
  });
});

describe('the profile', () => {
  it('holds what Auth0 has a place for, and the rest in app_metadata', () => {
    expect(toProfile(CUSTOMER, CONFIG)).toEqual({
      user_id: CUSTOMER.uuid,
      email: TYPED,
      email_verified: true,
      name: 'Ann Lee',
      given_name: 'Ann',
      family_name: 'Lee',
      app_metadata: {
        plan: 'gold',
        points: 7,
        tags: ['a', 'b'],
        nested: { deep: true },
        locale: 'de-DE',
        birthdate: '1990-02-03',
        address: { locality: 'Köln', country: 'DE' },
        roles: ['customer'],
        groups: ['/eu'],
        organizations: ['Acme'],
        footbridge_id: CUSTOMER.externalId,
      },
      mfa_factors: [{ totp: { secret: 'JBSWY3DPEHPK3PXP' } }],
    });
  });

  it('holds user name and number only where the connection has them, and what customers may edit apart', () => {
    const config = {
      ...CONFIG,
      identifiers: ['email', 'phone', 'username'] as const,
      userMetadata: ['plan'],
    };
    expect(toProfile(UNVERIFIED, { ...config, identifiers: [...config.identifiers] })).toMatchObject({
      username: 'Ann.Lee',
      phone_number: '+491701234567',
      phone_verified: false,
      email_verified: false,
      user_metadata: { plan: 'gold' },
    });
  });

  it('never overwrites a name that Auth0 keeps for itself', () => {
    const attributes = { user_id: 'x', email: 'y', blocked: true, footbridge_id: 'z', shoe: 42 };
    const { app_metadata } = toProfile(
      { ...CUSTOMER, identity: { ...CUSTOMER.identity, attributes } },
      CONFIG,
    );
    expect(app_metadata).toMatchObject({ shoe: 42, footbridge_id: CUSTOMER.externalId });
    expect(app_metadata).not.toHaveProperty('blocked');
    expect(app_metadata).not.toHaveProperty('email');
  });

  it('is not given to who has a TOTP that Auth0 would compute in another way: the password is not enough', async () => {
    const factors = [
      { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA256', digits: 8, period: 60 },
    ] as const;
    const customer = { ...CUSTOMER, identity: { ...CUSTOMER.identity, factors: [...factors] } };
    const { error } = await runScript(LOGIN, CALL_LOGIN, await door({ outcome: 'match', customer }));
    expect((error as Error).name).toBe('UnauthorizedError');
  });
});

const USER_ID = `auth0|${CUSTOMER.uuid}`;

describe('the Actions', () => {
  it('tell us once that somebody is in, by our id and the id in Auth0', async () => {
    const url = await door(ANSWERS['already-migrated']);
    const first = await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, {});
    expect(served?.asked).toMatchObject([
      {
        op: 'settle',
        event: 'stored',
        targetId: USER_ID,
        externalId: CUSTOMER.externalId,
        by: { address: '203.0.113.9' },
      },
    ]);
    expect(first.set).toEqual({ footbridge_settled: true });
    await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, first.set);
    expect(served?.asked.length).toBe(1);
  });

  it('know our customers by their id when app_metadata was lost, and leave other users of the tenant alone', async () => {
    const url = await door(ANSWERS['already-migrated']);
    const lost = { app_metadata: undefined };
    await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, {}, { user: lost });
    expect(served?.asked).toMatchObject([{ externalId: CUSTOMER.externalId }]);
    const other = { ...lost, user_id: 'auth0|65f0c1d2e3a4b5c6d7e8f901' };
    await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, {}, { user: other });
    await runAction(POST_CHANGE_PASSWORD_ACTION, 'onExecutePostChangePassword', url, {}, { user: other });
    expect(served?.asked.length).toBe(1);
  });

  it('let a login through while we are away, and tell us at the next one', async () => {
    const { set, denied } = await runAction(
      POST_LOGIN_ACTION,
      'onExecutePostLogin',
      'http://127.0.0.1:9',
      {},
    );
    expect(denied).toBeUndefined();
    expect(set).toEqual({});
  });

  it('send who must choose another password away with a mail, until they have', async () => {
    const url = await door(ANSWERS['already-migrated']);
    const marks = { footbridge_must_change: 'expired-in-legacy' };
    const sent: string[] = [];
    const before = await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, marks, { sent });
    expect(before.denied).toContain('new password');
    expect(sent).toEqual(['https://acme.auth0.com/dbconnections/change_password']);
    const after = await runAction(POST_LOGIN_ACTION, 'onExecutePostLogin', url, marks, {
      sent,
      user: { last_password_reset: '2026-11-20T10:00:00Z' },
    });
    expect(after.denied).toBeUndefined();
    expect(after.set).toMatchObject({ footbridge_must_change: null });
  });

  it('tell us of another password', async () => {
    const url = await door(ANSWERS.match);
    await runAction(POST_CHANGE_PASSWORD_ACTION, 'onExecutePostChangePassword', url, {});
    expect(served?.asked).toMatchObject([
      { event: 'changed', targetId: USER_ID, externalId: CUSTOMER.externalId },
    ]);
  });
});

/** An Action as Auth0 runs it: a CommonJS module, an event and what it may do. */
async function runAction(
  text: string,
  name: string,
  url: string,
  marks: object,
  { sent = [], user = {} }: { readonly sent?: string[]; readonly user?: object } = {},
) {
  const set: Record<string, unknown> = {};
  let denied: string | undefined;
  const event = {
    connection: { strategy: 'auth0', name: 'customers' },
    client: { client_id: 'shop' },
    request: { hostname: 'acme.auth0.com', ip: '203.0.113.9' },
    secrets: { FOOTBRIDGE_URL: url, FOOTBRIDGE_KEY: SECRETS[0] },
    stats: { logins_count: 1 },
    user: {
      user_id: USER_ID,
      email: TYPED,
      app_metadata: { footbridge_id: CUSTOMER.externalId, ...marks },
      ...user,
    },
  };
  const api = {
    access: { deny: (why: string) => (denied = why) },
    user: { setAppMetadata: (key: string, value: unknown) => (set[key] = value) },
  };
  const send = (to: string, options: RequestInit) => {
    if (to.startsWith(url)) return fetch(to, options);
    sent.push(to);
    return Promise.resolve({ ok: true });
  };
  const context = createContext({ exports: {}, fetch: send, AbortSignal, event, api });
  await runInContext(`${text}\nexports.${name}(event, api)`, context, { timeout: 20_000 });
  return { set, denied };
}

describe('what is printed for Auth0', () => {
  it('are scripts that fit into the limit, with no secret and no address written into them', () => {
    const place = {
      url: 'https://jit.example.com/hooks/auth0',
      migration: 'acme',
      secretNames: ['AUTH0_KEY'],
    };
    const printed = auth0.instructions(CONFIG, place);
    const scripts = printed.filter(({ file }) => file === 'login.js' || file === 'get-user.js');
    expect(scripts.length).toBe(2);
    for (const { content = '' } of scripts) {
      expect(Buffer.byteLength(content)).toBeLessThan(LARGEST_SCRIPT);
      expect(content).not.toContain(place.url);
    }
    const options = printed.find(({ file }) => file === 'auth0-connection-options.json');
    expect(JSON.parse(options?.content ?? '')).toMatchObject({
      import_mode: true,
      configuration: { FOOTBRIDGE_URL: place.url, FOOTBRIDGE_KEY: '<value of AUTH0_KEY>' },
    });
  });
});
