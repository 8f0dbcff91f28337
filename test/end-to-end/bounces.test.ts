/**
 * Messages that come back: through a Maildir and through the webhook of a running server, to the queue of support, and
 * out once more when the address is right.
 */
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { customer } from '../crossing.ts';
import { plantCustomers } from '../reset.ts';
import { type Mailbox, startMailbox } from '../servers/mailbox.ts';
import { createProject, type Project } from './project.ts';

const SECRET = 'the-secret-of-the-provider';

let mailbox: Mailbox;
let project: Project;
let maildir: string;

beforeAll(async () => {
  mailbox = await startMailbox();
  project = await createProject({
    BETTER_AUTH_SECRET: 'a secret of thirty-two characters',
    BOUNCE_SECRET: SECRET,
  });
  maildir = join(project.folder, 'returns');
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, name), { recursive: true });
  project.configure({
    name: 'bounces',
    source: { type: 'ndjson', path: 'nobody.ndjson' },
    target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
    serve: { port: 0 },
    reset: {
      brand: { name: 'The Shop' },
      channels: [{ ...mailbox.settings, bounceTo: 'bounce@returns.shop.example' }],
      sending: { perHour: 1_000_000 },
      journey: { pageUrl: 'https://welcome.shop.example', loginUrl: 'https://login.shop.example' },
      bounces: { mailbox: 'returns', secret: { secret: 'BOUNCE_SECRET' }, everySeconds: 1 },
    },
  });
  const ledger = await openLedger({ folder: `${project.folder}/.footbridge`, env: {} });
  const names = ['ada', 'eve', 'bob', 'joe'];
  await plantCustomers(
    ledger,
    names.map((name) => ({ identity: customer(name) })),
  );
  await ledger.close();
  expect(await project.run(['reset', 'start', 'spring', '--yes'])).toMatchObject({ code: 0 });
  expect(await project.run(['reset', 'send'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  project?.remove();
  await mailbox?.stop();
});

/** As the mail server of a customer writes it to the address the mail came from. */
function comesBack(name: string, to: string, fields: string): void {
  const text = `Return-Path: <>
From: MAILER-DAEMON@mx.example
To: ${to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; somebody@shop.example
${fields}

--B--
`;
  writeFileSync(join(maildir, 'new', name), text.replaceAll('\n', '\r\n'));
}

function senderOf(name: string): string {
  return mailbox.to(`${name}@shop.example`)[0]?.from ?? '';
}

it('takes each mail of a mailbox once, and what is forged or no report does nothing', async () => {
  expect(senderOf('ada')).toMatch(/^bounce\+m\d+-[0-9a-f]{16}@returns\.shop\.example$/);
  comesBack('1', senderOf('ada'), 'Action: failed\nStatus: 5.1.1');
  comesBack('2', senderOf('eve').replace(/-[0-9a-f]{4}/, '-0000'), 'Action: failed\nStatus: 5.1.1');
  writeFileSync(
    join(maildir, 'new', '3'),
    `From: eve@shop.example\r\nTo: ${senderOf('eve')}\r\n\r\nI am away.`,
  );
  expect(await project.run(['reset', 'bounces', 'take'])).toMatchObject({
    code: 3,
    result: { mails: 3, noReports: 1, reports: { hard: 1, unknown: 1, soft: 0 } },
  });
  expect(readdirSync(join(maildir, 'cur')).sort()).toEqual(['1:2,S', '2:2,S', '3:2,S']);
  expect(await project.run(['reset', 'bounces', 'take'])).toMatchObject({ code: 0, result: { mails: 0 } });
});

it('shows support who could not be reached, and never an address', async () => {
  const counted = await project.run(['reset', 'bounces', 'list', '--campaign', 'spring']);
  expect(counted).toMatchObject({
    code: 3,
    result: {
      bounces: [{ campaign: 'spring', channel: 'smtp', state: 'bounced', found: '5.1.1', count: 1 }],
    },
  });
  const queue = await project.run(['reset', 'undeliverable', 'list']);
  expect(queue).toMatchObject({ code: 3, result: { total: 1, customers: [{ found: '5.1.1' }] } });
  expect(queue.stdout).not.toContain('@');
});

it('takes reports, one click and the mailbox while it serves', async () => {
  const server = project.start(['serve']);
  const [line] = (await once(server.stdout ?? server, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString().trim().split('\n').at(-1) ?? '') as { url: string };
  const idOf = (name: string) => /\+(.*)@/.exec(senderOf(name))?.[1] ?? '';
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { method: 'POST', body, headers });
  const report = JSON.stringify({ kind: 'complaint', message: idOf('eve') });
  expect((await post('/reset/bounces/generic', report)).status).toBe(401);
  const taken = await post('/reset/bounces/generic', report, { authorization: `Bearer ${SECRET}` });
  expect(await taken.json()).toMatchObject({ taken: { complaint: 1, unknown: 0 } });
  const click = await post(`/unsubscribe/${idOf('bob')}`, 'List-Unsubscribe=One-Click', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(click.status).toBe(200);
  comesBack('4', senderOf('joe'), 'Action: delayed\nStatus: 4.4.1');
  while (!readdirSync(join(maildir, 'cur')).includes('4:2,S')) await new Promise((go) => setTimeout(go, 50));
  server.kill('SIGTERM');
  expect(await once(server, 'close')).toEqual([0, null]);
  const counted = await project.run(['reset', 'bounces', 'list']);
  expect(counted.result).toMatchObject({
    bounces: [
      { state: 'bounced', count: 1 },
      { state: 'complained', found: 'complaint', count: 1 },
      { state: 'soft', found: '4.4.1', count: 1 },
    ],
  });
});

it('asks again whom support resolved, with a message of its own that can be unsubscribed from', async () => {
  const resolve = ['reset', 'undeliverable', 'resolve', '--all', '--as', 'again', '--note', 'new address'];
  expect(await project.run(resolve)).toMatchObject({ code: 0, result: { resolved: 1, left: 0 } });
  expect(await project.run(['reset', 'send'])).toMatchObject({ code: 0, result: { counts: { handed: 1 } } });
  const [first, second, third] = mailbox.to('ada@shop.example');
  expect(third).toBeUndefined();
  expect(second?.from).not.toBe(first?.from);
  const id = /\+(.*)@/.exec(second?.from ?? '')?.[1];
  const email = await second?.email();
  expect(email?.headers).toContainEqual(
    expect.objectContaining({
      key: 'list-unsubscribe',
      value: `<https://welcome.shop.example/unsubscribe/${id}>`,
    }),
  );
  expect(await second?.links()).not.toEqual(await first?.links());
  expect(await project.run(['reset', 'undeliverable', 'list'])).toMatchObject({
    code: 0,
    result: { total: 0 },
  });
  expect(await project.run(['audit', 'verify'])).toMatchObject({ code: 0 });
});
