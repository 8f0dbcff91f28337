import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHAPES } from './index.ts';
import { mailgun } from './mailgun.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';

const ID = 'm12-0123456789abcdef';
const NOW = Date.parse('2026-11-20T12:00:00Z');

function read(shape: string, json: unknown) {
  return SHAPES.find(({ id }) => id === shape)?.read(json);
}

/** Shortened from the providers' own documentation, with our id where each of them carries it. */
const SES_MAIL = {
  timestamp: '2026-11-20T11:00:00.000Z',
  messageId: '00000138-111122223333-0000',
  source: `bounce+${ID}@shop.example`,
  destination: ['ada@example.org'],
};
const SES_BOUNCE = {
  notificationType: 'Bounce',
  mail: SES_MAIL,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      { emailAddress: 'ada@example.org', action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550' },
    ],
  },
};

describe('what a provider says', () => {
  it.each<[string, string, unknown, object]>([
    [
      'ses',
      'a bounce',
      SES_BOUNCE,
      { kind: 'hard', found: '5.1.1', ids: [ID], reference: SES_MAIL.messageId },
    ],
    [
      'ses',
      'a bounce inside SNS',
      { Type: 'Notification', Message: JSON.stringify(SES_BOUNCE) },
      { kind: 'hard', ids: [ID] },
    ],
    [
      'ses',
      'a passing bounce',
      {
        ...SES_BOUNCE,
        bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients: [{}] },
      },
      { kind: 'soft', found: 'transient' },
    ],
    [
      'ses',
      'a complaint',
      { eventType: 'Complaint', mail: SES_MAIL, complaint: {} },
      { kind: 'complaint', ids: [ID] },
    ],
    ['ses', 'a delivery', { eventType: 'Delivery', mail: SES_MAIL, delivery: {} }, { kind: 'delivered' }],
    [
      'ses',
      'a message named by its header only',
      {
        ...SES_BOUNCE,
        mail: {
          messageId: 'x',
          source: 'a@shop.example',
          headers: [{ name: 'Message-ID', value: `<${ID}@shop.example>` }],
        },
      },
      { ids: [ID] },
    ],
    [
      'sendgrid',
      'a bounce',
      [
        {
          email: 'ada@example.org',
          event: 'bounce',
          type: 'bounce',
          status: '5.1.1',
          reason: '550 no ada@example.org',
          'smtp-id': `<${ID}@shop.example>`,
          sg_message_id: '14c5d75ce93.dfd.64b469.filter0001',
        },
      ],
      { kind: 'hard', found: '5.1.1', ids: [ID], reference: '14c5d75ce93' },
    ],
    ['sendgrid', 'a block', [{ event: 'bounce', type: 'blocked', status: '5.7.1' }], { kind: 'soft' }],
    [
      'sendgrid',
      'a drop',
      [{ event: 'dropped', reason: 'Bounced Address', footbridge: ID }],
      { kind: 'hard', ids: [ID] },
    ],
    ['sendgrid', 'a spam report', [{ event: 'spamreport', sg_message_id: 'abc' }], { kind: 'complaint' }],
    [
      'mailgun',
      'a failure',
      {
        signature: {},
        'event-data': {
          event: 'failed',
          severity: 'permanent',
          recipient: 'ada@example.org',
          'delivery-status': { code: 550, 'enhanced-code': '5.1.1', message: 'no ada@example.org' },
          message: { headers: { 'message-id': `${ID}@shop.example` } },
        },
      },
      { kind: 'hard', found: '5.1.1', ids: [ID], reference: `<${ID}@shop.example>` },
    ],
    [
      'mailgun',
      'a passing failure',
      { 'event-data': { event: 'failed', severity: 'temporary' } },
      { kind: 'soft' },
    ],
    ['mailgun', 'a complaint', { 'event-data': { event: 'complained' } }, { kind: 'complaint' }],
    [
      'postmark',
      'a bounce',
      {
        RecordType: 'Bounce',
        Type: 'HardBounce',
        TypeCode: 1,
        MessageID: '883953f4',
        Email: 'ada@example.org',
        Metadata: { footbridge: ID },
      },
      { kind: 'hard', found: 'HardBounce', ids: [ID], reference: '883953f4' },
    ],
    ['postmark', 'a soft bounce', { RecordType: 'Bounce', Type: 'SoftBounce' }, { kind: 'soft' }],
    ['postmark', 'a complaint', { RecordType: 'SpamComplaint', MessageID: '1' }, { kind: 'complaint' }],
    [
      'generic',
      'a report',
      { kind: 'hard', message: ID, status: '5.1.1' },
      { kind: 'hard', ids: [ID], found: '5.1.1' },
    ],
    ['generic', 'a list', [{ kind: 'delivered', reference: 'SM1' }], { kind: 'delivered', reference: 'SM1' }],
  ])('%s: %s is understood, and nobody is named', (shape, _, json, expected) => {
    const [report] = read(shape, json) ?? [];
    expect(report).toMatchObject(expected);
    expect(JSON.stringify(report)).not.toContain('ada');
  });

  it.each(SHAPES.map(({ id }) => id))('%s: what is of another shape is said to be', (shape) => {
    for (const json of [undefined, null, 7, 'x', { kind: 'nonsense' }, [[[]]]])
      expect(read(shape, json)).toBeUndefined();
  });

  it.each(SHAPES.map(({ id }) => id))('%s: nothing that comes in stops the reader', (shape) => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void read(shape, json)));
  });

  it.each([
    ['sendgrid', [{ event: 'open' }, { event: 'click' }]],
    ['mailgun', { 'event-data': { event: 'opened' } }],
    ['postmark', { RecordType: 'Open' }],
    ['ses', { eventType: 'Open', mail: SES_MAIL }],
  ])('%s: who opened a mail is not our business', (shape, json) => {
    expect(read(shape, json)).toEqual([]);
  });
});

describe('a signature', () => {
  const body = Buffer.from(JSON.stringify([{ event: 'bounce' }]));

  it('of SendGrid is believed when it is its own, and fresh', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const timestamp = String(NOW / 1000);
    const call = (at: string, text: Buffer = body) => ({
      headers: {
        'x-twilio-email-event-webhook-timestamp': at,
        'x-twilio-email-event-webhook-signature': sign(
          'sha256',
          Buffer.concat([Buffer.from(timestamp), body]),
          privateKey,
        ).toString('base64'),
      },
      body: text,
      json: undefined,
    });
    expect(sendgrid.signed?.(call(timestamp), key, NOW)).toBe(true);
    expect(sendgrid.signed?.(call(timestamp), key, NOW + 600_000)).toBe(false);
    expect(sendgrid.signed?.(call(String(NOW / 1000 + 1)), key, NOW)).toBe(false);
    expect(sendgrid.signed?.(call(timestamp, Buffer.from('[]')), key, NOW)).toBe(false);
    expect(sendgrid.signed?.(call(timestamp), 'no key', NOW)).toBe(false);
    expect(sendgrid.signed?.({ headers: {}, body, json: undefined }, key, NOW)).toBe(false);
  });

  it('of Mailgun is believed when it is its own, and fresh', () => {
    const timestamp = String(NOW / 1000);
    const token = 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0';
    const signature = createHmac('sha256', 'key-1')
      .update(timestamp + token)
      .digest('hex');
    const call = (change: object = {}) => ({
      headers: {},
      body,
      json: { signature: { timestamp, token, signature, ...change }, 'event-data': { event: 'failed' } },
    });
    expect(mailgun.signed?.(call(), 'key-1', NOW)).toBe(true);
    expect(mailgun.signed?.(call(), 'key-2', NOW)).toBe(false);
    expect(mailgun.signed?.(call(), 'key-1', NOW + 600_000)).toBe(false);
    expect(mailgun.signed?.(call({ token: 'other' }), 'key-1', NOW)).toBe(false);
    expect(mailgun.signed?.(call({ signature: '' }), 'key-1', NOW)).toBe(false);
  });
});

describe('SNS asks once whether it is wanted', () => {
  const asks = (SubscribeURL: string, Type = 'SubscriptionConfirmation') => ({
    Type,
    Token: 'x',
    SubscribeURL,
  });
  const real = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=x';

  it('and is visited at its own address only', () => {
    expect(ses.confirm?.(asks(real))).toBe(real);
    expect(ses.confirm?.(asks(real, 'UnsubscribeConfirmation'))).toBeUndefined();
    for (const strange of [
      'http://sns.eu-central-1.amazonaws.com/?x',
      'https://sns.eu-central-1.amazonaws.com.evil.example/',
      'https://evil.example/?sns.eu-central-1.amazonaws.com/',
      'https://sns.eu-central-1.amazonaws.com@evil.example/',
      'https://169.254.169.254/latest',
    ])
      expect(ses.confirm?.(asks(strange))).toBeUndefined();
  });

  it('which is no report', () => {
    expect(ses.read(asks(real))).toEqual([]);
  });
});
