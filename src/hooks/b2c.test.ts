/**
 * What custom policies of Azure AD B2C send and understand, by Microsoft's documentation and samples. Contract tests:
 * nobody can run B2C here.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import { openLoginService } from '../../test/login-service.ts';
import { b2c } from './b2c.ts';
import { ANSWERS, TYPED } from './contract/customer.ts';
import { asBearer, post, SECRETS } from './contract/sending.ts';
import { type HookReply, isReply } from './hook.ts';
import { type HookClient, testHook, type Verdict } from './hook-contract.ts';

const CONFIG = b2c.config.parse({ secrets: SECRETS, deadline: 1_500 });
const CONTEXT = { secret: () => '', now: Date.now };

/** A claim is a string, a number or a boolean: anything else B2C cannot take. */
function claimsIn({ json }: HookReply): Readonly<Record<string, unknown>> {
  const claims = JSON.parse(JSON.stringify(json)) as Record<string, unknown>;
  for (const [name, value] of Object.entries(claims))
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw new Error(`${name} is no claim`);
  return claims;
}

function understand(reply: HookReply): Verdict {
  if (reply.status === 200) {
    const claims = claimsIn(reply);
    if (claims.needToMigrate !== 'local') return 'not-found';
    return claims.forceChangePassword === true ? 'let-in-must-change' : 'let-in';
  }
  if (reply.status !== 409) return 'failed';
  const error = claimsIn(reply);
  if (error.version !== '1.0.0' || error.status !== 409 || typeof error.userMessage !== 'string')
    throw new Error('B2C shows its own page for an error in another form');
  return error.code === 'JIT503' ? 'failed' : 'refused';
}

const client: HookClient = {
  verify: ({ identifier, password, caller }) =>
    post('/login', { signInName: identifier, password, useInputPassword: 'true' }, asBearer(caller)),
  lookup: ({ identifier, caller }) => post('/reset', { signInName: identifier }, asBearer(caller)),
  understand,
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in-must-change',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      'technical-error': 'failed',
    },
    lookup: {
      match: 'let-in',
      'match-must-change': 'let-in-must-change',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'not-found',
      'technical-error': 'failed',
    },
  },
  told(reply) {
    const { footbridgeId, emailVerified } = claimsIn(reply);
    return { id: String(footbridgeId), emailVerified: emailVerified === true };
  },
};

testHook(b2c, () => ({ config: CONFIG, client }), openLoginService);

async function reply(path: string, claims: unknown, outcome: keyof typeof ANSWERS) {
  const session = await b2c.open(CONFIG, CONTEXT);
  const request = post(path, claims, asBearer());
  const question = await session.question(request);
  if (isReply(question)) throw new Error(`answered with ${question.status}`);
  return session.answer(ANSWERS[outcome], question, request);
}

describe('a policy of B2C', () => {
  it('gets the claims of both sample designs, and never the password', async () => {
    const { json } = await reply('/login', { signInName: TYPED, password: 'typed' }, 'match');
    expect(json).toMatchObject({
      tokenSuccess: true,
      migrationRequired: false,
      needToMigrate: 'local',
      email: TYPED,
      displayName: 'Ann Lee',
      givenName: 'Ann',
      surName: 'Lee',
    });
    expect(json).not.toHaveProperty('newPassword');
  });

  it('may call the identifier signInName or email', async () => {
    expect((await reply('/login', { email: TYPED, password: 'typed' }, 'match')).status).toBe(200);
    const session = await b2c.open(CONFIG, CONTEXT);
    expect(await session.question(post('/login', { password: 'typed' }, asBearer()))).toMatchObject({
      status: 400,
    });
  });

  it('stops a sign-up of who is known, and only that', async () => {
    for (const outcome of ['match', 'already-migrated', 'blocked'] as const)
      expect(await reply('/sign-up', { email: TYPED }, outcome)).toMatchObject({
        status: 409,
        json: { code: 'JIT002', userMessage: CONFIG.existsMessage },
      });
    expect(await reply('/sign-up', { email: TYPED }, 'unknown')).toEqual({ status: 200, json: {} });
    expect(await reply('/sign-up', { email: TYPED }, 'technical-error')).toMatchObject({
      json: { code: 'JIT503' },
    });
  });

  it('is asked for a reset with the object id where the directory has the user', async () => {
    const session = await b2c.open(CONFIG, CONTEXT);
    const question = await session.question(
      post('/reset', { signInName: TYPED, objectId: 'o-1', correlationId: 'c-1' }, asBearer()),
    );
    expect(question).toMatchObject({ purpose: 'reset', targetId: 'o-1', by: { correlationId: 'c-1' } });
  });

  it('shows the same words for a wrong password, an unknown name and a blocked account', async () => {
    const replies = await Promise.all(
      (['wrong', 'unknown', 'blocked', 'already-migrated'] as const).map((outcome) =>
        reply('/login', { signInName: TYPED, password: 'x' }, outcome),
      ),
    );
    expect(new Set(replies.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('is given technical profiles that are well-formed', () => {
    const place = { url: 'https://jit.example.com/hooks/b2c', migration: 'acme', secretNames: ['B2C_KEY'] };
    for (const { content } of b2c.instructions(CONFIG, place)) {
      if (content === undefined) continue;
      const opened = [...content.matchAll(/<([A-Z]\w+)[^>]*[^/]>|<([A-Z]\w+)>/g)].length;
      expect([...content.matchAll(/<\/\w+>/g)].length).toBe(opened);
    }
  });
});
