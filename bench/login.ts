/**
 * What the login door costs beside the work it cannot avoid.
 *
 *     node bench/login.ts [seconds]
 *
 * First against the hash: customers in the vault with bcrypt of cost 10, 50 logins at a time, each a customer of their
 * own, on PostgreSQL; beside it the bare verifier, also 50 at a time. Then against HTTP: `footbridge serve` with a
 * legacy that answers at once, beside a Fastify that parses the same body and says yes. The rounds alternate in one
 * run, the median counts. Needs PostgreSQL; about a minute and a half.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { hash } from '@node-rs/bcrypt';
import { fastify } from 'fastify';
import type { Asking, Door, LoginSettings } from '../src/engine/login.ts';
import { openDoor } from '../src/engine/login.ts';
import { generic } from '../src/hooks/generic.ts';
import { createServerLog } from '../src/http/log.ts';
import { createMetrics } from '../src/http/metrics.ts';
import { startServer } from '../src/http/server.ts';
import { blankIdentity } from '../src/identity/identity.ts';
import { TypedPassword } from '../src/identity/typed-password.ts';
import { type Ledger, openLedger } from '../src/ledger/ledger.ts';
import { closePool, verify } from '../src/passwords/index.ts';
import { SETTINGS, SOURCE, stage } from '../test/door-parts.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const SECONDS = Number(process.argv[2] ?? 8);
const ROUNDS = 3;
const AT_ONCE = 50;
const PASSWORD = 'correct horse battery staple';
const SECRET = 'a-secret-of-the-benchmark';
/** Customers: more than any round gets through, so that nobody logs in twice. */
const CUSTOMERS = SECONDS * ROUNDS * 150;
const ROOMY = { burst: 1e9, perMinute: 1e9 };
const UNTHROTTLED: LoginSettings = {
  ...SETTINGS,
  throttle: { perIdentifier: ROOMY, perAddress: ROOMY, overall: ROOMY },
  legacyConcurrency: 1_000,
};
const ASKING: Asking = { hook: 'bench', deadline: 30_000, stores: 'target' };

interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly loopP99: number;
}

const folder = mkdtempSync(join(tmpdir(), 'footbridge-bench-'));
const postgres = await startPostgres({ durable: true });
try {
  const url = await createDatabase(postgres.url, 'bench');
  const ledger = await openLedger({ url, folder, env: {} });
  await measureAgainstHash(ledger);
  await measureAgainstHttp(ledger);
  await ledger.close();
} finally {
  await closePool();
  await postgres.stop();
  rmSync(folder, { recursive: true });
}

async function measureAgainstHash(ledger: Ledger): Promise<void> {
  const stored = await hash(PASSWORD, { cost: 10 });
  for (let made = 0; made < CUSTOMERS; made += 1) {
    await stage(ledger, customer(made, stored), { state: 'moved', plan: 'vault', targetId: `t${made}` });
  }
  await ledger.db.script('analyze identity, identifier, seal, credential');
  const door = await openDoor({ ledger, source: SOURCE, settings: UNTHROTTLED, secret: () => '' });
  let next = 0;
  const bare: Measured[] = [];
  const ours: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await load(() => verify(PASSWORD, { hash: stored, format: 'bcrypt-2b' })));
    ours.push(await load(() => logIn(door, next++)));
  }
  await door.close();
  report('bcrypt, cost 10', 'the bare verifier', bare, ours, 0.9);
}

function customer(number: number, stored: string) {
  return {
    ...blankIdentity(`c${number}`),
    identifiers: [{ type: 'email' as const, value: `c${number}@shop.example`, verified: true }],
    password: { format: 'bcrypt-2b', hash: stored },
  };
}

async function logIn(door: Door, number: number): Promise<void> {
  const identifier = `c${number % CUSTOMERS}@shop.example`;
  const { outcome } = await door.ask(
    { op: 'verify', identifier, password: new TypedPassword(PASSWORD), by: {} },
    ASKING,
  );
  if (outcome !== 'match') throw new Error(`a login ended as ${outcome}`);
}

/** Keeps `AT_ONCE` of them going for the time of a round. */
async function load(act: () => Promise<unknown>): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const took: number[] = [];
  const until = performance.now() + SECONDS * 1_000;
  const began = performance.now();
  delay.enable();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < until) {
        const from = performance.now();
        await act();
        took.push(performance.now() - from);
      }
    }),
  );
  delay.disable();
  const seconds = (performance.now() - began) / 1_000;
  took.sort((a, b) => a - b);
  return {
    perSecond: took.length / seconds,
    p50: took[Math.floor(took.length * 0.5)] ?? 0,
    p99: took[Math.floor(took.length * 0.99)] ?? 0,
    loopP99: delay.percentile(99) / 1e6,
  };
}

async function measureAgainstHttp(ledger: Ledger): Promise<void> {
  const floor = fastify({ logger: false });
  floor.post('/hooks/generic/login', async () => ({ outcome: 'wrong' }));
  const floorUrl = await floor.listen({ host: '127.0.0.1', port: 0 });
  const door = await openDoor({
    ledger,
    source: SOURCE,
    settings: UNTHROTTLED,
    secret: () => '',
    legacy: {
      name: 'at once',
      looksUp: false,
      map: () => ({ operation: 'upsert', problems: [] }),
      session: {
        verify: async () => ({ outcome: 'wrong' }),
        check: async () => undefined,
        close: async () => undefined,
      },
    },
  });
  const config = generic.config.parse({ secrets: [SECRET] });
  const server = await startServer({
    door,
    db: ledger.db,
    hooks: [
      {
        name: 'generic',
        hook: generic,
        session: await generic.open(config, { secret: () => '', now: Date.now }),
        deadline: generic.deadline(config),
      },
    ],
    desk: {} as never,
    settings: {
      host: '127.0.0.1',
      port: 0,
      trustProxy: [],
      adminTokens: [],
      ticketTokens: [],
      needsLegacy: false,
      grace: 1_000,
      lookAround: 60_000,
    },
    forgetHistory: async () => undefined,
    metrics: createMetrics(),
    log: createServerLog(() => undefined, 'silent'),
    version: 'bench',
  });
  const bare: Measured[] = [];
  const ours: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await loadOverHttp(floorUrl));
    ours.push(await loadOverHttp(server.url));
  }
  await server.stop();
  await floor.close();
  await door.close();
  report('HTTP, a verifier that answers at once', 'Fastify that does nothing', bare, ours, undefined);
}

/** The client is a thread of its own, as it is a machine of its own in life. */
async function loadOverHttp(url: string): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const { Pool } = require('undici');
     (async () => {
       const { url, atOnce, seconds, secret } = workerData;
       const pool = new Pool(url, { connections: atOnce });
       const took = [];
       const until = performance.now() + seconds * 1000;
       const began = performance.now();
       let next = 0;
       await Promise.all(Array.from({ length: atOnce }, async () => {
         while (performance.now() < until) {
           const from = performance.now();
           next += 1;
           const { body, statusCode } = await pool.request({ method: 'POST', path: '/hooks/generic/login',
             headers: { 'content-type': 'application/json', authorization: 'Bearer ' + secret },
             body: JSON.stringify({ identifier: 'guess' + next + '@shop.example', password: 'typed ' + next }) });
           const text = await body.text();
           if (!text.includes('"wrong"')) throw new Error('answered ' + statusCode + ' ' + text);
           took.push(performance.now() - from);
         }
       }));
       await pool.close();
       parentPort.postMessage({ took, seconds: (performance.now() - began) / 1000 });
     })();`,
    { eval: true, workerData: { url, atOnce: AT_ONCE, seconds: SECONDS / 2, secret: SECRET } },
  );
  const { took, seconds } = await new Promise<{ took: number[]; seconds: number }>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  delay.disable();
  took.sort((a, b) => a - b);
  return {
    perSecond: took.length / seconds,
    p50: took[Math.floor(took.length * 0.5)] ?? 0,
    p99: took[Math.floor(took.length * 0.99)] ?? 0,
    loopP99: delay.percentile(99) / 1e6,
  };
}

function report(
  title: string,
  peer: string,
  bare: readonly Measured[],
  ours: readonly Measured[],
  wanted: number | undefined,
): void {
  const [theirs, own] = [median(bare), median(ours)];
  const ratio = own.perSecond / theirs.perSecond;
  process.stdout.write(`\n${title}, ${AT_ONCE} at a time\n`);
  for (const [name, one] of [
    [peer, theirs],
    ['the door', own],
  ] as const) {
    process.stdout.write(
      `  ${name.padEnd(28)} ${one.perSecond.toFixed(0).padStart(6)}/s   p50 ${one.p50.toFixed(1)} ms   p99 ${one.p99.toFixed(1)} ms   event loop p99 ${one.loopP99.toFixed(1)} ms\n`,
    );
  }
  const aim = wanted === undefined ? '' : `, wanted ${wanted}`;
  process.stdout.write(
    `  ratio ${ratio.toFixed(2)}${aim}; added p50 ${(own.p50 - theirs.p50).toFixed(1)} ms, p99 ${(own.p99 - theirs.p99).toFixed(1)} ms\n`,
  );
}

function median(rounds: readonly Measured[]): Measured {
  const sorted = rounds.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no rounds');
  return middle;
}
