/**
 * Webhook: Postmark. It signs nothing; it can send HTTP Basic or a header of ours.
 *
 * @see https://postmarkapp.com/developer/webhooks/bounce-webhook
 * @module
 */
import { z } from 'zod';
import { type BounceKind, idsIn } from '../bounce.ts';
import type { BounceShape } from './shape.ts';

const Event = z.looseObject({
  RecordType: z.string(),
  Type: z.string().optional(),
  MessageID: z.string().max(200).optional(),
  Metadata: z.record(z.string(), z.unknown()).optional(),
  SuppressSending: z.boolean().optional(),
});

type Event = z.output<typeof Event>;

/** Of its bounce types, those that are about the address. */
const HARD = new Set(['HardBounce', 'BadEmailAddress', 'AddressChange']);

export const postmark: BounceShape = {
  id: 'postmark',
  title: 'Postmark',
  read(json) {
    const { data } = Event.safeParse(json);
    if (data === undefined) return undefined;
    const said = toKind(data);
    if (said === undefined) return [];
    const { MessageID: reference, Metadata = {} } = data;
    return [{ ...said, ids: idsIn(JSON.stringify(Metadata)), ...(reference !== undefined && { reference }) }];
  },
};

function toKind({
  RecordType,
  Type = '',
  SuppressSending,
}: Event): { readonly kind: BounceKind; readonly found: string } | undefined {
  if (RecordType === 'Delivery') return { kind: 'delivered', found: 'delivered' };
  if (RecordType === 'SpamComplaint') return { kind: 'complaint', found: 'SpamComplaint' };
  if (RecordType === 'SubscriptionChange')
    return SuppressSending === true ? { kind: 'unsubscribe', found: 'SubscriptionChange' } : undefined;
  if (RecordType !== 'Bounce') return undefined;
  if (Type === 'SpamComplaint') return { kind: 'complaint', found: Type };
  const word = /^[A-Za-z]{1,40}$/.test(Type) ? Type : 'bounce';
  return { kind: HARD.has(Type) ? 'hard' : 'soft', found: word };
}
