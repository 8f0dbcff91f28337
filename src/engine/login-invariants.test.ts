/**
 * The invariants of docs/product, tried by chance: logins, guesses, changes on both sides, imports, lost events, crashes.
 *
 * The model is what a customer would say: which password is theirs at this moment. It is the legacy's until the target
 * has one of its own, and then the target's; whoever was deleted has none.
 */
import { hash } from '@node-rs/bcrypt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingWith, customer } from '../../test/crossing.ts';
import { type DoorTest, withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, createMemoryLegacy, SOURCE } from '../../test/door-parts.ts';
import { importRun } from './import.ts';

const NAMES = ['ana', 'bob'] as const;
type Name = (typeof NAMES)[number];

const PASSWORDS = ['first password', 'second password', 'third password'] as const;
/** Of the first password, with the least cost there is: the door asks often. */
const FIRST_HASH = await hash(PASSWORDS[0], { cost: 4 });

type Step =
  | { readonly do: 'login'; readonly who: Name; readonly password: string; readonly stored: boolean }
  | { readonly do: 'change-there'; readonly who: Name; readonly password: string; readonly told: boolean }
  | { readonly do: 'change-in-legacy'; readonly who: Name; readonly password: string }
  | { readonly do: 'delete'; readonly who: Name }
  | { readonly do: 'look' }
  | { readonly do: 'crash' }
  | { readonly do: 'import' }
  | { readonly do: 'wait' };

const who = fc.constantFrom(...NAMES);
const password = fc.constantFrom(...PASSWORDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('login' as const), who, password, stored: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('change-there' as const), who, password, told: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change-in-legacy' as const), who, password }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), who }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'look' }, { do: 'wait' }, { do: 'crash' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'import' }) },
);

interface World {
  /** Where the first hash of both is known to us; otherwise only the legacy can judge. */
  readonly vault: boolean;
  readonly legacyPasswords: 'frozen' | 'may-change';
  readonly stores: 'target' | 'footbridge';
  /** Some targets ask about every password that is not theirs, others only about whom they do not know. */
  readonly asksAlways: boolean;
  readonly steps: readonly Step[];
}

const world: fc.Arbitrary<World> = fc.record({
  vault: fc.boolean(),
  legacyPasswords: fc.constantFrom('frozen', 'may-change'),
  stores: fc.constantFrom('target', 'footbridge'),
  asksAlways: fc.boolean(),
  steps: fc.array(step, { minLength: 4, maxLength: 24 }),
});

/** Enough that no step is throttled: that has tests of its own. */
const ROOMY = { burst: 1e6, perMinute: 1e6 };

/** The target asks about every password that is not its own, and nobody told us that it has one by now. */
const LOST_EVENT: World = {
  vault: true,
  legacyPasswords: 'frozen',
  stores: 'target',
  asksAlways: true,
  steps: [
    { do: 'login', who: 'ana', password: PASSWORDS[0], stored: true },
    { do: 'change-there', who: 'ana', password: PASSWORDS[1], told: false },
    { do: 'login', who: 'ana', password: PASSWORDS[0], stored: true },
  ],
};

/** A password is tried before it is set, and the refusal must not be remembered beyond that. */
const TOLD_TOO_SOON: World = {
  vault: false,
  legacyPasswords: 'frozen',
  stores: 'target',
  asksAlways: false,
  steps: [
    { do: 'login', who: 'ana', password: PASSWORDS[1], stored: true },
    { do: 'change-in-legacy', who: 'ana', password: PASSWORDS[1] },
    { do: 'login', who: 'ana', password: PASSWORDS[1], stored: true },
  ],
};

describe('whatever happens in whatever order', () => {
  it(
    'a customer gets in with the password that is theirs now, with no other, and is one user',
    () =>
      fc.assert(fc.asyncProperty(world, live), { numRuns: 40, examples: [[LOST_EVENT], [TOLD_TOO_SOON]] }),
    240_000,
  );
});

async function live(given: World): Promise<void> {
  const legacy = createMemoryLegacy();
  const settings = {
    legacyPasswords: given.legacyPasswords,
    throttle: { perIdentifier: ROOMY, perAddress: ROOMY, overall: ROOMY },
  };
  await withDoor({ legacy, settings }, async (test) => {
    const target = new Map<Name, string>();
    const dead = new Set<Name>();
    const inLegacy = new Map<Name, string>(NAMES.map((name) => [name, PASSWORDS[0]]));
    for (const name of NAMES) {
      addToLegacy(legacy, identityOf(name), PASSWORDS[0]);
      if (given.vault) await stageInVault(test, name);
    }
    for (const one of given.steps) await take(one);
    for (const name of NAMES) {
      const id = test.ledger.index.identityId('legacy', name).replaceAll('-', '');
      const users = [...test.store.users.values()].filter(({ externalId }) => externalId === id);
      expect(users.length).toBeLessThanOrEqual(1);
    }
    await test.ledger.chain.verify(test.ledger.db);

    async function take(one: Step): Promise<void> {
      if (one.do === 'look') {
        await test.lookAround();
      } else if (one.do === 'wait') {
        test.clock.ahead += 11_000;
      } else if (one.do === 'crash') {
        await test.crash();
      } else if (one.do === 'import') {
        await importAll();
      } else if (one.do === 'login') {
        await login(one.who, one.password, one.stored);
      } else if (one.do === 'change-there') {
        if (!target.has(one.who)) return;
        target.set(one.who, one.password);
        if (one.told) await tell(one.who, 'changed');
      } else if (one.do === 'change-in-legacy') {
        inLegacy.set(one.who, one.password);
        addToLegacy(legacy, identityOf(one.who), one.password);
        // Either we are told, or what we remember of an attempt has passed (`remember`).
        if (given.legacyPasswords === 'frozen') await tell(one.who, 'changed-in-legacy');
        else test.clock.ahead += 11_000;
      } else {
        if (!target.has(one.who)) return;
        target.delete(one.who);
        for (const [id, user] of test.store.users) {
          if (user.identity.sourceId === one.who) test.store.users.delete(id);
        }
        dead.add(one.who);
        await tell(one.who, 'deleted');
      }
    }

    /** The export as it was at the beginning, again and again: profiles move, passwords wait with us or the legacy. */
    async function importAll(): Promise<void> {
      const password = given.vault ? { password: { format: 'bcrypt-2b', hash: FIRST_HASH } } : {};
      const rows = NAMES.map((name) => ({ identity: { ...identityOf(name), ...password } }));
      const decided = { unsupported: 'vault', absent: 'legacy' } as const;
      const crossing = crossingWith(test.ledger, rows, test.store, decided);
      const { account } = await importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
      expect(account.balanced).toBe(true);
    }

    async function login(name: Name, typed: string, stored: boolean): Promise<void> {
      const theirs = dead.has(name) ? undefined : (target.get(name) ?? inLegacy.get(name));
      const there = target.get(name);
      if (there === typed || (there !== undefined && !given.asksAlways)) return;
      const answer = await test.verify(`${name}@shop.example`, typed, { ...BY_TARGET, stores: given.stores });
      const letIn = answer.outcome === 'match';
      expect(letIn, JSON.stringify({ name, typed, theirs, there, answer })).toBe(typed === theirs);
      if (!letIn) return;
      if (given.stores === 'footbridge') target.set(name, typed);
      else if (stored) {
        test.storeInTarget(answer);
        target.set(name, typed);
      }
    }

    async function tell(name: Name, event: 'changed' | 'deleted' | 'changed-in-legacy'): Promise<void> {
      const identifier = `${name}@shop.example`;
      await test.tell(identifier, event);
    }
  });
}

function identityOf(name: Name) {
  const { password: _none, ...identity } = customer(name);
  return identity;
}

async function stageInVault({ stage, store, ledger }: DoorTest, name: Name): Promise<void> {
  const identity = identityOf(name);
  const targetId = `user-of-${name}`;
  const externalId = ledger.index.identityId('legacy', name).replaceAll('-', '');
  await stage(
    { ...identity, password: { format: 'bcrypt-2b', hash: FIRST_HASH } },
    { state: 'moved', plan: 'vault', targetId },
  );
  store.users.set(targetId, { targetId, externalId, identity, touched: 0 });
}
