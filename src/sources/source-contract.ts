/**
 * The conformance suite of sources: what every source must do, whoever wrote it.
 *
 * A source's own test gives a few ways to make something to read; the suite reads it in every way the engine may:
 * in pages of odd sizes, again from every cursor, in a new reader, broken off half-way, with a damaged record in
 * the middle. What the records mean is left to the source's own test.
 *
 * @module
 */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { Page, Sample, Source, SourceReader, SourceRecord } from './source.ts';

/** Odd sizes on purpose: page ends that meet chunk ends, record ends and the end of the source. */
const PAGE_SIZES = [1, 2, 3, 7, 1_000];

/** Enough rows that keeping them would show: 50,000 records of 200 bytes are above 10 MiB. */
const MANY_ROWS = 50_000;

/**
 * What reading may leave behind after garbage collection, in bytes. Indexes of a few bytes a row fit in, and what else
 * goes on in a worker that runs many files: 5.2 MiB were seen where nothing was kept.
 */
const MAY_GROW = 8 * 1024 * 1024;

export interface Readable<Config> {
  readonly config: Config;
  readonly rows: number;
}

export interface SourceTrial<Config> {
  /** Makes something small to read, of 5 to 50 sound records, in this folder. */
  readonly small: (folder: string) => Promise<Readable<Config>>;
  /** The same with one damaged record between sound ones. Absent: no record can break (a table). */
  readonly damaged?: (
    folder: string,
  ) => Promise<Readable<Config> & { readonly row: number; readonly code: ProblemCode }>;
  /** Makes that many records. */
  readonly large: (folder: string, rows: number) => Promise<Config>;
  /** Changes what `small` made so that an interrupted run must not go on with it. */
  readonly change: (folder: string, config: Config) => Promise<void>;
  /** Beginnings of files that this source must recognise as its own. */
  readonly samples?: readonly Sample[];
}

/** Declares the tests of one source. Call it at the top level of a Vitest file. */
export function testSource<Config>(source: Source<Config>, trial: SourceTrial<Config>): void {
  describe(`${source.id} keeps the contract of a source`, () => {
    let folder = '';
    beforeEach(async () => {
      folder = await realpath(await mkdtemp(join(tmpdir(), 'footbridge-source-')));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const open = (config: Config, pageSize = 1_000): SourceReader =>
      source.open(source.config.parse(config), { folder, pageSize });

    it('numbers its rows from 1 without gaps and says where each one stands', async () => {
      const { config, rows } = await trial.small(folder);
      const records = await readAll(open(config));

      expect(records.map((record) => record.row)).toEqual(Array.from({ length: rows }, (_, i) => i + 1));
      expect(new Set(records.map((record) => record.position)).size).toBe(rows);
      expect(records.flatMap((record) => record.problems)).toEqual([]);
    });

    it.each(PAGE_SIZES)(
      'gives the same records in pages of %i, again from every cursor',
      async (pageSize) => {
        const { config } = await trial.small(folder);
        const whole = await readAll(open(config));
        const pages = await readPages(open(config, pageSize));

        expect(pages.flatMap((page) => page.records)).toEqual(whole);
        for (const page of pages) expect(page.records.length).toBeLessThanOrEqual(pageSize);
        let behind = 0;
        for (const page of pages) {
          behind += page.records.length;
          expect(await readAll(open(config, pageSize), page.cursor)).toEqual(whole.slice(behind));
        }
      },
    );

    it('says how far it is, never backwards', async () => {
      const { config } = await trial.small(folder);
      const done = (await readPages(open(config, 2))).flatMap((page) => page.done ?? []);

      expect(done).toEqual(done.toSorted((one, other) => one - other));
      for (const share of done) expect(share >= 0 && share <= 1).toBe(true);
    });

    it('has a fingerprint that stays with the content and changes with it', async () => {
      const { config } = await trial.small(folder);
      const before = await fingerprintOf(open(config));
      expect(await fingerprintOf(open(config))).toBe(before);

      await trial.change(folder, config);
      expect(await fingerprintOf(open(config))).not.toBe(before);
    });

    it('leaves nothing open when the reading is broken off', async () => {
      const { config } = await trial.small(folder);
      const reader = open(config, 1);
      for await (const _ of reader.read()) break;
      await reader.close();

      expect(openFilesBelow(folder)).toEqual([]);
      expect(await readAll(open(config))).not.toEqual([]);
      expect(openFilesBelow(folder)).toEqual([]);
    });

    it('keeps nothing of what it has read', async () => {
      const reader = open(await trial.large(folder, MANY_ROWS));
      let early = 0;
      let rows = 0;
      for await (const page of reader.read()) {
        rows += page.records.length;
        if (early === 0 && rows >= MANY_ROWS / 10) early = memoryInUse();
      }
      const late = memoryInUse();
      await reader.close();

      expect(rows).toBe(MANY_ROWS);
      expect(late - early).toBeLessThan(MAY_GROW);
    });

    if (trial.damaged !== undefined) testDamage(trial.damaged, open, () => folder);

    for (const sample of trial.samples ?? [])
      it(`recognises ${sample.name}`, () => expect(source.recognise(sample)).toBeGreaterThan(0.5));

    it('does not recognise an empty file', () => {
      expect(source.recognise({ name: 'empty', text: '', bytes: new Uint8Array() })).toBe(0);
    });
  });
}

function testDamage<Config>(
  damaged: NonNullable<SourceTrial<Config>['damaged']>,
  open: (config: Config, pageSize?: number) => SourceReader,
  folder: () => string,
): void {
  it('reports a damaged record once, at its row, and leaves its neighbours whole', async () => {
    const { config, rows, row, code } = await damaged(folder());
    const records = await readAll(open(config));
    const troubled = records.filter((record) => record.problems.length > 0);

    expect(records).toHaveLength(rows);
    expect(troubled.map((record) => record.row)).toEqual([row]);
    expect(troubled[0]?.problems[0]?.code).toBe(code);
  });

  it.each(PAGE_SIZES)('goes on behind a damaged record in pages of %i', async (pageSize) => {
    const { config } = await damaged(folder());
    const whole = await readAll(open(config));
    const pages = await readPages(open(config, pageSize));

    let behind = 0;
    for (const page of pages) {
      behind += page.records.length;
      expect(await readAll(open(config, pageSize), page.cursor)).toEqual(whole.slice(behind));
    }
    expect(behind).toBe(whole.length);
  });
}

/** Every page of a reader, which is closed afterwards. */
export async function readPages(reader: SourceReader, cursor?: string): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of reader.read(cursor)) pages.push(page);
  await reader.close();
  return pages;
}

/** Every record of a reader, which is closed afterwards. */
export async function readAll(reader: SourceReader, cursor?: string): Promise<SourceRecord[]> {
  return (await readPages(reader, cursor)).flatMap((page) => page.records);
}

async function fingerprintOf(reader: SourceReader): Promise<string> {
  const fingerprint = await reader.fingerprint();
  await reader.close();
  return fingerprint;
}

/** Files of this process that are open below the folder, as Linux lists them; elsewhere none are seen. */
function openFilesBelow(folder: string): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  return readdirSync('/proc/self/fd')
    .flatMap((descriptor) => {
      try {
        return [readlinkSync(`/proc/self/fd/${descriptor}`)];
      } catch {
        // The descriptor with which this list was read is gone by now.
        return [];
      }
    })
    .filter((path) => path.startsWith(folder));
}

/** Bytes in use after a full collection, buffers included. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
