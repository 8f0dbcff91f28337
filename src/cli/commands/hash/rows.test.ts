import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { openRows } from './rows.ts';

const GIVEN = { beside: {}, secrets: {} };
const NEXT = '$cwrap$"new", hash;';

/** Every row as it was read, and written again with and without another hash. */
async function readRows(input: string, column: string) {
  const terminal = recordTerminal({ input });
  const { rows, header } = openRows({ column }, GIVEN, terminal);
  const read = await Array.fromAsync(rows, (row) => ({
    hash: row.stored?.hash,
    same: row.write(),
    changed: row.write(NEXT),
  }));
  return { read, header: header() };
}

describe('any JSON object', () => {
  it('comes out as it went in, but for the hash', async () => {
    const others = fc.dictionary(
      fc.string().filter((name) => name !== 'pw' && name !== '__proto__'),
      fc.jsonValue(),
      { maxKeys: 4 },
    );
    // Longer than any other text, so that it stands there once.
    const hash = fc.string({ minLength: 1, maxLength: 40 }).map((text) => `${text}${'#'.repeat(60)}`);
    await fc.assert(
      fc.asyncProperty(others, hash, async (object, pw) => {
        const line = JSON.stringify({ ...object, pw });
        const { read } = await readRows(`${line}\n`, 'pw');
        expect(read[0]?.hash).toBe(pw);
        expect(read[0]?.same).toBe(line);
        expect(JSON.parse(read[0]?.changed ?? '')).toEqual({ ...JSON.parse(line), pw: NEXT });
      }),
    );
  });
});

describe('any row of a CSV', () => {
  it('keeps its cells, whatever they hold, and its own text where nothing changes', async () => {
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const cell = fc.string().filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (cells) => {
        const lines = cells.map(([note, pw], i) => `${i},${quoted(note)},${quoted(pw)}`);
        const { read, header } = await readRows(`id,note,pw\n${lines.join('\n')}\n`, 'pw');
        expect(header).toBe('id,note,pw');
        expect(read.map(({ hash }) => hash)).toEqual(cells.map(([, pw]) => pw));
        expect(read.map(({ same }) => same)).toEqual(lines);
        const again = await readRows(
          `id,note,pw\n${read.map(({ changed }) => changed).join('\n')}\n`,
          'note',
        );
        expect(again.read.map(({ hash }) => hash)).toEqual(cells.map(([note]) => note));
      }),
    );
  });
});
