/** Verdicts and writes that were right when they were begun, and are not when they end. */
import { hash } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { type DoorTest, withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, createMemoryLegacy, openTestDoor } from '../../test/door-parts.ts';
import type { SettleQuestion } from '../hooks/hook.ts';
import type { Identity } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';

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
