/**
 * Slow schemes that people make at home: loops of digests and PBKDF2, with the numbers of rounds that people choose.
 *
 * Each guess costs up to a tenth of a second, so they are tried only where that is asked for and nothing fast was found,
 * on a worker thread, until one fits.
 *
 * @module
 */
import { view } from './encodings.ts';
import type { DigestName, Inputs } from './parts.ts';
import { prepareOnThread } from './pool.ts';
import { DIGESTS } from './primitives/digest.ts';

/** Round numbers, powers of two, and the defaults of libraries. */
const LOOPS = [
  2, 3, 5, 10, 20, 50, 64, 100, 128, 256, 500, 512, 1000, 1024, 2000, 2048, 4096, 5000, 8192, 10_000,
];
const PBKDF2_ROUNDS = [
  ...[
    1, 10, 100, 500, 1000, 1024, 2000, 2048, 4000, 4096, 5000, 8192, 10_000, 12_000, 15_000, 16_384, 20_000,
  ],
  ...[
    24_000, 25_000, 27_500, 30_000, 32_768, 36_000, 40_000, 50_000, 65_536, 80_000, 100_000, 120_000, 150_000,
  ],
];
const COMMON = ['md5', 'sha1', 'sha256', 'sha512'] as const satisfies readonly DigestName[];

/** The first rule that results in the key. */
export async function solveDerivation(
  password: Uint8Array,
  inputs: Inputs,
  key: Uint8Array,
): Promise<string | undefined> {
  for (const rule of derivationsFor(key.length, Object.keys(inputs))) {
    const result = await prepareOnThread({ prehash: { rule, inputs }, password });
    if (Buffer.compare(view(result), key) === 0) return rule;
  }
  return undefined;
}

/** Loops first: they cost less. */
function* derivationsFor(length: number, names: readonly string[]): Generator<string> {
  for (const digest of COMMON.filter((name) => DIGESTS[name].size === length)) {
    for (const rounds of LOOPS) yield* loopsOf(digest, rounds, names);
  }
  if (!names.includes('salt')) return;
  for (const rounds of PBKDF2_ROUNDS) {
    for (const digest of COMMON) yield `pbkdf2_${digest}(password, salt, ${rounds}, ${length})`;
  }
}

/** The digest fed back alone, in hex, or with password and salt; the first one counts as a round or does not. */
function* loopsOf(digest: DigestName, rounds: number, names: readonly string[]): Generator<string> {
  const seeds = ['password', ...names.flatMap((name) => [`${name} . password`, `password . ${name}`])];
  const steps = ['it', 'hex(it)', ...names.flatMap((name) => [`${name} . it`, `it . ${name}`])];
  for (const seed of seeds) {
    for (const step of [...steps, 'it . password']) {
      yield `iterate(${rounds}, ${digest}(${seed}), ${digest}(${step}))`;
      yield `iterate(${rounds - 1}, ${digest}(${seed}), ${digest}(${step}))`;
    }
  }
}
