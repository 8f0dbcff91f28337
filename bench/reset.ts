/**
 * Campaigns: messages a second, and the memory of a million invitations.
 *
 * Sending: `footbridge reset send` in full (take, invitation, seal, texts, SMTP, settle) on PostgreSQL, against the most
 * that the same SMTP server takes in the same run: nodemailer's pool, as many connections, one prebuilt message again
 * and again. The server runs in a process of its own. Preparing: `startCampaign` for many customers, the resident memory
 * read as it goes.
 *
 * `node bench/reset.ts [messages] [invitations]`: 5,000 and 1,000,000. Needs PostgreSQL; ten minutes on two cores.
 *
 * @module
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { smtp } from '../src/channels/smtp.ts';
import type { CampaignSettings } from '../src/engine/reset/campaign.ts';
import type { ResetParts } from '../src/engine/reset/parts.ts';
import { sendDue } from '../src/engine/reset/send.ts';
import { startCampaign } from '../src/engine/reset.ts';
import { type Ledger, openLedger } from '../src/ledger/ledger.ts';
import { openWriter } from '../src/messages/open-writer.ts';
import type { MessageWriter } from '../src/messages/writer.ts';
import { createPace } from '../src/net/pace.ts';
import { customer } from '../test/crossing.ts';
import { plantCustomers, TEST_POLICY } from '../test/reset.ts';
import { startMailbox } from '../test/servers/mailbox.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const CONNECTIONS = 16;
const KEY = randomBytes(32).toString('base64');
const SETTINGS: CampaignSettings = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [3],
  perHour: 1_000_000_000,
  contactRate: 0.03,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};

if (process.argv[2] === 'sink') {
  const mailbox = await startMailbox();
  process.send?.(mailbox.port);
} else {
  const [messages = 5_000, invitations = 1_000_000] = process.argv.slice(2).map(Number);
  const postgres = await startPostgres();
  const sink = fork(import.meta.filename, ['sink']);
  const [port] = (await once(sink, 'message')) as [number];
  try {
    await measureSending(postgres.url, port, messages);
    if (invitations > 0) await measurePreparing(postgres.url, port, invitations);
  } finally {
    sink.kill();
    await postgres.stop();
  }
}

/** Alternately, because the machine is not ours alone; the processor time says more than the clock where it is busy. */
async function measureSending(url: string, port: number, messages: number): Promise<void> {
  let best = 0;
  const writer = await openTexts();
  for (let round = 0; round < 3; round += 1) {
    const ledger = await openLedger({
      url: await createDatabase(url, `send_${round}`),
      env: { FOOTBRIDGE_KEY: KEY },
    });
    await plant(ledger, messages);
    const parts = await partsOf(ledger, port, writer);
    await start(parts);
    const sample = writer.write('invitation', 'en', { link: TEST_POLICY.pageUrl, linkDays: 7 });
    const bare = await cost(messages, () => sendBare(port, messages, sample));
    const ours = await cost(messages, async () => {
      await sendDue(parts, { stop: new AbortController().signal, untilIdle: true });
    });
    const ratio = ours.perSecond / bare.perSecond;
    best = Math.max(best, ratio);
    console.log(
      `sending: ours ${ours.perSecond} a second (${ours.processor} µs of processor each), the server's most ${bare.perSecond} (${bare.processor} µs), ratio ${ratio.toFixed(2)}`,
    );
    for (const { session } of parts.channels) await session.close();
    await ledger.close();
  }
  console.log(`sending: best ratio ${best.toFixed(2)}`);
}

async function sendBare(
  port: number,
  messages: number,
  { subject, text, html }: { readonly subject: string; readonly text: string; readonly html: string },
): Promise<void> {
  const pool = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  const built = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    from: 'welcome@shop.example',
    to: 'u@shop.example',
    subject,
    text,
    html,
  });
  const envelope = { from: 'welcome@shop.example', to: 'u@shop.example' };
  const raw = built.message;
  await Promise.all(Array.from({ length: messages }, () => pool.sendMail({ envelope, raw })));
  pool.close();
}

async function measurePreparing(url: string, port: number, invitations: number): Promise<void> {
  const ledger = await openLedger({
    url: await createDatabase(url, 'prepare'),
    env: { FOOTBRIDGE_KEY: KEY },
  });
  await plant(ledger, invitations);
  const parts = await partsOf(ledger, port, await openTexts());
  let peak = 0;
  const marks: string[] = [];
  const seconds = await timed(() =>
    start(parts, ({ asked = 0 }) => {
      const megabytes = process.memoryUsage.rss() / 1e6;
      peak = Math.max(peak, megabytes);
      if (asked % (invitations / 10) === 0) marks.push(`${Math.round(megabytes)}`);
    }),
  );
  console.log(
    `preparing: ${invitations} in ${seconds.toFixed(1)} s, ${Math.round(invitations / seconds)} a second, peak ${Math.round(peak)} MB; at each tenth: ${marks.join(' ')}`,
  );
  await ledger.close();
}

function start(
  parts: ResetParts,
  onPage?: (counts: Readonly<Record<string, number>>) => void,
): Promise<unknown> {
  const stop = new AbortController().signal;
  const seen = onPage === undefined ? {} : { onPage };
  return startCampaign(parts, { name: 'bench', settings: SETTINGS, lists: [], stop, ...seen });
}

async function partsOf(ledger: Ledger, port: number, writer: MessageWriter): Promise<ResetParts> {
  const config = smtp.config.parse({
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: { name: 'The Shop', address: 'welcome@shop.example' },
    connections: CONNECTIONS,
  });
  const session = await smtp.open(config, { pace: createPace({ concurrency: CONNECTIONS }) });
  return {
    ledger,
    writer,
    channels: [{ name: 'smtp', reaches: smtp.reaches, session }],
    policy: TEST_POLICY,
    unverified: false,
    operator: 'bench',
    accept: [],
    now: Date.now,
  };
}

function openTexts(): Promise<MessageWriter> {
  return openWriter({
    brand: { name: 'The Shop', colour: '#1a5fb4', support: {} },
    language: 'en',
    folder: import.meta.dirname,
  });
}

/** In pages, so that the bench itself stays small. */
async function plant(ledger: Ledger, count: number): Promise<void> {
  const page = 5_000;
  for (let from = 0; from < count; from += page)
    await plantCustomers(
      ledger,
      Array.from({ length: Math.min(page, count - from) }, (_, index) => ({
        identity: customer(`u${from + index}`),
      })),
    );
}

/** Of one message: how many a second, and microseconds of this process's processor time. */
async function cost(
  count: number,
  work: () => Promise<void>,
): Promise<{ readonly perSecond: number; readonly processor: number }> {
  const before = process.cpuUsage();
  const seconds = await timed(work);
  const { user, system } = process.cpuUsage(before);
  return { perSecond: Math.round(count / seconds), processor: Math.round((user + system) / count) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}
