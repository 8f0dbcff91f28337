import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, BY_US, createMemoryLegacy } from '../../test/door-parts.ts';
import { hashAs } from '../passwords/index.ts';

const PASSWORD = 'correct horse battery staple';
const HASH = await hashAs('bcrypt-2b', PASSWORD);
const ana = () => customer('ana', { password: { format: 'bcrypt-2b', hash: HASH } });
const LOGIN = 'ana@shop.example';

describe('a customer whose hash is in the vault', () => {
  it('is let in with the password they have, and nobody else is', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify }) => {
      await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match', customer: { targetId: 't1' } });
      expect(await verify(' ANA@shop.example ', PASSWORD)).toMatchObject({ outcome: 'match' });
      expect(await verify(LOGIN, `${PASSWORD} `)).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, '')).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, `${PASSWORD}\0`)).toEqual({ outcome: 'wrong' });
      expect(await verify('bob@shop.example', PASSWORD)).toEqual({ outcome: 'unknown' });
    }));

  it('has crossed once the target says so: the old password is dead and the hash is destroyed', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify, door, ledger }) => {
      const id = await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      await verify(LOGIN, PASSWORD);
      await door.ask({ op: 'settle', event: 'stored', targetId: 't1', by: {} }, BY_TARGET);
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'already-migrated' });
      const { rows } = await ledger.db.query<{ body: Uint8Array; state: string }>(
        'select s.body, i.state from identity i join seal s on s.identity_id = i.id where i.id = $1',
        [id],
      );
      expect(rows[0]?.state).toBe('proven');
      const opened = ledger.seals.open(id, rows[0]?.body ?? new Uint8Array()).toString();
      expect(opened).toContain('ana@shop.example');
      expect(opened).not.toContain(HASH);
      const events = await ledger.db.query('select kind from event order by seq');
      expect(events.rows.map(({ kind }) => kind)).toEqual(['crossing', 'crossed', 'vault-destroyed']);
      await ledger.chain.verify(ledger.db);
    }));
});

describe('a customer whom only the live legacy knows', () => {
  it('crosses at their first login, and the legacy is asked no more', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), PASSWORD);
    await withDoor({ legacy }, async ({ verify, storeInTarget, door, clock }) => {
      const answer = await verify(LOGIN, PASSWORD);
      expect(answer).toMatchObject({ outcome: 'match', customer: { identity: { sourceId: 'ana' } } });
      expect(JSON.stringify(answer)).not.toContain(HASH);
      storeInTarget(answer);
      clock.ahead = 3_000;
      expect(await door.lookAround()).toEqual({ settled: 1, givenBack: 0 });
      const calls = legacy.calls.verify;
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'already-migrated' });
      expect(legacy.calls.verify).toBe(calls);
    });
  });

  it('is given back when the target never stored them, and can try again', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), PASSWORD);
    await withDoor({ legacy }, async ({ verify, door, clock }) => {
      await verify(LOGIN, PASSWORD);
      clock.ahead = 61_000;
      expect(await door.lookAround()).toEqual({ settled: 0, givenBack: 1 });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });

  it('is created by us where the target cannot ask, once, however many first logins come at a time', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), PASSWORD);
    await withDoor({ legacy }, async ({ verify, store }) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => verify(LOGIN, PASSWORD, BY_US)));
      const outcomes = new Set(answers.map(({ outcome }) => outcome));
      expect([...outcomes].every((one) => one === 'match' || one === 'already-migrated')).toBe(true);
      expect(store.users.size).toBe(1);
      expect([...store.users.values()][0]?.identity.password?.format).toBe('argon2id');
    });
  });
});
