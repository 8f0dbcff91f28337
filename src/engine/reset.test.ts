/** Campaigns on a real ledger, with a target and a channel in memory: who gets what, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { emptyLedger } from '../../test/ledger-template.ts';
import { type Planted, plantCustomers, resetWith, TEST_NOON, type TestReset } from '../../test/reset.ts';
import type { Identity } from '../identity/identity.ts';
import { tallyJourneys } from '../ledger/sql/campaigns.ts';
import { tallyMessages } from '../ledger/sql/messages.ts';
import { RemoteError } from '../net/remote-error.ts';
import type { CampaignSettings } from './reset/campaign.ts';
import { findByToken } from './reset/invitation.ts';
import { readMessageId } from './reset/message-id.ts';
import { sendDue } from './reset/send.ts';
import { sendNow } from './reset/send-now.ts';
import {
  campaignNamed,
  endCampaign,
  previewCampaign,
  remindCampaign,
  startCampaign,
  steerCampaign,
  tuneCampaign,
} from './reset.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SETTINGS: CampaignSettings = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [3, 10],
  perHour: 6_000,
  contactRate: 0.03,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};

function asked(id: string, change: Partial<Planted> = {}, identity: Partial<Identity> = {}): Planted {
  return { identity: customer(id, { password: undefined, ...identity } as Partial<Identity>), ...change };
}

async function begin(
  planted: readonly Planted[],
  settings: Partial<CampaignSettings> = {},
): Promise<{ readonly parts: TestReset; readonly ids: readonly string[] }> {
  const ledger = await emptyLedger();
  const parts = resetWith(ledger);
  const ids = await plantCustomers(ledger, planted);
  await start(parts, 'autumn', settings);
  return { parts, ids };
}

function start(parts: TestReset, name: string, settings: Partial<CampaignSettings> = {}) {
  return startCampaign(parts, {
    name,
    settings: { ...SETTINGS, ...settings },
    lists: [],
    stop: new AbortController().signal,
  });
}

/** Sends what may go out at this moment of the test's clock, and stops where a sender would wait. */
function send(parts: TestReset) {
  const stop = new AbortController();
  return sendDue(parts, { stop: stop.signal, untilIdle: true, sleep: async () => stop.abort() });
}

async function outcomes({ ledger }: TestReset, name = 'autumn'): Promise<Record<string, number>> {
  const { id } = await campaignNamed(ledger, name);
  return Object.fromEntries(
    (await tallyJourneys(ledger.db, id)).map(({ outcome, count }) => [outcome, count]),
  );
}

function receivers({ channels }: TestReset): readonly string[] {
  return channels[0].sent.map(({ to }) => to.split('@')[0] ?? '').sort();
}

describe('whom a campaign asks', () => {
  it('asks those on the path reset, and counts everybody it looks at once', async () => {
    const { parts } = await begin([
      asked('a'),
      asked('b', { path: 'bulk', credentialPlan: 'reset' }),
      asked('bulk', { path: 'bulk', credentialPlan: 'native' }),
      asked('proven', { state: 'proven' }),
      asked('held', { state: 'held' }),
      asked('excluded', { state: 'excluded' }),
      asked('disabled', {}, { status: 'disabled' }),
      asked('locked', {}, { status: 'locked' }),
      asked('phoneless', {}, { identifiers: [{ type: 'phone', value: '+4930123456' }] }),
      asked('unverified', {}, { identifiers: [{ type: 'email', value: 'u@shop.example', verified: false }] }),
    ]);
    const { prepared } = await campaignNamed(parts.ledger, 'autumn');
    expect(prepared).toMatchObject({
      counts: { asked: 2, crossed: 1, held: 1, excluded: 1, disabled: 2, unreachable: 2 },
    });
    await send(parts);
    expect(receivers(parts)).toEqual(['a', 'b']);
    expect(await outcomes(parts)).toEqual({ asked: 2, unreachable: 2 });
  });

  it('takes the cohorts and the rule it is given', async () => {
    const { parts } = await begin(
      [
        asked('a', { cohort: 'old' }, { profile: { locale: 'de-AT' } }),
        asked('b', { cohort: 'old' }),
        asked('c', { cohort: 'new' }, { profile: { locale: 'de-AT' } }),
      ],
      { cohorts: ['old'], rule: 'locale == "de-AT"' },
    );
    await send(parts);
    expect(receivers(parts)).toEqual(['a']);
    expect(parts.channels[0].sent[0]?.language).toBe('de');
  });

  it('asks a merged record as part of the one it was merged into, and not again', async () => {
    const ledger = await emptyLedger();
    const parts = resetWith(ledger);
    const [survivor, merged] = await plantCustomers(ledger, [asked('a'), asked('b')]);
    await ledger.db.query('update identity set merged_into = $1 where id = $2', [survivor, merged]);
    await start(parts, 'autumn');
    await send(parts);
    expect(receivers(parts)).toEqual(['a']);
  });

  it('asks nobody who another campaign for the same purpose is asking', async () => {
    const { parts } = await begin([asked('a')]);
    const { counts } = await start(parts, 'second');
    expect(counts).toEqual({ elsewhere: 1 });
  });

  it('tells whoever loses a factor which one, and nobody else', async () => {
    const ledger = await emptyLedger();
    const parts = resetWith(ledger);
    parts.store.losses = ({ factors }) =>
      factors.map(({ type }) => ({ code: 'FIELD_NOT_PORTABLE' as const, field: `factors.${type}` }));
    const totp = { type: 'totp', secret: 'ABCDEFGH', algorithm: 'SHA1', digits: 6, period: 30 } as const;
    await plantCustomers(ledger, [
      asked('a', { path: 'bulk', credentialPlan: 'native', losses: ['factors.totp'] }, { factors: [totp] }),
      asked('b', { path: 'bulk', credentialPlan: 'native' }),
    ]);
    await start(parts, 'factors', { purpose: 'enrol' });
    await send(parts);
    expect(parts.channels[0].sent.map(({ subject, text }) => [subject, text.split('\n').at(-1)])).toEqual([
      ['enrol', 'totp'],
    ]);
  });
});

describe('what a customer gets', () => {
  it('is a link that opens, once a message, and reminders until they are done', async () => {
    const { parts, ids } = await begin([asked('a'), asked('b')]);
    await send(parts);
    const [first] = parts.channels[0].sent;
    const token = /\/go\/(\S+)/.exec(first?.text ?? '')?.[1] ?? '';
    expect(await findByToken(parts.ledger, token)).toMatchObject({ state: 'open', purpose: 'reset' });
    expect(readMessageId(parts.ledger, first?.id ?? '')).toBeTypeOf('number');
    await parts.ledger.db.query(`update journey set done_at = now(), ended = 'done' where identity_id = $1`, [
      ids[0],
    ]);
    for (const days of [3, 10, 30]) {
      parts.clock.now = TEST_NOON + days * DAY;
      await send(parts);
    }
    expect(parts.channels[0].sent.map(({ to, subject }) => `${to.split('@')[0]} ${subject}`).sort()).toEqual([
      'a invitation',
      'b invitation',
      'b last-reminder',
      'b reminder',
    ]);
    expect(await campaignNamed(parts.ledger, 'autumn')).toMatchObject({ state: 'done' });
    const { rows } = await parts.ledger.db.query('select from message where sealed is not null');
    expect(rows).toEqual([]);
    parts.clock.now += 8 * DAY;
    await send(parts);
    expect(await outcomes(parts)).toEqual({ done: 1, expired: 1 });
  });

  it('is nothing more once they crossed another way, and that is counted', async () => {
    const { parts, ids } = await begin([asked('a')]);
    await parts.ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'target')`, [
      ids[0],
    ]);
    await send(parts);
    expect(parts.channels[0].sent).toEqual([]);
    expect(await outcomes(parts)).toEqual({ crossed: 1 });
  });

  it('comes neither at night by their own clock nor on a frozen day', async () => {
    const tokyo = asked('tokyo', {}, { profile: { zoneinfo: 'Asia/Tokyo' } });
    const { parts } = await begin([tokyo, asked('here')], {
      quiet: [20 * 60, 9 * 60],
      freezes: ['2026-11-21'],
    });
    await send(parts);
    expect(receivers(parts)).toEqual(['here']);
    parts.clock.now = TEST_NOON + 13 * HOUR;
    await send(parts);
    expect(receivers(parts)).toEqual(['here']);
    parts.clock.now = Date.UTC(2026, 10, 22, 0, 1);
    await send(parts);
    expect(receivers(parts)).toEqual(['here', 'tokyo']);
  });

  it('waits where the mail server says later, keeps its place where it is away, and is the same message', async () => {
    const { parts } = await begin([asked('a')]);
    const [channel] = parts.channels;
    channel.answer = (_, attempt) => {
      if (attempt === 1)
        throw new RemoteError('the mail server is away', { answer: 'retry', ambiguous: false });
      return attempt === 2 ? { status: 'retry', found: '451 later' } : undefined;
    };
    await send(parts);
    expect(channel.sent).toEqual([]);
    for (const _ of ['later', 'taken']) {
      parts.clock.now += 5 * 60_000;
      await send(parts);
    }
    expect(channel.sent).toHaveLength(1);
    expect(await outcomes(parts)).toEqual({ asked: 1 });
  });

  it('goes to support where no mailbox takes it', async () => {
    const { parts } = await begin([asked('a')]);
    parts.channels[0].answer = () => ({ status: 'refused', found: '550 no such mailbox' });
    await send(parts);
    expect(await outcomes(parts)).toEqual({ undeliverable: 1 });
  });

  it('is sent once more, under the same name with the same link, where nobody knows whether it went out', async () => {
    const { parts } = await begin([asked('a')]);
    parts.channels[0].answer = () => 'lost';
    await send(parts);
    parts.clock.now += HOUR;
    await send(parts);
    parts.clock.now += DAY;
    await send(parts);
    const { sent } = parts.channels[0];
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    const { id } = await campaignNamed(parts.ledger, 'autumn');
    expect(await tallyMessages(parts.ledger.db, id)).toContainEqual({
      step: 1,
      state: 'handed',
      count: 1,
      perhaps_twice: 1,
      in_doubt: 1,
    });
  });

  it('is what a dead worker had called, once more and counted, and what it had only taken, uncounted', async () => {
    const { parts, ids } = await begin([asked('a'), asked('b')]);
    await parts.ledger.db.query(
      `update message set state = case when identity_id = $1 then 'called' else 'taken' end, worker_id = 4711,
         called_at = case when identity_id = $1 then $2::timestamptz end`,
      [ids[0], new Date(TEST_NOON)],
    );
    await send(parts);
    expect(receivers(parts)).toEqual(['b']);
    parts.clock.now += HOUR;
    await send(parts);
    expect(receivers(parts)).toEqual(['a', 'b']);
  });

  it('leaves alone what a worker that lives has taken', async () => {
    const { parts } = await begin([asked('a')]);
    const { rows } = await parts.ledger.db.query<{ id: number }>(
      `insert into worker (host, pid) values ('other', 1) returning id`,
    );
    await parts.ledger.db.query(`update message set state = 'called', worker_id = $1`, [rows[0]?.id]);
    await send(parts);
    expect(parts.channels[0].sent).toEqual([]);
  });
});

describe('while it runs', () => {
  it('sends no more in an hour than it may, and wider when it is told so', async () => {
    const { parts } = await begin(
      Array.from({ length: 30 }, (_, index) => asked(`u${index}`)),
      { perHour: 10 },
    );
    const fiveMinutes = async () => {
      await send(parts);
      parts.clock.now += 300_000;
    };
    for (let passed = 0; passed < 60; passed += 5) await fiveMinutes();
    expect(parts.channels[0].sent).toHaveLength(10);
    await tuneCampaign(parts.ledger, 'autumn', { perHour: 6_000 }, 'tester');
    await fiveMinutes();
    expect(parts.channels[0].sent).toHaveLength(30);
  });

  it('pauses, goes on, and stops with everybody counted', async () => {
    const { parts } = await begin([asked('a')]);
    await steerCampaign(parts.ledger, 'autumn', 'pause', 'tester');
    await send(parts);
    expect(parts.channels[0].sent).toEqual([]);
    await steerCampaign(parts.ledger, 'autumn', 'resume', 'tester');
    await expect(steerCampaign(parts.ledger, 'autumn', 'resume', 'tester')).rejects.toMatchObject({
      code: 'CAMPAIGN_CONTROL_INVALID',
    });
    await endCampaign(parts.ledger, 'autumn', 'tester');
    await send(parts);
    expect(parts.channels[0].sent).toEqual([]);
    expect(await outcomes(parts)).toEqual({ stopped: 1 });
  });

  it('reminds at once whoever is not done, but nobody twice in a day and nobody more than five times', async () => {
    const { parts } = await begin([asked('a')], { remindAfterDays: [] });
    const keep = asked('keep', {}, { profile: { zoneinfo: 'Asia/Tokyo' } });
    await plantCustomers(parts.ledger, [keep]);
    await send(parts);
    await parts.ledger.db.query(`update campaign set state = 'running', ended_at = null`);
    expect(await remindCampaign(parts, 'autumn')).toBe(0);
    for (let day = 1; day <= 7; day += 1) {
      parts.clock.now = TEST_NOON + day * DAY;
      expect(await remindCampaign(parts, 'autumn')).toBe(day <= 5 ? 1 : 0);
      expect(await remindCampaign(parts, 'autumn')).toBe(0);
      await send(parts);
      await parts.ledger.db.query(`update campaign set state = 'running', ended_at = null`);
    }
    expect(parts.channels[0].sent).toHaveLength(6);
  });

  it('lets what the page asks for go first, whatever the limit says', async () => {
    const { parts, ids } = await begin([asked('a'), asked('b')], { perHour: 1 });
    await send(parts);
    const [first = ''] = ids;
    await parts.ledger.db.transaction((tx) =>
      sendNow(parts, tx, { identityId: first, kind: 'code', language: 'fr', values: { code: '123456' } }),
    );
    await send(parts);
    expect(parts.channels[0].sent.at(-1)).toMatchObject({ subject: 'code', language: 'fr' });
    expect(parts.channels[0].sent).toHaveLength(2);
  });
});

describe('beforehand', () => {
  it('shows who would get what, and leaves the ledger as it was', async () => {
    const ledger = await emptyLedger();
    const parts = resetWith(ledger);
    await plantCustomers(ledger, [asked('a'), asked('b', { state: 'held' })]);
    const before = await everything(parts);
    const pages = [];
    for await (const page of previewCampaign(parts, SETTINGS, [])) pages.push(page);
    expect(pages.at(-1)?.counts).toEqual({ asked: 1, held: 1 });
    expect(pages[0]?.page).toContainEqual(
      expect.objectContaining({ outcome: 'asked', wave: 1, dueAt: new Date(TEST_NOON).toISOString() }),
    );
    expect(await everything(parts)).toEqual(before);
  });

  it('goes on preparing where it was killed, and asks nobody twice', async () => {
    const ledger = await emptyLedger();
    const parts = resetWith(ledger);
    await plantCustomers(ledger, [asked('a'), asked('b', { wave: 1 })]);
    const stop = new AbortController();
    const options = { name: 'autumn', settings: SETTINGS, lists: [] };
    const halted = await startCampaign(parts, { ...options, stop: stop.signal, onPage: () => stop.abort() });
    expect(halted).toMatchObject({ prepared: false, counts: { asked: 1 } });
    const { prepared, counts } = await startCampaign(parts, {
      ...options,
      stop: new AbortController().signal,
    });
    expect({ prepared, counts }).toEqual({ prepared: true, counts: { asked: 2 } });
    await send(parts);
    expect(receivers(parts)).toEqual(['a', 'b']);
  });
});

/** Every row of every table. */
async function everything({ ledger: { db } }: TestReset): Promise<unknown> {
  const { rows } = await db.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = current_schema() order by 1',
  );
  const all: Record<string, unknown> = {};
  for (const { name } of rows)
    all[name] = (await db.query(`select t::text from "${name}" t order by 1`)).rows;
  return all;
}
