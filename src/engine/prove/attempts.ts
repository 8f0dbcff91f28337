/**
 * What synthetic customers are called, which passwords they have, and what is tried with them.
 *
 * For each attempt that has to fail there is a customer of its own: it is tried before the right password, because a
 * target may hash anew at the first login, and what has to refuse is the hash that moved. One wrong attempt locks
 * nobody out. What the old system itself could not tell apart (DES looks at eight characters, LM folds case) is asked
 * of our own library, and expected of nobody.
 *
 * @module
 */
import { randomInt } from 'node:crypto';
import {
  type CannotHash,
  hashLike,
  PasswordHashError,
  type StoredHash,
  verify,
} from '../../passwords/index.ts';
import type { CaseName } from './proof.ts';

export interface Attempt {
  readonly name: CaseName;
  readonly password: string;
  readonly expected: 'accepted' | 'refused' | 'either';
}

/** One synthetic customer: the hash that crosses, and what is tried, in this order. */
export interface Trial {
  readonly stored: StoredHash;
  readonly attempts: readonly Attempt[];
  /** The right password, tried last where only wrong ones were tried: the account must have been able to log in. */
  readonly password: string;
}

/** The trials of a population, or the reason why no hash of this kind can be made. */
export type Trials = { readonly trials: readonly Trial[] } | { readonly reason: string };

/** From long to short: some schemes look at sixteen characters, at fourteen, at eight, and refuse more. */
const LENGTHS = [18, 14, 8, 7] as const;

/** Bytes that bcrypt looks at. */
const BCRYPT_BYTES = 72;

/** Bytes of the long password: beyond bcrypt's 72, below the 128 that Better Auth takes. */
const LONG = 96;

export async function planTrials(sample: StoredHash, nameOf: (index: number) => string): Promise<Trials> {
  let made = 0;
  const hash = (password: string): Promise<StoredHash> => {
    made += 1;
    return hashLike(sample, password, { beside: { username: nameOf(made) } });
  };
  try {
    const password = await choosePassword(sample);
    const trials: Trial[] = [
      { stored: await hash(password), password, attempts: rightTwice(password) },
      await wrongTrial('wrong', password, otherThan(password), await hash(password)),
      await wrongTrial('truncated', password, password.slice(0, -1), await hash(password)),
      await wrongTrial('case-changed', password, swapCase(password), await hash(password)),
      await wrongTrial('empty', password, '', await hash(password)),
    ];
    for (const trial of await specialTrials(hash)) trials.push(trial);
    return { trials };
  } catch (error) {
    if (error instanceof PasswordHashError) return { reason: reasonOf(error) };
    throw error;
  }
}

function reasonOf(error: PasswordHashError | CannotHash): string {
  return `no hash of this kind can be made for a synthetic customer (${error.message})`;
}

function rightTwice(password: string): readonly Attempt[] {
  return [
    { name: 'right', password, expected: 'accepted' },
    { name: 'right-again', password, expected: 'accepted' },
  ];
}

async function wrongTrial(
  name: CaseName,
  password: string,
  tried: string,
  stored: StoredHash,
): Promise<Trial> {
  const expected = (await verify(tried, stored)) ? 'either' : 'refused';
  return { stored, password, attempts: [{ name, password: tried, expected }] };
}

/** Passwords that not every scheme can hash: what it cannot, its customers cannot have. */
async function specialTrials(hash: (password: string) => Promise<StoredHash>): Promise<readonly Trial[]> {
  const unicode = `Zoë-ñandú-Ωδ-${draw(6)}`.normalize('NFC');
  const spaces = ` ${draw(5)}  ${draw(5)} `;
  const long = draw(LONG);
  const trials: Trial[] = [];
  for (const [name, password] of [
    ['right-unicode', unicode],
    ['right-spaces', spaces],
    ['right-long', long],
  ] as const) {
    const stored = await hashIfPossible(hash, password);
    if (stored === undefined) continue;
    trials.push({ stored, password, attempts: [{ name, password, expected: 'accepted' }] });
  }
  const stored = await hashIfPossible(hash, long);
  if (stored !== undefined)
    trials.push(await wrongTrial('cut-at-72', long, long.slice(0, BCRYPT_BYTES), stored));
  return trials;
}

async function hashIfPossible(
  hash: (password: string) => Promise<StoredHash>,
  password: string,
): Promise<StoredHash | undefined> {
  try {
    return await hash(password);
  } catch (error) {
    if (error instanceof PasswordHashError) return undefined;
    throw error;
  }
}

/** The longest of which every character counts. */
async function choosePassword(sample: StoredHash): Promise<string> {
  let failure: unknown;
  for (const length of LENGTHS) {
    const password = draw(length);
    try {
      const stored = await hashLike(sample, password);
      if (!(await verify(password.slice(0, -1), stored))) return password;
    } catch (error) {
      if (!(error instanceof PasswordHashError)) throw error;
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  return draw(LENGTHS[0]);
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';

/** Random, with a capital, a small letter, a digit and a sign, so that no password policy stands in the way. */
function draw(length: number): string {
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  const middle = Array.from({ length: Math.max(0, length - 5) }, () => pick(LETTERS + DIGITS)).join('');
  return `${pick('ABCDEFGH')}${pick('abcdefgh')}-${middle}${pick(DIGITS)}${pick(LETTERS)}`;
}

/** As long, and different from its first character on. */
function otherThan(password: string): string {
  for (;;) {
    const other = draw(password.length);
    if (other.charAt(0) !== password.charAt(0) && other.slice(3) !== password.slice(3)) return other;
  }
}

function swapCase(text: string): string {
  return [...text].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join('');
}
