/**
 * The times of an identity as days, without those that cannot be: a customer of 1970 or of 9999 says only that a
 * program wrote a zero or a constant, and would make every age wrong.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { dayOf } from './days.ts';

export interface Times {
  readonly signUp: number | undefined;
  readonly login: number | undefined;
  readonly passwordSet: number | undefined;
  /** The newest that can be. */
  readonly newest: number;
  readonly impossible: readonly { readonly field: string; readonly found: string }[];
}

/** 1990-01-01, when nobody had an account with any service on the Internet. */
const EARLIEST = 7_305;

const NOTHING: Times['impossible'] = [];

/** @param today days may not lie behind tomorrow: clocks differ by a time zone */
export function timesOf(identity: Identity, today: number): Times {
  const signUp = readDay(identity.createdAt, today);
  const login = readDay(identity.lastLoginAt, today);
  const update = readDay(identity.updatedAt, today);
  const passwordSet = readDay(identity.password?.setAt, today);
  const newest = Math.min(Math.max(signUp ?? 0, login ?? 0, update ?? 0), today);
  const isWrong =
    isMissing(signUp, identity.createdAt) ||
    isMissing(login, identity.lastLoginAt) ||
    isMissing(update, identity.updatedAt) ||
    isMissing(passwordSet, identity.password?.setAt) ||
    (signUp !== undefined && login !== undefined && login < signUp - 1);
  const impossible = isWrong ? listImpossible(identity, today, signUp, login) : NOTHING;
  return { signUp, login, passwordSet, newest, impossible };
}

function isMissing(day: number | undefined, time: string | undefined): boolean {
  return day === undefined && time !== undefined;
}

/** Undefined: there is none, or none that can be. */
function readDay(time: string | undefined, today: number): number | undefined {
  if (time === undefined) return undefined;
  const day = dayOf(time);
  return day >= EARLIEST && day <= today + 1 ? day : undefined;
}

function listImpossible(
  { createdAt, lastLoginAt, updatedAt, password }: Identity,
  today: number,
  signUp: number | undefined,
  login: number | undefined,
): Times['impossible'] {
  const impossible: { field: string; found: string }[] = [];
  for (const [field, time] of [
    ['createdAt', createdAt],
    ['lastLoginAt', lastLoginAt],
    ['updatedAt', updatedAt],
    ['password.setAt', password?.setAt],
  ] as const) {
    const found = time === undefined ? undefined : describeImpossible(dayOf(time), today);
    if (found !== undefined) impossible.push({ field, found });
  }
  if (signUp !== undefined && login !== undefined && login < signUp - 1)
    impossible.push({ field: 'lastLoginAt', found: `${signUp - login} days before the sign-up` });
  return impossible;
}

function describeImpossible(day: number, today: number): string | undefined {
  if (!Number.isFinite(day)) return 'no day of the calendar';
  if (day === 0) return '1970-01-01, which is how a zero reads';
  if (day < EARLIEST) return `before 1990: ${Math.round((EARLIEST - day) / 365)} years`;
  if (day > today + 1) return `${day - today} days in the future`;
  return undefined;
}
