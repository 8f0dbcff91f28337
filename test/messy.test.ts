/**
 * The messy exports of test/fixtures/messy: every source reads all of its rows, nobody is lost on the way, and an
 * assessment says of each row what its label promises.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assessSources } from '../src/engine/assess.ts';
import { applyMapping, compileMapping } from '../src/identity/mapping.ts';
import { recogniseSource, SOURCES } from '../src/sources/index.ts';
import { readSample } from '../src/sources/reading/sample.ts';
import type { SourceRecord } from '../src/sources/source.ts';
import { readAll } from '../src/sources/source-contract.ts';
import { type MessyRow, messyRows } from './fixtures/messy/rows.ts';
import {
  BROKEN_ROWS,
  LATIN1_ROWS,
  MAPPING,
  messyFiles,
  RAGGED_ROWS,
  UTF16_ROWS,
} from './fixtures/messy/write.ts';

const FOLDER = join(import.meta.dirname, 'fixtures/messy');
/** Clocks go on; what is in the future here stays there. */
const NOW = new Date('2026-11-20T12:00:00Z');

interface Export {
  readonly file: string;
  readonly source: string;
  readonly rows: readonly MessyRow[];
}

const EXPORTS: readonly Export[] = [
  { file: 'customers.csv', source: 'csv', rows: messyRows('csv') },
  { file: 'customers.bom.csv', source: 'csv', rows: messyRows('csv') },
  { file: 'customers.utf16.csv', source: 'csv', rows: UTF16_ROWS },
  { file: 'customers.latin1.csv', source: 'csv', rows: LATIN1_ROWS },
  { file: 'auth0.ndjson', source: 'auth0', rows: messyRows('auth0') },
  { file: 'keycloak-realm.json', source: 'keycloak', rows: messyRows('keycloak') },
];

function open(file: string, id: string) {
  const source = SOURCES.find((one) => one.id === id);
  if (source?.fromFile === undefined) throw new Error(`${id} cannot be opened from a file`);
  const reader = source.open(source.fromFile(file), { folder: FOLDER, pageSize: 7 });
  const mapping = compileMapping(source.yields === 'fields' ? MAPPING : undefined);
  return { source, reader, map: (record: SourceRecord) => applyMapping(mapping, record) };
}

it('the files are those that write.ts writes', () => {
  const files = messyFiles();
  const there = readdirSync(FOLDER).filter((name) => !name.endsWith('.ts'));
  expect(there.toSorted()).toEqual(Object.keys(files).toSorted());
  for (const [name, content] of Object.entries(files))
    expect(readFileSync(join(FOLDER, name)).equals(content), name).toBe(true);
});

describe.each(EXPORTS)('$file', ({ file, source, rows }) => {
  it('is recognised as its own and by nobody else', async () => {
    const sample = await readSample(join(FOLDER, file));
    expect(recogniseSource(sample)?.id).toBe(source);
    const surest = SOURCES.filter((one) => one.recognise(sample) > 0.5).map(({ id }) => id);
    expect(surest.filter((id) => !['csv', 'ndjson', 'json'].includes(id) || id === source)).toEqual([source]);
  });

  it('is read row by row, none lost and none twice', async () => {
    const { reader, map } = open(file, source);
    const records = await readAll(reader);
    expect(records.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 1));
    const ids = records.map((record) => map(record).identity?.sourceId.replace(/^auth0\|/, ''));
    expect(ids).toEqual(rows.map(({ id }) => (id === '' ? undefined : id)));
  });

  it('is assessed as its index says, and its account adds up', async () => {
    const { source: connector, reader, map } = open(file, source);
    const said = new Map<number, Set<string>>();
    const { account } = await assessSources({
      sources: [
        { name: file, type: connector.id, title: connector.title, reader, map, mappingDecided: true },
      ],
      targets: [],
      now: NOW,
      onProblem: ({ row, code }) => said.set(row, (said.get(row) ?? new Set()).add(code)),
    });
    await reader.close();
    expect(account.rows).toBe(rows.length);
    expect(account.identities + account.repeated + account.lost + account.deleted).toBe(account.rows);
    expect(rows.map(({ label }, i) => [label, [...(said.get(i + 1) ?? [])].toSorted()])).toEqual(
      rows.map(({ label, says }) => [label, says.toSorted()]),
    );
  });
});

it('the same rows are the same, whatever the file is encoded in and whatever parts its cells', async () => {
  const fieldsOf = async (file: string) =>
    new Map((await readAll(open(file, 'csv').reader)).map(({ fields }) => [fields.email, fields]));
  const plain = await fieldsOf('customers.csv');
  for (const file of ['customers.bom.csv', 'customers.utf16.csv', 'customers.latin1.csv'])
    for (const [email, fields] of await fieldsOf(file)) expect(fields).toEqual(plain.get(email));
});

it.each([
  ['ragged.csv', 'csv', 'ROW_RAGGED', RAGGED_ROWS],
  ['broken.ndjson', 'auth0', 'ROW_UNREADABLE', BROKEN_ROWS],
] as const)(
  'damaged rows of %s are reported where they stand, and their neighbours are whole',
  async (file, source, code, damaged) => {
    const records = await readAll(open(file, source).reader);
    const troubled = records.filter(({ problems }) => problems.length > 0);
    expect(troubled.map(({ row }) => row)).toEqual(damaged);
    expect(new Set(troubled.flatMap(({ problems }) => problems.map((problem) => problem.code)))).toEqual(
      new Set([code]),
    );
    expect(JSON.stringify([records[0], records.at(-1)])).toMatch(/first@mail\.shop.*last@mail\.shop/);
  },
);
