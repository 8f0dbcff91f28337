import { TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { FROM, GOOD, type JourneyTest, openJourneyTest } from '../../../../test/journey.ts';
import { openMemory } from '../../../../test/memory-target.ts';
import type { Identity } from '../../../identity/identity.ts';
import { countUnsettled } from '../../../ledger/sql/login-crossing.ts';
import type { JourneySession } from '../journey.ts';
import { IN_FLIGHT } from './usable.ts';

const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 } as const;
const WITH_APP: Partial<Identity> = { factors: [APP] };
const LOST = () => [{ code: 'FIELD_NOT_PORTABLE', field: 'factors.totp' }] as const;
const CURRENT = 'old bicycles ride slowly';

function codeOf(session: JourneySession, test: JourneyTest, steps = 0): string {
  return new TOTP({ secret: session.totp ?? '' }).generate({
    timestamp: test.reset.clock.now + steps * 30_000,
  });
}

/** An account at the target that has a password, whose authenticator app did not travel. */
async function openEnrol() {
  const test = await openJourneyTest();
  test.reset.store.losses = LOST;
  test.reset.store.doorkeeper = 'honest';
  const { target } = test.reset;
  const opened = openMemory(test.reset.store);
  Object.assign(target?.session ?? {}, opened);
  const id = await test.plant('ana', WITH_APP, { there: true });
  const user = test.reset.store.users.get('t-ana');
  if (user !== undefined) user.identity = { ...user.identity, factors: [] };
  await target?.session.setPassword?.('t-ana', CURRENT);
  test.reset.store.calls.length = 0;
  const token = await test.invite(id, 'enrol');
  return { ...test, id, token, user };
}

describe('a factor that could not travel', () => {
  it('is asked for by name, and set up after the current password was shown', async () => {
    const test = await openEnrol();
    const { journeys, token, begin, user, waiting } = test;
    expect(await journeys.look(token, FROM)).toEqual({ step: 'welcome', purpose: 'enrol', lost: ['totp'] });
    const session = await begin(token);
    expect((await journeys.stand(session)).view).toEqual({ step: 'confirm', by: 'password', wrong: false });
    const confirmed = await journeys.confirm(session, CURRENT, FROM);
    expect(confirmed.view).toMatchObject({ step: 'factor', why: 'lost', optional: false, wrong: false });
    const ready = confirmed.session as JourneySession;
    const { view, session: after } = await journeys.factor(ready, codeOf(ready, test), FROM);
    if (view.step !== 'recovery-codes') throw new Error(view.step);
    expect(new Set(view.codes).size).toBe(10);
    expect(user?.identity.factors.map(({ type }) => type)).toEqual(['totp', 'recovery-codes']);
    expect((await journeys.goOn(after as JourneySession)).view).toMatchObject({
      step: 'done',
      credential: 'factor',
    });
    expect(await waiting()).toEqual(['done']);
    expect((await journeys.look(token, FROM)).step).toBe('invalid');
  });

  it('is never added by a link alone, and the password can be guessed five times', async () => {
    const test = await openEnrol();
    const { journeys, token, begin, reset } = test;
    const session = await begin(token);
    const forged = { ...session, totp: APP.secret };
    expect((await journeys.factor(forged, codeOf(forged, test), FROM)).view.step).toBe('confirm');
    for (let guess = 0; guess < 5; guess += 1)
      expect((await journeys.confirm(session, `guess ${guess}`, FROM)).view).toMatchObject({ wrong: true });
    expect((await journeys.confirm(session, CURRENT, FROM)).view.step).toBe('throttled');
    expect(reset.store.calls).toEqual([]);
  });

  it('is proved by a code of now, one step off at most, and the same answer adds nothing twice', async () => {
    const test = await openEnrol();
    const { journeys, token, begin, user } = test;
    const { session } = await journeys.confirm(await begin(token), CURRENT, FROM);
    const ready = session as JourneySession;
    for (const wrong of [codeOf(ready, test, 3), codeOf(ready, test, -3), '', 'abcdef', '1234567'])
      expect((await journeys.factor(ready, wrong, FROM)).view).toMatchObject({ step: 'factor', wrong: true });
    test.reset.clock.now += 10 * 60_000;
    const code = codeOf(ready, test, 1);
    expect((await journeys.factor(ready, code, FROM)).view.step).toBe('recovery-codes');
    await journeys.factor(ready, code, FROM);
    expect(user?.identity.factors.filter(({ type }) => type === 'totp')).toHaveLength(1);
  });

  it('is set up by a customer whose export names something else before what they log in with', async () => {
    const test = await openJourneyTest();
    test.reset.store.losses = LOST;
    Object.assign(test.reset.target?.session ?? {}, {
      login: async ({ type }: { type: string }) => (type === 'email' ? 'accepted' : 'refused'),
    });
    const identifiers = [
      { type: 'phone', value: '+4915112345642' },
      { type: 'email', value: 'fay@shop.example' },
    ] as const;
    const id = await test.plant('fay', { ...WITH_APP, identifiers: [...identifiers] }, { there: true });
    const user = test.reset.store.users.get('t-fay');
    if (user !== undefined) user.identity = { ...user.identity, factors: [] };
    const session = await test.begin(await test.invite(id, 'enrol'));
    expect((await test.journeys.confirm(session, CURRENT, FROM)).view.step).toBe('factor');
  });

  it('that the customer has set up there by themselves is not asked for again', async () => {
    const { journeys, token, user } = await openEnrol();
    if (user !== undefined) user.identity = { ...user.identity, factors: [APP] };
    expect((await journeys.look(token, FROM)).step).toBe('crossed');
  });
});

describe('a second factor beside a new password', () => {
  it('is asked for only from who lost one', async () => {
    const test = await openJourneyTest();
    test.reset.store.losses = ({ factors }) => (factors.length > 0 ? LOST() : []);
    Object.assign(test.reset, { accept: ['factors.totp'] });
    const { plant, invite, begin, type, journeys } = test;
    expect((await type(await begin(await invite(await plant('ben'))), GOOD)).view.step).toBe('done');
    const { view, session } = await type(await begin(await invite(await plant('cem', WITH_APP))), GOOD);
    expect(view).toMatchObject({ step: 'factor', why: 'lost', lost: ['totp'], optional: true });
    const ready = session as JourneySession;
    const { view: next } = await journeys.factor(ready, codeOf(ready, test), FROM);
    expect(next.step).toBe('recovery-codes');
  });

  it('whose answer got lost is found by looking, and its write ends with it', async () => {
    const test = await openJourneyTest();
    test.reset.store.losses = ({ factors }) => (factors.length > 0 ? LOST() : []);
    Object.assign(test.reset, { accept: ['factors.totp'] });
    const { plant, invite, begin, type, journeys, ledger, reset } = test;
    const { session } = await type(await begin(await invite(await plant('eva', WITH_APP))), GOOD);
    const ready = session as JourneySession;
    reset.store.resetFault = (operation) => (operation === 'add-factor' ? 'lose-after' : undefined);
    expect((await journeys.factor(ready, codeOf(ready, test), FROM)).view.step).toBe('done');
    expect(await countUnsettled(ledger.db)).toBe(0);
    reset.clock.now += IN_FLIGHT + 1;
    expect(await journeys.lookAround()).toEqual({ settled: 0, givenBack: 0 });
  });

  it('may be left for later where policy allows it, and only there', async () => {
    for (const factors of ['as-before', 'required'] as const) {
      const test = await openJourneyTest({ factors });
      test.reset.store.losses = ({ factors }) => (factors.length > 0 ? LOST() : []);
      Object.assign(test.reset, { accept: ['factors.totp'] });
      const { plant, invite, begin, type, journeys } = test;
      const { session } = await type(await begin(await invite(await plant('dora', WITH_APP))), GOOD);
      const { view } = await journeys.goOn(session as JourneySession);
      expect(view.step).toBe(factors === 'required' ? 'factor' : 'done');
    }
  });
});
