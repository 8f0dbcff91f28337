/**
 * How the letters of a password are spelt when it is sent: `é` is one character or two, by the keyboard it came from.
 *
 * Another system gets one spelling, since a second would be a second attempt.
 *
 * @see https://www.unicode.org/reports/tr15/
 * @module
 */
import { z } from 'zod';
import type { TypedPassword } from '../../identity/typed-password.ts';

export const SPELLING = {
  unicode: z
    .enum(['as-typed', 'NFC', 'NFD', 'NFKC'])
    .default('as-typed')
    .describe('How letters with accents are sent: as the old login page sent them'),
};

export type Spelling = z.output<typeof SPELLING.unicode>;

/** The text of the password, for the one place where it leaves. */
export function spell(password: TypedPassword, spelling: Spelling): string {
  const typed = password.reveal();
  return spelling === 'as-typed' ? typed : typed.normalize(spelling);
}
