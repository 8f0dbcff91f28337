import { describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { CUSTOMER, TYPED } from '../contract/customer.ts';
import { get, post, SECRETS, secretOf } from '../contract/sending.ts';
import type { HookReply, HookRequest } from '../hook.ts';
import { type Attempt, type HookClient, testHook, type Verdict } from '../hook-contract.ts';
import { keycloak } from './index.ts';
import { toRemoteUser } from './remote-user.ts';

const CONFIG = keycloak.config.parse({ secrets: SECRETS });
const CONTEXT = { secret: () => '', now: Date.now };
const PLAIN = { mustChange: false, externalIdAttribute: 'footbridge_id' };

/** Exactly the calls of the plugin at d3750f1 (RestUserService.java). Not the plugin: it is Java. */
const client: HookClient = {
  verify: ({ identifier, password, caller }) => post(pathOf(identifier), { password }, withToken(caller)),
  lookup: ({ identifier, caller }) =>
    get(pathOf(identifier), { accept: 'application/json', ...withToken(caller) }),
  understand: (reply, request) =>
    request.method === 'GET' ? understandUser(reply, request) : understandPassword(reply),
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      // The plugin knows no third word for a password.
      'technical-error': 'refused',
    },
    lookup: {
      match: 'let-in',
      'match-must-change': 'let-in-must-change',
      wrong: 'not-found',
      unknown: 'not-found',
      blocked: 'not-found',
      'mfa-required': 'not-found',
      'already-migrated': 'not-found',
      'technical-error': 'not-found',
    },
  },
  told: ({ json }) => {
    const { id, emailVerified } = json as { id?: string; emailVerified?: boolean };
    return { ...(id !== undefined && { id }), ...(emailVerified !== undefined && { emailVerified }) };
  },
};

/** `URLEncoder` of Java and the form encoding of the web agree on every character. */
function pathOf(name: string): string {
  return `/${new URLSearchParams([['', name]]).toString().slice(1)}`;
}

function withToken(caller: Attempt['caller']): HookRequest['headers'] {
  const secret = secretOf(caller);
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}

function understandPassword({ status }: HookReply): Verdict {
  return status === 200 ? 'let-in' : 'refused';
}

/** Jackson without leave for unknown properties, then the filter on what was typed. */
function understandUser({ status, json }: HookReply, request: HookRequest): Verdict {
  if (status !== 200) return 'not-found';
  const user = readStrictly(json as Record<string, unknown>);
  const typed = decodeURIComponent(request.path.slice(1).replaceAll('+', ' ')).toUpperCase();
  const found = [user.username, user.email].some((name) => name?.toUpperCase() === typed);
  if (!found) return 'not-found';
  if (user.username !== user.username.toLowerCase()) throw new Error('Local and remote users differ');
  if (user.id !== null && user.id.length > 36) throw new Error('longer than the column');
  return user.requiredActions.includes('UPDATE_PASSWORD') ? 'let-in-must-change' : 'let-in';
}

const TEXT = expect.any(String);
const FIELDS = ['id', 'username', 'email', 'firstName', 'lastName', 'enabled', 'emailVerified', 'attributes'];
const LISTS = ['roles', 'groups', 'requiredActions', 'totps', 'organizations'];

function readStrictly(user: Record<string, unknown>) {
  expect([...FIELDS, ...LISTS]).toEqual(expect.arrayContaining(Object.keys(user)));
  expect(user).toMatchObject({
    username: TEXT,
    enabled: expect.any(Boolean),
    emailVerified: expect.any(Boolean),
  });
  for (const list of LISTS) expect(Array.isArray(user[list]), list).toBe(true);
  for (const values of Object.values(user.attributes as object)) {
    expect(Array.isArray(values)).toBe(true);
    for (const value of values) expect(value).toEqual(TEXT);
  }
  for (const totp of user.totps as object[])
    expect(totp).toEqual({
      name: TEXT,
      secret: TEXT,
      digits: expect.any(Number),
      period: expect.any(Number),
      algorithm: expect.stringMatching(/^Hmac(SHA1|SHA256|SHA512)$/),
      encoding: 'BASE32',
    });
  for (const one of user.organizations as object[])
    expect(one).toEqual({ orgName: TEXT, orgAlias: TEXT, domains: [] });
  return user as {
    id: string | null;
    username: string;
    email: string | null;
    requiredActions: readonly string[];
  };
}

testHook(keycloak, () => ({ config: CONFIG, client }), openLoginService);

describe('a user as the plugin is told', () => {
  it('has thirteen fields, with everything the protocol carries', () => {
    expect(toRemoteUser(CUSTOMER, TYPED, PLAIN)).toEqual({
      id: CUSTOMER.uuid,
      username: 'ann.lee',
      email: TYPED,
      firstName: 'Ann',
      lastName: 'Lee',
      enabled: true,
      emailVerified: true,
      attributes: {
        plan: ['gold'],
        points: ['7'],
        tags: ['a', 'b'],
        nested: ['{"deep":true}'],
        name: ['Ann Lee'],
        locale: ['de-DE'],
        birthdate: ['1990-02-03'],
        locality: ['Köln'],
        country: ['DE'],
        phoneNumber: ['+491701234567'],
        phoneNumberVerified: ['true'],
        footbridge_id: [CUSTOMER.externalId],
      },
      roles: ['customer'],
      groups: ['eu'],
      requiredActions: [],
      totps: [
        {
          name: 'Authenticator',
          secret: 'JBSWY3DPEHPK3PXP',
          digits: 6,
          period: 30,
          algorithm: 'HmacSHA1',
          encoding: 'BASE32',
        },
      ],
      organizations: [
        { orgName: 'Acme', orgAlias: expect.stringMatching(/^acme-[0-9a-f]{8}$/), domains: [] },
      ],
    });
  });

  it('has the address letter by letter as it was typed, so that the plugin takes it for the same', () => {
    expect(toRemoteUser(CUSTOMER, 'Ann.Lee@EXAMPLE.com', PLAIN).email).toBe('Ann.Lee@EXAMPLE.com');
    expect(toRemoteUser(CUSTOMER, 'ANN.LEE', PLAIN)).toMatchObject({ email: TYPED, username: 'ann.lee' });
  });

  it('has the flag of the address that was typed, and not of another one', () => {
    const identity = {
      ...CUSTOMER.identity,
      identifiers: [
        { type: 'email', value: 'first@example.com', verified: true },
        { type: 'email', value: 'second@example.com' },
      ],
    } as const;
    const customer = { ...CUSTOMER, identity: { ...identity, identifiers: [...identity.identifiers] } };
    expect(toRemoteUser(customer, 'second@example.com', PLAIN)).toMatchObject({
      email: 'second@example.com',
      emailVerified: false,
      // The name does not change with what is typed, or one customer would become two users.
      username: 'first@example.com',
    });
  });

  it.each([
    ['disabled', false, []],
    ['locked', false, []],
    ['invited', true, ['UPDATE_PASSWORD']],
  ] as const)('is %s as in the legacy', (status, enabled, requiredActions) => {
    const customer = { ...CUSTOMER, identity: { ...CUSTOMER.identity, status } };
    expect(toRemoteUser(customer, TYPED, PLAIN)).toMatchObject({ enabled, requiredActions });
  });

  it('is named by our id where the legacy has no identifier, and found again by it', async () => {
    const customer = { ...CUSTOMER, identity: { ...CUSTOMER.identity, identifiers: [] } };
    expect(toRemoteUser(customer, TYPED, PLAIN)).toMatchObject({ username: CUSTOMER.uuid, email: null });
    const session = await keycloak.open(CONFIG, CONTEXT);
    expect(await session.question(post(pathOf(CUSTOMER.uuid), { password: 'x' }))).toMatchObject({
      externalId: CUSTOMER.externalId,
      targetId: CUSTOMER.uuid,
    });
  });

  it('has its own attributes left out where they would overwrite a field', () => {
    const attributes = { Email: 'other@example.com', enabled: 'no', shoe: 42 };
    const customer = { ...CUSTOMER, identity: { ...CUSTOMER.identity, attributes } };
    const told = Object.keys(toRemoteUser(customer, TYPED, PLAIN).attributes);
    expect(told).toContain('shoe');
    expect(told).not.toContain('Email');
    expect(told).not.toContain('enabled');
  });
});

describe('what the plugin sends', () => {
  it('is a name in form encoding: a plus is a space, and %2B is a plus', async () => {
    const session = await keycloak.open(CONFIG, CONTEXT);
    expect(await session.question(get('/ann+lee%2Bnews%2Fx'))).toMatchObject({
      identifier: 'ann lee+news/x',
    });
    expect(await session.question(get('/%E0%A4'))).toMatchObject({ status: 400 });
    expect(await session.question(get('/'))).toMatchObject({ status: 400 });
  });

  it('may prove itself by basic authentication, where the operator chose that', async () => {
    const basic = (text: string) => ({
      authorization: `Basic ${Buffer.from(text, 'latin1').toString('base64')}`,
    });
    const asks = async (config: typeof CONFIG, text: string) => {
      const session = await keycloak.open(config, CONTEXT);
      return (await session.authenticate(get('/ann', basic(text))))?.status;
    };
    const withUser = { ...CONFIG, basicUser: 'keycloak' };
    expect(await asks(withUser, `keycloak:${SECRETS[0]}`)).toBeUndefined();
    expect(await asks(withUser, `keycloak:${SECRETS[1]}`)).toBeUndefined();
    expect(await asks(withUser, `another:${SECRETS[0]}`)).toBe(401);
    expect(await asks(withUser, 'keycloak:')).toBe(401);
    expect(await asks(CONFIG, `keycloak:${SECRETS[0]}`)).toBe(401);
  });
});

describe('what is printed for Keycloak', () => {
  it('cuts the link after a migration: kept, the old password would go on opening the account', () => {
    const place = { url: 'https://jit.example.com/hooks/kc', migration: 'acme', secretNames: ['KC_KEY'] };
    const [, component] = keycloak.instructions(CONFIG, place);
    expect(JSON.parse(component?.content ?? '')).toMatchObject({
      config: {
        URI: [place.url],
        API_TOKEN: ['<value of KC_KEY>'],
        SEVER_FEDERATION_LINK: ['true'],
      },
    });
  });
});
