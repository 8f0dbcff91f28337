import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openLoginService } from '../../../test/login-service.ts';
import { CUSTOMER } from '../contract/customer.ts';
import { post, SECRETS, secretOf } from '../contract/sending.ts';
import type { HookReply, HookRequest } from '../hook.ts';
import { type Attempt, type HookClient, testHook, type Verdict } from '../hook-contract.ts';
import { kratos, toReply } from './index.ts';

const CONFIG = kratos.config.parse({ secrets: SECRETS, hasher: 'argon2', deadline: 1_500 });
const CONTEXT = { secret: () => '', now: Date.now };

/** With our template; Kratos' default body is tried by itself below. */
const client: HookClient = {
  verify: ({ identifier, password, targetId, externalId, caller }) =>
    post(
      '/verify',
      {
        identifier,
        password,
        identity_id: targetId ?? null,
        external_id: externalId ?? null,
        flow_id: 'b1f6f8f0-7d9a-4b5b-9f3a-0d6f0a5d9f11',
        address: '203.0.113.9',
        user_agent: 'Mozilla/5.0',
      },
      withKey(caller),
    ),
  settle: ({ caller, targetId = 'some-identity' }, event) =>
    post('/settle', { event, identity_id: targetId, flow_id: 'f1' }, withKey(caller)),
  understand,
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      'technical-error': 'failed',
    },
  },
};

function withKey(caller: Attempt['caller']): HookRequest['headers'] {
  return { 'x-api-key': secretOf(caller) };
}

/** As password_migration_hook.go reads it: the status, then the first kilobyte, then the word. */
function understand({ status, json }: HookReply): Verdict {
  if (status === 403) return 'refused';
  if (status >= 500) return 'failed';
  if (status !== 200) throw new Error(`Kratos makes 502 of ${status}`);
  const text = JSON.stringify(json ?? '');
  if (Buffer.byteLength(text) > 1_024) throw new Error('Kratos reads one kilobyte');
  return JSON.parse(text).status === 'password_match' ? 'let-in' : 'refused';
}

testHook(kratos, () => ({ config: CONFIG, client }), openLoginService);

describe('a login at Kratos', () => {
  it('is understood in its default body, with nothing but identifier and password', async () => {
    const session = await kratos.open(CONFIG, CONTEXT);
    const asked = await session.question(post('/verify', { identifier: 'ann', password: 'typed' }));
    expect(asked).toMatchObject({ op: 'verify', identifier: 'ann', by: {} });
  });

  it('says who, from where and in which flow, where our template is used', async () => {
    const session = await kratos.open(CONFIG, CONTEXT);
    const attempt = { identifier: 'ann', password: 'x', targetId: 'id-1', externalId: CUSTOMER.externalId };
    expect(await session.question(await client.verify(attempt))).toMatchObject({
      targetId: 'id-1',
      externalId: CUSTOMER.externalId,
      by: { address: '203.0.113.9', userAgent: 'Mozilla/5.0' },
    });
  });

  it('is not stopped by an admin note that is no id of ours', async () => {
    const session = await kratos.open(CONFIG, CONTEXT);
    const asked = await session.question(
      post('/verify', { identifier: 'ann', password: 'x', identity_id: 'id-1', external_id: 4711 }),
    );
    expect(asked).toMatchObject({ op: 'verify', targetId: 'id-1' });
    expect(asked).not.toHaveProperty('externalId');
  });

  it('fails visibly when our template was changed, instead of calling every password wrong', async () => {
    const session = await kratos.open(CONFIG, CONTEXT);
    expect(await session.question(post('/verify', { identifier: 'ann' }))).toMatchObject({ status: 500 });
  });

  it('is refused where Kratos could not hash the password, which bcrypt cannot beyond 72 bytes', () => {
    const bcrypt = kratos.config.parse({ secrets: SECRETS });
    expect(kratos.longestPassword?.(bcrypt)).toBe(72);
    expect(kratos.longestPassword?.(CONFIG)).toBeUndefined();
    const answer = { outcome: 'match-must-change', customer: CUSTOMER } as const;
    expect(toReply({ ...answer, reason: 'too-long-for-target' }).status).toBe(403);
    expect(toReply({ ...answer, reason: 'expired-in-legacy' }).status).toBe(200);
  });
});

describe('a web hook of Kratos', () => {
  it('says whom it means by id, by our id and by a trait, whichever of them we know', async () => {
    const session = await kratos.open(CONFIG, CONTEXT);
    const told = {
      event: 'stored',
      identity_id: 'id-1',
      external_id: CUSTOMER.externalId,
      identifier: 'ann',
    };
    expect(await session.question(post('/settle', told))).toMatchObject({
      op: 'settle',
      targetId: 'id-1',
      externalId: CUSTOMER.externalId,
      identifier: 'ann',
    });
    const odd = await session.question(post('/settle', { ...told, external_id: 7, identifier: ['ann'] }));
    expect(odd).toEqual({ op: 'settle', event: 'stored', targetId: 'id-1', by: {} });
  });
});

describe('what is printed for Kratos', () => {
  it('is YAML with the hook, its template, and a web hook that no login waits for', () => {
    const [{ content = '' } = {}] = kratos.instructions(CONFIG, {
      url: 'https://jit.example.com/hooks/kratos',
      migration: 'acme',
      secretNames: ['KRATOS_KEY'],
    });
    const { selfservice } = parse(content);
    expect(selfservice.methods.password.config.migrate_hook).toMatchObject({
      enabled: true,
      config: {
        url: 'https://jit.example.com/hooks/kratos/verify',
        method: 'POST',
        auth: {
          type: 'api_key',
          config: { name: 'X-Api-Key', in: 'header', value: '<value of KRATOS_KEY>' },
        },
      },
    });
    const [after] = selfservice.flows.login.after.password.hooks;
    expect(after.config).toMatchObject({ response: { ignore: true } });
    const [, template = ''] = after.config.body.split('base64://');
    expect(Buffer.from(template, 'base64').toString()).toContain("event: 'stored'");
  });
});
