/**
 * What Okta's event hook tells us afterwards, and its one-time verification.
 *
 * @see https://developer.okta.com/docs/concepts/event-hooks/
 * @module
 */
import { z } from 'zod';
import type { HookReply, HookRequest, SettleQuestion } from '../hook.ts';
import { refuse } from '../wire/reply.ts';

/**
 * Okta's event types that mean something here; the instructions subscribe to exactly these.
 *
 * `user.session.start` is not among them: it does not say whether a password was typed, and a customer who came
 * through another provider still needs us for theirs.
 */
export const EVENTS = {
  'user.import.password': 'stored',
  'user.account.update_password': 'changed',
  'user.account.reset_password': 'reset',
  // A deletion cannot be called back once it has begun.
  'user.lifecycle.delete.initiated': 'deleted',
} as const satisfies Record<string, SettleQuestion['event']>;

const Event = z.object({
  eventType: z.string(),
  client: z.object({ ipAddress: z.string().nullish() }).nullish(),
  outcome: z.object({ result: z.string().nullish() }).nullish(),
  target: z
    .array(z.object({ id: z.string(), type: z.string(), alternateId: z.string().nullish() }))
    .nullish(),
});

type Event = z.output<typeof Event>;

export const Delivery = z.object({
  eventType: z.literal('com.okta.event_hook'),
  data: z.object({ events: z.array(Event).max(1_000) }),
});

/** Random text of Okta; a header of ours is no place for more. */
const LONGEST_CHALLENGE = 1_000;

/** The answer to Okta's question whether this address wants its events; it asks once, before it has a use for us. */
export function answerChallenge({ headers }: HookRequest): HookReply {
  const challenge = headers['x-okta-verification-challenge'];
  if (challenge === undefined || challenge.length > LONGEST_CHALLENGE) return refuse(400, 'invalid_request');
  return { status: 200, json: { verification: challenge } };
}

/** The facts of one delivery, in their order; none, where nothing in it concerns a migration. */
export function toFacts({ data }: z.output<typeof Delivery>): readonly SettleQuestion[] {
  return data.events.flatMap((event) => toFact(event) ?? []);
}

function toFact(event: Event): SettleQuestion | undefined {
  const { eventType, outcome, client, target } = event;
  const known = new Map<string, SettleQuestion['event']>(Object.entries(EVENTS)).get(eventType);
  // Whom it was done to; an administrator who did it is the actor.
  const user = target?.find(({ type }) => type === 'User');
  if (known === undefined || user === undefined) return undefined;
  if (outcome?.result !== 'SUCCESS') return undefined;
  return {
    op: 'settle',
    event: known,
    targetId: user.id,
    // The name they log in with, as long as they exist.
    ...(user.alternateId && { identifier: user.alternateId }),
    by: client?.ipAddress ? { address: client.ipAddress } : {},
  };
}
