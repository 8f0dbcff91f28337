/**
 * Our own plain protocol: what applications, scripts and Lambdas of ours say to a hook, and what they hear.
 *
 * | answer | status | | answer | status |
 * | --- | --- | --- | --- | --- |
 * | match, match-must-change | 200 | | blocked | 423; 429 when throttled |
 * | wrong, mfa-required | 403 | | already-migrated | 409 |
 * | unknown | 404 | | technical-error | 503 |
 *
 * The body repeats the answer as `outcome`. Whoever reads it must trust the outcome and not the status alone: 401 is
 * a caller without our secret, and a 404 or 403 may come from a proxy. A password is never compared with anything
 * here, and empty or over-long ones go on to the door, which knows what to do with them.
 *
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import type {
  Answer,
  AskedBy,
  Customer,
  HookReply,
  HookRequest,
  OutcomeName,
  Question,
  Whom,
} from '../hook.ts';
import { readJson } from './body.ts';
import { refuse, retryAfter } from './reply.ts';

/** Text, or nothing: scripts send `null` or an empty text for what they do not know. */
const Maybe = z.string().nullish();

/** Whom it is about, and what the caller knows of the attempt. */
const Asked = z.object({
  identifier: Maybe,
  type: z.enum(['email', 'phone', 'username']).nullish(),
  targetId: Maybe,
  externalId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullish(),
  address: Maybe,
  userAgent: Maybe,
  application: Maybe,
  organisation: Maybe,
  correlationId: Maybe,
});

type Asked = z.output<typeof Asked>;

export const Verify = Asked.extend({ password: z.string() }).refine(saysWhom);
export const Lookup = Asked.extend({
  purpose: z.enum(['reset', 'sign-up', 'identifier-first']).default('identifier-first'),
}).refine(saysWhom);
export const Settle = Asked.extend({
  event: z.enum(['stored', 'changed', 'reset', 'signed-in', 'deleted', 'changed-in-legacy']),
}).refine(saysWhom);

function saysWhom({ identifier, targetId, externalId }: Asked): boolean {
  return (identifier ?? targetId ?? externalId ?? '') !== '';
}

/** What a request of this protocol asks, by its path. */
export function readPlain(request: HookRequest, largest: number): Question | HookReply {
  switch (request.path) {
    case '/login':
    case '/verify':
      return readVerify(request, largest);
    case '/lookup':
      return readLookup(request, largest);
    case '/settle':
      return readSettle(request, largest);
    default:
      return refuse(404, 'no_such_route');
  }
}

function readVerify(request: HookRequest, largest: number): Question | HookReply {
  const read = readJson(request, Verify, largest);
  if ('reply' in read) return read.reply;
  return { op: 'verify', password: new TypedPassword(read.body.password), ...whomAndBy(read.body) };
}

function readLookup(request: HookRequest, largest: number): Question | HookReply {
  const read = readJson(request, Lookup, largest);
  if ('reply' in read) return read.reply;
  return { op: 'lookup', purpose: read.body.purpose, ...whomAndBy(read.body) };
}

function readSettle(request: HookRequest, largest: number): Question | HookReply {
  const read = readJson(request, Settle, largest);
  if ('reply' in read) return read.reply;
  return { op: 'settle', event: read.body.event, ...whomAndBy(read.body) };
}

function whomAndBy(asked: Asked): Whom & { readonly by: AskedBy } {
  const { identifier, type, targetId, externalId } = asked;
  const { address, userAgent, application, organisation, correlationId } = asked;
  return {
    ...(identifier && { identifier }),
    ...(type && { type }),
    ...(targetId && { targetId }),
    ...(externalId && { externalId }),
    by: {
      ...(address && { address }),
      ...(userAgent && { userAgent }),
      ...(application && { application }),
      ...(organisation && { organisation }),
      ...(correlationId && { correlationId }),
    },
  };
}

const STATUS = {
  match: 200,
  'match-must-change': 200,
  wrong: 403,
  unknown: 404,
  blocked: 423,
  'mfa-required': 403,
  'already-migrated': 409,
  'technical-error': 503,
} as const satisfies Record<OutcomeName, number>;

/** @param tell what is said of the customer whom the password proved; of nobody else is anything said */
export function plainReply(
  answer: Answer,
  { op }: Question,
  tell: (customer: Customer) => Readonly<Record<string, unknown>>,
): HookReply {
  const { outcome } = answer;
  // A fact is noted or it is not; there is nothing for the caller to do about somebody we do not know.
  if (op === 'settle')
    return outcome === 'technical-error' ? failed() : { status: 200, json: { known: isKnownBy(answer) } };
  switch (outcome) {
    case 'match':
      return { status: STATUS.match, json: { outcome, ...tell(answer.customer) } };
    case 'match-must-change':
      return { status: STATUS[outcome], json: { outcome, reason: answer.reason, ...tell(answer.customer) } };
    case 'blocked': {
      const { reason, after } = answer;
      const status = reason === 'throttled' ? 429 : STATUS.blocked;
      return { status, json: { outcome, reason }, ...retryAfter(after) };
    }
    case 'technical-error':
      return failed();
    default:
      return { status: STATUS[outcome], json: { outcome } };
  }
}

function isKnownBy({ outcome }: Answer): boolean {
  return outcome !== 'unknown';
}

function failed(): HookReply {
  return { status: STATUS['technical-error'], json: { outcome: 'technical-error' } };
}
