import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '../../../test/crossing.ts';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { plantCustomers } from '../../../test/reset.ts';
import type { BounceReport } from '../../bounces/bounce.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { tallyBounces } from '../../ledger/sql/bounces.ts';
import { listUndeliverable } from '../../ledger/sql/undeliverable.ts';
import { takeBounces } from './bounces.ts';
import { messageIdOf } from './message-id.ts';
import { type Resolution, resolveUndeliverable } from './undeliverable.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

let ledger: Ledger;
let ada: string;
let eve: string;

let noted = 0;

beforeAll(async () => {
  ledger = await emptyLedger();
  [ada = '', eve = ''] = await plantCustomers(ledger, [
    { identity: customer('ada') },
    { identity: customer('eve') },
  ]);
});

/** Two customers of one campaign who have been asked, and are to be reminded. */
beforeEach(async () => {
  await ledger.db.query('truncate campaign, journey, message restart identity cascade');
  noted = (await events(0)).length;
  await ledger.db.query(
    `insert into campaign (name, state, settings, by_whom) values ('spring', 'running', '{}', 'tester')`,
  );
  await ledger.db.query(
    `insert into journey (campaign_id, identity_id, language, channel, sent_at)
     select 1, unnest($1::uuid[]), 'en', 'smtp', $2`,
    [[ada, eve], NOW],
  );
  await ledger.db.query(
    `insert into message (campaign_id, identity_id, step, kind, channel, state, due_at, reference)
     values (1, $1, 1, 'invitation', 'smtp', 'handed', $3, 'provider-1'), (1, $2, 1, 'invitation', 'smtp', 'handed', $3, null),
            (1, $1, 2, 'reminder', 'smtp', 'due', $3, null), (1, $2, 2, 'reminder', 'smtp', 'due', $3, null)`,
    [ada, eve, NOW],
  );
});

const report = (change: Partial<BounceReport> = {}): BounceReport => ({
  kind: 'hard',
  ids: [messageIdOf(ledger, 1)],
  found: '5.1.1',
  ...change,
});

const take = (...reports: BounceReport[]) => takeBounces(ledger, reports, NOW);

async function standing(identityId: string) {
  const { rows: journeys } = await ledger.db.query(
    'select ended, muted_at is not null as muted, delivered_at is not null as delivered from journey where identity_id = $1',
    [identityId],
  );
  const { rows: messages } = await ledger.db.query<{ state: string; soft_bounces: number }>(
    'select state, soft_bounces from message where identity_id = $1 order by step',
    [identityId],
  );
  return { ...journeys[0], states: messages.map(({ state }) => state), soft: messages[0]?.soft_bounces };
}

const untouched = { ended: null, muted: false, delivered: false, states: ['handed', 'due'], soft: 0 };

async function events(after = noted): Promise<readonly string[]> {
  const { rows } = await ledger.db.query<{ kind: string }>('select kind from event order by seq offset $1', [
    after,
  ]);
  return rows.map(({ kind }) => kind);
}

describe('a hard bounce', () => {
  it('ends the journey of its customer as undeliverable, and of nobody else', async () => {
    expect(await take(report())).toMatchObject({ hard: 1, unknown: 0 });
    expect(await standing(ada)).toMatchObject({ ended: 'undeliverable', states: ['bounced', 'due'] });
    expect(await standing(eve)).toEqual(untouched);
    expect(await events()).toEqual(['message-bounced']);
  });

  it('that comes twice changes nothing more', async () => {
    await take(report(), report());
    await take(report());
    expect(await events()).toEqual(['message-bounced']);
  });

  it('is known by what a provider calls the message', async () => {
    await take(report({ ids: [], reference: 'provider-1' }));
    expect(await standing(ada)).toMatchObject({ ended: 'undeliverable' });
  });

  it('that comes after the customer was done takes nothing back', async () => {
    await ledger.db.query(`update journey set done_at = $1, ended = 'done'`, [NOW]);
    await take(report());
    expect(await standing(ada)).toMatchObject({ ended: 'done', states: ['bounced', 'due'] });
  });
});

describe('a forged report', () => {
  it.each([
    ['a mark that is guessed', () => ({ ids: ['m1-0000000000000000'] })],
    ['the mark of another message', () => ({ ids: [messageIdOf(ledger, 1).replace('m1-', 'm2-')] })],
    ['a message that has not gone out', () => ({ ids: [messageIdOf(ledger, 3)] })],
    ['a message there never was', () => ({ ids: [messageIdOf(ledger, 99)] })],
    ['a name nobody gave', () => ({ ids: [], reference: 'provider-2' })],
    ['nothing', () => ({ ids: [] })],
  ])('with %s does nothing', async (_, change) => {
    for (const kind of ['hard', 'soft', 'complaint', 'unsubscribe', 'delivered'] as const)
      expect(await take(report({ kind, ...change() }))).toMatchObject({ unknown: 1, [kind]: 0 });
    expect(await standing(ada)).toEqual(untouched);
    expect(await standing(eve)).toEqual(untouched);
    expect(await events()).toEqual([]);
  });
});

describe('what is no hard bounce', () => {
  it('soft: is counted, and the customer is reminded all the same', async () => {
    await take(report({ kind: 'soft', found: '5.2.2' }), report({ kind: 'soft', found: '4.4.1' }));
    expect(await standing(ada)).toEqual({ ...untouched, soft: 2 });
    expect(await tallyBounces(ledger.db, 'spring')).toEqual([
      { campaign: 'spring', channel: 'smtp', state: 'soft', found: '4.4.1', count: 1 },
    ]);
  });

  it('complaint: nobody reminds them any more, and their link stays good', async () => {
    await take(report({ kind: 'complaint', found: 'abuse' }));
    expect(await standing(ada)).toMatchObject({
      ended: null,
      muted: true,
      states: ['complained', 'withdrawn'],
    });
    expect(await standing(eve)).toEqual(untouched);
    expect(await events()).toEqual(['message-complained']);
  });

  it('unsubscribe: nobody reminds them any more', async () => {
    await take(report({ kind: 'unsubscribe', found: 'one-click' }));
    expect(await standing(ada)).toMatchObject({ ended: null, muted: true, states: ['handed', 'withdrawn'] });
    expect(await events()).toEqual(['reminders-declined']);
  });

  it('delivered: the funnel sees it', async () => {
    await take(report({ kind: 'delivered', found: 'delivered' }));
    expect(await standing(ada)).toEqual({ ...untouched, delivered: true });
  });
});

describe('the queue of support', () => {
  const resolve = (as: Resolution, ids?: readonly string[]) =>
    resolveUndeliverable(
      ledger,
      { as, operator: 'ines', note: 'called', ...(ids !== undefined && { ids }) },
      NOW,
    );
  const queued = async () =>
    (await listUndeliverable(ledger.db, 'spring', 10)).rows.map((row) => row.identity_id);

  beforeEach(async () => {
    await take(report());
  });

  it('holds whoever could not be reached, with the reason', async () => {
    expect(await listUndeliverable(ledger.db, undefined, 10)).toMatchObject({
      total: 1,
      rows: [{ campaign: 'spring', identity_id: ada, channel: 'smtp', found: '5.1.1' }],
    });
  });

  it('asks them again with one message of its own, once, however often it is said', async () => {
    expect(await resolve('again')).toEqual({ resolved: 1, left: 0 });
    expect(await resolve('again')).toEqual({ resolved: 0, left: 0 });
    expect(await standing(ada)).toMatchObject({ ended: null, states: ['bounced', 'withdrawn', 'due'] });
    expect(await standing(eve)).toEqual(untouched);
    expect(await events()).toEqual(['message-bounced', 'undeliverable-resolved']);
  });

  it('takes nobody back into the queue for what the old address sends back late', async () => {
    await ledger.db.query(`update journey set ended = null`);
    await ledger.db.query(`update message set state = case step when 1 then 'handed' else 'bounced' end`);
    await ledger.db.query(`update journey set ended = 'undeliverable' where identity_id = $1`, [ada]);
    await resolve('again', [ada]);
    expect(await take(report())).toMatchObject({ hard: 1 });
    expect(await standing(ada)).toMatchObject({ ended: null, states: ['bounced', 'bounced', 'due'] });
    expect(await queued()).toEqual([]);
  });

  it('wakes a campaign that had ended by itself', async () => {
    await ledger.db.query(`update campaign set state = 'done', ended_at = now()`);
    await resolve('again', [ada]);
    const { rows } = await ledger.db.query('select state, ended_at from campaign');
    expect(rows).toEqual([{ state: 'running', ended_at: null }]);
  });

  it('leaves those of a campaign that was stopped', async () => {
    await ledger.db.query(`update campaign set state = 'stopped'`);
    expect(await resolve('again')).toEqual({ resolved: 0, left: 1 });
    expect(await queued()).toEqual([ada]);
  });

  it('lets go of whom support gives up, and of nobody else', async () => {
    expect(await resolve('given-up', [eve])).toEqual({ resolved: 0, left: 0 });
    expect(await queued()).toEqual([ada]);
    expect(await resolve('given-up', [ada])).toEqual({ resolved: 1, left: 0 });
    expect(await queued()).toEqual([]);
    expect(await standing(ada)).toMatchObject({ ended: 'stopped' });
  });
});
