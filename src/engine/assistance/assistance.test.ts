/** Each way to cheat has a test of its own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { addCampaign, addCustomer, addJourney } from '../../../test/reset-rows.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { findInvitationById, useInvitation } from '../../ledger/sql/invitations.ts';
import { decideOnAssistance, listRequests, requestAssistance } from './assistance.ts';
import { parseCheck } from './level.ts';
import { showVoiceCode, takeVoiceCode } from './voice-code.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-20T12:00:00Z');
const CHECKS = [parseCheck('strong driving-licence visual-inspection visual-comparison')];
const ANA = 'ana@shop.example';

let ledger: Ledger;
let ana: string;

beforeEach(async () => {
  ledger = await emptyLedger();
  ana = await addCustomer(ledger, 'ana');
  await addCustomer(ledger, 'ben');
});

function request(customer = ANA, operator = 'ines', now = NOON) {
  return requestAssistance(ledger, { customer, level: 'IAL1', checks: CHECKS, operator, now });
}

function approve(id: string, operator = 'jon', now = NOON) {
  return decideOnAssistance(ledger, { id, decision: 'approved', operator, now });
}

function show(id: string, operator = 'jon', now = NOON) {
  return showVoiceCode(ledger, { id, operator, now });
}

function take(code: string, { identifier = ANA, now = NOON + MINUTE, address = '192.0.2.1' } = {}) {
  return takeVoiceCode(ledger, { identifier, code, address, life: 30 * MINUTE, now });
}

/** Asked for, approved and shown. */
async function codeFor(customer = ANA): Promise<string> {
  const { id } = await request(customer);
  await approve(id);
  return (await show(id)).code;
}

/** Another of the same length. */
function wrongFor(code: string): string {
  return code.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));
}

async function eventsOf(identityId: string): Promise<readonly string[]> {
  const { rows } = await ledger.db.query<{ kind: string }>(
    'select kind from event where identity_id = $1 order by seq',
    [identityId],
  );
  return rows.map(({ kind }) => kind);
}

describe('an assisted recovery', () => {
  it('ends in an invitation for exactly this customer that opens one journey', async () => {
    const taken = await take(await codeFor());
    expect(taken).toMatchObject({ status: 'taken', identityId: ana });
    if (taken.status !== 'taken') return;
    const invitation = await findInvitationById(ledger.db, taken.invitationId);
    expect(invitation).toMatchObject({ identity_id: ana, purpose: 'recovery', state: 'open' });
    expect(invitation?.expires_at.getTime()).toBe(NOON + 31 * MINUTE);
    expect(await useInvitation(ledger.db, taken.invitationId, new Date(NOON + 2 * MINUTE))).toBe(true);
  });

  it('is counted in the campaign that still waits for the customer', async () => {
    const campaignId = await addCampaign(ledger, 'autumn');
    await addJourney(ledger, campaignId, ana, {});
    expect(await take(await codeFor())).toMatchObject({ campaignId });
  });

  it('stands in the chain step by step, with who did it and nobody’s data', async () => {
    await take(await codeFor());
    expect(await eventsOf(ana)).toEqual([
      'assistance-requested',
      'assistance-approved',
      'assistance-code-shown',
      'assistance-code-used',
    ]);
    const { rows } = await ledger.db.query<{ facts: unknown }>('select facts from event order by seq');
    const text = JSON.stringify(rows);
    expect(text).toContain('ines');
    expect(text).toContain('jon');
    expect(text).not.toContain('ana@');
    await expect(ledger.chain.verify(ledger.db)).resolves.toBeDefined();
  });

  it('takes the code as people type it', async () => {
    const code = await codeFor();
    expect(code).toMatch(/^\d{4} \d{4}$/);
    const wide = code.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect(await take(` ${wide.replace(' ', '-')} `)).toMatchObject({ status: 'taken' });
  });

  it('leaves no code in the ledger, only while it is open a hash', async () => {
    const code = await codeFor();
    const digits = code.replace(' ', '');
    const dump = async () => JSON.stringify((await ledger.db.query('select * from assistance')).rows);
    expect(await dump()).not.toContain(digits);
    await take(code);
    const { rows } = await ledger.db.query<{ code_hash: unknown }>('select code_hash from assistance');
    expect(rows).toEqual([{ code_hash: null }]);
  });
});

describe('who cheats', () => {
  it('by approving their own request is refused, however they write their name', async () => {
    const { id } = await request();
    for (const name of ['ines', 'Ines', ' INES ', 'ｉｎｅｓ']) {
      await expect(approve(id, name)).rejects.toThrow('request of their own');
    }
    expect(await listRequests(ledger, { open: true })).toMatchObject([{ state: 'requested' }]);
  });

  it.each([
    ['two spaces for one', 'Ines Marín', 'Ines  Marín'],
    ['a point for a space', 'Ines Marín', 'ines.marin'],
    ['no accent', 'Ines Marín', 'Ines Marin'],
    ['large letters with accents', 'Jörg', 'JÖRG'],
    ['a sign that nobody sees', 'Ines', 'Ines\ufe0f'],
  ])('by writing their name with %s is refused', async (_, asks, approves) => {
    const { id } = await request(ANA, asks);
    await expect(approve(id, approves)).rejects.toThrow('request of their own');
  });

  it('is not who writes in another script, or has another name', async () => {
    const { id } = await request(ANA, '田中');
    await expect(approve(id, '山田')).resolves.toMatchObject({ state: 'approved' });
  });

  it('by writing the approval into the database is refused by the database', async () => {
    const { id } = await request();
    await expect(
      ledger.db.query(`update assistance set state = 'approved', decided_by = 'Ines ' where id = $1`, [id]),
    ).rejects.toThrow(/assistance/);
    await expect(
      ledger.db.query(`update assistance set state = 'approved' where id = $1`, [id]),
    ).rejects.toThrow(/assistance/);
  });

  it('by asking for the code as the one who made the request gets none', async () => {
    const { id } = await request();
    await expect(show(id)).rejects.toThrow('this request is requested');
    await approve(id);
    await expect(show(id, 'ines')).rejects.toThrow('for the operator who approved');
    await expect(show(id, 'kim')).rejects.toThrow('for the operator who approved');
    await expect(show(id)).resolves.toBeDefined();
  });

  it('by having the code shown twice sees it once', async () => {
    const { id } = await request();
    await approve(id);
    await show(id);
    await expect(show(id)).rejects.toThrow('shown once already');
  });

  it('by coming late finds the code dead', async () => {
    const code = await codeFor();
    expect(await take(code, { now: NOON + 10 * MINUTE })).toEqual({ status: 'wrong' });
    const again = await request(ANA, 'ines', NOON + 11 * MINUTE);
    expect(again.state).toBe('requested');
  });

  it('by approving late, or asking late for the code, is refused', async () => {
    const { id } = await request();
    await expect(approve(id, 'jon', NOON + 61 * MINUTE)).rejects.toThrow('it is expired');
    const { id: other } = await request('ben@shop.example');
    await approve(other);
    await expect(show(other, 'jon', NOON + 31 * MINUTE)).rejects.toThrow('this request is expired');
  });

  it('by trying six times loses the right code with the fifth', async () => {
    const code = await codeFor();
    for (let n = 0; n < 5; n++) expect(await take(wrongFor(code))).toEqual({ status: 'wrong' });
    expect(await take(code)).toEqual({ status: 'wrong' });
    expect((await eventsOf(ana)).slice(-5)).toEqual([
      'assistance-code-wrong',
      'assistance-code-wrong',
      'assistance-code-wrong',
      'assistance-code-wrong',
      'assistance-code-dead',
    ]);
  });

  it('by trying in parallel gets five tries and no more', async () => {
    const code = await codeFor();
    const wrong = Array.from({ length: 19 }, (_, n) => take(wrongFor(code), { address: `192.0.2.${n}` }));
    expect((await Promise.all(wrong)).every(({ status }) => status === 'wrong')).toBe(true);
    const { rows } = await ledger.db.query<{ tries: number; state: string }>(
      'select tries, state from assistance',
    );
    expect(rows).toEqual([{ tries: 5, state: 'expired' }]);
  });

  it('by submitting the right code twice at once opens one journey', async () => {
    const code = await codeFor();
    const taken = await Promise.all(Array.from({ length: 8 }, () => take(code)));
    expect(taken.map(({ status }) => status).toSorted()).toEqual(
      ['taken', ...Array(7).fill('wrong')].toSorted(),
    );
  });

  it('by replaying a used code is told what everybody is told', async () => {
    const code = await codeFor();
    await take(code);
    expect(await take(code)).toEqual({ status: 'wrong' });
  });

  it('by using the code of another customer gets nowhere, and burns nobody else’s', async () => {
    const code = await codeFor();
    expect(await take(code, { identifier: 'ben@shop.example' })).toEqual({ status: 'wrong' });
    expect(await take(code, { identifier: 'nobody@shop.example' })).toEqual({ status: 'wrong' });
    expect(await take(code)).toMatchObject({ status: 'taken', identityId: ana });
  });

  it('by guessing at many customers from one address is stopped', async () => {
    const answers: string[] = [];
    for (let n = 0; n < 25; n++) {
      answers.push(
        (await take('1234 5678', { identifier: `c${n}@shop.example`, address: '192.0.2.9' })).status,
      );
    }
    expect(answers.filter((status) => status === 'throttled')).toHaveLength(5);
    expect((await take('1234 5678', { address: '192.0.2.10' })).status).toBe('wrong');
  });

  it('by asking for the same customer again and again is stopped for a day', async () => {
    for (let n = 0; n < 3; n++) {
      const { id } = await request();
      await decideOnAssistance(ledger, { id, decision: 'refused', operator: 'jon', now: NOON });
    }
    await expect(request()).rejects.toThrow('3 times within a day');
    await expect(request(ANA, 'ines', NOON + 25 * 60 * MINUTE)).resolves.toBeDefined();
  });

  it('by asking for one customer after the other is stopped for an hour', async () => {
    for (let n = 0; n < 20; n++) {
      await addCustomer(ledger, `many${n}`);
      await request(`many${n}@shop.example`);
    }
    await expect(request('ben@shop.example', 'INES.')).rejects.toThrow('20 times within an hour');
    await expect(request('ben@shop.example', 'kim')).resolves.toBeDefined();
  });

  it('by asking twice at once has one request', async () => {
    const asked = await Promise.allSettled([request(), request(), request(ANA, 'kim')]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['', '  ', 'x'.repeat(81), 'ines\u0007'])('by having no name (%j) cannot ask', async (name) => {
    await expect(request(ANA, name)).rejects.toThrow('named as operator');
  });

  it.each([
    ['the account of a machine', `update identity set kind = 'service'`, 'account of a machine'],
    ['somebody who shall not cross', `update identity set state = 'excluded'`, 'not to cross'],
  ])('by asking for %s is refused', async (_, change, why) => {
    await ledger.db.script(change);
    await expect(request()).rejects.toThrow(why);
  });

  it('by claiming a level that the checks do not make is refused before anything is written', async () => {
    const asked = { customer: ANA, level: 'IAL2', checks: CHECKS, operator: 'ines', now: NOON } as const;
    await expect(requestAssistance(ledger, asked)).rejects.toThrow('does not make IAL2');
    expect(await eventsOf(ana)).toEqual([]);
  });
});
