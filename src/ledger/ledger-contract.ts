/**
 * What every ledger does, whatever database is underneath: run by `ledger.test.ts` and `ledger.server.test.ts`.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from './database/open.ts';
import { type Ledger, type LedgerOptions, openLedger } from './ledger.ts';
import { takeImporterLock } from './lock.ts';
import { newKeyText } from './master-key.ts';
import { migrate, readMigrations } from './migrate.ts';
import { joinWorkers, livingWorkers } from './presence.ts';

/** `place` gives where a ledger may be made that nobody has used. */
export function ledgerContract(place: () => Promise<LedgerOptions & { readonly folder: string }>): void {
  describe('opening', () => {
    it('makes a new ledger with a key file and says so once; then it opens without a word', async () => {
      const where = { ...(await place()), env: {} };
      const made = await openLedger(where);
      expect(made.warnings.join()).toContain(join(where.folder, 'key'));
      await made.close();
      const again = await openLedger(where);
      expect(again.warnings).toEqual([]);
      expect(again.id).toBe(made.id);
      await again.close();
    });

    it('opens only with the key it was made with', async () => {
      const where = { ...(await place()), env: {} };
      const key = newKeyText();
      const made = await openLedger({ ...where, key });
      const sealed = made.seals.seal(made.id, Buffer.from('body'));
      const found = made.index.identifier('email', 'a@example.com');
      await made.close();
      await expect(openLedger({ ...where, key: newKeyText() })).rejects.toMatchObject({ code: 'KEY_WRONG' });
      await expect(openLedger(where)).rejects.toMatchObject({ code: 'KEY_MISSING' });
      await expect(openLedger({ ...where, key: 'short' })).rejects.toMatchObject({ code: 'KEY_WEAK' });
      const again = await openLedger({ ...where, env: { FOOTBRIDGE_KEY: key } });
      expect(again.seals.open(again.id, sealed).toString()).toBe('body');
      expect(again.index.identifier('email', 'a@example.com')).toBe(found);
      await again.close();
    });

    it('refuses wrapped keys that were moved to another purpose or come from another ledger', async () => {
      const key = newKeyText();
      const [one, two] = [await place(), await place()];
      const first = await openLedger({ ...one, env: {}, key });
      const second = await openLedger({ ...two, env: {}, key });
      const foreign = await second.db.query<{ wrapped: Uint8Array }>(
        "select wrapped from seal_key where purpose = 'index'",
      );
      await second.close();
      await first.db.query("update seal_key set wrapped = $1 where purpose = 'index'", [
        foreign.rows[0]?.wrapped,
      ]);
      await first.close();
      await expect(openLedger({ ...one, env: {}, key })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    });
  });

  describe('migrations', () => {
    const folders: string[] = [];
    afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

    const migrationsOf = async (files: Readonly<Record<string, string>>): Promise<URL> => {
      const folder = await mkdtemp(join(tmpdir(), 'footbridge-migrations-'));
      folders.push(folder);
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      return pathToFileURL(`${folder}/`);
    };
    const ONE = 'create table one (n int); insert into one values (1);';
    const TWO = 'create table two (n int);';

    it('are applied in order, once, and only the new ones later', async () => {
      const db = await openDatabase(await place());
      expect(await migrate(db, await migrationsOf({ '000001.sql': ONE }))).toBe(1);
      const both = await migrationsOf({ '000002.sql': TWO, '000001.sql': ONE, 'notes.md': 'not SQL' });
      expect(await migrate(db, both)).toBe(1);
      expect(await migrate(db, both)).toBe(0);
      expect((await db.query('select n from one')).rows).toEqual([{ n: 1 }]);
      await db.close();
    });

    it('are refused on a ledger that a newer Footbridge has written', async () => {
      const db = await openDatabase(await place());
      await migrate(db, await migrationsOf({ '000001.sql': ONE, '000002.sql': TWO }));
      await expect(migrate(db, await migrationsOf({ '000001.sql': ONE }))).rejects.toMatchObject({
        code: 'LEDGER_NEWER',
        facts: { ledger: 2, known: 1 },
      });
      await db.close();
    });

    it('are refused where one is missing below the newest, or was another when it was applied', async () => {
      const db = await openDatabase(await place());
      const both = await migrationsOf({ '000001.sql': ONE, '000002.sql': TWO });
      await migrate(db, both);
      await db.query("update migration set checksum = 'another' where number = 2");
      await expect(migrate(db, both)).rejects.toMatchObject({
        code: 'LEDGER_HALF_MIGRATED',
        facts: { migration: 2 },
      });
      await db.query('delete from migration where number = 1');
      await expect(migrate(db, both)).rejects.toMatchObject({
        code: 'LEDGER_HALF_MIGRATED',
        facts: { migration: 1 },
      });
      await db.close();
    });

    it('leave nothing of one that fails half-way', async () => {
      const db = await openDatabase(await place());
      const broken = await migrationsOf({ '000001.sql': `${ONE} select 1 / 0;` });
      await expect(migrate(db, broken)).rejects.toMatchObject({ code: '22012' });
      expect((await db.query("select to_regclass('one') as one")).rows).toEqual([{ one: null }]);
      expect(await migrate(db, await migrationsOf({ '000001.sql': ONE }))).toBe(1);
      await db.close();
    });

    it('are found beside the package and have no gaps', async () => {
      const folder = new URL('../../migrations/', import.meta.url);
      const numbers = (await readMigrations(folder)).map(({ number }) => number);
      expect(numbers).toEqual(numbers.map((_, at) => at + 1));
      expect(numbers.length).toBeGreaterThan(0);
    });
  });

  describe('the event chain', () => {
    let ledger: Ledger;
    beforeAll(async () => {
      ledger = await openLedger({ ...(await place()), env: {} });
      await ledger.chain.append(ledger.db, eventsOf(1, 40));
      await ledger.db.transaction((tx) => ledger.chain.append(tx, eventsOf(41, 60)));
    }, 60_000);
    afterAll(() => ledger.close());

    it('verifies as it was written, with facts of every kind, and says how far it is', async () => {
      const told: number[] = [];
      const head = await ledger.chain.verify(ledger.db, { onProgress: (done) => told.push(done) });
      expect(head.seq).toBe(60);
      expect(head.link).toMatch(/^[0-9a-f]{64}$/);
      expect(told).toEqual([60]);
    });

    it('gives an empty append no event and the head as it is', async () => {
      expect(await ledger.chain.append(ledger.db, [])).toEqual(await ledger.chain.verify(ledger.db));
    });

    it('holds the events of twenty that append at once in one order', async () => {
      await ledger.db.transaction(async () => undefined);
      const before = await ledger.chain.verify(ledger.db);
      await Promise.all(Array.from({ length: 20 }, () => ledger.chain.append(ledger.db, eventsOf(1, 3))));
      const after = await ledger.chain.verify(ledger.db, { anchor: before });
      expect(after.seq).toBe(before.seq + 60);
    });

    it('keeps no event of a transaction that was rolled back', async () => {
      const before = await ledger.chain.verify(ledger.db);
      const work = ledger.db.transaction(async (tx) => {
        await ledger.chain.append(tx, eventsOf(1, 3));
        throw new Error('rolled back');
      });
      await expect(work).rejects.toThrow('rolled back');
      expect(await ledger.chain.verify(ledger.db)).toEqual(before);
    });

    it.each([
      ['facts were changed', `update event set facts = '{"count": 6}' where seq = 5`, 5],
      ['facts were added', `update event set facts = facts || '{"x": null}' where seq = 5`, 5],
      ['its kind was changed', `update event set kind = 'other' where seq = 5`, 5],
      ['its time was moved', `update event set at = at + interval '1 second' where seq = 5`, 5],
      ['its time was moved a little', `update event set at = at + interval '1 microsecond' where seq = 5`, 5],
      ['it was given to another run', 'update event set run_id = 2 where seq = 5', 5],
      ['it was taken from its run', 'update event set run_id = null where seq = 5', 5],
      [
        'it was given to another identity',
        'update event set identity_id = gen_random_uuid() where seq = 5',
        5,
      ],
      ['its link was changed', "update event set link = '\\x00' where seq = 5", 5],
      [
        'its link was copied',
        'update event set link = (select link from event where seq = 4) where seq = 5',
        5,
      ],
      ['the first was removed', 'delete from event where seq = 1', 1],
      ['one in the middle was removed', 'delete from event where seq = 30', 30],
      [
        'one was removed and the others moved up',
        'delete from event where seq = 30; update event set seq = -(seq - 1) where seq > 30; update event set seq = -seq where seq < 0; update event_head set seq = seq - 1',
        30,
      ],
      [
        'two changed places',
        'update event set seq = -7 where seq = 7; update event set seq = 7 where seq = 8; update event set seq = 8 where seq = -7',
        7,
      ],
      [
        'one was put in',
        `update event set seq = -(seq + 1) where seq > 20; update event set seq = -seq where seq < 0;
         insert into event select 21, at, run_id, identity_id, kind, facts, link from event where seq = 20; update event_head set seq = seq + 1`,
        21,
      ],
    ])('shows where when %s', async (_, tampering, seq) => {
      await expect(afterTampering(ledger, tampering)).rejects.toMatchObject({
        code: 'LEDGER_TAMPERED',
        facts: { seq },
      });
    });

    it.each([
      ['the last was removed', 'delete from event where seq = (select max(seq) from event)'],
      ['all were removed', 'delete from event'],
      [
        'one was put after the head',
        'insert into event select seq + 1, at, run_id, identity_id, kind, facts, link from event order by seq desc limit 1',
      ],
      ['the head was moved back', 'update event_head set seq = seq - 1'],
      ['the link of the head was changed', "update event_head set link = '\\x00'"],
      ['the head was removed', 'delete from event_head'],
      ['the head was begun anew', "update event_head set seq = 0, link = decode(repeat('00', 32), 'hex')"],
    ])('shows that %s', async (_, tampering) => {
      await expect(afterTampering(ledger, tampering)).rejects.toMatchObject({ code: 'LEDGER_TAMPERED' });
    });

    it('shows by an anchor noted elsewhere that its end was cut off cleanly', async () => {
      const anchor = await ledger.chain.verify(ledger.db);
      const cut = `delete from event where seq > 50;
        update event_head set seq = 50, link = (select link from event where seq = 50)`;
      await expect(afterTampering(ledger, cut)).resolves.toMatchObject({ seq: 50 });
      await expect(afterTampering(ledger, cut, { anchor })).rejects.toMatchObject({
        code: 'LEDGER_TAMPERED',
      });
    });

    it('shows by an anchor that the ledger was swapped for another of the same key', async () => {
      const anchor = { seq: 10, link: 'ab'.repeat(32) };
      await expect(ledger.chain.verify(ledger.db, { anchor })).rejects.toMatchObject({
        code: 'LEDGER_TAMPERED',
        facts: { seq: 10 },
      });
    });

    it('keeps text that the database cannot hold without breaking', async () => {
      await ledger.db.rehearse(async (inside) => {
        await ledger.chain.append(inside, [{ kind: 'odd', facts: { 'a\0b': 'c\0d\ud800' } }]);
        await ledger.chain.verify(inside);
      });
    });
  });

  describe('one importer at a time', () => {
    it('is refused to the second, and given to the next one after the first has let go', async () => {
      const ledger = await openLedger({ ...(await place()), env: {} });
      const first = await takeImporterLock(ledger.db);
      await expect(takeImporterLock(ledger.db, 50)).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
      await first.release();
      const second = await takeImporterLock(ledger.db);
      await second.release();
      await ledger.close();
    });
  });

  describe('workers', () => {
    it('are seen as alive from joining to leaving', async () => {
      const ledger = await openLedger({ ...(await place()), env: {} });
      const [one, two] = [await joinWorkers(ledger.db), await joinWorkers(ledger.db)];
      expect(await livingWorkers(ledger.db)).toEqual([one.id, two.id]);
      await one.leave();
      expect(await two.living()).toEqual([two.id]);
      await two.leave();
      expect(await livingWorkers(ledger.db)).toEqual([]);
      await ledger.close();
    });
  });
}

function eventsOf(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    kind: 'moved',
    at: new Date(Date.UTC(2026, 10, 20, 10, 0, 0, from + at)),
    runId: 1,
    ...(at % 2 === 0 && { identityId: randomUUID() }),
    facts: { count: at, rate: 1e-7, big: 1e21, name: 'ü "x"', list: [{ b: 1, a: null }], gone: undefined },
  }));
}

/** Verifies after changing the tables by hand, and leaves them as they were. */
async function afterTampering(
  ledger: Ledger,
  tampering: string,
  options: Parameters<Ledger['chain']['verify']>[1] = {},
): ReturnType<Ledger['chain']['verify']> {
  return ledger.db.rehearse(async (inside) => {
    await inside.script(tampering);
    return ledger.chain.verify(inside, options);
  });
}
