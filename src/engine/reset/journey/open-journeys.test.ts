import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '../../../../test/crossing.ts';
import { emptyLedger } from '../../../../test/ledger-template.ts';
import { plantCustomers, resetWith, type TestReset } from '../../../../test/reset.ts';
import { TypedPassword } from '../../../identity/typed-password.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import { issueInvitations } from '../invitation.ts';
import type { JourneySession } from '../journey.ts';
import { type OpenJourneys, openJourneys } from './open-journeys.ts';

const BY = { address: '192.0.2.1' };
const GOOD = 'seven green lanterns at noon';

let ledger: Ledger;
let reset: TestReset;
let journeys: OpenJourneys;

beforeEach(async () => {
  ledger = await emptyLedger();
  reset = resetWith(ledger);
  reset.store.formats = ['argon2id'];
  journeys = openJourneys(reset);
});
afterEach(() => journeys.close());

async function invite(
  identityId: string,
  purpose: 'reset' | 'enrol' | 'recovery' = 'reset',
  days = 7,
): Promise<string> {
  const expiresAt = new Date(reset.clock.now + days * 86_400_000);
  const [issued] = await ledger.db.transaction((tx) =>
    issueInvitations(ledger, tx, [{ identityId, purpose, issuedBy: 'tester', expiresAt }]),
  );
  return issued?.token ?? '';
}

async function plant(
  name: string,
  change: Parameters<typeof customer>[1] = {},
  there = false,
): Promise<string> {
  const identity = customer(name, change);
  const targetId = `t-${name}`;
  const [id = ''] = await plantCustomers(ledger, [
    there ? { identity, targetId } : { identity, state: 'staged' },
  ]);
  if (there) {
    const { password: _none, ...bare } = identity;
    reset.store.users.set(targetId, {
      targetId,
      externalId: id.replaceAll('-', ''),
      identity: bare,
      touched: 0,
    });
  }
  return id;
}

async function begin(token: string): Promise<JourneySession> {
  const { session, view } = await journeys.begin(token, 'en', BY);
  if (session === undefined) throw new Error(`no session: ${view.step}`);
  return session;
}

const type = (session: JourneySession, text: string) =>
  journeys.password(session, new TypedPassword(text), BY);

describe('a new password', () => {
  it('makes a customer in the target who was not there, whole and with the new password', async () => {
    const id = await plant('ana');
    const token = await invite(id);
    expect(await journeys.look(token, BY)).toEqual({ step: 'welcome', purpose: 'reset', lost: [] });
    const session = await begin(token);
    const { view } = await type(session, GOOD);
    expect(view).toEqual({ step: 'done', loginUrl: 'https://login.shop.example', credential: 'password' });
    const [user] = reset.store.users.values();
    expect(user?.identity.profile.given_name).toBe('Given ana');
    expect(user?.identity.password?.hash).toMatch(/^\$argon2id\$/);
    const row = await findById(ledger.db, id);
    expect(row).toMatchObject({
      owner: 'target',
      state: 'moved',
      target_id: user?.targetId,
      open_write: null,
    });
  });

  it('is set for a customer who stands there, and the old hash is destroyed in the ledger', async () => {
    const id = await plant('ben', {}, true);
    const { view } = await type(await begin(await invite(id)), GOOD);
    expect(view.step).toBe('done');
    expect(reset.store.users.get('t-ben')?.identity.password?.hash).toMatch(/^\{SSHA\}/);
    expect(await findById(ledger.db, id)).toMatchObject({ owner: 'target' });
  });
});
