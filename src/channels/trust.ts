/**
 * Is a refusal about one message, or about us? Before anything was taken, and after many in a row, it is about us.
 *
 * A whole campaign must not end as "undeliverable" because of a wrong setting: a server that was told not to take our
 * mail, or a template with a field too many, refuses everybody in the words it has for one.
 *
 * @module
 */

/** In a row. Of addresses that are years old a fifth may be dead; five in a row by chance is one in three thousand. */
const IN_A_ROW = 5;

export interface Trust {
  /** A message was taken. */
  earn(): void;
  /** One was refused. @returns whether it is about us */
  lose(): boolean;
}

export function createTrust(): Trust {
  let earned = false;
  let refused = 0;
  return {
    earn() {
      earned = true;
      refused = 0;
    },
    lose() {
      refused += 1;
      return !earned || refused >= IN_A_ROW;
    },
  };
}
