/**
 * Was this id there before? Surely not, or perhaps: Bloom filters, each four times the one before.
 *
 * Two bytes a row and four looks: one id in a hundred that is new is taken for one that may be known. Nobody who is
 * known is ever taken for new. https://doi.org/10.1145/362686.362692
 *
 * @module
 */

/** Ids that the first filter is for; 2 MB. */
const FIRST = 1_048_576;
const BITS_A_ROW = 16;
const LOOKS = 4;

interface Filter {
  readonly words: Uint32Array;
  /** Of the number of bits, a power of two. */
  readonly mask: number;
  readonly room: number;
  count: number;
}

export class SeenIds {
  readonly #filters: Filter[] = [createFilter(FIRST)];

  /** Notes the key; true: it may have been there before. The key is a keyed hash: its bits are random already. */
  add(key: Buffer): boolean {
    const one = key.readUInt32LE(0);
    const two = key.readUInt32LE(4) | 1;
    for (const filter of this.#filters) if (holds(filter, one, two)) return true;
    let filter = this.#filters.at(-1) ?? createFilter(FIRST);
    if (filter.count >= filter.room) {
      filter = createFilter(filter.room * 4);
      this.#filters.push(filter);
    }
    note(filter, one, two);
    return false;
  }
}

function createFilter(room: number): Filter {
  const bits = Math.min(room * BITS_A_ROW, 2 ** 32);
  return { words: new Uint32Array(bits / 32), mask: bits - 1, room, count: 0 };
}

/** Double hashing, https://www.eecs.harvard.edu/~michaelm/postscripts/rsa2008.pdf */
function holds({ words, mask }: Filter, one: number, two: number): boolean {
  for (let look = 0; look < LOOKS; look++) {
    const bit = (one + Math.imul(look, two)) & mask;
    if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

function note(filter: Filter, one: number, two: number): void {
  filter.count += 1;
  for (let look = 0; look < LOOKS; look++) {
    const bit = (one + Math.imul(look, two)) & filter.mask;
    filter.words[bit >>> 5] = (filter.words[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
}
