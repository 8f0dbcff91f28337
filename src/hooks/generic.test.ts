import { describe, expect, it, vi } from 'vitest';
import { openLoginService } from '../../test/login-service.ts';
import { ANSWERS, CUSTOMER, OUTCOMES, UNVERIFIED } from './contract/customer.ts';
import { plainClient } from './contract/plain-client.ts';
import { asBearer, post, SECRETS } from './contract/sending.ts';
import { serveHook } from './contract/serve.ts';
import { generic, toCustomer } from './generic.ts';
import type { Answer } from './hook.ts';
import { testHook } from './hook-contract.ts';

const CONFIG = generic.config.parse({ secrets: SECRETS, tell: 'profile', deadline: 1_500 });
const CONTEXT = { secret: () => '', now: Date.now };

testHook(generic, () => ({ config: CONFIG, client: plainClient('/login') }), openLoginService);

describe('the reply to an application', () => {
  it('says where the user stands, because we have created it already', async () => {
    const reply = await replyTo({ outcome: 'match', customer: { ...CUSTOMER, targetId: 'user_2abc' } });
    expect(reply).toMatchObject({
      status: 200,
      json: { outcome: 'match', customer: { targetId: 'user_2abc', externalId: CUSTOMER.externalId } },
    });
  });

  it('says why and for how long where waiting helps', async () => {
    expect(await replyTo({ outcome: 'blocked', reason: 'throttled', after: 12.3 })).toEqual({
      status: 429,
      headers: { 'retry-after': '13' },
      json: { outcome: 'blocked', reason: 'throttled' },
    });
  });

  it('never holds a factor, and of somebody who typed no password only the ids', async () => {
    expect(JSON.stringify(toCustomer(CUSTOMER, 'everything'))).not.toContain('JBSWY3DPEHPK3PXP');
    expect(toCustomer(UNVERIFIED, 'profile')).toMatchObject({ identifiers: [{ verified: false }, {}, {}] });
    const session = await generic.open(CONFIG, CONTEXT);
    const request = post('/lookup', { identifier: 'ann' });
    const reply = await session.answer(ANSWERS.match, { op: 'lookup', purpose: 'reset', by: {} }, request);
    expect(reply.json).toEqual({
      outcome: 'match',
      customer: { externalId: CUSTOMER.externalId, uuid: CUSTOMER.uuid },
    });
  });

  it('says "unauthorized" to a caller without the key, which is no outcome', async () => {
    const session = await generic.open(CONFIG, CONTEXT);
    const reply = await session.authenticate(post('/login', {}, asBearer('stranger')));
    expect(reply?.json).toEqual({ error: 'unauthorized' });
  });

  it('is 404 for a path that is none of ours', async () => {
    const session = await generic.open(CONFIG, CONTEXT);
    expect(await session.question(post('/logout', {}))).toMatchObject({ status: 404 });
  });
});

describe('the function printed for the application', () => {
  it('gives every outcome as it is, and throws where the key is wrong', async () => {
    let answered: Answer = ANSWERS.wrong;
    const served = await serveHook(generic, CONFIG, () => answered);
    const [{ content = '' } = {}] = generic.instructions(CONFIG, { url: served.url, migration: 'acme' });
    const { askFootbridge } = await import(`data:text/javascript,${encodeURIComponent(content)}`);
    try {
      vi.stubEnv('FOOTBRIDGE_HOOK_KEY', SECRETS[0]);
      for (const outcome of OUTCOMES) {
        answered = ANSWERS[outcome];
        expect(await askFootbridge('ann', 'typed')).toMatchObject({ outcome });
      }
      vi.stubEnv('FOOTBRIDGE_HOOK_KEY', 'another-key-of-somebody');
      await expect(askFootbridge('ann', 'typed')).rejects.toThrow('401');
    } finally {
      vi.unstubAllEnvs();
      await served.close();
    }
  });
});

async function replyTo(answer: Answer) {
  const session = await generic.open(CONFIG, CONTEXT);
  const request = post('/login', { identifier: 'ann', password: 'typed' }, asBearer());
  const asked = await session.question(request);
  if ('status' in asked) throw new Error(`refused with ${asked.status}`);
  return session.answer(answer, asked, request);
}
