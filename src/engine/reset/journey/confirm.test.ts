import { describe, expect, it } from 'vitest';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import { memoryChannel } from '../../../../test/reset.ts';
import type { Identity } from '../../../identity/identity.ts';
import type { JourneySession } from '../journey.ts';
import type { SealedMessage } from '../send-now.ts';

const BORN = { profile: { birthdate: '1987-03-01' } };
const REACHED: Partial<Identity> = {
  identifiers: [
    { type: 'email', value: 'ana@shop.example', verified: true },
    { type: 'phone', value: '+4915112345642', verified: true },
  ],
};

describe('a fact', () => {
  it('is asked for before anything can be set', async () => {
    const { plant, invite, begin, type, journeys, reset } = await openJourneyTest({ confirm: 'fact' });
    const session = await begin(await invite(await plant('ana', BORN)));
    const asked = { step: 'confirm', by: 'fact', fact: 'profile.birthdate', wrong: false };
    expect((await journeys.stand(session)).view).toEqual(asked);
    expect((await type(session, GOOD)).view).toEqual(asked);
    expect((await journeys.passkeyOptions(session)).options).toBeUndefined();
    expect(reset.store.calls).toEqual([]);
    const right = await journeys.confirm(session, '1.3.1987', FROM);
    expect(right.view.step).toBe('credential');
    expect((await type(right.session ?? session, GOOD)).view.step).toBe('done');
  });

  it('can be guessed five times, and a fresh link gives no fresh guesses', async () => {
    const { plant, invite, begin, journeys, reset } = await openJourneyTest({ confirm: 'fact' });
    const id = await plant('ben', BORN);
    let session = await begin(await invite(id));
    for (let guess = 1; guess <= 5; guess += 1)
      expect((await journeys.confirm(session, `${guess}.7.1990`, FROM)).view).toMatchObject({ wrong: true });
    session = await begin(await invite(id));
    const elsewhere = { address: '198.51.100.7' };
    expect((await journeys.confirm(session, '1.3.1987', elsewhere)).view).toEqual({
      step: 'throttled',
      after: 600,
    });
    reset.clock.now += 10 * 60_000;
    expect((await journeys.confirm(session, '1.3.1987', elsewhere)).view.step).toBe('credential');
  });

  it('guessed by a hundred at once is guessed five times', async () => {
    const { plant, invite, begin, journeys } = await openJourneyTest({ confirm: 'fact' });
    const session = await begin(await invite(await plant('cem', BORN)));
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        journeys.confirm(session, `x${at}`, { address: `198.51.100.${at}` }),
      ),
    );
    expect(all.filter(({ view }) => view.step === 'confirm')).toHaveLength(5);
    expect(all.filter(({ view }) => view.step === 'throttled')).toHaveLength(95);
  });

  it('is asked a hundred times in a row at most, however slowly and by whatever link', async () => {
    const policy = { confirm: 'fact', sessionLife: 3 * 86_400_000 } as const;
    const { plant, invite, begin, journeys, reset, ledger } = await openJourneyTest(policy);
    const id = await plant('eva', BORN);
    let session = await begin(await invite(id));
    const answer = async (text: string) => {
      reset.clock.now += 10 * 60_000;
      return (await journeys.confirm(session, text, FROM)).view.step;
    };
    for (let guess = 1; guess <= 100; guess += 1) {
      if (guess === 50) session = await begin(await invite(id));
      expect(await answer(`guess ${guess}`)).toBe('confirm');
    }
    expect(await answer('1.3.1987')).toBe('held');
    const { rows } = await ledger.db.query('select code from problem');
    expect(rows).toEqual([{ code: 'CONFIRMATION_IMPOSSIBLE' }]);
  });

  it('that was right forgets the slips before it', async () => {
    const { plant, invite, begin, journeys, ledger } = await openJourneyTest({ confirm: 'fact' });
    const session = await begin(await invite(await plant('finn', BORN)));
    await journeys.confirm(session, 'a slip', FROM);
    expect((await ledger.db.query('select wrong from invitation')).rows).toEqual([{ wrong: 1 }]);
    await journeys.confirm(session, '1.3.1987', FROM);
    expect((await ledger.db.query('select wrong from invitation')).rows).toEqual([{ wrong: 0 }]);
  });

  it('that nobody has holds the customer for a person, who is told', async () => {
    const { plant, invite, journeys, ledger } = await openJourneyTest({ confirm: 'fact' });
    const token = await invite(await plant('dora', { profile: {} }));
    expect((await journeys.begin(token, 'en', FROM)).view).toEqual({ step: 'held' });
    const { rows } = await ledger.db.query('select code from problem');
    expect(rows).toEqual([{ code: 'CONFIRMATION_IMPOSSIBLE' }]);
  });
});

describe('a code', () => {
  async function openCodeTest() {
    const test = await openJourneyTest({ confirm: 'code' });
    const channels = [memoryChannel('email'), memoryChannel('phone')] as const;
    Object.assign(test.reset, { channels });
    const sentCode = async () => {
      const { rows } = await test.ledger.db.query<{ identity_id: string; sealed: Uint8Array }>(
        `select identity_id, sealed from message where kind = 'code' order by id desc limit 1`,
      );
      const [row] = rows;
      if (row === undefined) throw new Error('no code');
      return JSON.parse(test.ledger.seals.open(row.identity_id, row.sealed).toString()) as SealedMessage;
    };
    return { ...test, sentCode };
  }

  it('goes by the other channel than the link, and the page shows a mask', async () => {
    const { plant, invite, begin, journeys, sentCode } = await openCodeTest();
    const session = await begin(await invite(await plant('ana', REACHED)));
    const sent = await journeys.sendCode(session);
    expect(sent.view).toEqual({ step: 'confirm', by: 'code', sentTo: '•••• 42', wrong: false });
    const { values, reaches } = await sentCode();
    expect(reaches).toBe('phone');
    expect(values.code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(sent.session)).not.toContain(values.code);
    const typed = ` ${values.code?.slice(0, 3)}-${values.code?.slice(3)} `;
    const right = await journeys.confirm(sent.session as JourneySession, typed, FROM);
    expect(right.view.step).toBe('credential');
  });

  it('is good for ten minutes, for this link and not before it was sent', async () => {
    const { plant, invite, begin, journeys, sentCode, reset } = await openCodeTest();
    const id = await plant('ana', REACHED);
    const session = await begin(await invite(id));
    expect((await journeys.confirm(session, '000000', FROM)).view).toMatchObject({ wrong: true });
    const { session: sent } = await journeys.sendCode(session);
    const { code = '' } = (await sentCode()).values;
    const other = await begin(await invite(id));
    const carried = { ...other, ...(sent?.code === undefined ? {} : { code: sent.code }) };
    expect((await journeys.confirm(carried, code, FROM)).view).toMatchObject({ wrong: true });
    const again = await journeys.sendCode(other);
    const { code: fresh = '' } = (await sentCode()).values;
    reset.clock.now += 10 * 60_000;
    expect((await journeys.confirm(again.session as JourneySession, fresh, FROM)).view.step).not.toBe(
      'credential',
    );
  });

  it('is sent three times and not thirty', async () => {
    const { plant, invite, begin, journeys, waiting } = await openCodeTest();
    const session = await begin(await invite(await plant('ana', REACHED)));
    for (let again = 0; again < 30; again += 1) await journeys.sendCode(session);
    expect(await waiting()).toEqual(['code', 'code', 'code']);
  });

  it('that somebody is sent is no guess of whoever shares their address', async () => {
    const { plant, invite, begin, journeys, waiting } = await openCodeTest();
    for (let each = 0; each < 40; each += 1)
      await journeys.sendCode(await begin(await invite(await plant(`ana${each}`, REACHED))));
    expect(await waiting()).toHaveLength(40);
  });

  it('gives way to a fact where there is no other channel', async () => {
    const { plant, invite, journeys } = await openCodeTest();
    const token = await invite(await plant('ben', BORN));
    expect((await journeys.begin(token, 'en', FROM)).view).toMatchObject({ step: 'confirm', by: 'fact' });
  });
});
