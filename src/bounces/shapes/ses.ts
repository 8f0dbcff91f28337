/**
 * Webhook: Amazon SES, by event publishing or feedback notifications through SNS, wrapped or raw.
 *
 * SNS signs with a certificate that would have to be fetched at every change; we keep to HTTP Basic, which SNS sends from
 * the address of the subscription.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
 * @module
 */
import { z } from 'zod';
import { type BounceKind, type BounceReport, idsIn, kindOfFailure, statusOf } from '../bounce.ts';
import type { BounceShape } from './shape.ts';

const Wrapped = z.object({ Type: z.literal('Notification'), Message: z.string() });
const Control = z.object({
  Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  SubscribeURL: z.string(),
});
/** Whoever knows our secret may still not send us anywhere else. */
const SNS = /^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[^\s#]*$/;

const Notification = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({
    messageId: z.string().max(200),
    source: z.string().optional(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    commonHeaders: z.object({ messageId: z.string().optional() }).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(z.object({ status: z.string().optional() })).optional(),
    })
    .optional(),
});

type Notification = z.output<typeof Notification>;

export const ses: BounceShape = {
  id: 'ses',
  title: 'Amazon SES (SNS)',
  confirm(json) {
    const { data } = Control.safeParse(json);
    const wanted = data?.Type === 'SubscriptionConfirmation' && SNS.test(data.SubscribeURL);
    return wanted ? data.SubscribeURL : undefined;
  },
  read(json) {
    if (Control.safeParse(json).success) return [];
    const wrapped = Wrapped.safeParse(json);
    const { data } = Notification.safeParse(wrapped.success ? parseJson(wrapped.data.Message) : json);
    return data === undefined ? undefined : toReports(data);
  },
};

function toReports(given: Notification): readonly BounceReport[] {
  const said = toKind(given);
  if (said === undefined) return [];
  const { messageId: reference, source = '', headers = [], commonHeaders } = given.mail;
  const names = headers.filter(({ name }) => /^message-id$/i.test(name)).map(({ value }) => value);
  return [{ ...said, ids: idsIn([source, commonHeaders?.messageId ?? '', ...names].join('\n')), reference }];
}

function toKind({
  notificationType,
  eventType = notificationType,
  bounce,
}: Notification): { readonly kind: BounceKind; readonly found: string } | undefined {
  if (eventType === 'Delivery') return { kind: 'delivered', found: 'delivered' };
  if (eventType === 'Complaint') return { kind: 'complaint', found: 'complaint' };
  if (eventType !== 'Bounce' || bounce === undefined) return undefined;
  const status = statusOf(bounce.bouncedRecipients?.[0]?.status);
  if (bounce.bounceType !== 'Permanent') return { kind: 'soft', found: status ?? 'transient' };
  return { kind: status === undefined ? 'hard' : kindOfFailure(status), found: status ?? 'permanent' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
