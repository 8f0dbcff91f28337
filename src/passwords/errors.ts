/**
 * The six ways a stored hash can be refused, each meaning something different to the caller.
 *
 * No message ever holds the hash, the password or a secret: a message ends up in logs and reports.
 *
 * @module
 */

export type PasswordHashCode =
  | 'hash-malformed'
  | 'hash-unknown'
  | 'hash-too-expensive'
  | 'hash-input-missing'
  | 'hash-busy'
  | 'hash-not-makeable';

/** What all errors of this folder have in common: a stable `code` and the format it concerns. */
export class PasswordHashError extends Error {
  readonly code: PasswordHashCode;
  /** Id of the format, or the empty string when none was recognised. */
  readonly format: string;

  constructor(code: PasswordHashCode, format: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.format = format;
  }
}

/** Ours and damaged: export it again, or plan a reset. */
export class MalformedHash extends PasswordHashError {
  constructor(format: string, defect: string) {
    super('hash-malformed', format, `${format}: ${defect}`);
  }
}

/** No format was named or recognised, or the named one does not exist. */
export class UnknownHash extends PasswordHashError {
  constructor(what: string) {
    super('hash-unknown', '', what);
  }
}

/** Well formed, but asks for more work than any honest legacy does: damage or an attack. */
export class TooExpensiveHash extends PasswordHashError {
  constructor(format: string, bound: string) {
    super('hash-too-expensive', format, `${format}: ${bound}`);
  }
}

/** The string is only half of it: a salt, user name or site secret has to come along. */
export class MissingInput extends PasswordHashError {
  /** The key to add to `beside` or `secrets`. */
  readonly input: string;

  constructor(format: string, input: string) {
    super('hash-input-missing', format, `${format}: needs "${input}" beside the hash`);
    this.input = input;
  }
}

/** More verifications wait than the queue holds: slow down and try again. */
export class VerifierBusy extends PasswordHashError {
  constructor(waiting: number) {
    super('hash-busy', '', `${waiting} verifications are waiting already`);
  }
}
