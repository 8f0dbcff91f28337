/**
 * The paths in a reader's words.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';

interface PathWords {
  readonly short: string;
  /** What they do: `12 % cross …`. */
  readonly verb: string;
}

export const PATH_WORDS = {
  bulk: { short: 'in bulk', verb: 'are carried over in waves' },
  jit: { short: 'at a login', verb: 'cross by themselves at their next login' },
  reset: { short: 'by a new password', verb: 'are asked to set a new password' },
  exclude: { short: 'stays behind', verb: 'do not cross' },
} as const satisfies Record<Path, PathWords>;
