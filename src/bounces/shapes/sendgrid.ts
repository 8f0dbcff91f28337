/**
 * Webhook: Twilio SendGrid's event webhook, signed with ECDSA where that is switched on.
 *
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 * @module
 */
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { type BounceKind, idsIn, kindOfFailure, statusOf } from '../bounce.ts';
import type { BounceShape, WebhookCall } from './shape.ts';

const Event = z.looseObject({
  event: z.string(),
  type: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
  sg_message_id: z.string().max(300).optional(),
});

type Event = z.output<typeof Event>;

/** Milliseconds between a signature and now, either way. */
const FRESH = 300_000;

export const sendgrid: BounceShape = {
  id: 'sendgrid',
  title: 'Twilio SendGrid',
  signed: isSigned,
  read(json) {
    const { data } = z.array(Event).max(10_000).safeParse(json);
    return data?.flatMap((event) => {
      const said = toKind(event);
      if (said === undefined) return [];
      // The id that the API answers with is what stands before the first dot.
      const reference = event.sg_message_id?.split('.')[0];
      // In `smtp-id`, or in whatever custom argument was given it.
      const ids = idsIn(JSON.stringify(event));
      return [{ ...said, ids, ...(reference !== undefined && reference !== '' && { reference }) }];
    });
  },
};

function toKind({
  event,
  type,
  status,
  reason = '',
}: Event): { readonly kind: BounceKind; readonly found: string } | undefined {
  const code = statusOf(status);
  if (event === 'delivered') return { kind: 'delivered', found: 'delivered' };
  if (event === 'spamreport') return { kind: 'complaint', found: 'spamreport' };
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return { kind: 'unsubscribe', found: event };
  if (event === 'deferred') return { kind: 'soft', found: code ?? 'deferred' };
  if (event === 'bounce') {
    const kind = type === 'blocked' ? 'soft' : code === undefined ? 'hard' : kindOfFailure(code);
    return { kind, found: code ?? type ?? 'bounce' };
  }
  if (event !== 'dropped') return undefined;
  if (/^(bounced address|invalid)/i.test(reason)) return { kind: 'hard', found: 'dropped: bounced before' };
  return { kind: 'soft', found: 'dropped' };
}

function isSigned({ headers, body }: WebhookCall, key: string, now: number): boolean {
  const signature = headers['x-twilio-email-event-webhook-signature'];
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > FRESH) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    const signed = Buffer.concat([Buffer.from(timestamp), body]);
    return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
