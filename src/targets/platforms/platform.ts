/**
 * A platform that Footbridge does not write itself: what it accepts, as data, so that `assess` can say what would
 * become of everybody there. The password formats it takes are its envelope's in `src/passwords/envelopes`.
 *
 * @module
 */
import type { TargetAccepts, TargetLimits } from '../target.ts';

export interface Platform {
  /** The id of its envelope. */
  readonly id: string;
  readonly title: string;
  readonly accepts: Omit<TargetAccepts, 'passwords'>;
  readonly limits: TargetLimits;
  /** What is said of it and was never confirmed: canonical path, or `laterHash`, `ids` … → the sentence. */
  readonly disputed: Readonly<Record<string, string>>;
  /** Where the facts stand: pages of the vendor. */
  readonly sources: readonly string[];
}
