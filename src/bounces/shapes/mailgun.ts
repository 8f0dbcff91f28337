/**
 * Webhook: Mailgun, signed with the signing key of the account.
 *
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type BounceKind, idsIn, kindOfFailure, statusOf } from '../bounce.ts';
import type { BounceShape, WebhookCall } from './shape.ts';

const Signature = z.object({
  timestamp: z.string().regex(/^\d{1,12}$/),
  token: z.string().min(1).max(100),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

const Body = z.object({
  'event-data': z.object({
    event: z.string(),
    severity: z.string().optional(),
    reason: z.string().optional(),
    'delivery-status': z.object({ 'enhanced-code': z.string().optional() }).optional(),
    message: z.object({ headers: z.object({ 'message-id': z.string().max(998).optional() }) }).optional(),
  }),
});

type Event = z.output<typeof Body>['event-data'];

/** Milliseconds between a signature and now, either way. */
const FRESH = 300_000;

export const mailgun: BounceShape = {
  id: 'mailgun',
  title: 'Mailgun',
  signed: isSigned,
  read(json) {
    const { data } = Body.safeParse(json);
    if (data === undefined) return undefined;
    const event = data['event-data'];
    const said = toKind(event);
    const name = event.message?.headers['message-id'] ?? '';
    // The API answers with the Message-ID in its angle brackets.
    return said === undefined
      ? []
      : [{ ...said, ids: idsIn(name), ...(name !== '' && { reference: `<${name.replace(/[<>]/g, '')}>` }) }];
  },
};

function toKind({
  event,
  severity,
  reason = '',
  ...rest
}: Event): { readonly kind: BounceKind; readonly found: string } | undefined {
  if (event === 'delivered') return { kind: 'delivered', found: 'delivered' };
  if (event === 'complained') return { kind: 'complaint', found: 'complained' };
  if (event === 'unsubscribed') return { kind: 'unsubscribe', found: 'unsubscribed' };
  if (event !== 'failed') return undefined;
  const status = statusOf(rest['delivery-status']?.['enhanced-code']);
  if (severity !== 'permanent') return { kind: 'soft', found: status ?? 'temporary' };
  if (reason === 'suppress-complaint') return { kind: 'complaint', found: reason };
  return { kind: status === undefined ? 'hard' : kindOfFailure(status), found: status ?? 'permanent' };
}

function isSigned({ json }: WebhookCall, key: string, now: number): boolean {
  const { data } = z.object({ signature: Signature }).safeParse(json);
  if (data === undefined) return false;
  const { timestamp, token, signature } = data.signature;
  if (Math.abs(now - Number(timestamp) * 1000) > FRESH) return false;
  const expected = createHmac('sha256', key).update(`${timestamp}${token}`).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
