import { beforeEach, describe, expect, it } from 'vitest';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { addCampaign, addCustomer, addJourney, type JourneyColumns } from '../../../test/reset-rows.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { findByToken, issueInvitations } from '../reset/invitation.ts';
import { optOut, resendInvitation } from './resend.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const POLICY = { pageUrl: 'https://welcome.shop.example', linkLife: 7 * 86_400_000 };

let ledger: Ledger;
let ana: string;
let token: string;

beforeEach(async () => {
  ledger = await emptyLedger();
  ana = await addCustomer(ledger, 'ana');
});

async function ask(
  columns: JourneyColumns = { sent_at: '2026-11-18T08:00:00Z', language: 'de' },
): Promise<void> {
  const campaignId = await addCampaign(ledger, 'autumn');
  await addJourney(ledger, campaignId, ana, columns);
  const [issued] = await issueInvitations(ledger, ledger.db, [
    {
      identityId: ana,
      campaignId,
      purpose: 'reset',
      issuedBy: 'job',
      expiresAt: new Date(NOON + 86_400_000),
    },
  ]);
  token = issued?.token ?? '';
  await ledger.db.query(
    `insert into message (campaign_id, identity_id, step, kind, state, due_at) values ($1, $2, 2, 'reminder', 'due', now())`,
    [campaignId, ana],
  );
}

function resend(change: { readonly reason?: string; readonly operator?: string } = {}, now = NOON) {
  const action = { customer: 'ana@shop.example', operator: 'ines', reason: 'ticket 4711', ...change };
  return resendInvitation({ ledger, policy: POLICY, now: () => now }, action);
}

async function pageMessages() {
  const { rows } = await ledger.db.query<{ kind: string; state: string; sealed: Uint8Array }>(
    'select kind, state, sealed from message where campaign_id is null',
  );
  return rows.map(({ kind, state, sealed }) => ({
    kind,
    state,
    said: JSON.parse(Buffer.from(ledger.seals.open(ana, sealed)).toString()),
  }));
}

describe('a link sent again', () => {
  it('goes to the known address in the customer’s language, and the old one is dead', async () => {
    await ask();
    expect(await resend()).toEqual({ id: ana, campaign: 'autumn' });
    const [message] = await pageMessages();
    expect(message).toMatchObject({
      kind: 'new-link',
      state: 'due',
      said: { language: 'de', values: { linkDays: 7 } },
    });
    expect((await findByToken(ledger, token))?.state).toBe('revoked');
    const sent = message?.said.values.link.replace('https://welcome.shop.example/go/', '');
    expect(await findByToken(ledger, sent)).toMatchObject({
      identity_id: ana,
      state: 'open',
      purpose: 'reset',
    });
  });

  it('stands in the chain with who and why', async () => {
    await ask();
    await resend();
    const { rows } = await ledger.db.query('select kind, identity_id, facts from event');
    expect(rows).toEqual([
      { kind: 'invitation-resent', identity_id: ana, facts: { by: 'ines', reason: 'ticket 4711' } },
    ]);
  });

  it('is sent three times a day and not more, whoever asks', async () => {
    await ask();
    for (const operator of ['ines', 'jon', 'kim']) await resend({ operator });
    await expect(resend({ operator: 'lea' })).rejects.toThrow('three links within a day');
    expect(await pageMessages()).toHaveLength(3);
    await expect(resend({}, NOON + 8 * 3_600_000)).resolves.toBeDefined();
  });

  it.each([
    ['nobody asked yet', undefined, 'No campaign'],
    ['is done', { sent_at: '2026-11-18T08:00:00Z', ended: 'done' }, 'needs no link'],
    ['crossed another way', { sent_at: '2026-11-18T08:00:00Z', ended: 'crossed' }, 'needs no link'],
    ['cannot be reached', { ended: 'unreachable' }, 'unreachable'],
    ['is still to be asked', {}, 'still to go out'],
  ] as const)('is not sent to somebody who %s', async (_, columns, why) => {
    if (columns !== undefined) await ask(columns);
    await expect(resend()).rejects.toThrow(why);
    expect(await pageMessages()).toEqual([]);
  });

  it.each(['', 'x'.repeat(201), 'ana@shop.example called', 'called from 4915123456789', 'again\u001b[2J'])(
    'is not sent for the reason %j',
    async (reason) => {
      await ask();
      await expect(resend({ reason })).rejects.toThrow('reason');
    },
  );
});

describe('who does not want to be asked', () => {
  it('is sent nothing more, and their links are dead', async () => {
    await ask();
    const action = { customer: ana, operator: 'ines', reason: 'ticket 4711' };
    expect(await optOut(ledger, action)).toEqual({ id: ana, journeys: 1, withdrawn: 1 });
    expect((await findByToken(ledger, token))?.state).toBe('revoked');
    await expect(resend()).rejects.toThrow('not asked any more');
    const { rows } = await ledger.db.query<{ kind: string }>('select kind from event');
    expect(rows).toEqual([{ kind: 'opted-out' }]);
  });

  it('can say so twice', async () => {
    await ask();
    const action = { customer: ana, operator: 'ines', reason: 'again' };
    await optOut(ledger, action);
    expect(await optOut(ledger, action)).toMatchObject({ journeys: 0, withdrawn: 0 });
  });
});
