/**
 * What PHP's serialize() writes, read without PHP: null, booleans, numbers, texts and arrays of them.
 *
 * Objects and references are refused, as reading them is how PHP itself was broken into for years. Lengths count
 * bytes, not characters. An array becomes a map, whose keys are texts, in its order.
 *
 * @see https://www.php.net/manual/en/function.serialize.php
 * @module
 */

export type PhpValue = null | boolean | number | string | ReadonlyMap<string, PhpValue>;

/** Nesting of what plugins store is three or four; deeper is damage or an attack on the stack. */
const DEEPEST = 32;

/** Undefined: it is not what serialize() writes, or it holds an object. */
export function readPhpValue(text: string): PhpValue | undefined {
  const reader = new Reader(Buffer.from(text, 'utf8'));
  const value = reader.value(0);
  return reader.isAtEnd() ? value : undefined;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): PhpValue | undefined {
    const kind = this.#take(2);
    switch (kind) {
      case 'N;':
        return null;
      case 'b:': {
        const digit = this.#until(';');
        return digit === '0' || digit === '1' ? digit === '1' : undefined;
      }
      case 'i:':
        return this.#number(/^-?\d{1,20}$/);
      case 'd:':
        return this.#number(/^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?INF|NAN)$/);
      case 's:':
        return this.#text();
      case 'a:':
        return depth < DEEPEST ? this.#array(depth + 1) : undefined;
      default:
        return undefined;
    }
  }

  #number(shape: RegExp): number | undefined {
    const digits = this.#until(';');
    return digits !== undefined && shape.test(digits) ? Number(digits) : undefined;
  }

  /** `s:10:"subscriber";` */
  #text(): string | undefined {
    const length = this.#length();
    if (length === undefined || this.#take(1) !== '"') return undefined;
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return this.#take(2) === '";' ? text : undefined;
  }

  /** `a:1:{…}` with a key before every value. */
  #array(depth: number): ReadonlyMap<string, PhpValue> | undefined {
    const length = this.#length();
    if (length === undefined || this.#take(1) !== '{') return undefined;
    const entries = new Map<string, PhpValue>();
    for (let i = 0; i < length; i++) {
      const key = this.value(DEEPEST);
      const value = typeof key === 'string' || typeof key === 'number' ? this.value(depth) : undefined;
      if (value === undefined) return undefined;
      entries.set(String(key), value);
    }
    return this.#take(1) === '}' ? entries : undefined;
  }

  /** Never more than there are bytes left, so that a false length costs nothing. */
  #length(): number | undefined {
    const digits = this.#until(':') ?? '';
    const length = Number(digits);
    return /^\d{1,9}$/.test(digits) && length <= this.#bytes.length - this.#at ? length : undefined;
  }

  #take(count: number): string {
    const taken = this.#bytes.toString('latin1', this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  #until(end: string): string | undefined {
    const stop = this.#bytes.indexOf(end, this.#at);
    if (stop < 0) return undefined;
    const text = this.#bytes.toString('latin1', this.#at, stop);
    this.#at = stop + 1;
    return text;
  }
}
