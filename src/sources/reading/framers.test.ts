import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvFramer } from './csv-framer.ts';
import type { Frame, Framer, Mark } from './frames.ts';
import { ArrayFramer } from './json-array.ts';
import { LineFramer } from './lines.ts';

const START: Mark = { offset: 0, next: 0, part: 0, row: 0 };
const NAMES = ['id', 'a', 'b'];
const sound = () => undefined;

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '🦊', ',', ';', '"', '\n', '\r', "'", ' ', '\\'),
});
const table = fc.array(fc.tuple(fc.nat().map(String), cell, cell), { minLength: 1, maxLength: 20 });
const customers = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 15 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

const framers = {
  csv: (from = START) =>
    new CsvFramer(sound, { delimiter: ',', quote: '"', newline: '\n' }, { names: NAMES }, from),
  lines: (from = START) => new LineFramer(sound, from),
  array: (from = START) => new ArrayFramer(sound, { paths: ['', 'users'] }, from),
};

/** Pushes the bytes in pieces of these sizes, over and over, from an offset on. */
function frame(framer: Framer, bytes: Buffer, pieces: readonly number[], offset = 0): Frame[] {
  const frames: Frame[] = [];
  for (let at = offset, i = 0; at < bytes.length; i++) {
    const size = pieces[i % pieces.length] ?? 1;
    // A buffer of its own that is overwritten afterwards, as the reading of a file does.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    framer.push(piece, frames);
    piece.fill(0x7a);
    at += size;
  }
  framer.end(frames);
  return frames;
}

const writeCell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const writeTable = (rows: readonly (readonly string[])[]) =>
  Buffer.from(rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join(''));

describe('the framers, whatever the bytes and wherever the chunks end', () => {
  it('give back every table that was written as CSV', () => {
    fc.assert(
      fc.property(table, sizes, (rows, pieces) => {
        const expected = rows.map((row) => Object.fromEntries(NAMES.map((name, i) => [name, row[i]])));
        const frames = frame(framers.csv(), writeTable(rows), pieces);
        expect(frames.map(({ fields }) => fields)).toEqual(expected);
      }),
    );
  });

  it('give back every record that was written as lines', () => {
    fc.assert(
      fc.property(customers, sizes, (records, pieces) => {
        const bytes = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
        expect(exact(frame(framers.lines(), bytes, pieces))).toEqual(exactValues(records));
      }),
    );
  });

  it('give back every record of an array, however it is indented', () => {
    fc.assert(
      fc.property(customers, sizes, fc.nat(3), fc.boolean(), (records, pieces, indent, named) => {
        const bytes = Buffer.from(
          JSON.stringify(named ? { n: 1, users: records, z: [{}] } : records, null, indent),
        );
        expect(exact(frame(framers.array(), bytes, pieces))).toEqual(exactValues(records));
      }),
    );
  });

  it.each(['csv', 'lines', 'array'] as const)(
    'go on behind every record as if nothing had happened: %s',
    (kind) => {
      fc.assert(
        fc.property(table, sizes, (rows, pieces) => {
          const bytes = write(kind, rows);
          const whole = frame(framers[kind](), bytes, [bytes.length]);
          for (const [i, { end, next, part }] of whole.entries()) {
            const from = { offset: end, next, part, row: i + 1 };
            expect(frame(framers[kind](from), bytes, pieces, end)).toEqual(whole.slice(i + 1));
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  it.each(['csv', 'lines', 'array'] as const)(
    'end or report on any bytes, the same for any chunks: %s',
    (kind) => {
      const junk = fc.string({
        unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\n', '\\', 'a', '1', ' ', '\r'),
      });
      fc.assert(
        fc.property(junk, sizes, (text, pieces) => {
          const bytes = Buffer.from(kind === 'array' ? `[${text}` : text);
          expect(attempt(kind, bytes, pieces)).toEqual(attempt(kind, bytes, [Math.max(1, bytes.length)]));
        }),
        { numRuns: 500 },
      );
    },
  );
});

function write(kind: keyof typeof framers, rows: readonly (readonly string[])[]): Buffer {
  if (kind === 'csv') return writeTable(rows);
  const records = rows.map(([id, a, b]) => JSON.stringify({ id, a, b }));
  return Buffer.from(kind === 'lines' ? records.join('\n') : `{"users":[${records.join(',\n')}]}`);
}

function attempt(kind: keyof typeof framers, bytes: Buffer, pieces: readonly number[]): unknown {
  const frames: Frame[] = [];
  const framer = framers[kind]();
  try {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = pieces[i % pieces.length] ?? 1;
      framer.push(bytes.subarray(at, at + size), frames);
      at += size;
    }
    framer.end(frames);
    return { frames };
  } catch (error) {
    return { frames, code: error instanceof Error && 'code' in error ? error.code : error };
  }
}

/** As text, because `__proto__` and -0 are values like any others here. */
const exact = (frames: readonly Frame[]) => frames.map(({ fields }) => JSON.stringify(fields));
const exactValues = (records: readonly unknown[]) =>
  records.map((record) => JSON.stringify(record, keepLong));

/** Whole numbers that JavaScript cannot count to are given as text. */
const keepLong = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))
    ? String(value)
    : value;
