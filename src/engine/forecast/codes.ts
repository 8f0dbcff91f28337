/**
 * The closed lists of what a forecast cannot say, and of why a path is refused: the tables of docs/forecast.md.
 *
 * They are no errors: a forecast is made all the same, and says them. A code never changes its meaning.
 *
 * @module
 */

/** Code → what it means for the reader. */
export const RESERVATIONS = {
  NO_LAST_LOGIN: 'Nobody has a last login, or only the sign-up counts as one. Nothing is foreseen.',
  TOO_FEW:
    'Below 50 customers with a last login nothing is foreseen; below 300 the intervals are the message.',
  ONE_DAY:
    'Half of all last logins lie on one day (or nearly all on the last one): a job wrote the column, not customers. Nothing is foreseen.',
  ROUNDED:
    'Last logins are rounded to weeks or months. No model is fitted; the months before say what the next ones bring.',
  TENURE_UNKNOWN:
    'Of more than a tenth nobody knows when they joined. Of most: leaving for good cannot be told from coming seldom, and is left out.',
  TENURE_CONTRADICTED:
    'More than one in a hundred logged in last before they joined: one of the two columns is wrong.',
  SHORT_HISTORY: 'The oldest account is younger than 120 days: whatever lies beyond is the model’s guess.',
  POOR_FIT:
    'Model and data differ by more than 3 points somewhere; beyond 10 the model is dropped and the past takes its place.',
  HOLD_OUT_MISSED:
    'Of days that were hidden the model would have said something wrong: all intervals are wider for it.',
  DROPOUT_UNCERTAIN: 'How many leave for good a year is open by more than a factor of ten.',
} as const satisfies Record<string, string>;

export type ReservationCode = keyof typeof RESERVATIONS;

/** Code → path and reason. */
export const REFUSALS = {
  JIT_NO_LEGACY: 'jit: no live legacy is configured.',
  JIT_LEGACY_TOO_SLOW: 'jit: a probe has measured less than the busiest hour brings.',
  JIT_LEGACY_ENDS:
    'jit: the legacy is switched off before nine of ten active customers who come back at all have done so.',
  JIT_CANNOT_SAY: 'jit: the legacy has an end and nobody can say how long customers take.',
  RESET_NO_CHANNEL: 'reset: nobody has a verified e-mail address.',
  BULK_NO_HASH: 'bulk: nobody has a hash that the target or the vault verifies.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof REFUSALS;
