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
  let impossible: { field: string; found: string }[] | undefined;
  let newest = 0;
  const read = (field: string, time: string | undefined): number | undefined => {
    if (time === undefined) return undefined;
    const day = dayOf(time);
    const found = describeImpossible(day, today);
    if (found === undefined) {
      if (day > newest && field !== 'password.setAt') newest = day;
      return day;
    }
    impossible ??= [];
    impossible.push({ field, found });
    return undefined;
  };
  const signUp = read('createdAt', identity.createdAt);
  const login = read('lastLoginAt', identity.lastLoginAt);
  read('updatedAt', identity.updatedAt);
  const passwordSet = read('password.setAt', identity.password?.setAt);
  if (signUp !== undefined && login !== undefined && login < signUp - 1) {
    impossible ??= [];
    impossible.push({ field: 'lastLoginAt', found: `${signUp - login} days before the sign-up` });
  }
  return { signUp, login, passwordSet, newest: Math.min(newest, today), impossible: impossible ?? NOTHING };
}

function describeImpossible(day: number, today: number): string | undefined {
  if (!Number.isFinite(day)) return 'no day of the calendar';
  if (day === 0) return '1970-01-01, which is how a zero reads';
  if (day < EARLIEST) return `before 1990: ${Math.round((EARLIEST - day) / 365)} years`;
  if (day > today + 1) return `${day - today} days in the future`;
  return undefined;
}
