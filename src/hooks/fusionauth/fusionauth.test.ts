/**
 * What FusionAuth sends and understands, by its documentation and its client's types. Contract tests: connectors are
 * part of paid editions, so nobody can run one here.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS, CUSTOMER, TYPED } from '../contract/customer.ts';
import { asBearer, post, SECRETS } from '../contract/sending.ts';
import type { HookReply } from '../hook.ts';
import { type Attempt, type HookClient, testHook } from '../hook-contract.ts';
import { fusionauth } from './index.ts';
import { toUser } from './user.ts';

const CONFIG = fusionauth.config.parse({ secrets: SECRETS });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function login({ identifier, password }: Attempt) {
  return {
    loginId: identifier,
    password,
    applicationId: '3c219e58-ed0e-4b18-ad48-f4f92793ae32',
    noJWT: false,
    newDevice: true,
    ipAddress: '203.0.113.9',
    eventInfo: { ipAddress: '203.0.113.9', userAgent: 'Mozilla/5.0', deviceType: 'BROWSER' },
    loginIdTypes: ['email'],
  };
}

const EVENTS = {
  stored: 'user.create.complete',
  changed: 'user.password.update',
  reset: 'user.password.reset.success',
  'signed-in': 'user.login.success',
  deleted: 'user.delete.complete',
} as const;

function event(type: string, id = CUSTOMER.uuid) {
  return {
    event: { type, id: 'e', createInstant: 1, tenantId: 't', user: { id, email: TYPED, active: true } },
  };
}

interface User {
  readonly id: string;
  readonly email?: string;
  readonly username?: string;
  readonly active: boolean;
  readonly verified: boolean;
  readonly passwordChangeRequired: boolean;
}

/** Strictly: an id that is a UUID, and something to log in with. */
function userIn(reply: HookReply): User {
  const { user } = JSON.parse(JSON.stringify(reply.json)) as { user: User };
  if (!UUID.test(user.id)) throw new Error('the id is no UUID');
  if (user.email === undefined && user.username === undefined) throw new Error('nobody can log in with this');
  return user;
}

const client: HookClient = {
  verify: (attempt) => post('/login', login(attempt), asBearer(attempt.caller)),
  settle: ({ caller }, what) =>
    what === 'changed-in-legacy' ? undefined : post('/settle', event(EVENTS[what]), asBearer(caller)),
  understand(reply) {
    if (reply.status !== 200) return 'not-found';
    const user = userIn(reply);
    if (!user.active) return 'blocked';
    return user.passwordChangeRequired ? 'let-in-must-change' : 'let-in';
  },
  concludes: {
    verify: {
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
  told: (reply) => ({ id: userIn(reply).id, emailVerified: userIn(reply).verified }),
};

testHook(fusionauth, () => ({ config: CONFIG, client }), openLoginService);

describe('a FusionAuth user', () => {
  it('has our UUID, the profile, and a registration where one was asked for', () => {
    expect(JSON.parse(JSON.stringify(toUser(CUSTOMER, 'app-1', false)))).toEqual({
      id: CUSTOMER.uuid,
      email: TYPED,
      username: 'Ann.Lee',
      mobilePhone: '+491701234567',
      active: true,
      verified: true,
      firstName: 'Ann',
      lastName: 'Lee',
      fullName: 'Ann Lee',
      birthDate: '1990-02-03',
      preferredLanguages: ['de_DE'],
      passwordChangeRequired: false,
      data: { legacyId: '4711', footbridgeId: CUSTOMER.externalId, attributes: CUSTOMER.identity.attributes },
      registrations: [{ applicationId: 'app-1', roles: ['customer'], verified: true }],
    });
    expect(toUser(CUSTOMER, undefined, false).registrations).toEqual([]);
  });

  it('has no birth date where the legacy knew a year alone', () => {
    const identity = { ...CUSTOMER.identity, profile: { birthdate: '1990' } };
    expect(toUser({ ...CUSTOMER, identity }, undefined, false).birthDate).toBeUndefined();
  });

  it('is refused without a word of why', async () => {
    const session = await fusionauth.open(CONFIG, { secret: () => '', now: Date.now });
    const request = post('/login', login({ identifier: TYPED, password: 'x' }), asBearer());
    const question = await session.question(request);
    if ('status' in question) throw new Error('refused');
    const replies = ['wrong', 'unknown', 'blocked', 'already-migrated', 'technical-error'] as const;
    for (const outcome of replies)
      expect(await session.answer(ANSWERS[outcome], question, request)).toEqual({ status: 404 });
  });
});

describe('a webhook of FusionAuth', () => {
  it('tells whom it is about by the id that we gave', async () => {
    const session = await fusionauth.open(CONFIG, { secret: () => '', now: Date.now });
    const question = await session.question(post('/settle', event('user.password.update'), asBearer()));
    expect(question).toMatchObject({
      op: 'settle',
      event: 'changed',
      targetId: CUSTOMER.uuid,
      externalId: CUSTOMER.externalId,
    });
  });

  it('about anything else is taken and not passed on', async () => {
    const session = await fusionauth.open(CONFIG, { secret: () => '', now: Date.now });
    const request = post('/settle', event('user.update'), asBearer());
    expect(await session.question(request)).toEqual({ status: 200 });
  });
});
