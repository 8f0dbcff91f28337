/** Who may speak for a customer, and who only looks like them: events, identifiers and answers that came too late. */
import { hash } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { type DoorTest, withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, createMemoryLegacy } from '../../test/door-parts.ts';
import type { SettleQuestion } from '../hooks/hook.ts';
import type { Identity } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';

const PASSWORD = 'right password';
const HASH = await hash(PASSWORD, { cost: 4 });
const LOGIN = 'ana@shop.example';

function ana(change: Partial<Identity> = {}): Identity {
  return customer('ana', { password: { format: 'bcrypt-2b', hash: HASH }, ...change });
}

function tell(door: DoorTest['door'], event: SettleQuestion['event'], whom: Partial<SettleQuestion>) {
  return door.ask({ op: 'settle', event, by: {}, ...whom }, BY_TARGET);
}

describe('somebody who registered in the target with the address of a customer who has not come yet', () => {
  it.each(['stored', 'signed-in', 'changed', 'deleted'] as const)(
    'does not lock that customer out when the target tells "%s" of them',
    (event) =>
      withDoor({ legacy: 'none' }, async ({ stage, verify, door }) => {
        await stage(ana(), { state: 'staged', plan: 'vault' });
        const said = await tell(door, event, { targetId: 'of-a-stranger', identifier: LOGIN });
        expect(said).toEqual({ outcome: 'unknown' });
        const answer = await verify(LOGIN, PASSWORD);
        expect(answer).toMatchObject({ outcome: 'match' });
        expect(answer).not.toHaveProperty('customer.targetId');
      }),
  );

  it('does not speak for a customer who stands in the target under another id', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify, door }) => {
      await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      for (const event of ['stored', 'reset', 'deleted'] as const)
        expect(await tell(door, event, { targetId: 'of-a-stranger', identifier: LOGIN })).toEqual({
          outcome: 'unknown',
        });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match', customer: { targetId: 't1' } });
    }));

  it('does not get the password of that customer', () =>
    withDoor({ legacy: 'none' }, async ({ stage, door, verify }) => {
      await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      const password = new TypedPassword(PASSWORD);
      const question = {
        op: 'verify',
        identifier: LOGIN,
        targetId: 'of-a-stranger',
        password,
        by: {},
      } as const;
      expect(await door.ask(question, BY_TARGET)).toEqual({ outcome: 'blocked', reason: 'held' });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    }));

  it('is told apart from the customer who was let in a moment ago, whose id nobody knew before', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify, door }) => {
      await stage(ana(), { state: 'staged', plan: 'vault' });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
      await tell(door, 'stored', { targetId: 'made-by-the-target', identifier: LOGIN });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({
        outcome: 'already-migrated',
        customer: { targetId: 'made-by-the-target' },
      });
    }));
});

describe('a customer whom the live legacy judges', () => {
  it('is asked for there by what the legacy knows, where the target names them by the id we gave', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), PASSWORD);
    await withDoor({ legacy }, async ({ stage, door }) => {
      const id = await stage(ana(), { state: 'moved', plan: 'legacy', targetId: 'made-by-an-import' });
      const password = new TypedPassword(PASSWORD);
      const externalId = id.replaceAll('-', '');
      const question = { op: 'verify', identifier: id, targetId: id, externalId, password, by: {} } as const;
      expect(await door.ask(question, BY_TARGET)).toMatchObject({ outcome: 'match' });
    });
  });

  it('is asked for there by the user name they have, though it may be read as a number', async () => {
    const legacy = createMemoryLegacy();
    const numbered = ana({ identifiers: [{ type: 'username', value: '004915112345678' }] });
    addToLegacy(legacy, numbered, PASSWORD);
    await withDoor({ legacy, settings: { legacyPasswords: 'may-change' } }, async ({ stage, verify }) => {
      await stage(numbered, { state: 'staged', plan: 'legacy' });
      expect(await verify('004915112345678', PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });
});

describe('a customer who came in by another provider', () => {
  it('keeps the password they never had to type', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify, door }) => {
      await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      await tell(door, 'signed-in', { targetId: 't1' });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
      await tell(door, 'signed-in', { targetId: 't1' });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'already-migrated' });
    }));
});
