/** Several instances of the door over one PostgreSQL behave as one, beside an import and across a crash. */
import { hash } from '@node-rs/bcrypt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossingWith, customer } from '../../test/crossing.ts';
import {
  addToLegacy,
  BY_TARGET,
  BY_US,
  createMemoryLegacy,
  type MemoryLegacy,
  openTestDoor,
  SOURCE,
} from '../../test/door-parts.ts';
import { createMemoryStore, type MemoryStore } from '../../test/memory-target.ts';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { temporaryFolder } from '../ledger/temporary-folder.ts';
import { importRun } from './import.ts';
import { setRoute } from './login/router.ts';
import type { Asking, Door, LoginSettings } from './login.ts';

const PASSWORD = 'right password';
const HASH = await hash(PASSWORD, { cost: 4 });
const ROOMY = { burst: 1e6, perMinute: 1e6 };
const UNTHROTTLED = { throttle: { perIdentifier: ROOMY, perAddress: ROOMY, overall: ROOMY } };
const LOGIN = 'ana@shop.example';

needs('postgres')('two instances of the door on one ledger', () => {
  let server: string;
  let url: string;
  let folder: string;
  let ledgers = 0;
  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'login_door');
    folder = await temporaryFolder();
  });
  afterAll(() => dropDatabase(server, 'login_door'));

  /** Two processes have nothing in common but the ledger, the legacy and the target. */
  async function withTwo(
    settings: Partial<LoginSettings>,
    act: (given: {
      doors: readonly Door[];
      ledger: Ledger;
      legacy: MemoryLegacy;
      store: MemoryStore;
    }) => Promise<void>,
  ): Promise<void> {
    ledgers += 1;
    const place = { url, schema: `door_${ledgers}`, folder };
    const opened = [await openLedger(place), await openLedger(place)] as const;
    const legacy = createMemoryLegacy();
    const store = createMemoryStore();
    store.formats = ['bcrypt-2b', 'argon2id'];
    const doors: Door[] = [];
    for (const ledger of opened) doors.push(await openTestDoor({ ledger, legacy, store, settings }));
    try {
      await act({ doors, ledger: opened[0], legacy, store });
    } finally {
      for (const door of doors) await door.close();
      for (const ledger of opened) await ledger.close();
    }
  }

  it('count wrong guesses together', () =>
    withTwo({}, async ({ doors, legacy }) => {
      addToLegacy(legacy, customer('ana'), PASSWORD);
      await Promise.all(
        Array.from({ length: 30 }, (_, guess) => verify(doors[guess % 2], LOGIN, `guess ${guess}`)),
      );
      expect(legacy.calls.verify).toBe(5);
    }));

  it('make one user of first logins at both at the same moment', () =>
    withTwo(UNTHROTTLED, async ({ doors, legacy, store }) => {
      for (let one = 0; one < 20; one++) addToLegacy(legacy, customer(`u${one}`), PASSWORD);
      const answers = await Promise.all(
        Array.from({ length: 80 }, (_, turn) =>
          verify(doors[turn % 2], `u${Math.floor(turn / 4)}@shop.example`, PASSWORD, BY_US),
        ),
      );
      const outcomes = new Set(answers.map(({ outcome }) => outcome));
      expect(outcomes.isSubsetOf(new Set(['match', 'already-migrated']))).toBe(true);
      expect(store.users.size).toBe(20);
    }));

  it('answer for each other when one dies between its answer and the settling', () =>
    withTwo(UNTHROTTLED, async ({ doors, legacy, store, ledger }) => {
      addToLegacy(legacy, customer('ana'), PASSWORD);
      const answer = await verify(doors[0], LOGIN, PASSWORD);
      expect(answer.outcome).toBe('match');
      if (answer.outcome !== 'match') return;
      const { externalId, identity } = answer.customer;
      const password = { format: 'argon2id', hash: 'stored by the platform' };
      store.users.set('p1', { targetId: 'p1', externalId, identity: { ...identity, password }, touched: 0 });
      expect(await verify(doors[1], LOGIN, PASSWORD)).toMatchObject({ outcome: 'already-migrated' });
      const { rows } = await ledger.db.query('select state from identity');
      expect(rows).toEqual([{ state: 'proven' }]);
    }));

  it('never admit two people of one address, though both come for the first time at the same moment', () =>
    withTwo(UNTHROTTLED, async ({ doors, legacy }) => {
      const [one, other] = doors;
      const patient = { ...BY_TARGET, deadline: 20_000 };
      for (let pair = 0; pair < 12; pair++) {
        for (const who of ['one', 'other'])
          addToLegacy(legacy, sharing(`${who}-${pair}`, `shared-${pair}@shop.example`), PASSWORD);
      }
      const pairs = await Promise.all(
        Array.from({ length: 12 }, (_, pair) =>
          Promise.all([
            verify(one, `one-${pair}`, PASSWORD, patient),
            verify(other, `other-${pair}`, PASSWORD, patient),
          ]),
        ),
      );
      const outcomes = pairs.map((pair) => pair.map((answer) => answer?.outcome).toSorted());
      expect(outcomes).toEqual(pairs.map(() => ['blocked', 'match']));
    }));

  it('flip a cohort within seconds of each other', () =>
    withTwo(UNTHROTTLED, async ({ doors, legacy, ledger }) => {
      addToLegacy(legacy, customer('ana'), PASSWORD);
      await setRoute(ledger, '', 0, 'tester');
      for (const door of doors) {
        await expect
          .poll(async () => (await verify(door, LOGIN, 'anything')).outcome, {
            timeout: 4_000,
            interval: 100,
          })
          .toBe('blocked');
      }
    }));

  it('and an import beside them make one user of each customer, and the import adds up', () =>
    withTwo(UNTHROTTLED, async ({ doors, legacy, store, ledger }) => {
      const people = Array.from({ length: 400 }, (_, index) =>
        customer(`u${index}`, { password: { format: 'bcrypt-2b', hash: HASH } }),
      );
      for (const identity of people) addToLegacy(legacy, identity, PASSWORD);
      const rows = people.map((identity) => ({ identity }));
      const crossing = crossingWith(ledger, rows, store, { batchSize: 10 });
      const importing = importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
      // From the last to the first: these log in before the export's page with them is staged.
      for (let index = 399; index >= 0; index -= 5) {
        const asking = { ...BY_US, deadline: 20_000 };
        const { outcome } = await verify(doors[index % 2], `u${index}@shop.example`, PASSWORD, asking);
        expect(['match', 'already-migrated']).toContain(outcome);
      }
      const { account } = await importing;
      expect(account).toMatchObject({ balanced: true, read: 400 });
      await importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
      const ids = [...store.users.values()].map(({ externalId }) => externalId);
      expect(ids).toHaveLength(400);
      expect(new Set(ids).size).toBe(400);
      await ledger.chain.verify(ledger.db);
    }));
});

function verify(door: Door | undefined, identifier: string, password: string, asking: Asking = BY_TARGET) {
  if (door === undefined) throw new Error('there are two doors');
  return door.ask({ op: 'verify', identifier, password: new TypedPassword(password), by: {} }, asking);
}

function sharing(name: string, address: string) {
  return customer(name, {
    identifiers: [
      { type: 'username', value: name },
      { type: 'email', value: address },
    ],
  });
}
