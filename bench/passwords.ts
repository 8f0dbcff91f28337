/**
 * Verifications a second for each format, beside the fastest library doing the same work in the same run, and how late
 * the event loop was meanwhile:
 *
 *     npx node bench/passwords.ts                      the common formats
 *     npx node bench/passwords.ts --only bcrypt-2b,argon2id --seconds 2
 *     npx node bench/passwords.ts --all                every format there is, with the example of its page
 *
 * Both sides take turns, and who begins changes with every turn, so that a busy machine slows both. The ratio of rates is
 * the median over turns; the ratio of processor time does not care for neighbours at all. Schemes that run in our own
 * code have no library beside them: of those only the rate counts.
 *
 * @module
 */
import { argon2 as nodeArgon2, pbkdf2, scrypt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { hashRaw } from '@node-rs/argon2';
import { verify as bareBcrypt } from '@node-rs/bcrypt';
import { exampleOf } from '../docs/formats/examples.ts';
import {
  closePool,
  FORMATS,
  type HashParts,
  identify,
  parametersOf,
  parse,
  type StoredHash,
  verify,
} from '../src/passwords/index.ts';

/** Turns for each side; odd, so that the median is one of them. */
const TURNS = 5;
/** Calls in flight, on two cores. */
const IN_FLIGHT = 2;
/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 5;
const PASSWORD = 'not the password';

interface Contest {
  readonly name: string;
  readonly stored: StoredHash;
}

/** What legacy systems are full of, with the costs they have. */
const COMMON: readonly Contest[] = [
  { name: 'bcrypt-2b, cost 10', stored: { hash: `$2b$10$${'.'.repeat(53)}` } },
  { name: 'bcrypt-2b, cost 5', stored: { hash: `$2b$05$${'.'.repeat(53)}` } },
  { name: 'wordpress-6.8-bcrypt, cost 10', stored: { hash: `$wp$2y$10$${'.'.repeat(53)}` } },
  {
    name: 'argon2id, 19 MiB, 2 passes',
    stored: { hash: `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}` },
  },
  { name: 'django-pbkdf2-sha256, 600,000', stored: { hash: `pbkdf2_sha256$600000$salt$${'A'.repeat(43)}=` } },
  {
    name: 'passlib-pbkdf2-sha512, 25,000',
    stored: { hash: `$pbkdf2-sha512$25000$${'A'.repeat(22)}$${'A'.repeat(86)}` },
  },
  {
    name: 'better-auth-scrypt, 2^14, 16, 1',
    stored: { hash: `${'0'.repeat(32)}:${'0'.repeat(128)}`, format: 'better-auth-scrypt' },
  },
  { name: 'phpass-P, 8,192', stored: { hash: `$P$B${'.'.repeat(30)}` } },
  { name: 'drupal7, 32,768', stored: { hash: `$S$D${'.'.repeat(51)}` } },
  { name: 'sha512crypt, 5,000', stored: { hash: `$6$saltstring$${'.'.repeat(86)}` } },
  { name: 'md5crypt', stored: { hash: `$1$saltsalt$${'.'.repeat(22)}` } },
  { name: 'descrypt', stored: { hash: '.'.repeat(13), format: 'descrypt' } },
  { name: 'ldap-ssha', stored: { hash: `{SSHA}${'A'.repeat(32)}` } },
  { name: 'raw-md5', stored: { hash: '0'.repeat(32), format: 'raw-md5' } },
];

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    /** For each side of a contest. */
    seconds: { type: 'string', default: '3.5' },
  },
});

function contests(): readonly Contest[] {
  const wanted = values.only.split(',').filter((name) => name !== '');
  const every = values.all ? FORMATS.flatMap(({ id }) => fromExample(id)) : COMMON;
  if (wanted.length === 0) return every;
  const named = every.filter(({ name }) => wanted.some((one) => name.startsWith(one)));
  return named.length > 0 ? named : wanted.flatMap(fromExample);
}

function fromExample(id: string): Contest[] {
  const example = exampleOf(id);
  if (example === undefined) return [];
  const { hash, beside } = example;
  const stored = { hash, format: id, ...(beside === undefined ? {} : { beside }) };
  return [{ name: `${id}, ${parametersOf(parse(stored).parts)}`, stored }];
}

/** The library's own call for the same primitive and costs. */
interface Bare {
  readonly library: string;
  readonly call: () => Promise<unknown>;
}

function bareCalls(parts: HashParts): readonly Bare[] {
  switch (parts.primitive) {
    case 'bcrypt':
      return [{ library: '@node-rs/bcrypt', call: () => bareBcrypt(PASSWORD, `$2b$${parts.text.slice(4)}`) }];
    case 'pbkdf2':
      return parts.digest === 'md4' || parts.digest === 'whirlpool'
        ? []
        : [{ library: 'node:crypto', call: () => barePbkdf2(parts) }];
    case 'scrypt':
      return [{ library: 'node:crypto', call: () => bareScrypt(parts) }];
    case 'argon2':
      return [
        { library: '@node-rs/argon2', call: () => bareArgon2(parts) },
        ...(parts.version === 19 ? [{ library: 'node:crypto', call: () => argon2InNode(parts) }] : []),
      ];
    default:
      return [];
  }
}

type Parts<P> = Extract<HashParts, { primitive: P }>;

function barePbkdf2({ salt, iterations, key, digest }: Parts<'pbkdf2'>): Promise<unknown> {
  return new Promise((resolve) =>
    pbkdf2(PASSWORD, salt, iterations, key.length, digest, (_, result) => resolve(result)),
  );
}

function bareScrypt({ N, r, p, salt, key }: Parts<'scrypt'>): Promise<unknown> {
  const cost = { N, r, p, maxmem: 2 ** 30 };
  return new Promise((resolve) => scrypt(PASSWORD, salt, key.length, cost, (_, result) => resolve(result)));
}

/** The library's numbering; its own enums exist only in its types. */
const VARIANTS = { d: 0, i: 1, id: 2 } as const;
const VERSIONS = { 16: 0, 19: 1 } as const;

function bareArgon2(parts: Parts<'argon2'>): Promise<unknown> {
  const { variant, version, memory, passes, parallelism, salt, key } = parts;
  return hashRaw(PASSWORD, {
    algorithm: VARIANTS[variant],
    version: VERSIONS[version],
    memoryCost: memory,
    timeCost: passes,
    parallelism,
    outputLen: key.length,
    salt,
  });
}

function argon2InNode({
  variant,
  memory,
  passes,
  parallelism,
  salt,
  key,
}: Parts<'argon2'>): Promise<unknown> {
  const cost = { message: PASSWORD, nonce: salt, memory, passes, parallelism, tagLength: key.length };
  return new Promise((resolve) => nodeArgon2(`argon2${variant}`, cost, (_, tag) => resolve(tag)));
}

interface Turn {
  readonly perSecond: number;
  /** Microseconds of processor time for each call. */
  readonly processor: number;
}

async function takeTurn(call: () => Promise<unknown>, milliseconds: number): Promise<Turn> {
  const before = process.cpuUsage();
  const started = performance.now();
  let done = 0;
  const lane = async (): Promise<void> => {
    do {
      await call();
      done++;
    } while (performance.now() - started < milliseconds);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const { user, system } = process.cpuUsage(before);
  return { perSecond: (done * 1000) / (performance.now() - started), processor: (user + system) / done };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

async function compare(ours: () => Promise<unknown>, { library, call }: Bare, turn: number): Promise<string> {
  const turns: { mine: Turn; theirs: Turn }[] = [];
  await call();
  for (let i = 0; i < TURNS; i++) {
    const first = i % 2 === 0 ? await takeTurn(ours, turn) : undefined;
    const theirs = await takeTurn(call, turn);
    turns.push({ mine: first ?? (await takeTurn(ours, turn)), theirs });
  }
  const rate = median(turns.map(({ mine, theirs }) => mine.perSecond / theirs.perSecond));
  const processor = median(turns.map(({ mine, theirs }) => theirs.processor / mine.processor));
  const bare = median(turns.map(({ theirs }) => theirs.perSecond));
  return `${library} ${shown(bare)}/s: ratio ${rate.toFixed(2)}, by processor time ${processor.toFixed(2)}`;
}

const shown = (perSecond: number): string =>
  perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-US');

async function run({ name, stored }: Contest, turn: number): Promise<void> {
  const ours = (): Promise<unknown> => verify(PASSWORD, stored);
  await ours();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  const alone: Turn[] = [];
  for (let i = 0; i < TURNS; i++) {
    delay.enable();
    alone.push(await takeTurn(ours, turn));
    delay.disable();
  }
  const late = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION);
  const rates = [];
  for (const bare of bareCalls(parse(stored).parts)) rates.push(await compare(ours, bare, turn));
  const rate = median(alone.map(({ perSecond }) => perSecond));
  const against = rates.length === 0 ? '' : `; ${rates.join('; ')}`;
  console.log(`${name}: ${shown(rate)}/s, event loop p99 ${late.toFixed(1)} ms late${against}`);
}

/** Of the main thread alone: what recognising a column of a million rows costs. */
function measureIdentify(): void {
  for (const { name, stored } of COMMON.slice(0, 5)) {
    for (let i = 0; i < 100_000; i++) identify(stored.hash);
    const before = process.threadCpuUsage().user;
    for (let i = 0; i < 500_000; i++) identify(stored.hash);
    const seconds = (process.threadCpuUsage().user - before) / 1e6;
    console.log(`identify ${name}: ${(0.5 / seconds).toFixed(2)} million a second of processor time`);
  }
}

const turn = (Number(values.seconds) * 1000) / TURNS;
for (const contest of contests()) await run(contest, turn);
if (values.only === '') measureIdentify();
await closePool();
