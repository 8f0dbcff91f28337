/** Verdicts and writes that were right when they were begun, and are not when they end. */
import { hash } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { crossingWith, customer } from '../../test/crossing.ts';
import { type DoorTest, withDoor } from '../../test/door.ts';
import {
  addToLegacy,
  BY_TARGET,
  BY_US,
  createMemoryLegacy,
  openTestDoor,
  SETTINGS,
  SOURCE,
  targetOn,
} from '../../test/door-parts.ts';
import type { MemoryUser } from '../../test/memory-target.ts';
import type { SettleQuestion } from '../hooks/hook.ts';
import type { Identity } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { buryCustomer, setOwner } from '../ledger/sql/login-crossing.ts';
import { importRun } from './import.ts';
import { openDoor } from './login.ts';

const PASSWORD = 'right password';
const HASH = await hash(PASSWORD, { cost: 4 });
/** A quarter of a second: long enough for something else to happen meanwhile. */
const SLOW_HASH = await hash(PASSWORD, { cost: 12 });
const LOGIN = 'ana@shop.example';

function ana(change: Partial<Identity> = {}): Identity {
  return customer('ana', { password: { format: 'bcrypt-2b', hash: HASH }, ...change });
}

function tell(door: DoorTest['door'], event: SettleQuestion['event'], identifier = LOGIN) {
  return door.ask({ op: 'settle', event, identifier, by: {} }, BY_TARGET);
}

function verifyAt(door: DoorTest['door'], password: string) {
  return door.ask(
    { op: 'verify', identifier: LOGIN, password: new TypedPassword(password), by: {} },
    BY_TARGET,
  );
}

describe('a password that the customer has just replaced in the legacy', () => {
  it('lets nobody in whose hash was being compared at that moment', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), 'the new password');
    const slow = ana({ password: { format: 'bcrypt-2b', hash: SLOW_HASH } });
    await withDoor({ legacy }, async ({ stage, verify, door }) => {
      await stage(slow, { state: 'moved', plan: 'vault', targetId: 't1' });
      const [old] = await Promise.all([verify(LOGIN, PASSWORD), tell(door, 'changed-in-legacy')]);
      expect(old.outcome).not.toBe('match');
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, 'the new password')).toMatchObject({ outcome: 'match' });
    });
  });

  it('is not remembered by an instance that was not told', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), 'the new password');
    await withDoor({ legacy }, async ({ stage, door, ledger, store }) => {
      const other = await openTestDoor({ ledger, legacy, store });
      try {
        await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
        expect(await verifyAt(other, PASSWORD)).toMatchObject({ outcome: 'match' });
        await tell(door, 'changed-in-legacy');
        expect(await verifyAt(other, PASSWORD)).toEqual({ outcome: 'wrong' });
      } finally {
        await other.close();
      }
    });
  });
});

describe('a customer whom the legacy calls by a new address', () => {
  it('is not told of as somebody new by a lookup once they have crossed', async () => {
    const legacy = createMemoryLegacy();
    const renamed = ana({ identifiers: [{ type: 'email', value: 'ana@new.example', verified: true }] });
    addToLegacy(legacy, renamed, PASSWORD);
    await withDoor({ legacy }, async ({ stage, lookup, door }) => {
      await stage(ana(), { state: 'staged', plan: 'vault' });
      const before = await lookup('ana@new.example');
      expect(before).toMatchObject({ outcome: 'match' });
      await tell(door, 'stored');
      expect(await lookup('ana@new.example')).toMatchObject({ outcome: 'already-migrated' });
    });
  });

  it('is not born again by a lookup once they were deleted', async () => {
    const legacy = createMemoryLegacy();
    const renamed = ana({ identifiers: [{ type: 'email', value: 'ana@new.example', verified: true }] });
    addToLegacy(legacy, renamed, PASSWORD);
    await withDoor({ legacy }, async ({ stage, lookup, door }) => {
      await stage(ana(), { state: 'staged', plan: 'vault' });
      await tell(door, 'deleted');
      expect(await lookup('ana@new.example')).toEqual({ outcome: 'unknown' });
    });
  });
});

function importOf({ ledger, store }: DoorTest, rows: Parameters<typeof crossingWith>[1]) {
  const crossing = crossingWith(ledger, rows, store, { unsupported: 'vault' });
  return importRun({ ...crossing, source: { ...crossing.source, name: SOURCE } });
}

describe('an import beside a login', () => {
  it('does not write to a customer whom the target was told to let in, and may be storing just now', () =>
    withDoor({ legacy: 'none' }, async (test) => {
      const { store, verify, stage } = test;
      const id = await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      const { password: _vault, ...identity } = ana();
      const user: MemoryUser = { targetId: 't1', externalId: id.replaceAll('-', ''), identity, touched: 0 };
      store.users.set('t1', user);
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
      store.fault = () => {
        storeInTarget();
        return undefined;
      };
      await importOf(test, [{ identity: ana({ profile: { given_name: 'Anna' } }) }]);
      storeInTarget();
      expect([...store.users.values()].map(({ identity }) => identity.password?.hash)).toEqual([
        'of the target',
      ]);
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'already-migrated' });

      function storeInTarget() {
        user.identity = { ...identity, password: { hash: 'of the target' } };
      }
    }));

  it('leaves a customer to the legacy who changed the password there before the write', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), 'the new password');
    await withDoor({ legacy }, async (test) => {
      const { stage, verify, door, store } = test;
      store.formats = ['bcrypt-2b'];
      await stage(ana(), { state: 'staged', plan: 'native' });
      await tell(door, 'changed-in-legacy');
      await importOf(test, []);
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, 'the new password')).toMatchObject({ outcome: 'match' });
    });
  });

  it('has the news of a changed password come again while the customer is being written', () =>
    withDoor({}, async ({ stage, door }) => {
      await stage(ana(), { state: 'moving', plan: 'native' });
      expect(await tell(door, 'changed-in-legacy')).toEqual({ outcome: 'technical-error', retryable: true });
    }));

  it('does not bring back a customer who is deleted in the target while they are being written', () =>
    withDoor({ legacy: 'none' }, async (test) => {
      const { store, ledger, verify } = test;
      const id = ledger.index.identityId(SOURCE, 'ana');
      store.formats = ['bcrypt-2b'];
      await importOf(test, [{ identity: ana() }]);
      let deleting: Promise<unknown> | undefined;
      store.fault = () => {
        deleting ??= ledger.db.transaction(async (tx) => {
          await setOwner(tx, id, 'deleted');
          await buryCustomer(tx, id);
        });
        return undefined;
      };
      await importOf(test, [{ identity: ana({ profile: { given_name: 'Anna' } }) }]);
      await deleting;
      const { rows } = await ledger.db.query('select state, target_id from identity');
      expect(rows).toEqual([{ state: 'excluded', target_id: null }]);
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'unknown' });
    }));

  it('keeps out whom the newest export no longer has, though their user still stands in the target', () =>
    withDoor({ legacy: 'none' }, async (test) => {
      await test.stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      await test.ledger.db.query("update identity set state = 'staged', operation = 'delete'");
      expect(await test.verify(LOGIN, PASSWORD)).toEqual({ outcome: 'unknown' });
      expect(await test.lookup(LOGIN)).toEqual({ outcome: 'unknown' });
    }));
});

describe('a verifier that breaks', () => {
  it('costs no customer a try', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), PASSWORD);
    await withDoor({ legacy }, async ({ verify }) => {
      legacy.failure = () => Promise.reject(new Error('a fault of the connector'));
      for (let tries = 0; tries < 8; tries++)
        expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'technical-error', retryable: true });
      legacy.failure = undefined;
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });
});

describe('a target that takes its time', () => {
  it('is not given the old password once more when the customer has changed it meanwhile', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify, ledger, store }) => {
      const id = await stage(ana(), { state: 'staged', plan: 'vault' });
      let settled: Promise<unknown> | undefined;
      store.fault = (write) => {
        settled ??= ledger.db.query("insert into credential (identity_id, owner) values ($1, 'target')", [
          id,
        ]);
        store.users.set('t1', {
          targetId: 't1',
          externalId: write.externalId,
          identity: { ...write.identity, password: { hash: 'the customer’s new one' } },
          touched: 1,
        });
        return 'lose-before';
      };
      await verify(LOGIN, PASSWORD, BY_US);
      await settled;
      expect(store.calls).toHaveLength(1);
      expect(store.users.get('t1')?.identity.password?.hash).toBe('the customer’s new one');
    }));
});

describe('a target that does not show whether there is a password', () => {
  it('keeps the user it made after a match: nothing is given back that an import would write over', () =>
    withDoor({ legacy: 'none' }, async ({ stage, ledger, store, storeInTarget }) => {
      const clock = { ahead: 0 };
      const { session, ...target } = targetOn(store);
      const blind = async (ids: readonly string[]) =>
        (await session.read(ids)).map((one) => one && { ...one, password: 'unknown' as const });
      const door = await openDoor({
        ledger,
        source: SOURCE,
        target: { ...target, session: { ...session, read: blind } },
        settings: SETTINGS,
        secret: () => '',
        now: () => Date.now() + clock.ahead,
      });
      try {
        await stage(ana(), { state: 'staged', plan: 'vault' });
        storeInTarget(await verifyAt(door, PASSWORD));
        clock.ahead = 120_000;
        expect(await door.lookAround()).toEqual({ settled: 0, givenBack: 0 });
        const { rows } = await ledger.db.query('select state from identity');
        expect(rows).toEqual([{ state: 'moving' }]);
      } finally {
        await door.close();
      }
    }));
});
