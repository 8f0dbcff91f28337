import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBounceMail, readDeliveryStatus, readFeedback } from './read-mail.ts';

const ID = 'm12-0123456789abcdef';

interface Letter {
  readonly to?: string;
  readonly type?: string;
  readonly status?: string;
  readonly returned?: string;
  readonly returnedType?: string;
}

/** As a mail server writes it, in the form of RFC 3464 appendix E. */
function letter({
  to = `bounce+${ID}@shop.example`,
  type = 'message/delivery-status',
  status = 'Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1',
  returned = 'Message-ID: <other@shop.example>\nSubject: Hello',
  returnedType = 'text/rfc822-headers',
}: Letter = {}): Uint8Array {
  const text = `Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>
To: ${to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

I am sorry to tell you, Ada Lovelace <ada@example.org>.

--B
Content-Type: ${type}

${status}

--B
Content-Type: ${returnedType}

${returned}

--B--
`;
  return Buffer.from(text.replaceAll('\n', '\r\n'));
}

describe('a delivery status', () => {
  it('says which message did not arrive, by the address it came back to, and names nobody', async () => {
    expect(await readBounceMail(letter())).toEqual({ kind: 'hard', found: '5.1.1', ids: [ID] });
  });

  it.each(['text/rfc822-headers', 'message/rfc822', 'message/global-headers'])(
    'says it by the Message-ID of what it returns as %s, where the address says nothing',
    async (returnedType) => {
      const returned = `Message-ID: <${ID}@shop.example>\nSubject: Hello`;
      const report = await readBounceMail(letter({ to: 'welcome@shop.example', returned, returnedType }));
      expect(report?.ids).toEqual([ID]);
    },
  );

  it('finds the id although a server on the way made capitals of it', async () => {
    expect((await readBounceMail(letter({ to: `BOUNCE+${ID.toUpperCase()}@SHOP.EXAMPLE` })))?.ids).toEqual([
      ID,
    ]);
  });

  /** RFC 3464 appendix E, RFC 3463 and texts of Postfix, Exchange and Gmail. */
  it.each([
    ['no such mailbox', 'Action: failed\nStatus: 5.1.1', 'hard', '5.1.1'],
    ['no such domain', 'Action: failed\nStatus: 5.1.2 (bad destination)', 'hard', '5.1.2'],
    ['disabled', 'Action: failed\nStatus: 5.2.1', 'hard', '5.2.1'],
    ['a full mailbox', 'Action: failed\nStatus: 5.2.2', 'soft', '5.2.2'],
    ['policy', 'Action: failed\nStatus: 5.7.1', 'soft', '5.7.1'],
    ['waited for five days', 'Action: failed\nStatus: 4.4.7', 'soft', '4.4.7'],
    ['delayed', 'Action: delayed\nStatus: 4.4.1', 'soft', '4.4.1'],
    ['delivered', 'Action: delivered\nStatus: 2.0.0', 'delivered', '2.0.0'],
    [
      'a code in the diagnostic',
      'Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 <ada@x> unknown',
      'hard',
      '5.1.1',
    ],
    ['an old server', 'Action: failed\nDiagnostic-Code: smtp; 550 unknown user', 'hard', '5.1.1'],
    ['no reason at all', 'Action: failed', 'soft', 'failed'],
    ['folded lines', 'action:\n failed\nSTATUS:\n\t5.1.10', 'hard', '5.1.10'],
  ])('of %s is understood', (_, fields, kind, found) => {
    expect(readDeliveryStatus(`Reporting-MTA: dns; mx\n\n${fields}\n`)).toEqual({ kind, found });
  });

  it.each(['Action: relayed\nStatus: 2.0.0', 'Action: expanded', 'Status: 5.1.1', ''])(
    'of "%s" is none',
    (fields) => {
      expect(readDeliveryStatus(`Reporting-MTA: dns; mx\n\n${fields}\n`)).toBeUndefined();
    },
  );
});

describe('a complaint', () => {
  it('in the form of RFC 5965 says which message it is about', async () => {
    const returned = `From: a@shop.example\nMessage-ID: <${ID}@shop.example>\n\nHello`;
    const report = await readBounceMail(
      letter({
        to: 'abuse@shop.example',
        type: 'message/feedback-report',
        status: 'Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1',
        returned,
        returnedType: 'message/rfc822',
      }),
    );
    expect(report).toEqual({ kind: 'complaint', found: 'abuse', ids: [ID] });
  });

  it.each([
    ['fraud', { kind: 'complaint', found: 'fraud' }],
    ['<script>', { kind: 'complaint', found: 'other' }],
    ['opt-out', { kind: 'unsubscribe', found: 'opt-out' }],
    ['not-spam', undefined],
  ])('of the type %s is understood', (type, expected) => {
    expect(readFeedback(`Feedback-Type: ${type}\nVersion: 1\n`)).toEqual(expected);
  });
});

describe('a letter that is no report', () => {
  it.each([
    [
      'an out-of-office note',
      `From: ada@example.org\nTo: bounce+${ID}@shop.example\nAuto-Submitted: auto-replied\n\nAway.`,
    ],
    [
      'an answer',
      `From: ada@example.org\nTo: bounce+${ID}@shop.example\nSubject: Re: Hello\n\nAction: failed\nStatus: 5.1.1`,
    ],
    ['nothing', ''],
  ])('such as %s is not taken for one', async (_, text) => {
    expect(await readBounceMail(Buffer.from(text.replaceAll('\n', '\r\n')))).toBeUndefined();
  });

  it('stops nothing, whatever bytes it is made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        await expect(readBounceMail(bytes)).resolves.toBeUndefined();
      }),
    );
  });

  it('with a thousand parts inside each other is left alone', async () => {
    const nested = Array.from(
      { length: 1_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
    );
    await expect(readBounceMail(Buffer.from(nested.join('')))).resolves.toBeUndefined();
  });

  it('says nothing of a stranger in what it found, whatever they write', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (status, diagnostic) => {
        const text = `Reporting-MTA: x\n\nAction: failed\nStatus: ${status}\nDiagnostic-Code: ${diagnostic}`;
        expect(readDeliveryStatus(text)?.found ?? 'failed').toMatch(
          /^(failed|delayed|delivered|[245]\.\d{1,3}\.\d{1,3})$/,
        );
      }),
    );
  });
});
