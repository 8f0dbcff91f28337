/** A campaign of twelve customers, in which every number was counted by hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { addCampaign, addCustomer, addJourney, type JourneyColumns } from '../../../test/reset-rows.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { insertTickets } from '../../ledger/sql/tickets.ts';
import { readBriefs, readFunnel } from './funnel.ts';
import type { Funnel } from './funnel-document.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const ASKED = { sessionLife: 1_800_000, now: NOON };

const CUSTOMERS: Readonly<Record<string, JourneyColumns>> = {
  ana: { cohort: 'gold' },
  ben: { cohort: 'gold', language: 'de', sent_at: '2026-11-20T08:00:00Z' },
  cleo: { cohort: 'gold', sent_at: '2026-11-20T08:00:00Z', delivered_at: '2026-11-20T08:00:05Z' },
  dan: {
    cohort: 'gold',
    sent_at: '2026-11-20T08:00:00Z',
    opened_at: '2026-11-20T11:50:00Z',
    at_step: 'opened',
  },
  eve: {
    cohort: 'gold',
    language: 'de',
    sent_at: '2026-11-20T08:00:00Z',
    opened_at: '2026-11-20T10:00:00Z',
    started_at: '2026-11-20T10:01:00Z',
    at_step: 'credential',
  },
  fay: { sent_at: '2026-11-20T08:00:00Z', opened_at: '2026-11-20T09:00:00Z', at_step: 'opened' },
  gus: {
    sent_at: '2026-11-20T08:00:00Z',
    opened_at: '2026-11-20T08:50:00Z',
    started_at: '2026-11-20T08:55:00Z',
    at_step: 'done',
    done_at: '2026-11-20T09:00:00Z',
    ended: 'done',
  },
  hal: {
    wave: 2,
    channel: 'sms',
    sent_at: '2026-11-19T08:00:00Z',
    opened_at: '2026-11-19T10:00:00Z',
    started_at: '2026-11-19T10:30:00Z',
    at_step: 'done',
    done_at: '2026-11-19T11:00:00Z',
    ended: 'done',
  },
  ida: { wave: 2, sent_at: '2026-11-19T08:00:00Z', ended: 'crossed' },
  jon: { wave: 2, sent_at: '2026-11-19T08:00:00Z', ended: 'undeliverable' },
  kim: { wave: 2, ended: 'unreachable' },
  lea: { wave: 2, ended: 'excluded' },
};

let ledger: Ledger;
let funnel: Funnel;

beforeAll(async () => {
  ledger = await emptyLedger();
  const id = await addCampaign(ledger, 'autumn');
  const other = await addCampaign(ledger, 'last year', 'done');
  for (const [name, columns] of Object.entries(CUSTOMERS)) {
    const customer = await addCustomer(ledger, name, columns.cohort ?? '');
    await addJourney(ledger, id, customer, columns);
    if (name === 'ben')
      await addJourney(ledger, other, customer, { sent_at: '2025-11-20T08:00:00Z', ended: 'expired' });
    await ledger.db.query(
      `insert into message (campaign_id, identity_id, kind, state, due_at, perhaps_twice)
       values ($1, $2, 'invitation', $3, now(), $4)`,
      [
        id,
        customer,
        columns.sent_at === undefined ? 'due' : name === 'jon' ? 'bounced' : 'handed',
        name === 'gus',
      ],
    );
  }
  const ticket = (at: string, name: string | undefined, tags: string[]) => ({
    source: 'desk',
    id: `${at}${name}`,
    at: new Date(at),
    hashes: name === undefined ? [] : [ledger.index.identifier('email', `email:${name}@shop.example`)],
    tags,
  });
  await insertTickets(ledger.db, [
    ticket('2026-11-20T10:05:00Z', 'eve', ['password', 'reset']),
    ticket('2026-11-21T10:05:00Z', 'hal', ['reset']),
    ticket('2026-11-20T07:00:00Z', 'ana', ['invoice']),
    ticket('2026-11-20T10:05:00Z', undefined, ['reset']),
  ]);
  funnel = await readFunnel(ledger, { campaign: 'autumn', contactRate: 0.03, ...ASKED });
});

describe('the funnel of a campaign', () => {
  it('counts everybody once', () => {
    expect(funnel.whole.outcomes).toEqual({
      waiting: 1,
      unopened: 2,
      going: 1,
      abandoned: 2,
      done: 2,
      crossed: 1,
      undeliverable: 1,
      unreachable: 1,
      excluded: 1,
      stopped: 0,
      expired: 0,
    });
    expect(funnel.whole).toMatchObject({ meant: 12, sent: 9, opened: 5, started: 3 });
  });

  it('says of arrival what is known: told by the channel or opened, else perhaps', () => {
    expect(funnel.whole).toMatchObject({ delivered: 6, perhapsDelivered: 2 });
  });

  it('says at which step people leave, and how many came that far', () => {
    expect(funnel.whole.abandonedAt).toEqual({ opened: 1, confirm: 0, credential: 1, factor: 0, done: 0 });
    expect(funnel.whole.reached).toEqual({ opened: 5, confirm: 3, credential: 3, factor: 2, done: 2 });
  });

  it('takes whoever is silent for longer than a session for gone, and not sooner', async () => {
    const later = await readFunnel(ledger, { campaign: 'autumn', ...ASKED, now: NOON + 1_200_001 });
    expect(later.whole.outcomes).toMatchObject({ going: 0, abandoned: 3 });
  });

  it('says how long it took: half of them, and nine of ten', () => {
    expect(funnel.whole.time).toEqual({ median: 7_200, p90: 10_080 });
    expect(funnel.slices.channel).toMatchObject([
      { value: 'smtp', time: { median: 3_600, p90: 3_600 } },
      { value: 'sms', time: { median: 10_800, p90: 10_800 } },
    ]);
    expect(funnel.slices.cohort.find(({ value }) => value === 'gold')?.time).toBeUndefined();
  });

  it('tells cohorts, waves, languages and channels apart', () => {
    const sent = (dimension: keyof Funnel['slices']) =>
      Object.fromEntries(funnel.slices[dimension].map((slice) => [slice.value, [slice.meant, slice.sent]]));
    expect(sent('cohort')).toEqual({ '': [7, 5], gold: [5, 4] });
    expect(sent('wave')).toEqual({ 1: [7, 6], 2: [5, 3] });
    expect(sent('language')).toEqual({ en: [10, 7], de: [2, 2] });
    expect(sent('channel')).toEqual({ smtp: [11, 8], sms: [1, 1] });
  });

  it('goes day by day, with the tickets of each', () => {
    expect(funnel.days).toEqual([
      { day: '2026-11-19', sent: 3, opened: 1, started: 1, done: 1, tickets: 0 },
      { day: '2026-11-20', sent: 6, opened: 4, started: 2, done: 1, tickets: 1 },
      { day: '2026-11-21', sent: 0, opened: 0, started: 0, done: 0, tickets: 1 },
    ]);
  });

  it('counts messages, and those that may have gone out twice', () => {
    expect(funnel.messages).toEqual([
      { step: 1, state: 'bounced', count: 1 },
      { step: 1, state: 'due', count: 3 },
      { step: 1, state: 'handed', count: 8 },
    ]);
    expect(funnel.perhapsTwice).toBe(1);
  });

  it('counts tickets of customers who had a message by then, beside what was expected', () => {
    expect(funnel.tickets).toEqual({
      total: 2,
      perThousand: (2 / 9) * 1000,
      expectedPerThousand: 30,
      tags: [
        { tag: 'reset', count: 2 },
        { tag: 'password', count: 1 },
      ],
    });
  });

  it('leaves other campaigns out, and names one that is not there', async () => {
    const other = await readFunnel(ledger, { campaign: 'last year', ...ASKED });
    expect(other.whole).toMatchObject({ meant: 1, sent: 1, outcomes: { expired: 1 } });
    await expect(readFunnel(ledger, { campaign: 'spring', ...ASKED })).rejects.toThrow(
      'no campaign "spring"',
    );
  });

  it('is told in short of the newest, and of those that are not over', async () => {
    expect((await readBriefs(ledger, { open: false, ...ASKED })).map(({ name }) => name)).toEqual([
      'last year',
      'autumn',
    ]);
    expect(await readBriefs(ledger, { open: true, ...ASKED })).toMatchObject([
      { name: 'autumn', state: 'running', tickets: 2, counts: { meant: 12, sent: 9 } },
    ]);
  });
});
