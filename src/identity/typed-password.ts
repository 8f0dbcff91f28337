/**
 * A password somebody has just typed, on its way to a verifier and to nowhere else.
 *
 * Loggers, error reporters, JSON and template strings see `[password]`: the text leaves only through `reveal`, which
 * is easy to look for in a review. JavaScript strings cannot be wiped; `forget` drops the last reference we hold, so
 * that a heap dump taken later does not find it through us.
 *
 * @module
 */
import { inspect } from 'node:util';

const SHOWN = '[password]';

export class TypedPassword {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for verifiers. */
  reveal(): string {
    return this.#text;
  }

  /** In UTF-8: what limits of hashers count. */
  get bytes(): number {
    return Buffer.byteLength(this.#text, 'utf8');
  }

  /** Once answered, nobody needs it. */
  forget(): void {
    this.#text = '';
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
