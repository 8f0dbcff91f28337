/**
 * A campaign for 5,000 customers whose sender is killed again and again: every customer gets exactly one mail for each
 * step, and of those that nobody can be sure of, at most one more, which is counted.
 */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { customer } from '../crossing.ts';
import { plantCustomers } from '../reset.ts';
import { needs } from '../servers/binaries.ts';
import { seededRandom } from '../servers/fault-proxy.ts';
import { type Mailbox, startMailbox } from '../servers/mailbox.ts';
import { createDatabase } from '../servers/postgres.ts';
import { shared } from '../servers/shared.ts';
import { createProject, listen, type Project, type Said } from './project.ts';

const CUSTOMERS = 5_000;
const KILLS = 6;
/** The least that is sent between two kills: under it a process may die before its first message, which is tested, too. */
const MAILS_BETWEEN = 500;
/** Messages that one sender has on their way a second time when it dies: one for each of its lanes (send.ts). */
const LANES = 2;
const KEY = randomBytes(32).toString('base64');

interface Campaign {
  readonly project: Project;
  readonly mailbox: Mailbox;
}

async function prepare(database?: string): Promise<Campaign> {
  const mailbox = await startMailbox();
  const project = await createProject({
    BETTER_AUTH_SECRET: 'a secret of thirty-two characters',
    ...(database === undefined ? {} : { DATABASE_URL: database, FOOTBRIDGE_KEY: KEY }),
  });
  project.configure({
    name: 'crash',
    source: { type: 'ndjson', path: 'nobody.ndjson' },
    target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
    reset: {
      brand: { name: 'The Shop' },
      channels: [mailbox.settings],
      sending: { perHour: 100_000_000, remindAfterDays: [3] },
      journey: { pageUrl: 'https://welcome.shop.example', loginUrl: 'https://login.shop.example' },
    },
  });
  const ledger = await openLedger(
    database === undefined
      ? { folder: `${project.folder}/.footbridge`, env: {} }
      : { url: database, env: { FOOTBRIDGE_KEY: KEY } },
  );
  const planted = Array.from({ length: CUSTOMERS }, (_, index) => ({ identity: customer(`u${index}`) }));
  await plantCustomers(ledger, planted);
  await ledger.close();
  const started = await project.run(['reset', 'start', 'autumn', '--yes']);
  expect(started, started.stderr).toMatchObject({
    code: 0,
    result: { prepared: true, counts: { asked: CUSTOMERS } },
  });
  return { project, mailbox };
}

/** Kills it after so many more mails have come. @returns false where it ended by itself */
async function killAfter(child: ChildProcess, mailbox: Mailbox, mails: number): Promise<boolean> {
  const enough = mailbox.received.length + mails;
  const timer = setInterval(() => {
    if (mailbox.received.length >= enough) child.kill('SIGKILL');
  }, 3);
  child.stdout?.resume();
  child.stderr?.resume();
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearInterval(timer);
  return signal === 'SIGKILL';
}

interface Ended {
  readonly kills: number;
  readonly last: Said;
  /** What the worker beside it said at its end. */
  readonly worked?: Said;
  readonly status: StatusDocument;
  readonly mails: ReadonlyMap<string, number>;
}

interface StatusDocument {
  readonly state: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly messages: readonly { readonly step: number; readonly state: string; readonly count: number }[];
  readonly perhapsTwice: number;
  readonly inDoubt: number;
}

/** @param beside another machine that sends meanwhile, and lives */
async function sendThroughKills({ project, mailbox }: Campaign, beside: 'nobody' | 'worker'): Promise<Ended> {
  const random = seededRandom(20261120);
  const worker = beside === 'worker' ? project.start(['worker']) : undefined;
  const working = worker === undefined ? undefined : listen(worker);
  let kills = 0;
  while (kills < KILLS && mailbox.received.length < CUSTOMERS - MAILS_BETWEEN) {
    const mails = kills % 4 === 3 ? 1 : Math.floor(random() * MAILS_BETWEEN);
    const killed = await killAfter(project.start(['reset', 'send']), mailbox, mails);
    if (killed) kills += 1;
  }
  // Told to stop, a worker gives back what it has taken and not sent.
  worker?.kill('SIGINT');
  const worked = await working;
  const last = await project.run(['reset', 'send']);
  const { result } = await project.run(['reset', 'status', 'autumn']);
  const mails = new Map<string, number>();
  for (const { to } of mailbox.received) mails.set(to, (mails.get(to) ?? 0) + 1);
  const [status] = (result as { campaigns: [StatusDocument] }).campaigns;
  return { kills, last, ...(worked === undefined ? {} : { worked }), status, mails };
}

function itLosesNobody(ended: () => Ended, campaign: () => Campaign, leastKills: number): void {
  it('was killed while it sent', () => {
    expect(ended().kills).toBeGreaterThanOrEqual(leastKills);
  });

  it('writes to every customer, and to nobody else', () => {
    // A message that two kills hit while it was on its way is not sent a third time, and is counted.
    expect(ended().mails.size).toBeGreaterThanOrEqual(CUSTOMERS - ended().status.inDoubt);
    expect(ended().status.inDoubt).toBeLessThanOrEqual(LANES * KILLS);
    expect(ended().status).toMatchObject({ outcomes: { asked: CUSTOMERS } });
    expect(ended().status.messages).toContainEqual({ step: 1, state: 'handed', count: CUSTOMERS });
  });

  it('writes twice to no more customers than it says it may have, and three times to nobody', () => {
    const counts = [...ended().mails.values()];
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    const twice = counts.filter((count) => count > 1).length;
    expect(twice).toBeLessThanOrEqual(ended().status.perhapsTwice);
    expect(ended().status.perhapsTwice).toBeLessThan(CUSTOMERS / 10);
  });

  it('sends the same message under the same name with the same link where it sends twice', async () => {
    const { mailbox } = campaign();
    const [twice] = [...ended().mails].filter(([, count]) => count > 1);
    if (twice === undefined) return;
    const [first, second] = await Promise.all(mailbox.to(twice[0]).map((mail) => mail.email()));
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.text).toBe(first?.text);
  });
}

describe('a campaign on an embedded ledger', () => {
  let campaign: Campaign;
  let ended: Ended;
  beforeAll(async () => {
    campaign = await prepare();
    ended = await sendThroughKills(campaign, 'nobody');
  }, 600_000);
  afterAll(async () => {
    campaign?.project.remove();
    await campaign?.mailbox.stop();
  });
  itLosesNobody(
    () => ended,
    () => campaign,
    KILLS / 2,
  );
});

needs('postgres')('a campaign on PostgreSQL with a worker beside the sender that is killed', () => {
  let campaign: Campaign;
  let ended: Ended;
  beforeAll(async () => {
    const { url } = await shared('postgres');
    campaign = await prepare(await createDatabase(url, `crash_reset_${process.pid}`));
    ended = await sendThroughKills(campaign, 'worker');
  }, 600_000);
  afterAll(async () => {
    campaign?.project.remove();
    await campaign?.mailbox.stop();
  });
  // The worker may be done before many kills are over.
  itLosesNobody(
    () => ended,
    () => campaign,
    1,
  );

  it('lets a worker send its share', () => {
    const { messages } = (ended.worked?.result ?? {}) as { messages?: { handed: number } };
    expect(messages?.handed).toBeGreaterThan(0);
  });
});
