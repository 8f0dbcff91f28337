/**
 * Rows whose id stands on an earlier row: the same once more, or a contradiction.
 *
 * In bounded memory and one pass. Whose id is surely new is counted at once. Whose id may be known is put aside, and
 * judged when all ids have been grouped on disk: the first row of an id is the identity, a later one with the same
 * content is `repeated`, with other content it is lost (ID_REPEATED), as an import would decide.
 *
 * @module
 */
import { type KeyGroups, openKeyGroups } from '../correlate/key-groups.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { SeenIds } from './seen-ids.ts';
import { Spill } from './spill.ts';

interface PutAside<Row> {
  /** Number of the row over all sources, from 0. */
  readonly ordinal: number;
  readonly key: string;
  readonly content: number;
  readonly row: Row;
}

export type Decision = 'new' | 'repeated' | 'contradicts';

/** Bits of the content beside the number of the row in 53: one contradiction in a million is taken for a repetition. */
const CONTENT = 2 ** 20;

export class Repeats<Row> {
  readonly #groups: KeyGroups;
  readonly #hash: KeyedHash;
  readonly #seen = new SeenIds();
  readonly #aside = new Spill<PutAside<Row>>();
  #count = 0;

  static async open<Row>(hash: KeyedHash): Promise<Repeats<Row>> {
    return new Repeats(await openKeyGroups(), hash);
  }

  private constructor(groups: KeyGroups, hash: KeyedHash) {
    this.#groups = groups;
    this.#hash = hash;
  }

  /**
   * Is this id surely new? Otherwise the row is put aside.
   *
   * @param fingerprint 32 bits of the content
   */
  isNew(id: string, ordinal: number, fingerprint: number, row: Row): true | Promise<false> {
    const key = this.#hash(id);
    const content = fingerprint % CONTENT;
    this.#groups.add(key, ordinal * CONTENT + content);
    if (!this.#seen.add(key)) return true;
    return this.#putAside({ ordinal, key: key.toString('base64'), content, row });
  }

  /** Everything that was put aside, in order, with what it is. */
  async *decide(): AsyncGenerator<{
    readonly row: Row;
    readonly ordinal: number;
    readonly decision: Decision;
  }> {
    if (this.#count === 0) return;
    const later = await this.#findLater();
    for await (const { ordinal, key, content, row } of this.#aside.rows()) {
      const first = later.crowded.get(key);
      const decision = first === undefined ? later.at(ordinal) : compare(first, ordinal, content);
      yield { row, ordinal, decision };
    }
  }

  async close(): Promise<void> {
    await this.#groups.close();
    await this.#aside.close();
  }

  async #putAside(row: PutAside<Row>): Promise<false> {
    this.#count += 1;
    await this.#aside.add(row);
    return false;
  }

  async #findLater(): Promise<LaterRows> {
    const later = new LaterRows();
    for await (const { key, entries, count } of this.#groups.groups(2)) {
      const first = Math.min(...entries);
      // Of a group that is too large to list, the rows that are not listed are found by their key.
      if (count > entries.length) later.crowded.set(Buffer.from(key).toString('base64'), first);
      for (const entry of entries) later.mark(first, entry);
    }
    return later;
  }
}

function compare(first: number, ordinal: number, content: number): Decision {
  if (Math.floor(first / CONTENT) === ordinal) return 'new';
  return first % CONTENT === content ? 'repeated' : 'contradicts';
}

const DECISIONS: readonly Decision[] = ['new', 'repeated', 'contradicts'];

/** What later rows of an id are, two bits a row: a whole export may stand there twice. */
class LaterRows {
  /** Ids that more than a thousand rows have → the first of them. */
  readonly crowded = new Map<string, number>();
  #bits = new Uint8Array(65_536);

  mark(first: number, entry: number): void {
    const ordinal = Math.floor(entry / CONTENT);
    const decision = DECISIONS.indexOf(compare(first, ordinal, entry % CONTENT));
    const at = Math.floor(ordinal / 4);
    while (at >= this.#bits.length) this.#bits = grow(this.#bits);
    this.#bits[at] = (this.#bits[at] ?? 0) | (decision << ((ordinal % 4) * 2));
  }

  at(ordinal: number): Decision {
    return DECISIONS[((this.#bits[Math.floor(ordinal / 4)] ?? 0) >> ((ordinal % 4) * 2)) & 3] ?? 'new';
  }
}

function grow(bits: Uint8Array): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(bits.length * 2);
  grown.set(bits);
  return grown;
}
