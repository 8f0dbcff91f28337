/**
 * The contract of a password format: how a stored string is taken apart, put together, and what it is called.
 *
 * A format computes nothing. It says which primitive a string means; verifying, bounding, weighing and
 * transcoding follow from the parts (`verify.ts`, `bounds.ts`, `strength.ts`, `transcode.ts`).
 *
 * @module
 */
import type { HashParts } from './parts.ts';
import type { Beside } from './stored.ts';

export type Family =
  | 'modern'
  | 'bcrypt'
  | 'scrypt'
  | 'pbkdf2'
  | 'crypt'
  | 'phpass'
  | 'cms'
  | 'ldap'
  | 'java'
  | 'dotnet'
  | 'rails'
  | 'database'
  | 'windows'
  | 'node'
  | 'provider'
  | 'digest'
  | 'disabled';

export interface PasswordFormat {
  /** As in docs/formats: kebab-case, and for ever. */
  readonly id: string;
  /** For people: `Django, PBKDF2-SHA256`. */
  readonly title: string;
  readonly family: Family;
  /** Products that write it; also what a source hint is matched with. */
  readonly foundIn: string;
  /** The computation in pipeline notation, or as near to it as reads well. */
  readonly rule: string;
  /** Where the rule is written down. */
  readonly reference?: string;
  /** Other names it goes by. */
  readonly aliases?: readonly string[];
  /** What every string of this format begins with; empty when there is nothing to go by. */
  readonly prefix: string;
  /** Where there are several: all of them, `prefix` being empty. */
  readonly starts?: readonly string[];
  /** What every string of this format looks like; decides candidates, not validity. */
  readonly shape: RegExp;
  /** 0 rare, 1 seen, 2 common, 3 everywhere: orders candidates that look alike. */
  readonly frequency: 0 | 1 | 2 | 3;
  /** Inputs beside the string that the computation cannot do without. */
  readonly needs: readonly string[];

  /**
   * Takes the string apart. `undefined`: not ours, the first characters say so.
   *
   * @throws MalformedHash when it is ours and damaged
   * @throws MissingInput when something beside the string is needed
   */
  parse(text: string, beside: Beside): HashParts | undefined;

  /** Writes the string again in its canonical spelling; absent where parts cannot be turned back. */
  format?(parts: HashParts): string;
}
