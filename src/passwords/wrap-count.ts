/**
 * What is left of the old schemes in a population: how many are wrapped and over what, how many still stand bare.
 *
 * One pass over a stream, keeping counts only.
 *
 * @module
 */
import { PasswordHashError } from './errors.ts';
import { wrappedFormat } from './formats/wrapped.ts';
import type { StoredHash } from './stored.ts';
import { type StrengthClass, strengthOf } from './strength.ts';
import { parse } from './verify.ts';

export interface WrapCount {
  readonly rows: number;
  /** Inner format → rows that wait for their owner's next login. */
  readonly wrapped: ReadonlyMap<string, number>;
  /** Format → rows that are weak or broken and not wrapped. */
  readonly bare: ReadonlyMap<string, number>;
  /** Rows that are good as they are. */
  readonly good: number;
  /** Rows without a password. */
  readonly disabled: number;
  /** Rows that could not be read. */
  readonly unread: number;
}

type Kind = StrengthClass | 'disabled' | 'wrapped' | 'unread';

export async function countWrapped(
  hashes: Iterable<StoredHash> | AsyncIterable<StoredHash>,
): Promise<WrapCount> {
  const wrapped = new Map<string, number>();
  const bare = new Map<string, number>();
  const kinds: Record<Kind, number> = {
    strong: 0,
    acceptable: 0,
    weak: 0,
    broken: 0,
    disabled: 0,
    wrapped: 0,
    unread: 0,
  };
  for await (const stored of hashes) {
    const { kind, format } = kindOf(stored);
    kinds[kind]++;
    if (kind === 'wrapped') increase(wrapped, format);
    if (kind === 'weak' || kind === 'broken') increase(bare, format);
  }
  const rows = Object.values(kinds).reduce((total, count) => total + count, 0);
  const { strong, acceptable, disabled, unread } = kinds;
  return { rows, wrapped, bare, good: strong + acceptable, disabled, unread };
}

function kindOf(stored: StoredHash): { readonly kind: Kind; readonly format: string } {
  const inner = wrappedFormat(stored.hash);
  if (inner !== undefined) return { kind: 'wrapped', format: inner };
  try {
    const { format, parts } = parse(stored);
    return { kind: parts.primitive === 'disabled' ? 'disabled' : strengthOf(parts).class, format };
  } catch (error) {
    if (error instanceof PasswordHashError) return { kind: 'unread', format: '' };
    throw error;
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
