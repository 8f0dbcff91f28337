/**
 * The morning after: the regulars come to the new door, and so does somebody who guesses.
 *
 * @module
 */
import type { OldHash } from './old-hashes.ts';
import { REGULARS } from './old-shop.ts';
import { type SignInAnswer, type SignInAttempt, signIn } from './sign-in.ts';

interface Visit extends SignInAttempt {
  readonly who: string;
  readonly hashedBy: string;
  readonly expected: SignInAnswer;
  readonly remark: string;
}

/** A visit and how it went. */
export interface Rush {
  readonly who: string;
  readonly hashedBy: string;
  readonly answer: SignInAnswer;
  readonly asExpected: boolean;
  readonly remark: string;
}

const HASHED_BY = {
  bcrypt: 'bcrypt, by PHP',
  django: 'PBKDF2, by Django',
  sha1: 'salted SHA-1, by hand',
  phpass: 'phpass, by WordPress',
} as const satisfies Record<OldHash, string>;

const RIGHT: readonly Visit[] = REGULARS.map(({ first_name, last_name, hash, password, totp, blocked }) => ({
  who: `${first_name} ${last_name}`,
  email: `${first_name}.${last_name}@example.com`.toLowerCase(),
  hashedBy: HASHED_BY[hash],
  password,
  ...(totp === undefined ? {} : { totp }),
  expected: blocked === true ? 'blocked' : totp === undefined ? 'signed in' : 'signed in with a code',
  remark: blocked === true ? 'was blocked in the old shop, and stays out' : '',
}));

const GUESSES = ['tulip-harbour-18', 'grüße aus wien!', 'Sommer2009', ''] as const;

const WRONG: readonly Visit[] = RIGHT.slice(0, GUESSES.length).map((visit, index) => ({
  ...visit,
  password: GUESSES[index] ?? '',
  expected: 'refused',
  remark: index === GUESSES.length - 1 ? 'with no password at all' : 'with a wrong password',
}));

/** Comes again: by now the hash is Better Auth's own. */
const AGAIN: readonly Visit[] = RIGHT.slice(2, 3).map((visit) => ({
  ...visit,
  remark: 'again: the SHA-1 is gone, replaced at the first login',
}));

export const RUSH: readonly Visit[] = [...RIGHT, ...WRONG, ...AGAIN];

export async function rushHour(url: string, visits: readonly Visit[]): Promise<readonly Rush[]> {
  const rush: Rush[] = [];
  for (const { who, hashedBy, expected, remark, ...attempt } of visits) {
    const answer = await signIn(url, attempt);
    rush.push({ who, hashedBy, answer, asExpected: answer === expected, remark });
  }
  return rush;
}
