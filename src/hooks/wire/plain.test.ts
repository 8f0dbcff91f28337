import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWERS, OUTCOMES } from '../contract/customer.ts';
import { post } from '../contract/sending.ts';
import { isReply, type SettleQuestion } from '../hook.ts';
import { plainReply, readPlain } from './plain.ts';

const LIMIT = 16_384;
const PATHS = ['/login', '/verify', '/lookup', '/settle', '/other'] as const;

describe('a request of our plain protocol', () => {
  it('is a question about somebody or a refusal, whatever was sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), fc.uint8Array({ maxLength: 400 }), (path, body) => {
        expect(isReply(readPlain({ ...post(path, {}), body }, LIMIT))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), fc.json(), (path, json) => {
        const asked = readPlain({ ...post(path, {}), body: Buffer.from(json) }, LIMIT);
        if (isReply(asked)) expect(asked.status).toBeGreaterThanOrEqual(400);
        else expect(asked.identifier ?? asked.targetId ?? asked.externalId).toBeTruthy();
      }),
    );
  });

  it('arrives as it was sent, with any name and any password', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
        text,
        (identifier, password) => {
          const asked = readPlain(post('/login', { identifier, password }), LIMIT);
          expect(asked).toMatchObject({ op: 'verify', identifier });
          expect(!isReply(asked) && asked.op === 'verify' && asked.password.reveal()).toBe(password);
        },
      ),
    );
  });

  it('may say by null, or an empty text, what a script does not know', () => {
    const asked = readPlain(
      post('/login', { identifier: 'ann', password: 'x', address: '', organisation: null }),
      LIMIT,
    );
    expect(asked).toMatchObject({ op: 'verify', by: {} });
  });

  it('is refused when it is about nobody, or by an id that is none of ours', () => {
    for (const whom of [{}, { identifier: '' }, { identifier: null }, { externalId: 'ABC' }])
      expect(readPlain(post('/login', { ...whom, password: 'x' }), LIMIT)).toMatchObject({ status: 400 });
  });
});

describe('a reply of our plain protocol', () => {
  it('has a status of its own kind for each answer, and 401 for none', () => {
    const asked = { op: 'lookup', purpose: 'reset', by: {} } as const;
    const statuses = OUTCOMES.map((outcome) => plainReply(ANSWERS[outcome], asked, () => ({})).status);
    expect(statuses).toEqual([200, 200, 403, 404, 423, 403, 409, 503]);
  });

  it('tells of a fact only whether we know whom it was about', () => {
    const fact: SettleQuestion = { op: 'settle', event: 'stored', identifier: 'ann', by: {} };
    const tell = () => ({ customer: 'told' });
    expect(plainReply(ANSWERS.match, fact, tell)).toEqual({ status: 200, json: { known: true } });
    expect(plainReply(ANSWERS.unknown, fact, tell)).toEqual({ status: 200, json: { known: false } });
  });
});
