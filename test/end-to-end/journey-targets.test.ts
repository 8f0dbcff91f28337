/**
 * Journeys that end in real targets: a Better Auth and a Keycloak, logged in to as the customer would afterwards. The
 * page and its browser are in reset-page.test.ts; here it is what the engine does with each of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneySession } from '../../src/engine/reset/journey.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { externalId } from '../../src/ledger/blind-index.ts';
import { findById } from '../../src/ledger/sql/find-customer.ts';
import { createPace } from '../../src/net/pace.ts';
import { betterAuth } from '../../src/targets/better-auth/index.ts';
import { keycloak } from '../../src/targets/keycloak/index.ts';
import type { Fit, TargetReset, TargetSession } from '../../src/targets/target.ts';
import { FROM, GOOD, openJourneyTest } from '../journey.ts';
import { openTestTarget } from '../servers/better-auth.ts';
import { needs } from '../servers/binaries.ts';
import { configFor, openRealm, openSession } from '../servers/keycloak-customers.ts';

interface Real {
  readonly session: TargetSession;
  readonly reset: TargetReset | undefined;
  fit(identity: Identity): Fit;
  close(): Promise<void>;
}

/** Profiles that both platforms keep whole. */
const PROFILE = { profile: { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' } } as const;

function journeysOn(open: () => Promise<Real>): void {
  let real: Real;
  beforeAll(async () => {
    real = await open();
  });
  afterAll(() => real?.close());

  async function openTest() {
    const test = await openJourneyTest();
    const { session, reset, fit } = real;
    const pace = createPace({ concurrency: 4 });
    const target = { id: 'real', session, pace, patience: 60_000, batchMax: 10, undo: true, fit };
    Object.assign(test.reset, {
      target: { ...target, ...(reset === undefined ? {} : { reset }) },
      accept: ['profile'],
    });
    test.reset.clock.now = Date.now();
    const login = (name: string, password: string) =>
      session.login?.({ type: 'email', value: `${name}@shop.example` }, password);
    return { ...test, login };
  }

  it('makes a customer who can log in with the new password, and with no other', async () => {
    const { plant, invite, begin, type, login, ledger } = await openTest();
    const id = await plant('ada', PROFILE);
    expect((await type(await begin(await invite(id)), GOOD)).view.step).toBe('done');
    expect(await login('ada', GOOD)).toBe('accepted');
    expect(await login('ada', `${GOOD}!`)).toBe('refused');
    const row = await findById(ledger.db, id);
    expect(row).toMatchObject({ owner: 'target', state: 'moved', open_write: null });
    const [shown] = await real.session.read([row?.target_id ?? '']);
    expect(shown).toMatchObject({ password: 'present', externalId: externalId(id) });
  });

  it('gives whoever lost the new password another one, and adds an app that is asked for from then on', async () => {
    const test = await openTest();
    const { plant, invite, begin, type, login, journeys } = test;
    const id = await plant('bea', PROFILE);
    await type(await begin(await invite(id)), GOOD);
    const other = 'a drum behind the hill';
    expect((await type(await begin(await invite(id, 'recovery')), other)).view.step).toBe('done');
    expect(await login('bea', GOOD)).toBe('refused');
    expect(await login('bea', other)).toBe('accepted');

    const { session } = await journeys.confirm(await begin(await invite(id, 'enrol')), other, FROM);
    const secret = session?.totp ?? '';
    const token = new TOTP({ secret }).generate({ timestamp: test.reset.clock.now });
    const added = await journeys.factor(session as JourneySession, token, FROM);
    expect(['done', 'recovery-codes']).toContain(added.view.step);
    expect(await login('bea', other)).toBe('factor-required');
  });

  it('finds the customer whom a lost answer had made, and sets the password again for nobody', async () => {
    const { plant, invite, begin, type, login, reset, journeys, ledger } = await openTest();
    const id = await plant('cleo', PROFILE);
    const token = await invite(id);
    const session = await begin(token);
    const { target } = reset;
    const whole = target?.session;
    // It was carried out, and the process ended before anybody knew.
    Object.assign(reset, { target: { ...target, session: withoutAnswers(whole) } });
    expect((await type(session, GOOD)).view.step).toBe('later');
    Object.assign(reset, { target });
    reset.clock.now += 60_000;
    expect((await journeys.look(token, FROM)).step).toBe('crossed');
    expect((await findById(ledger.db, id))?.owner).toBe('target');
    expect(await login('cleo', GOOD)).toBe('accepted');
  });
}

function withoutAnswers(session: TargetSession | undefined): TargetSession | undefined {
  let written = false;
  return (
    session && {
      ...session,
      async write(writes) {
        await session.write(writes);
        written = true;
        throw new Error('the connection broke');
      },
      async find(keys) {
        if (written) throw new Error('it does not answer');
        return session.find(keys);
      },
    }
  );
}

describe('a journey to a Better Auth', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-journey-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  journeysOn(async () => {
    const target = await openTestTarget(folder, { rpId: 'localhost' });
    return {
      session: target.session,
      reset: betterAuth.accepts.reset,
      fit: (identity) => betterAuth.fit(identity, target.config),
      close: () => target.close(),
    };
  });
});

needs('keycloak')('a journey to a Keycloak', () => {
  journeysOn(async () => {
    const realm = await openRealm({});
    const session = await openSession(realm);
    return {
      session,
      reset: keycloak.accepts.reset,
      fit: (identity) => keycloak.fit(identity, configFor(realm)),
      async close() {
        await session.close();
        await realm.remove();
      },
    };
  });
});
