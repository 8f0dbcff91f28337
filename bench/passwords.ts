/**
 * Verifications a second through `verify`, beside the bare library doing the same work in the same run, and how late
 * a timer was meanwhile: `npx node bench/passwords.ts`.
 *
 * Rounds alternate between the two, so that a busy machine slows both; the ratio is what counts.
 *
 * @module
 */
import { argon2 as nodeArgon2, pbkdf2, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as bareArgon2 } from '@node-rs/argon2';
import { verify as bareBcrypt } from '@node-rs/bcrypt';
import { closePool, identify, verify } from '../src/passwords/index.ts';

/** Milliseconds of each of the alternating rounds. */
const ROUND = 700;
const ROUNDS = 5;
/** Calls in flight, on two cores. */
const IN_FLIGHT = 2;

interface Contest {
  readonly name: string;
  readonly ours: () => Promise<unknown>;
  readonly bare?: () => Promise<unknown>;
}

const BCRYPT = '$2b$10$fZL59pGmJ/3Ge2aCevQcpOMX42vW8iz9tSTGQY4.TsOMs1EQ5Kw2K';
const ARGON2 =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$J3a+YBbHFdwb3lHG0xF5ChpLW8LhnbjPYnKDyJ0F1xM';
const DJANGO = 'pbkdf2_sha256$600000$1135411628$bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=';
const BETTER_AUTH = `${'ba25da21244c4aac38e7e18a8b967ee7'}:${'97f4f61607659f7c'.repeat(8)}`;
const deriveKey = promisify(pbkdf2);
const deriveScrypt = (): Promise<unknown> =>
  new Promise((resolve) => {
    scrypt(
      'x',
      'ba25da21244c4aac38e7e18a8b967ee7',
      64,
      { N: 16_384, r: 16, p: 1, maxmem: 2 ** 27 },
      (_, key) => resolve(key),
    );
  });

const CONTESTS: readonly Contest[] = [
  {
    name: 'bcrypt 10 (@node-rs/bcrypt)',
    ours: () => verify('x', { hash: BCRYPT }),
    bare: () => bareBcrypt('x', BCRYPT),
  },
  {
    name: 'Argon2id 19 MiB, 2 (@node-rs/argon2)',
    ours: () => verify('x', { hash: ARGON2 }),
    bare: () => bareArgon2(ARGON2, 'x'),
  },
  { name: 'Argon2id 19 MiB, 2 (node:crypto)', ours: () => verify('x', { hash: ARGON2 }), bare: argon2InNode },
  {
    name: 'PBKDF2-SHA256 600,000 (node:crypto)',
    ours: () => verify('x', { hash: DJANGO }),
    bare: () => deriveKey('x', '1135411628', 600_000, 32, 'sha256'),
  },
  {
    name: 'scrypt 2^14, 16, 1 (node:crypto)',
    ours: () => verify('x', { hash: BETTER_AUTH }),
    bare: deriveScrypt,
  },
  { name: 'phpass 8192', ours: () => verify('x', { hash: '$P$B8l0ePnzW.oNJ8GVbHr8/5t7yLh.dl/' }) },
  { name: 'SHA-512 crypt 5000', ours: () => verify('x', { hash: `$6$saltstring$${'a'.repeat(86)}` }) },
  { name: 'MD5 crypt', ours: () => verify('x', { hash: `$1$saltsalt$${'a'.repeat(22)}` }) },
  { name: 'salted SHA-1', ours: () => verify('x', { hash: '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7' }) },
];

function argon2InNode(): Promise<unknown> {
  const parameters = {
    message: 'x',
    nonce: 'somesaltsomesalt',
    memory: 19_456,
    passes: 2,
    parallelism: 1,
    tagLength: 32,
  };
  return new Promise((resolve) => {
    nodeArgon2('argon2id', parameters, (_, tag) => resolve(tag));
  });
}

/** Calls a second with so many in flight. */
async function rateOf(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let done = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - started < ROUND) {
      await call();
      done++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (done * 1000) / (performance.now() - started);
}

/** Milliseconds a timer of 5 ms was late at the worst. */
function watchLoop(): () => number {
  let worst = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 5);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return worst;
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

for (const { name, ours, bare } of CONTESTS) {
  const [mine, theirs]: [number[], number[]] = [[], []];
  await ours();
  const stop = watchLoop();
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await rateOf(ours));
    if (bare !== undefined) theirs.push(await rateOf(bare));
  }
  const delay = stop();
  const ratio =
    bare === undefined
      ? ''
      : `, bare ${median(theirs).toFixed(1)}/s, ratio ${(median(mine) / median(theirs)).toFixed(2)}`;
  console.log(`${name}: ${median(mine).toFixed(1)}/s${ratio}, timer at most ${delay.toFixed(0)} ms late`);
}

for (const hash of [
  BCRYPT,
  DJANGO,
  '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7',
  '5f4dcc3b5aa765d61d8327deb882cf99',
]) {
  for (let i = 0; i < 100_000; i++) identify(hash);
  const before = process.threadCpuUsage().user;
  for (let i = 0; i < 500_000; i++) identify(hash);
  const seconds = (process.threadCpuUsage().user - before) / 1e6;
  console.log(`identify ${hash.slice(0, 14)}…: ${(0.5 / seconds).toFixed(2)} million a CPU second`);
}
await closePool();
