/**
 * The caller's side of our own plain protocol, for the tests of every hook that speaks it.
 *
 * @module
 */
import type { HookReply } from '../hook.ts';
import type { HookClient, Verdict } from './bench.ts';
import { asBearer, post } from './sending.ts';

/** @param verifyPath `/login` or `/verify` */
export function plainClient(verifyPath: string): HookClient {
  return {
    verify: ({ caller, at: _, ...attempt }) => post(verifyPath, attempt, asBearer(caller)),
    lookup: ({ caller, identifier }) => post('/lookup', { identifier }, asBearer(caller)),
    settle: ({ caller, identifier }, event) => post('/settle', { identifier, event }, asBearer(caller)),
    understand: understandPlain,
    concludes: { verify: PLAIN_CONCLUSIONS, lookup: PLAIN_CONCLUSIONS },
    told: (reply) => toldIn(reply),
  };
}

export const PLAIN_CONCLUSIONS = {
  match: 'let-in',
  'match-must-change': 'let-in-must-change',
  wrong: 'refused',
  unknown: 'not-found',
  blocked: 'blocked',
  'mfa-required': 'refused',
  'already-migrated': 'refused',
  'technical-error': 'failed',
} as const satisfies HookClient['concludes']['verify'];

/** By the outcome, and only where the status agrees with it: a proxy's 200 lets nobody in. */
export function understandPlain(reply: HookReply): Verdict {
  const { outcome } = reply.json as { readonly outcome?: string };
  const verdict = new Map<string, Verdict>(Object.entries(PLAIN_CONCLUSIONS)).get(outcome ?? '');
  if (verdict === undefined) throw new Error(`no such outcome: ${outcome}`);
  if (verdict.startsWith('let-in') !== (reply.status === 200))
    throw new Error(`${outcome} with status ${reply.status}`);
  return verdict;
}

interface PlainCustomer {
  readonly uuid: string;
  readonly identifiers?: readonly { readonly type: string; readonly verified: boolean }[];
}

function toldIn(reply: HookReply): { readonly id?: string; readonly emailVerified?: boolean } {
  const { customer } = reply.json as { readonly customer?: PlainCustomer };
  if (customer === undefined) return {};
  const email = customer.identifiers?.find(({ type }) => type === 'email');
  return { id: customer.uuid, ...(email && { emailVerified: email.verified }) };
}
