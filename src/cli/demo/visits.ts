/**
 * Who comes to the new door while the demo runs, in three scenes, and what must become of them.
 *
 * @module
 */
import { COMING, clubEmail, STAYING_AWAY } from './club.ts';
import type { OldHash } from './old-hashes.ts';
import { emailOf, FIRST_WAVE_REGULARS, type Regular, SECOND_WAVE_REGULARS } from './regulars.ts';
import type { SignInAnswer, SignInAttempt } from './sign-in.ts';

export interface Visit extends SignInAttempt {
  readonly who: string;
  readonly hashedBy: string;
  readonly expected: SignInAnswer;
  readonly remark: string;
}

/** In the words of the page and of the terminal. */
export const HASHED_BY = {
  bcrypt: 'bcrypt, by PHP',
  django: 'PBKDF2, by Django',
  sha1: 'salted SHA-1, by hand',
  phpass: 'phpass, by WordPress',
} as const satisfies Record<OldHash, string>;

const ONLY_THERE = 'the old shop alone';

const MOVED: readonly Visit[] = FIRST_WAVE_REGULARS.map((regular) => {
  const { totp, blocked } = regular;
  return {
    ...visitOf(regular),
    ...(totp === undefined ? {} : { totp }),
    expected: blocked === true ? 'blocked' : totp === undefined ? 'signed in' : 'signed in with a code',
    remark: blocked === true ? 'was blocked, and stays out' : '',
  };
});

const GUESSES = ['tulip-harbour-18', 'grüße aus wien!', 'Sommer2009', ''] as const;

const WRONG: readonly Visit[] = MOVED.slice(0, GUESSES.length).map((visit, index) =>
  refused(visit, GUESSES[index] ?? ''),
);

/** Comes again: by now the hash is Better Auth's own. */
const AGAIN: readonly Visit[] = MOVED.slice(2, 3).map((visit) => ({
  ...visit,
  remark: 'again: the SHA-1 is gone by now',
}));

/** Those of the wave that was moved. */
export const MOVED_IN_BULK: readonly Visit[] = [...MOVED, ...WRONG, ...AGAIN];

const MEMBERS: readonly Visit[] = COMING.map((member) => ({
  ...visitOf(member),
  email: clubEmail(member),
  hashedBy: ONLY_THERE,
  remark: 'crossed at this moment',
}));

/** The first of the club: a wrong password, the right one, and a second time. */
const [FIRST_MEMBER, ...OTHER_MEMBERS] = MEMBERS;
const FIRST: readonly Visit[] = FIRST_MEMBER === undefined ? [] : [FIRST_MEMBER];

export const CLUB_COMES: readonly Visit[] = [
  ...FIRST.map((visit) => refused(visit, 'birch-harbour')),
  ...FIRST,
];

/** As at the opening of a sale. */
export const CLUB_RUSH = OTHER_MEMBERS;

export const CLUB_AGAIN: readonly Visit[] = FIRST.map((visit) => ({
  ...visit,
  remark: 'again: Better Auth alone judges',
}));

/** One of them does not come: whoever looks on may be him. */
export const COMING_FROM_VAULT: readonly Regular[] = SECOND_WAVE_REGULARS.slice(0, -1);

const FROM_VAULT: readonly Visit[] = COMING_FROM_VAULT.map((regular) => ({
  ...visitOf(regular),
  remark: 'judged by the hash in our vault',
}));

/** With the old shop switched off. */
export const OLD_SHOP_IS_OFF: readonly Visit[] = [
  ...FROM_VAULT.slice(0, 1).map((visit) => refused(visit, 'Correct Horse Battery')),
  ...FROM_VAULT,
  ...FIRST.map((visit) => ({ ...visit, remark: 'crossed before: has no need of it' })),
  ...STAYING_AWAY.slice(0, 1).map((member) => ({
    ...visitOf(member),
    email: clubEmail(member),
    hashedBy: ONLY_THERE,
    expected: 'try again later' as const,
    remark: 'not told that it is wrong',
  })),
];

function visitOf(regular: Omit<Regular, 'totp' | 'blocked'>): Visit {
  return {
    who: `${regular.first_name} ${regular.last_name}`,
    email: emailOf(regular),
    hashedBy: HASHED_BY[regular.hash],
    password: regular.password,
    expected: 'signed in',
    remark: '',
  };
}

function refused(visit: Visit, password: string): Visit {
  const remark = password === '' ? 'with no password at all' : 'with a wrong password';
  return { ...visit, password, expected: 'refused', remark };
}
