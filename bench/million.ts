/**
 * One million identities: is memory flat, does time grow linearly?
 *
 * Runs the real command (`footbridge import`, a ledger on PostgreSQL, a Better Auth on SQLite as the target) on 10 k,
 * 100 k and 1 M generated customers, reads the resident memory of the process four times a second, and draws it to
 * docs/performance/memory.svg. Needs PostgreSQL. About ten minutes on two cores; `node bench/million.ts 10000 100000` takes less.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';
import { drawLines, type Line } from './draw-lines.ts';

const ROOT = join(import.meta.dirname, '..');
const MAIN = join(ROOT, 'src/cli/main.ts');
/** As its first line asks for them. */
const FLAGS = readFileSync(MAIN, 'utf8').split('\n', 1)[0]?.match(/--\S+/g) ?? [];
const SAMPLE_EVERY = 250;

interface Measured {
  readonly customers: number;
  readonly seconds: number;
  /** Megabytes. */
  readonly peak: number;
  /** Seconds since the start → megabytes. */
  readonly memory: readonly (readonly [number, number])[];
  /** Seconds spent in each phase. */
  readonly phases: Readonly<Record<string, number>>;
}

const CONFIG = {
  name: 'million',
  source: { type: 'ndjson', path: 'customers.ndjson' },
  target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
  mapping: {
    fields: {
      id: 'id',
      email: 'email',
      'email.verified': 'verified',
      'profile.given_name': 'given',
      'profile.family_name': 'family',
      'password.hash': 'password',
      createdAt: 'created',
    },
    keep: ['plan'],
  },
};

const sizes = process.argv.slice(2).map(Number);
const postgres = await startPostgres();
const measured: Measured[] = [];
for (const customers of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
  measured.push(await measure(customers, await createDatabase(postgres.url, `million_${customers}`)));
  report(measured);
}
await postgres.stop();
draw(measured);

async function measure(customers: number, ledger: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-million-'));
  await writeCustomers(join(folder, 'customers.ndjson'), customers);
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(CONFIG));
  const child = spawn(process.execPath, [...FLAGS, MAIN, 'import', '--unproved', 'all', '--json'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: ledger,
      BETTER_AUTH_SECRET: 'a secret of thirty-two characters',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const began = Date.now();
  const memory: [number, number][] = [];
  const phases: Record<string, number> = {};
  let phase = 'start';
  const timer = setInterval(() => {
    const megabytes = residentMegabytes(child.pid ?? 0);
    if (megabytes !== undefined) memory.push([(Date.now() - began) / 1000, megabytes]);
    phases[phase] = (phases[phase] ?? 0) + SAMPLE_EVERY / 1000;
  }, SAMPLE_EVERY);
  createInterface({ input: child.stderr }).on('line', (line) => {
    const said = JSON.parse(line) as { progress?: { phase: string }; code?: string };
    if (said.code !== undefined) console.error(line);
    phase = said.progress?.phase ?? phase;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  const seconds = (Date.now() - began) / 1000;
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the import of ${customers} ended with ${code}`);
  return { customers, seconds, memory, phases, peak: Math.max(...memory.map(([, megabytes]) => megabytes)) };
}

async function writeCustomers(path: string, count: number): Promise<void> {
  const out = createWriteStream(path);
  for (let number = 1; number <= count; number += 1) {
    const row = {
      id: `c-${number}`,
      email: `given.family.${number}@shop.example`,
      verified: number % 3 !== 0,
      given: `Given${number % 5000}`,
      family: `Family${number % 9000}`,
      password: `pbkdf2_sha256$600000$salt${number}$${randomBytes(32).toString('base64')}`,
      created: '2021-03-04T05:06:07Z',
      plan: 'gold',
    };
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html */
function residentMegabytes(pid: number): number | undefined {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * 4096) / 1e6;
  } catch {
    return undefined;
  }
}

function report(results: readonly Measured[]): void {
  const latest = results.at(-1);
  if (latest === undefined) return;
  const { customers, seconds, peak, phases } = latest;
  const rate = Math.round(customers / seconds);
  const spent = Object.entries(phases).map(([name, spent]) => `${name} ${spent.toFixed(1)} s`);
  console.log(
    `${customers} customers: ${seconds.toFixed(1)} s (${rate}/s), peak ${peak.toFixed(0)} MB; ${spent.join(', ')}`,
  );
}

function draw(results: readonly Measured[]): void {
  const lines: Line[] = results.map(({ customers, memory }) => ({
    name: `${customers.toLocaleString('en')} customers`,
    points: memory,
  }));
  mkdirSync(join(ROOT, 'docs/performance'), { recursive: true });
  writeFileSync(
    join(ROOT, 'docs/performance/memory.svg'),
    drawLines(lines, { title: 'Resident memory of footbridge import', x: 'seconds', y: 'MB', limit: 400 }),
  );
}
