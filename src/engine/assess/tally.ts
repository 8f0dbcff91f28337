/**
 * Counts how often each value of a field occurs, in bounded memory: a column of free text must not fill it.
 *
 * When too many values are told apart, the rarest half of them goes to `others`. What is frequent comes back at once,
 * so the first {@link MOST_VALUES} of the result are right unless thousands of values are about equally frequent.
 *
 * @module
 */
import { type Counts, MOST_VALUES } from './assessment.ts';

/** Told apart while counting: about 1 MB of short texts. */
const MOST_HELD = 8_192;

/** Longer is no name of anything, and thousands of such would fill the memory. */
const LONGEST = 255;

export class Tally {
  #counts = new Map<string, number>();
  #others = 0;

  add(value: string, by = 1): void {
    if (value.length > LONGEST) {
      this.#others += by;
      return;
    }
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= MOST_HELD) this.#dropRarest();
    this.#counts.set(value, (before ?? 0) + by);
  }

  merge(other: Tally): void {
    for (const [value, count] of other.#counts) this.add(value, count);
    this.#others += other.#others;
  }

  /**
   * The most frequent first; what does not fit under `others`.
   *
   * @param least values that fewer have go to `others`, because they may tell who it is
   */
  result(least = 1): Counts {
    const ranked = this.#ranked();
    const shown = ranked.slice(0, MOST_VALUES).filter(([, count]) => count >= least);
    let others = this.#others;
    for (const [, count] of ranked.slice(shown.length)) others += count;
    // Null-prototype, so that a provider called __proto__ is a name like any other.
    const counts: Record<string, number> = Object.assign(Object.create(null), Object.fromEntries(shown));
    if (others > 0) counts.others = (counts.others ?? 0) + others;
    return counts;
  }

  #dropRarest(): void {
    const ranked = this.#ranked();
    for (const [, count] of ranked.slice(MOST_HELD / 2)) this.#others += count;
    this.#counts = new Map(ranked.slice(0, MOST_HELD / 2));
  }

  #ranked(): [string, number][] {
    return [...this.#counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  }
}
