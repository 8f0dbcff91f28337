import { describe, expect, it } from 'vitest';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import { decideOnAssistance, requestAssistance } from '../../assistance/assistance.ts';
import { parseCheck } from '../../assistance/level.ts';
import { showVoiceCode } from '../../assistance/voice-code.ts';
import type { JourneySession } from '../journey.ts';

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
    expect((await type(went.session as JourneySession, `${GOOD} again`)).view.step).toBe('invalid');
    expect(await waiting()).toEqual(['done']);
  });
});
