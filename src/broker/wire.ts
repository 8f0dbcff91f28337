/**
 * Questions and answers as the hook `in-process` reads and writes them.
 *
 * What is not understood is undefined: an answer this code does not know must not become a match.
 *
 * @see docs/hooks/in-process.md
 * @module
 */
import { z } from 'zod';
import type { Answer, Question } from '../hooks/hook.ts';
import { Identity } from '../identity/identity.ts';

/** The password leaves through here, and goes into the body of one request. */
export function toWire(question: Question): Readonly<Record<string, unknown>> {
  const { by, identifier, type, targetId, externalId } = question;
  const whom = { identifier, type, targetId, externalId };
  switch (question.op) {
    case 'verify':
      return { ...whom, ...by, password: question.password.reveal() };
    case 'lookup':
      return { ...whom, ...by, purpose: question.purpose };
    case 'settle':
      return { ...whom, ...by, event: question.event };
  }
}

const Customer = z
  .object({
    identity: Identity,
    externalId: z.string().regex(/^[0-9a-f]{32}$/),
    uuid: z.guid(),
    targetId: z.string().min(1).optional(),
  })
  .transform(({ targetId, ...rest }) => ({ ...rest, ...(targetId === undefined ? {} : { targetId }) }));

const MUST_CHANGE = z.enum([
  'weak-for-target',
  'expired-in-legacy',
  'temporary-in-legacy',
  'too-long-for-target',
]);
const BLOCKED = z.enum(['locked', 'disabled', 'unverified', 'held', 'throttled', 'routed-to-legacy']);

const Judged = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('match'), customer: Customer }),
  z.object({ outcome: z.literal('match-must-change'), customer: Customer, reason: MUST_CHANGE }),
  z.object({ outcome: z.literal('wrong') }),
  z.object({ outcome: z.literal('unknown') }),
  z.object({ outcome: z.literal('blocked'), reason: BLOCKED }),
  z.object({ outcome: z.literal('mfa-required') }),
  z.object({ outcome: z.literal('already-migrated') }),
  // Whether it may succeed in a moment is not told; somebody who tries again finds out.
  z.object({ outcome: z.literal('technical-error'), retryable: z.boolean().default(true) }),
]);

/** A fact is noted, or nobody knows the customer it is about. */
const Noted = z
  .object({ known: z.boolean() })
  .transform(({ known }): Answer => ({ outcome: known ? 'already-migrated' : 'unknown' }));

export function fromWire(op: Question['op'], text: string): Answer | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return op === 'settle' ? Noted.safeParse(json).data : Judged.safeParse(json).data;
  } catch {
    return undefined;
  }
}
