/**
 * The promises of a journey, tried by chance: links old and new, sessions in any order, processes that die between any two
 * calls, answers that get lost, logins at the door with the old password, imports.
 *
 * One link brings one new credential at most; whoever is done cannot be reached by the old password any more; nobody is
 * written to by a link of somebody else; and at the end everybody gets in.
 */
import { hash } from '@node-rs/bcrypt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingWith, customer } from '../../../../test/crossing.ts';
import { BY_US, openTestDoor } from '../../../../test/door-parts.ts';
import { emptyLedger } from '../../../../test/ledger-template.ts';
import { openMemory } from '../../../../test/memory-target.ts';
import { plantCustomers, resetWith, TEST_POLICY } from '../../../../test/reset.ts';
import { TypedPassword } from '../../../identity/typed-password.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import type { Queries } from '../../../ledger/database/database.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import { findWrite } from '../../../ledger/sql/reset-writes.ts';
import { importRun } from '../../import.ts';
import { issueInvitations } from '../invitation.ts';
import type { JourneySession } from '../journey.ts';
import type { ResetParts } from '../parts.ts';
import { openJourneys } from './open-journeys.ts';
import { IN_FLIGHT } from './usable.ts';

const NAMES = ['ana', 'bob'] as const;
type Name = (typeof NAMES)[number];

const OLD = 'the password of before';
const NEW = ['seven green lanterns', 'a drum behind the hill'] as const;
const OLD_HASH = await hash(OLD, { cost: 4 });
const FROM = { address: '192.0.2.1' };

type Fault = 'lose-before' | 'lose-after' | 'retry' | undefined;

type Step =
  | { readonly do: 'invite' | 'old-login'; readonly who: Name }
  | { readonly do: 'begin'; readonly who: Name; readonly link: number }
  | {
      readonly do: 'type';
      readonly who: Name;
      readonly session: number;
      readonly password: (typeof NEW)[number];
      readonly fault: Fault;
      /** Calls to ledger and target after which the process dies; more than there are: it lives. */
      readonly life: number;
    }
  | { readonly do: 'look' | 'import' }
  | { readonly do: 'wait'; readonly hours: number };

const who = fc.constantFrom(...NAMES);
const typing: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('type' as const),
  who,
  session: fc.nat(3),
  password: fc.constantFrom(...NEW),
  fault: fc.constantFrom<Fault>(undefined, undefined, 'lose-before', 'lose-after', 'retry'),
  life: fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 60 })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: typing },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('invite' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), who, link: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('old-login' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(0.01, 1, 30) }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'look' }, { do: 'import' }) },
);

describe('whatever happens in whatever order', () => {
  it(
    'one link brings one credential, the old password dies with it, and nobody is locked out',
    () => fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), live), { numRuns: 12 }),
    240_000,
  );
});

class Died extends Error {}

/** The same parts in a process that dies after so many calls: from then on nothing works any more. */
function mortal(parts: ResetParts, life: number): ResetParts {
  let left = life;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left <= 0) throw new Died();
    left -= 1;
    const result = await work();
    // Dead while the answer was on its way: it has happened, and nobody knows.
    if (left <= 0) throw new Died();
    return result;
  };
  const ask = <Q extends Queries>(queries: Q): Q =>
    new Proxy(queries, {
      get(real, name) {
        if (name === 'query')
          return (...given: Parameters<Queries['query']>) => call(() => real.query(...given));
        if (name === 'transaction')
          return (work: (tx: Queries) => Promise<unknown>) =>
            call(() => (real as unknown as Ledger['db']).transaction((tx) => work(ask(tx))));
        return Reflect.get(real, name);
      },
    });
  const { target } = parts;
  if (target === undefined) throw new Error('a journey without a target');
  const session = new Proxy(target.session, {
    get(real, name) {
      const method: unknown = Reflect.get(real, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => call(() => method.apply(real, given));
    },
  });
  return {
    ...parts,
    ledger: { ...parts.ledger, db: ask(parts.ledger.db) },
    target: { ...target, session },
  };
}

async function live(steps: readonly Step[]): Promise<void> {
  const ledger = await emptyLedger();
  const reset = resetWith(ledger, { policy: { ...TEST_POLICY, confirm: 'none' } });
  reset.clock.now = Date.now();
  const { store } = reset;
  store.formats = ['argon2id'];
  let fault: Fault;
  store.fault = () => fault;
  store.resetFault = () => fault;
  const password = { format: 'bcrypt-2b', hash: OLD_HASH };
  const planted = { path: 'reset', credentialPlan: 'vault' } as const;
  const identities = { ana: customer('ana', { password }), bob: customer('bob', { password }) };
  const [ana = '', bob = ''] = await plantCustomers(ledger, [
    { ...planted, identity: identities.ana, state: 'staged' },
    { ...planted, identity: identities.bob, targetId: 't-bob' },
  ]);
  const ids: Record<Name, string> = { ana, bob };
  const { password: _none, ...bare } = identities.bob;
  store.users.set('t-bob', { targetId: 't-bob', externalId: externalId(bob), identity: bare, touched: 0 });
  const door = await openTestDoor({
    ledger,
    store,
    now: () => reset.clock.now,
    settings: { throttle: ROOMY },
  });
  const journeys = openJourneys(reset);
  const links: Record<Name, string[]> = { ana: [], bob: [] };
  const sessions: Record<Name, { readonly link: string; readonly session: JourneySession }[]> = {
    ana: [],
    bob: [],
  };
  /** Times that a link changed the password of its customer. */
  const changes = new Map<string, number>();

  const hashOf = (name: Name) =>
    [...store.users.values()].find((user) => user.externalId === externalId(ids[name]))?.identity.password
      ?.hash;
  const opens = async (name: Name, text: string) => {
    const probe = openMemory({ ...store, doorkeeper: 'honest' });
    return (await probe.login?.({ type: 'email', value: `${name}@shop.example` }, text)) === 'accepted';
  };
  const invite = async (name: Name) => {
    const expiresAt = new Date(reset.clock.now + 7 * 86_400_000);
    const wanted = { identityId: ids[name], purpose: 'reset', issuedBy: 'tester', expiresAt } as const;
    const [issued] = await ledger.db.transaction((tx) => issueInvitations(ledger, tx, [wanted]));
    links[name].push(issued?.token ?? '');
  };

  try {
    for (const one of steps) await take(one);
    fault = undefined;
    reset.clock.now += 30 * 3_600_000;
    await journeys.lookAround();
    await door.lookAround();
    for (const name of NAMES) await getsIn(name);
    for (const count of changes.values()) expect(count).toBeLessThanOrEqual(1);
    await ledger.chain.verify(ledger.db);
  } finally {
    await journeys.close();
    await door.close();
  }

  async function take(one: Step): Promise<void> {
    switch (one.do) {
      case 'invite':
        return invite(one.who);
      case 'begin': {
        const link = links[one.who].at(-1 - one.link);
        if (link === undefined) return;
        const { session } = await journeys.begin(link, 'en', FROM);
        if (session !== undefined) sessions[one.who].push({ link, session });
        return;
      }
      case 'type':
        return type(one);
      case 'old-login':
        return oldLogin(one.who);
      case 'look':
        await journeys.lookAround();
        await door.lookAround();
        return;
      case 'wait':
        reset.clock.now += one.hours * 3_600_000;
        return;
      case 'import': {
        const rows = NAMES.map((name) => ({ identity: identities[name] }));
        const { account } = await importRun(crossingWith(ledger, rows, store, { unsupported: 'vault' }));
        expect(account.balanced).toBe(true);
      }
    }
  }

  async function type({
    who: name,
    session: at,
    password: text,
    fault: wanted,
    life,
  }: Extract<Step, { do: 'type' }>) {
    const held = sessions[name].at(-1 - at);
    if (held === undefined) return;
    const before = { ana: hashOf('ana'), bob: hashOf('bob') };
    fault = wanted;
    const process = openJourneys(mortal(reset, life));
    const went = await process
      .password(held.session, new TypedPassword(text), FROM)
      .catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
        return undefined;
      });
    fault = undefined;
    const other = name === 'ana' ? 'bob' : 'ana';
    expect(hashOf(other)).toBe(before[other]);
    if (hashOf(name) !== before[name]) changes.set(held.link, (changes.get(held.link) ?? 0) + 1);
    if (went?.view.step !== 'done') return;
    expect((await findById(ledger.db, ids[name]))?.owner).toBe('target');
    expect(await opens(name, text)).toBe(true);
  }

  async function oldLogin(name: Name): Promise<void> {
    const row = await findById(ledger.db, ids[name]);
    const open = row?.open_write == null ? undefined : await findWrite(ledger.db, row.open_write);
    // While a journey writes, the door waits until its deadline: links.test.ts.
    if (open?.invitation_id != null && reset.clock.now - open.called_at.getTime() < IN_FLIGHT) return;
    const crossed = row?.owner === 'target';
    const identifier = `${name}@shop.example`;
    const asking = { ...BY_US, deadline: 60_000 };
    const question = { op: 'verify', identifier, password: new TypedPassword(OLD), by: {} } as const;
    const { outcome } = await door.ask(question, asking);
    if (crossed) expect(outcome).not.toBe('match');
    if (outcome === 'match') expect(await opens(name, OLD)).toBe(true);
  }

  async function getsIn(name: Name): Promise<void> {
    await invite(name);
    const link = links[name].at(-1) ?? '';
    const { view, session } = await journeys.begin(link, 'en', FROM);
    if (view.step === 'crossed') {
      expect((await Promise.all([OLD, ...NEW].map((text) => opens(name, text)))).includes(true)).toBe(true);
      return;
    }
    if (session === undefined) throw new Error(`${name} is locked out: ${view.step}`);
    const end = await journeys.password(session, new TypedPassword(NEW[0]), FROM);
    expect(end.view.step).toBe('done');
    expect(await opens(name, NEW[0])).toBe(true);
  }
}

/** Enough that no step is throttled: that has tests of its own. */
const ROOMY = {
  perIdentifier: { burst: 1e6, perMinute: 1e6 },
  perAddress: { burst: 1e6, perMinute: 1e6 },
  overall: { burst: 1e6, perMinute: 1e6 },
};
