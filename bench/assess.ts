/**
 * How fast a whole export is assessed, against the bare parse of the same file: `node bench/assess.ts [rows] [source …]`.
 *
 * Bare means: the same file, cut and parsed with JSON.parse, and nothing kept. Ours is everything on: both sources'
 * understanding, mapping, passwords, census, quality, collisions, repeated ids, and the outlook on every target there
 * is. Each side runs in a process of its own, in turns; what counts is processor time (garbage collection and threads
 * included), so that others on the machine do not. The peak of memory is that of ours. Files stay in .cache/bench.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { generateAuth0, generateAuth0Passwords, generateFirebase } from '../examples/exports/generate.ts';
import { askedTargets } from '../src/cli/assess/asked-targets.ts';
import { openFiles } from '../src/cli/assess/open-sources.ts';
import { assessSources } from '../src/engine/assess.ts';
import { bareArray, bareLines } from './bare.ts';

const FOLDER = fileURLToPath(new URL('../.cache/bench/assess', import.meta.url));
const ROUNDS = 2;
/** What an assessment has to reach of the bare parser's speed, for the processor time it takes. */
const WANTED = 0.35;
/** Megabytes. */
const MOST_MEMORY = 300;

type Generate = (count: number) => AsyncGenerator<string>;

interface Contest {
  readonly title: string;
  /** Name of the file → what is in it; the first is what is assessed. */
  readonly files: Readonly<Record<string, Generate>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly bare: (path: string) => Promise<number>;
}

const CONTESTS: Readonly<Record<string, (rows: number) => Contest>> = {
  auth0: (rows) => ({
    title: 'Auth0, NDJSON',
    files: { [`auth0-${rows}.ndjson`]: generateAuth0 },
    settings: {},
    bare: bareLines,
  }),
  joined: (rows) => ({
    title: 'Auth0, joined with its hashes (bare: both files)',
    files: { [`auth0-${rows}.ndjson`]: generateAuth0, [`hashes-${rows}.ndjson`]: generateAuth0Passwords },
    settings: { passwords: `hashes-${rows}.ndjson` },
    bare: bareLines,
  }),
  small: (rows) => ({
    title: 'NDJSON, 150 bytes a row, mapping proposed',
    files: { [`small-${rows}.ndjson`]: generateSmall },
    settings: {},
    bare: bareLines,
  }),
  firebase: (rows) => ({
    title: 'Firebase, one JSON document',
    files: { [`firebase-${rows}.json`]: generateFirebase },
    settings: {},
    bare: bareArray,
  }),
};

interface Measured {
  readonly rows: number;
  /** Seconds. */
  readonly processor: number;
  readonly clock: number;
  /** Megabytes. */
  readonly peak: number;
}

/** Without a name: the exports, not the small rows that are for ten millions. */
const USUAL = ['auth0', 'joined', 'firebase'];

const [first = '1000000', ...rest] = process.argv.slice(2);
if (first === 'bare' || first === 'ours') await measureHere(first, rest);
else await compare(Number(first), rest.length === 0 ? USUAL : rest);

async function compare(rows: number, names: readonly string[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const results = [];
  for (const name of names) {
    const contest = CONTESTS[name]?.(rows);
    if (contest === undefined) throw new Error(`there are ${Object.keys(CONTESTS).join(', ')}`);
    await writeFiles(contest, rows);
    const rounds: { bare: Measured; ours: Measured }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ bare: await measure('bare', name, rows), ours: await measure('ours', name, rows) });
    results.push(describe(contest, rounds));
  }
  console.table(results);
  console.log(JSON.stringify(results));
}

function describe({ title }: Contest, rounds: readonly { bare: Measured; ours: Measured }[]) {
  const best = (side: 'bare' | 'ours') =>
    rounds.map((round) => round[side]).reduce((a, b) => (a.processor < b.processor ? a : b));
  const [bare, ours] = [best('bare'), best('ours')];
  const rate = ({ rows, processor }: Measured) => Math.round(rows / processor);
  const ratio = bare.processor / ours.processor;
  const peak = Math.max(...rounds.map((round) => round.ours.peak));
  return {
    title,
    rows: ours.rows,
    bare: rate(bare),
    ours: rate(ours),
    ratio: ratio.toFixed(2),
    wanted: ratio >= WANTED,
    seconds: Math.round(ours.clock),
    peak: Math.round(peak),
    small: peak < MOST_MEMORY,
  };
}

/** In a process of its own: what one side leaves in memory would cost the other. */
async function measure(side: 'bare' | 'ours', name: string, rows: number): Promise<Measured> {
  const flags = ['--max-old-space-size=768', '--max-semi-space-size=16'];
  const child = spawn(process.execPath, [...flags, import.meta.filename, side, name, String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse((await Array.fromAsync(child.stdout)).join('')) as Measured;
}

async function measureHere(side: string, [name = '', rows = '']: readonly string[]): Promise<void> {
  const contest = CONTESTS[name]?.(Number(rows));
  if (contest === undefined) throw new Error(`there is no ${name}`);
  const before = process.cpuUsage();
  const started = performance.now();
  const read = side === 'bare' ? await readBare(contest) : await assessFully(contest);
  const { user, system } = process.cpuUsage(before);
  const measured: Measured = {
    rows: read,
    processor: (user + system) / 1e6,
    clock: (performance.now() - started) / 1000,
    peak: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(measured));
}

/** For ten million rows, which are 7 GB of Auth0's. Every thousandth shares an address with the one before. */
async function* generateSmall(count: number): AsyncGenerator<string> {
  let text = '';
  for (let row = 1; row <= count; row++) {
    const address = row % 1_000 === 0 ? row - 1 : row;
    const year = 2015 + (row % 11);
    text += `{"id":"${row}","email":"c${address}@mail.example","created_at":"${year}-03-01T10:00:00Z","last_login":"2026-0${1 + (row % 9)}-11T08:30:00Z","email_verified":${row % 3 > 0}}\n`;
    if (text.length < 256 * 1024) continue;
    yield text;
    text = '';
  }
  yield text;
}

async function readBare({ files, bare }: Contest): Promise<number> {
  let rows = 0;
  for (const [index, name] of Object.keys(files).entries()) {
    const count = await bare(`${FOLDER}/${name}`);
    if (index === 0) rows = count;
  }
  return rows;
}

async function assessFully({ files, settings }: Contest): Promise<number> {
  const [name = ''] = Object.keys(files);
  const { sources } = await openFiles([name], settings, FOLDER);
  const targets = askedTargets(['all'], undefined, {});
  const { account } = await assessSources({ sources, targets, now: new Date() });
  return account.rows;
}

async function writeFiles({ files }: Contest, rows: number): Promise<void> {
  for (const [name, generate] of Object.entries(files)) {
    const path = `${FOLDER}/${name}`;
    if (existsSync(path)) continue;
    await pipeline(Readable.from(generate(rows)), createWriteStream(`${path}.part`));
    await rename(`${path}.part`, path);
  }
}
