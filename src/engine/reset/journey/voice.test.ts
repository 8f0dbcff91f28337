import { describe, expect, it } from 'vitest';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import { decideOnAssistance, requestAssistance } from '../../assistance/assistance.ts';
import { parseCheck } from '../../assistance/level.ts';
import { showVoiceCode } from '../../assistance/voice-code.ts';
import type { JourneySession } from '../journey.ts';
import { IN_FLIGHT } from './usable.ts';

const CHECKS = [parseCheck('strong driving-licence visual-inspection visual-comparison')];

describe('a code that support has said', () => {
  it('leads a customer on who has crossed and lost everything, once, and asks them nothing again', async () => {
    const { plant, journeys, ledger, reset, type, waiting } = await openJourneyTest({ confirm: 'fact' });
    const id = await plant('ana', {}, { there: true });
    await ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'target')`, [id]);
    const customer = 'ana@shop.example';
    const now = reset.clock.now;
    const asked = { customer, level: 'IAL1', checks: CHECKS, operator: 'ines', now } as const;
    const request = await requestAssistance(ledger, asked);
    await decideOnAssistance(ledger, { id: request.id, decision: 'approved', operator: 'jon', now });
    const { code } = await showVoiceCode(ledger, { id: request.id, operator: 'jon', now });

    expect(await journeys.beginByVoice(customer, '00000000', 'en', FROM)).toEqual({
      view: { step: 'invalid' },
    });
    expect(await journeys.beginByVoice('x'.repeat(9_999), code, 'en', FROM)).toEqual({
      view: { step: 'invalid' },
    });
    const went = await journeys.beginByVoice(customer, code, 'en', FROM);
    expect(went.view.step).toBe('credential');
    expect((await type(went.session as JourneySession, GOOD)).view.step).toBe('done');
    expect(reset.store.users.get('t-ana')?.identity.password?.hash).toMatch(/^\{SSHA\}/);
    expect(await journeys.beginByVoice(customer, code, 'en', FROM)).toEqual({ view: { step: 'invalid' } });
    expect((await type(went.session as JourneySession, `${GOOD} again`)).view.step).toBe('crossed');
    expect(reset.store.calls.filter(({ operation }) => operation === 'set-password')).toHaveLength(1);
    expect(await waiting()).toEqual(['done']);
  });

  it('sets nothing where a lost call is followed by a login, which changes what is seen of an account', async () => {
    const { plant, journeys, ledger, reset, type, waiting } = await openJourneyTest();
    const id = await plant('ben', {}, { there: true });
    await ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'target')`, [id]);
    await reset.target?.session.setPassword?.('t-ben', 'the one they have lost');
    const customer = 'ben@shop.example';
    const now = reset.clock.now;
    const asked = { customer, level: 'IAL1', checks: CHECKS, operator: 'ines', now } as const;
    const request = await requestAssistance(ledger, asked);
    await decideOnAssistance(ledger, { id: request.id, decision: 'approved', operator: 'jon', now });
    const { code } = await showVoiceCode(ledger, { id: request.id, operator: 'jon', now });
    const { session } = await journeys.beginByVoice(customer, code, 'en', FROM);
    reset.store.resetFault = () => 'lose-before';
    expect((await type(session as JourneySession, GOOD)).view.step).toBe('later');
    const user = reset.store.users.get('t-ben');
    if (user !== undefined) user.touched += 1;
    reset.clock.now += IN_FLIGHT;
    expect((await journeys.stand(session as JourneySession)).view.step).toBe('credential');
    expect(await waiting()).toEqual([]);
    delete reset.store.resetFault;
    expect((await type(session as JourneySession, GOOD)).view.step).toBe('done');
  });
});
