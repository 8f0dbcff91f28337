import { describe, expect, it } from 'vitest';
import { openLoginService } from '../../test/login-service.ts';
import { askOverHttp } from '../broker/broker.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { ANSWERS, CUSTOMER, OUTCOMES, TYPED } from './contract/customer.ts';
import { plainClient } from './contract/plain-client.ts';
import { SECRETS } from './contract/sending.ts';
import { serveHook } from './contract/serve.ts';
import type { Answer, Question } from './hook.ts';
import { testHook } from './hook-contract.ts';
import { inProcess } from './in-process.ts';

const CONFIG = inProcess.config.parse({ secrets: SECRETS, deadline: 1_500 });
const KEY = SECRETS[0] ?? '';

testHook(inProcess, () => ({ config: CONFIG, client: plainClient('/login') }), openLoginService);

const VERIFY: Question = {
  op: 'verify',
  identifier: TYPED,
  type: 'email',
  password: new TypedPassword('typed'),
  by: { address: '203.0.113.9', userAgent: 'Mozilla/5.0' },
};
const LOOKUP: Question = { op: 'lookup', purpose: 'reset', identifier: TYPED, by: {} };
const SETTLE: Question = { op: 'settle', event: 'stored', targetId: 'user-1', by: {} };

/** What the middleware hears when the door says this. */
async function heard(question: Question, answer: Answer, key = KEY) {
  const served = await serveHook(inProcess, CONFIG, () => answer);
  try {
    return { answer: await askOverHttp({ url: served.url, key })(question), asked: served.asked };
  } finally {
    await served.close();
  }
}

describe('the middleware in the application', () => {
  it('asks with everything it knows of the attempt', async () => {
    const { asked } = await heard(VERIFY, ANSWERS.wrong);
    expect(asked).toMatchObject([{ op: 'verify', identifier: TYPED, type: 'email', by: VERIFY.by }]);
  });

  it.each(OUTCOMES)('hears "%s" as the door said it', async (outcome) => {
    const { answer } = await heard(VERIFY, ANSWERS[outcome]);
    expect(answer.outcome).toBe(outcome);
  });

  it('hears the whole profile, without a password too, but no hash and no secret of a factor', async () => {
    for (const question of [VERIFY, LOOKUP]) {
      const identity = { ...CUSTOMER.identity, password: { hash: 'a-stored-hash' } };
      const customer = { ...CUSTOMER, identity };
      const { answer } = await heard(question, { outcome: 'match', customer });
      const { password: _, ...told } = identity;
      expect(answer).toEqual({
        outcome: 'match',
        customer: { ...CUSTOMER, identity: { ...told, factors: [] } },
      });
    }
  });

  it('hears of what it reports only whether anybody is known', async () => {
    expect((await heard(SETTLE, ANSWERS.match)).answer).toEqual({ outcome: 'already-migrated' });
    expect((await heard(SETTLE, ANSWERS.unknown)).answer).toEqual({ outcome: 'unknown' });
  });

  it('takes a refused key for a failure, never for a wrong password', async () => {
    const { answer, asked } = await heard(VERIFY, ANSWERS.match, 'another-key-of-somebody');
    expect(answer).toEqual({ outcome: 'technical-error', retryable: true });
    expect(asked).toEqual([]);
  });
});
