/**
 * Journeys for tests: customers of a target in memory, links to them, and answers as a page would send them.
 *
 * @module
 */
import type { Purpose } from '../src/engine/reset/campaign.ts';
import { issueInvitations } from '../src/engine/reset/invitation.ts';
import { type OpenJourneys, openJourneys } from '../src/engine/reset/journey/open-journeys.ts';
import type { JourneySession, Went } from '../src/engine/reset/journey.ts';
import type { JourneyPolicy } from '../src/engine/reset/journey-policy.ts';
import type { Identity } from '../src/identity/identity.ts';
import { TypedPassword } from '../src/identity/typed-password.ts';
import { externalId } from '../src/ledger/blind-index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { customer } from './crossing.ts';
import { emptyLedger } from './ledger-template.ts';
import { type Planted, plantCustomers, resetWith, TEST_POLICY, type TestReset } from './reset.ts';

export const FROM = { address: '192.0.2.1' };
/** Keeps every rule here. */
export const GOOD = 'seven green lanterns';

export interface JourneyTest {
  readonly ledger: Ledger;
  readonly reset: TestReset;
  readonly journeys: OpenJourneys;
  /** Somebody who is in the ledger; with `there` in the target as well, without a credential. */
  plant(
    name: string,
    change?: Partial<Identity>,
    how?: Partial<Planted> & { readonly there?: boolean },
  ): Promise<string>;
  invite(identityId: string, purpose?: Purpose, days?: number): Promise<string>;
  begin(token: string): Promise<JourneySession>;
  type(session: JourneySession, text: string): Promise<Went>;
  /** From now on the ledger alone knows what happened. */
  crash(): void;
  /** Messages of the page that wait to be sent, by kind, oldest first. */
  waiting(): Promise<readonly string[]>;
}

export async function openJourneyTest(
  policy: Partial<JourneyPolicy> = {},
  change: Parameters<typeof resetWith>[1] = {},
): Promise<JourneyTest> {
  const ledger = await emptyLedger();
  const reset = resetWith(ledger, { policy: { ...TEST_POLICY, ...policy }, ...change });
  reset.store.formats = ['argon2id'];
  let current = openJourneys(reset);
  // Whoever holds the test holds whichever engine runs now.
  const journeys = new Proxy({} as OpenJourneys, {
    get: (_none, name: keyof OpenJourneys) => current[name],
  });
  return {
    ledger,
    reset,
    journeys,
    async plant(name, changed = {}, { there = false, ...how } = {}) {
      const identity = customer(name, changed);
      const targetId = `t-${name}`;
      const [id = ''] = await plantCustomers(ledger, [
        { identity, ...(there ? { targetId } : { state: 'staged' }), ...how },
      ]);
      const { password: _none, ...bare } = identity;
      if (there)
        reset.store.users.set(targetId, { targetId, externalId: externalId(id), identity: bare, touched: 0 });
      return id;
    },
    async invite(identityId, purpose = 'reset', days = 7) {
      const expiresAt = new Date(reset.clock.now + days * 86_400_000);
      const [issued] = await ledger.db.transaction((tx) =>
        issueInvitations(ledger, tx, [{ identityId, purpose, issuedBy: 'tester', expiresAt }]),
      );
      return issued?.token ?? '';
    },
    async begin(token) {
      const { session, view } = await journeys.begin(token, 'en', FROM);
      if (session === undefined) throw new Error(`no session: ${view.step}`);
      return session;
    },
    type: (session, text) => journeys.password(session, new TypedPassword(text), FROM),
    crash() {
      current = openJourneys(reset);
    },
    async waiting() {
      const { rows } = await ledger.db.query<{ kind: string }>(
        `select kind from message where campaign_id is null order by id`,
      );
      return rows.map(({ kind }) => kind);
    },
  };
}
