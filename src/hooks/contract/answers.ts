/**
 * Points 1–6 and 18 of the conformance list: what the target concludes from each of the eight answers.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { Verdict } from './bench.ts';
import { ANSWERS, OUTCOMES, PASSWORD, UNVERIFIED } from './customer.ts';
import { ATTEMPT, clientOf, type Opened, replyTo } from './run.ts';

const INSIDE: readonly Verdict[] = ['let-in', 'let-in-must-change'];

export function testAnswers<Config>(opened: Opened<Config>): void {
  describe('what the target concludes', () => {
    it.each(OUTCOMES)('from "%s" about a password', async (outcome) => {
      const client = clientOf(opened);
      const request = await client.verify(ATTEMPT);
      const reply = await replyTo(opened.session(), request, ANSWERS[outcome]);
      expect(client.understand(reply, request)).toBe(client.concludes.verify[outcome]);
    });

    it.each(OUTCOMES)('from "%s" about somebody who typed no password', async (outcome) => {
      const client = clientOf(opened);
      const request = await client.lookup?.(ATTEMPT);
      if (request === undefined) return expectAdmitted(opened, 'without a password');
      const reply = await replyTo(opened.session(), request, ANSWERS[outcome]);
      expect(client.understand(reply, request)).toBe(client.concludes.lookup?.[outcome]);
    });

    it('lets nobody in but by a match, and never takes a failure of ours for a wrong password', () => {
      const { verify } = clientOf(opened).concludes;
      const inside = OUTCOMES.filter((outcome) => INSIDE.includes(verify[outcome]));
      expect(inside.filter((outcome) => !outcome.startsWith('match'))).toEqual([]);
      expect(verify.match).toBe('let-in');
      if (verify['technical-error'] !== 'failed') expectAdmitted(opened, 'fail');
    });

    it('is the same for every reason to block somebody, and whether or not a failure passes', async () => {
      const client = clientOf(opened);
      const request = await client.verify(ATTEMPT);
      for (const reason of [
        'locked',
        'disabled',
        'unverified',
        'held',
        'throttled',
        'routed-to-legacy',
      ] as const) {
        const reply = await replyTo(opened.session(), await client.verify(ATTEMPT), {
          outcome: 'blocked',
          reason,
          after: 30,
        });
        expect(client.understand(reply, request), reason).toBe(client.concludes.verify.blocked);
      }
      const lasting = await replyTo(opened.session(), await client.verify(ATTEMPT), {
        outcome: 'technical-error',
        retryable: false,
      });
      expect(client.understand(lasting, request)).toBe(client.concludes.verify['technical-error']);
    });

    it.each(OUTCOMES)('from "%s" holds neither the password nor its base64', async (outcome) => {
      const request = await clientOf(opened).verify(ATTEMPT);
      const reply = await replyTo(opened.session(), request, ANSWERS[outcome]);
      expectNoTrace(JSON.stringify(reply));
    });
  });

  describe('what the target is told of a customer', () => {
    it('is the same id at every attempt, and without a password too', async () => {
      const { told, verify, lookup } = clientOf(opened);
      if (told === undefined) return expectAdmitted(opened, 'profile');
      const once = await replyTo(opened.session(), await verify(ATTEMPT), ANSWERS.match);
      const again = await replyTo(opened.session(), await verify(ATTEMPT), ANSWERS.match);
      expect(told(again).id).toBe(told(once).id);
      if (lookup === undefined) return;
      const looked = await replyTo(opened.session(), await lookup(ATTEMPT), ANSWERS.match);
      const ids = [told(once).id, told(looked).id].filter((id) => id !== undefined);
      expect(new Set(ids).size).toBeLessThanOrEqual(1);
    });

    it('is no verified address where the legacy has not verified it', async () => {
      const { told, verify, lookup } = clientOf(opened);
      if (told === undefined) return expectAdmitted(opened, 'profile');
      for (const ask of [verify, lookup]) {
        if (ask === undefined) continue;
        const reply = await replyTo(opened.session(), await ask(ATTEMPT), {
          outcome: 'match',
          customer: UNVERIFIED,
        });
        expect(told(reply).emailVerified).not.toBe(true);
      }
    });
  });

  it('notes what happened without being asked again, and wants to hear again what it could not note', async () => {
    const { settle } = clientOf(opened);
    if (settle === undefined) return expectAdmitted(opened, 'afterwards');
    const request = await settle(ATTEMPT, 'stored');
    if (request === undefined) throw new Error('a client that settles can say "stored"');
    for (const outcome of ['match', 'already-migrated', 'unknown'] as const)
      expect((await replyTo(opened.session(), request, ANSWERS[outcome])).status, outcome).toBeLessThan(300);
    const failed = await replyTo(opened.session(), request, ANSWERS['technical-error']);
    expect(failed.status).toBeGreaterThanOrEqual(500);
  });
}

/** What a protocol cannot do stands in words in `cannot`, where an operator reads it. */
function expectAdmitted<Config>({ hook }: Opened<Config>, words: string): void {
  expect(hook.cannot.join(' ')).toContain(words);
}

/** Every spelling in which a password has been found in a log so far. */
export function expectNoTrace(text: string, password = PASSWORD): void {
  const bytes = Buffer.from(password, 'utf8');
  const spellings = [
    password,
    JSON.stringify(password).slice(1, -1),
    encodeURIComponent(password),
    new URLSearchParams({ '': password }).toString().slice(1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  expect(spellings.filter((spelling) => text.includes(spelling)).length).toBe(0);
}
