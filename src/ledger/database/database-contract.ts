/**
 * What every Database does, whatever is underneath: run by `pglite.test.ts` and `postgres.server.test.ts`.
 *
 * @module
 */
import fc from 'fast-check';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CopyValue, copyLine } from './copy-line.ts';
import type { Database } from './database.ts';

/** `open` gives a database whose schema does not exist yet. */
export function databaseContract(open: () => Promise<Database>): void {
  let db: Database;

  beforeAll(async () => {
    db = await open();
    await db.script(`create schema ${db.schema}; create table thing (id int primary key, name text);`);
  }, 60_000);
  afterAll(() => db.close());

  const countThings = async (queries: Pick<Database, 'query'> = db): Promise<number> =>
    (await queries.query<{ n: number }>('select count(*) as n from thing')).rows[0]?.n ?? -1;

  describe('values', () => {
    it('gives the same JavaScript values for every type the ledger uses', async () => {
      const { rows } = await db.query(`select 12::bigint as small, 9007199254740993::bigint as large,
        '{1,9007199254740993,null}'::bigint[] as integers, 7::int as int, 1.5::float8 as float, 1.50::numeric as exact,
        '\\x00ff'::bytea as bytes, '{"\\\\x01",null}'::bytea[] as byteses, true as yes, '{t,f}'::bool[] as yeses,
        '2026-11-20 10:00:00.123+01'::timestamptz as at, '{2026-11-20T00:00Z}'::timestamptz[] as ats,
        '2026-11-20'::date as day, '{"a b",null,"c\\"d"}'::text[] as texts, '{}'::text[] as none,
        '{"a": [1, null]}'::jsonb as json, '6ecd8c99-4036-403d-bf84-cf8400f67836'::uuid as uuid, null as nothing`);
      const row = rows[0] ?? {};
      expect(Buffer.from(row.bytes as Uint8Array)).toEqual(Buffer.from([0, 255]));
      expect((row.byteses as Uint8Array[]).map((one) => one && Buffer.from(one))).toEqual([
        Buffer.from([1]),
        null,
      ]);
      expect({ ...row, bytes: 0, byteses: 0 }).toEqual({
        small: 12,
        large: 9007199254740993n,
        integers: [1, 9007199254740993n, null],
        int: 7,
        float: 1.5,
        exact: '1.50',
        bytes: 0,
        byteses: 0,
        yes: true,
        yeses: [true, false],
        at: new Date('2026-11-20T09:00:00.123Z'),
        ats: [new Date('2026-11-20T00:00:00Z')],
        day: new Date('2026-11-20T00:00:00Z'),
        texts: ['a b', null, 'c"d'],
        none: [],
        json: { a: [1, null] },
        uuid: '6ecd8c99-4036-403d-bf84-cf8400f67836',
        nothing: null,
      });
    });

    it('takes the same JavaScript values as parameters, alone and in arrays', async () => {
      const at = new Date('2026-11-20T09:00:00.123Z');
      const bytes = Uint8Array.of(0, 1, 255);
      const { rows } = await db.query<Record<string, unknown>>(
        `select $1::bigint = 9007199254740993 as large, $2::bytea = '\\x0001ff' as bytes, $3::timestamptz as at,
           ($4::bytea[])[1] = '\\x0001ff' as byteses, $5::text[] as texts, $6::jsonb ->> 'a' as json,
           ($7::jsonb[])[1] ->> 'a' as jsons, ($8::timestamptz[])[1] as ats, $9::boolean as yes`,
        [9007199254740993n, bytes, at, [bytes], ['a"b\\', null], '{"a":"x"}', ['{"a":"y"}'], [at], true],
      );
      expect(rows).toEqual([
        {
          large: true,
          bytes: true,
          at,
          byteses: true,
          texts: ['a"b\\', null],
          json: 'x',
          jsons: 'y',
          ats: at,
          yes: true,
        },
      ]);
    });

    it('counts the rows that were returned or changed', async () => {
      await db.query("insert into thing values (901, 'a'), (902, 'b')");
      expect((await db.query('select * from thing where id > 900')).count).toBe(2);
      expect((await db.query("update thing set name = 'c' where id = 901")).count).toBe(1);
      expect((await db.query('delete from thing where id > 900')).count).toBe(2);
    });

    it('keeps the SQLSTATE of an error that is ours to fix', async () => {
      await expect(db.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
    });
  });

  describe('copy', () => {
    it('brings every value back as it went in', async () => {
      await db.script(
        'create table copied (n int, text text, int bigint, float float8, yes boolean, at timestamptz, bytes bytea, texts text[], json jsonb)',
      );
      const row = fc.record({
        text: fc.option(fc.string({ unit: 'binary', maxLength: 40 })),
        int: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
        float: fc.option(fc.double({ noNaN: true })),
        yes: fc.option(fc.boolean()),
        at: fc.option(
          fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
        ),
        bytes: fc.option(fc.uint8Array({ maxLength: 60 })),
        texts: fc.option(
          fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 10 })), { maxLength: 4 }),
        ),
        json: fc.option(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()))),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 50 }), async (rows) => {
          await db.query('truncate copied');
          const lines = rows.map((one, n) => copyLine([n, ...Object.values(one)] as CopyValue[]));
          const columns = ['n', ...Object.keys(rows[0] ?? {})];
          expect(await db.copy('copied', columns, lines)).toBe(rows.length);
          const back = await db.query<Record<string, unknown>>('select * from copied order by n');
          expect(back.rows.map(({ n, ...one }) => plain(one))).toEqual(rows.map(expected));
        }),
        { numRuns: 40 },
      );
    });

    it('takes more lines than fit into one chunk, from an asynchronous source', async () => {
      async function* lines(): AsyncGenerator<string> {
        for (let id = 1; id <= 60_000; id += 1) yield copyLine([id, 'x'.repeat(100)]);
      }
      expect(await db.copy('thing', ['id', 'name'], lines())).toBe(60_000);
      expect(await countThings()).toBe(60_000);
      await db.query('truncate thing');
    });

    it('puts nothing in when the last line is wrong', async () => {
      function* lines(): Generator<string> {
        for (let id = 1; id <= 60_000; id += 1) yield copyLine([id, 'x'.repeat(100)]);
        yield copyLine([1, 'again']);
      }
      await expect(db.copy('thing', ['id', 'name'], lines())).rejects.toMatchObject({ code: '23505' });
      expect(await countThings()).toBe(0);
    });

    it('puts nothing in when its lines break off, and hands on what broke them', async () => {
      const broken = Object.assign(new Error('the source broke'), { code: 'ENOENT' });
      function* lines(): Generator<string> {
        yield copyLine([1, 'one']);
        throw broken;
      }
      await expect(db.copy('thing', ['id', 'name'], lines())).rejects.toBe(broken);
      expect(await countThings()).toBe(0);
    });

    it('takes no lines at all', async () => {
      expect(await db.copy('thing', ['id', 'name'], [])).toBe(0);
    });
  });

  describe('transactions', () => {
    it('keeps what was done when the work comes to its end', async () => {
      const answer = await db.transaction(async (tx) => {
        await tx.query("insert into thing values (1, 'one')");
        await tx.copy('thing', ['id', 'name'], [copyLine([2, 'two'])]);
        return 'done';
      });
      expect(answer).toBe('done');
      expect(await countThings()).toBe(2);
      await db.query('truncate thing');
    });

    it('keeps nothing when the work throws, and throws the very same', async () => {
      const mine = Object.assign(new Error('no such file'), { code: 'ENOENT' });
      const work = db.transaction(async (tx) => {
        await tx.query("insert into thing values (1, 'one')");
        throw mine;
      });
      await expect(work).rejects.toBe(mine);
      expect(await countThings()).toBe(0);
    });

    it('does not mix the statements of twenty that run at once', async () => {
      const one = (id: number) =>
        db.transaction(async (tx) => {
          await tx.query('insert into thing values ($1, $2)', [id, 'x']);
          if (id % 2 === 0) throw new Error('even');
        });
      await Promise.allSettled(Array.from({ length: 20 }, (_, id) => one(id)));
      const { rows } = await db.query<{ id: number }>('select id from thing order by id');
      expect(rows.map(({ id }) => id)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
      await db.query('truncate thing');
    });

    it('runs statements that were asked for at once one after another', async () => {
      await db.transaction(async (tx) => {
        await Promise.all(
          Array.from({ length: 10 }, (_, id) => tx.query('insert into thing values ($1)', [id])),
        );
      });
      expect(await countThings()).toBe(10);
      await db.query('truncate thing');
    });
  });

  describe('a rehearsal', () => {
    it('keeps nothing of what was done inside, committed transactions included', async () => {
      const seen = await db.rehearse(async (inside) => {
        await inside.query("insert into thing values (1, 'one')");
        await inside.transaction((tx) => tx.query("insert into thing values (2, 'two')"));
        await inside.copy('thing', ['id', 'name'], [copyLine([3, 'three'])]);
        return countThings(inside);
      });
      expect(seen).toBe(3);
      expect(await countThings()).toBe(0);
    });

    it('goes on after a statement and a transaction inside have failed', async () => {
      await db.rehearse(async (inside) => {
        await inside.query("insert into thing values (1, 'one')");
        await expect(inside.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
        const failed = inside.transaction(async (tx) => {
          await tx.query("insert into thing values (2, 'two')");
          throw new Error('changed my mind');
        });
        await expect(failed).rejects.toThrow('changed my mind');
        expect(await countThings(inside)).toBe(1);
      });
    });

    it('may hold another rehearsal', async () => {
      await db.rehearse(async (inside) => {
        await inside.rehearse((deeper) => deeper.query("insert into thing values (1, 'one')"));
        expect(await countThings(inside)).toBe(0);
      });
    });

    it('lets transactions that were begun at once take turns', async () => {
      await db.rehearse(async (inside) => {
        const one = (id: number) =>
          inside.transaction(async (tx) => {
            await tx.query('insert into thing values ($1)', [id]);
            if (id % 2 === 0) throw new Error('even');
          });
        await Promise.allSettled([1, 2, 3, 4].map(one));
        expect(await countThings(inside)).toBe(2);
      });
    });
  });

  it('carries the jobs of pg-boss beside the ledger', async () => {
    const boss = new PgBoss({ ...db.jobs(), schedule: false, supervise: false });
    await boss.start();
    await boss.createQueue('work');
    await db.transaction(async (tx) => {
      const within = { executeSql: (text: string, values?: unknown[]) => tx.query(text, values) };
      await boss.send('work', { batch: 1 }, { db: within });
    });
    const [job] = await boss.fetch<{ batch: number }>('work');
    expect(job?.data).toEqual({ batch: 1 });
    await boss.stop({ graceful: false });
    expect(await countThings()).toBe(0);
  });
}

/** What PostgreSQL cannot hold has become U+FFFD. */
function expected(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return plain(row, (text) => text.toWellFormed().replaceAll('\0', '\uFFFD'));
}

/** Comparable on both drivers: bytes as hex, dates as text, integers as bigint, no difference of -0 and 0. */
function plain(
  row: Readonly<Record<string, unknown>>,
  text: (value: string) => string = (value) => value,
): Record<string, unknown> {
  const one = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (value instanceof Date) return value.toISOString();
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
    if (Array.isArray(value)) return value.map(one);
    return value;
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, one(value)]));
}
