import { beforeEach, expect, it } from 'vitest';
import { emptyLedger } from '../../test/ledger-template.ts';
import { addCampaign, addCustomer, addJourney } from '../../test/reset-rows.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { insertTickets } from '../ledger/sql/tickets.ts';
import { note } from './note.ts';
import { readTimeline } from './timeline.ts';

let ledger: Ledger;
let ana: string;

beforeEach(async () => {
  ledger = await emptyLedger();
  ana = await addCustomer(ledger, 'ana', 'gold');
});

it('tells everything that happened to one customer in the order of time, and nothing of another', async () => {
  const campaignId = await addCampaign(ledger, 'autumn');
  for (const id of [ana, await addCustomer(ledger, 'ben')]) {
    await addJourney(ledger, campaignId, id, {
      sent_at: '2026-11-18T08:00:00Z',
      opened_at: '2026-11-18T09:00:00Z',
      started_at: '2026-11-18T09:01:00Z',
      at_step: 'credential',
    });
    await ledger.db.query(
      `insert into message (campaign_id, identity_id, kind, channel, state, due_at, handed_at)
       values ($1, $2, 'invitation', 'mail', 'handed', '2026-11-18T07:59:00Z', '2026-11-18T08:00:00Z')`,
      [campaignId, id],
    );
  }
  await insertTickets(ledger.db, [
    {
      source: 'desk',
      id: 'T-1',
      at: new Date('2026-11-18T10:00:00Z'),
      hashes: [ledger.index.identifier('email', 'email:ana@shop.example')],
      tags: ['reset'],
    },
  ]);
  await ledger.db.transaction((tx) =>
    note(ledger, tx, [{ kind: 'invitation-resent', identityId: ana, facts: { by: 'ines', reason: 'T-1' } }]),
  );

  const { happened, ...customer } = await readTimeline(ledger, 'Ana@Shop.example');
  expect(customer).toEqual({
    id: ana,
    state: 'moved',
    cohort: 'gold',
    credentialPlan: 'reset',
    inTarget: false,
    cut: false,
  });
  expect(
    happened.map(({ at, where, what }) => [where === 'ledger' ? '' : at.slice(11, 16), where, what]),
  ).toEqual([
    ['08:00', 'message', 'handed'],
    ['09:00', 'page', 'opened'],
    ['09:01', 'page', 'started'],
    ['10:00', 'support', 'ticket'],
    ['', 'ledger', 'invitation-resent'],
  ]);
  expect(happened[2]?.details).toEqual({ campaign: 'autumn', step: 'credential' });
  expect(happened[3]?.details).toEqual({ campaign: 'autumn', source: 'desk', ticket: 'T-1', tags: 'reset' });
});

it('finds a customer by our id too, as the ledger and as targets write it', async () => {
  for (const given of [ana, ana.replaceAll('-', ''), `id:${ana}`]) {
    expect((await readTimeline(ledger, given)).id).toBe(ana);
  }
});

it('holds no identifier of anybody', async () => {
  expect(JSON.stringify(await readTimeline(ledger, ana))).not.toContain('shop.example');
});

it('refuses whom it does not know, and two who answer to one identifier', async () => {
  await expect(readTimeline(ledger, 'nobody@shop.example')).rejects.toThrow('no such customer');
  const ben = await addCustomer(ledger, 'ben');
  const hash = ledger.index.identifier('email', 'email:ana@shop.example');
  await ledger.db.query(`insert into identifier values ($1, $2, 'email', false)`, [hash, ben]);
  await expect(readTimeline(ledger, 'ana@shop.example')).rejects.toThrow('2 customers answer');
});
