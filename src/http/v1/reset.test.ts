/** Campaigns, tickets and help by support, asked over HTTP. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { addCampaign, addCustomer, addJourney } from '../../../test/reset-rows.ts';
import { ADMIN, type ServedDoor, scriptDoor, serveDoor } from '../../../test/scripted-door.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { openDesk } from './ledger-desk.ts';
import {
  AssistanceAnswer,
  Campaigns,
  Code,
  FunnelAnswer,
  TicketTotals,
  TimelineAnswer,
} from './reset-desk.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const HELP_DESK = 'the-token-of-the-help-desk';

let ledger: Ledger;
let ana: string;
let running: ServedDoor;
let now = NOON;

beforeEach(async () => {
  now = NOON;
  ledger = await emptyLedger();
  ana = await addCustomer(ledger, 'ana', 'gold');
  const campaign = await addCampaign(ledger, 'autumn');
  await addJourney(ledger, campaign, ana, { cohort: 'gold', sent_at: '2026-11-18T08:00:00Z' });
  const door = scriptDoor();
  const desk = openDesk({
    ledger,
    door,
    migration: 'acme',
    cohorts: [],
    operator: 'the server',
    reset: {
      sessionLife: 1_800_000,
      contactRate: 0.03,
      policy: { pageUrl: 'https://welcome.shop.example', linkLife: 604_800_000 },
    },
    now: () => now,
  });
  running = await serveDoor(door, {
    desk,
    db: ledger.db,
    settings: { adminTokens: [ADMIN], ticketTokens: [HELP_DESK] },
  });
});
afterEach(() => running.stop());

async function ask(method: string, path: string, body?: unknown, token = ADMIN) {
  const response = await fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

describe('campaigns', () => {
  it('are listed, and each has its funnel', async () => {
    const { campaigns } = Campaigns.parse((await ask('GET', '/v1/reset/campaigns')).json);
    expect(campaigns).toMatchObject([{ name: 'autumn', counts: { meant: 1, sent: 1 }, tickets: 0 }]);
    const { json } = await ask('GET', '/v1/reset/campaigns/autumn/funnel');
    expect(FunnelAnswer.strict().parse(json)).toMatchObject({
      campaign: 'autumn',
      whole: { outcomes: { unopened: 1 } },
    });
  });

  it('that are not there are named as such', async () => {
    expect(await ask('GET', '/v1/reset/campaigns/spring/funnel')).toMatchObject({
      status: 404,
      json: { error: 'campaign_unknown' },
    });
  });

  it('are gauges, with no more series than closed lists allow', async () => {
    const text = await (await running.get('/metrics', { authorization: `Bearer ${ADMIN}` })).text();
    expect(text).toContain('footbridge_reset_customers{campaign="autumn",outcome="unopened"} 1');
    expect(text).toContain('footbridge_reset_reached{campaign="autumn",stage="sent"} 1');
    expect(text.split('\n').filter((line) => line.startsWith('footbridge_reset_')).length).toBe(21);
    expect(text).not.toContain(ana);
  });

  it('are counted for the metrics once a minute, however often they are scraped', async () => {
    const scrape = async () =>
      (await (await running.get('/metrics', { authorization: `Bearer ${ADMIN}` })).text()).match(
        /outcome="done"\} (\d)/,
      )?.[1];
    expect(await scrape()).toBe('0');
    await ledger.db.query(`update journey set ended = 'done', done_at = now()`);
    expect(await scrape()).toBe('0');
    now += 60_000;
    // The scrape that finds them old is answered with them, and has them counted again behind it.
    expect(await scrape()).toBe('0');
    await vi.waitFor(async () => expect(await scrape()).toBe('1'));
  });
});

describe('tickets', () => {
  const TICKET = {
    source: 'desk',
    id: 'T-1',
    at: '2026-11-19T09:00:00+01:00',
    customer: 'Ana@shop.example',
    tags: ['Reset'],
  };

  it('are told by the help desk with its own token, once each', async () => {
    expect(await ask('POST', '/v1/tickets', TICKET, HELP_DESK)).toEqual({
      status: 200,
      json: { added: 1, repeated: 0, joined: 1 },
    });
    const both = { tickets: [TICKET, { ...TICKET, id: 'T-2', customer: 'nobody@shop.example' }] };
    expect((await ask('POST', '/v1/tickets', both, HELP_DESK)).json).toEqual({
      added: 1,
      repeated: 1,
      joined: 0,
    });
    const totals = TicketTotals.parse((await ask('GET', '/v1/tickets')).json);
    expect(totals).toMatchObject({
      total: 2,
      days: [
        { day: '2026-11-19', campaign: 'autumn', cohort: 'gold', count: 1 },
        { day: '2026-11-19', campaign: null, cohort: '', count: 1 },
      ],
      tags: [{ tag: 'reset', count: 2 }],
    });
    const story = TimelineAnswer.parse((await ask('GET', `/v1/customers/${ana}/timeline`)).json);
    expect(story.happened.map(({ what }) => what)).toContain('ticket');
  });

  it('are all that the token of the help desk is good for', async () => {
    for (const path of [
      '/v1/tickets',
      '/v1/status',
      '/v1/assistance',
      `/v1/customers/${ana}/timeline`,
      '/metrics',
    ]) {
      expect((await ask('GET', path, undefined, HELP_DESK)).status).toBe(401);
    }
    expect((await ask('POST', '/v1/tickets', TICKET, 'another')).status).toBe(401);
    expect((await ask('POST', '/v1/tickets', TICKET)).status).toBe(200);
  });

  it.each([
    ['a time that is none', { ...TICKET, at: 'yesterday' }],
    ['an address as a tag', { ...TICKET, tags: ['ana@shop.example'] }],
    ['an address as its number', { ...TICKET, id: 'ana@shop.example' }],
    ['a field nobody knows', { ...TICKET, subject: 'I am Ana' }],
    ['none at all', { tickets: [] }],
    ['more than fifty', { tickets: Array.from({ length: 51 }, (_, n) => ({ ...TICKET, id: `${n}` })) }],
  ])('with %s are refused, and nothing of them is kept', async (_, body) => {
    expect((await ask('POST', '/v1/tickets', body, HELP_DESK)).status).toBe(400);
    expect((await ledger.db.query('select 1 from ticket')).rows).toEqual([]);
  });
});

describe('a customer', () => {
  it('has one story, found by id or by what they log in with, told without it', async () => {
    const byId = TimelineAnswer.parse(
      (await ask('GET', `/v1/customers/${ana.replaceAll('-', '')}/timeline`)).json,
    );
    const { json } = await ask('POST', '/v1/customers/timeline', { customer: 'ana@shop.example' });
    expect(TimelineAnswer.parse(json)).toEqual(byId);
    expect(JSON.stringify(json)).not.toContain('@');
  });

  it('is sent a new link, and is asked no more when they say so', async () => {
    const action = { customer: 'ana@shop.example', operator: 'ines', reason: 'T-1' };
    expect(await ask('POST', '/v1/customers/resend', action)).toEqual({
      status: 200,
      json: { id: ana, campaign: 'autumn' },
    });
    expect((await ask('POST', '/v1/customers/opt-out', action)).json).toMatchObject({ journeys: 1 });
    expect(await ask('POST', '/v1/customers/resend', action)).toMatchObject({
      status: 409,
      json: { error: 'assistance_refused', reason: expect.stringContaining('not asked any more') },
    });
  });

  it.each(['/v1/customers/resend', '/v1/customers/opt-out'])(
    'is not acted upon without a name: %s',
    async (path) => {
      expect((await ask('POST', path, { customer: ana, reason: 'T-1' })).status).toBe(400);
      expect(await ask('POST', path, { customer: ana, reason: 'T-1', operator: '  ' })).toMatchObject({
        status: 400,
        json: { error: 'operator_unnamed' },
      });
    },
  );
});

describe('assistance', () => {
  const ASKED = {
    customer: 'ana@shop.example',
    level: 'IAL1',
    checks: ['strong driving-licence visual-inspection visual-comparison'],
    operator: 'ines',
  };

  it('takes two people of the help desk, and tells the code once', async () => {
    const { id } = AssistanceAnswer.parse((await ask('POST', '/v1/assistance', ASKED)).json);
    const decision = { operator: 'Ines', decision: 'approved' };
    expect(await ask('POST', `/v1/assistance/${id}/decision`, decision)).toMatchObject({
      status: 409,
      json: { reason: expect.stringContaining('request of their own') },
    });
    const approved = await ask('POST', `/v1/assistance/${id}/decision`, { ...decision, operator: 'jon' });
    expect(AssistanceAnswer.parse(approved.json)).toMatchObject({ state: 'approved', decidedBy: 'jon' });
    const code = await ask('POST', `/v1/assistance/${id}/code`, { operator: 'jon' });
    expect(Code.parse(code.json).code).toMatch(/^\d{4} \d{4}$/);
    expect((await ask('POST', `/v1/assistance/${id}/code`, { operator: 'jon' })).status).toBe(409);
    const { json } = await ask('GET', '/v1/assistance?open=true');
    expect(json).toMatchObject({ requests: [{ id, state: 'approved' }] });
  });

  it.each([
    ['checks that make no such level', { ...ASKED, level: 'IAL2' }, 409],
    ['a check that is none', { ...ASKED, checks: ['birthday'] }, 400],
    ['a customer nobody knows', { ...ASKED, customer: 'nobody@shop.example' }, 404],
    ['nobody’s name', { ...ASKED, operator: '' }, 400],
  ])('is refused with %s', async (_, body, status) => {
    expect((await ask('POST', '/v1/assistance', body)).status).toBe(status);
    expect((await ask('GET', '/v1/assistance')).json).toEqual({ requests: [] });
  });

  it('that nobody asked for is not there', async () => {
    const path = '/v1/assistance/00000000-0000-4000-8000-000000000000/code';
    expect((await ask('POST', path, { operator: 'jon' })).status).toBe(404);
    expect((await ask('POST', '/v1/assistance/1/code', { operator: 'jon' })).status).toBe(400);
  });
});
