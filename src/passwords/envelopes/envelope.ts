/**
 * The contract of an import envelope: how one platform wants to be handed a hash that another system computed.
 *
 * An envelope is a list of rows. A row names what it takes, the limits that the platform documents, and what it
 * writes; the first row that fits writes. Nothing is guessed: where no row fits, the answer is the limit that decided.
 * Which fields carry an account around the hash is the business of the target, not of this folder.
 *
 * @module
 */
import type { HashParts } from '../parts.ts';
import { describeParts } from './describe.ts';

export type EnvelopeValue = string | EnvelopeObject;

export interface EnvelopeObject {
  readonly [name: string]: string | number | boolean | readonly EnvelopeValue[] | EnvelopeObject;
}

export type Written<V extends EnvelopeValue = EnvelopeValue> =
  | {
      readonly kind: 'written';
      /** The row that took it. */
      readonly what: string;
      readonly value: V;
      /** What nobody has confirmed about this very rendering: probe it with one account before the others. */
      readonly disputed?: string;
      /** What the operator or the people will notice, although the hash fits. */
      readonly note?: string;
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/** What one row takes, as data for tables. */
export interface Accepted {
  readonly what: string;
  /** Each is the sentence that a refused hash gets as its reason. */
  readonly limits: readonly string[];
  readonly disputed?: string;
  readonly note?: string;
}

export interface Envelope<V extends EnvelopeValue = EnvelopeValue> {
  /** As in docs/formats/envelopes.md. */
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  readonly accepts: readonly Accepted[];
  write(parts: HashParts): Written<V>;
}

/** A documented limit; `says` is a whole sentence, and the reason of a refusal. */
export interface Limit<T> {
  readonly says: string;
  readonly holds: (value: T) => boolean;
}

export interface Row<V extends EnvelopeValue = EnvelopeValue> extends Accepted {
  /** Absent: the row is about something else. */
  readonly take: (parts: HashParts) => Written<V> | undefined;
}

interface RowData<T, V extends EnvelopeValue> {
  readonly what: string;
  readonly limits?: readonly Limit<T>[];
  readonly disputed?: string;
  /** Narrows `disputed` to the hashes it concerns. */
  readonly disputedFor?: (value: T) => boolean;
  readonly note?: string;
  readonly write: (value: T) => V;
}

/** A row over one shape of `shapes.ts`. */
export function takes<T, V extends EnvelopeValue>(
  read: (parts: HashParts) => T | undefined,
  row: RowData<T, V>,
): Row<V> {
  const { what, limits = [], disputed, note } = row;
  return {
    what,
    limits: limits.map(({ says }) => says),
    ...(disputed === undefined ? {} : { disputed }),
    ...(note === undefined ? {} : { note }),
    take(parts) {
      const value = read(parts);
      if (value === undefined) return undefined;
      const broken = limits.find(({ holds }) => !holds(value));
      if (broken !== undefined) return { kind: 'cannot', reason: broken.says };
      const isDisputed = disputed !== undefined && (row.disputedFor?.(value) ?? true);
      return {
        kind: 'written',
        what,
        value: row.write(value),
        ...(isDisputed ? { disputed } : {}),
        ...(note === undefined ? {} : { note }),
      };
    },
  };
}

/** A row that exists to say why: the platform knows the primitive, and still no hash can be written safely. */
export function refuses<T>(read: (parts: HashParts) => T | undefined, what: string, says: string): Row {
  return takes(read, { what, limits: [{ says, holds: () => false }], write: () => '' });
}

/** `otherwise` replaces the sentence for hashes that no row is about. */
export function envelope<V extends EnvelopeValue>(
  about: Pick<Envelope, 'id' | 'title' | 'reference'> & { readonly otherwise?: string },
  rows: readonly Row<V>[],
): Envelope<V> {
  const { id, title, reference, otherwise } = about;
  return {
    id,
    title,
    reference,
    accepts: rows.map(({ take: _, ...accepted }) => accepted),
    write(parts) {
      const answers = rows.map(({ take }) => take(parts)).filter((answer) => answer !== undefined);
      const written = answers.find(({ kind }) => kind === 'written');
      if (written !== undefined) return written;
      const reasons = answers.flatMap((answer) => (answer.kind === 'cannot' ? [answer.reason] : []));
      // Several rows may be about one primitive: then each of their limits decided it.
      const reason = [...new Set(reasons)].join(' ');
      return { kind: 'cannot', reason: reason || (otherwise ?? whyNone(title, parts)) };
    },
  };
}

function whyNone(title: string, parts: HashParts): string {
  if (parts.primitive === 'disabled') return 'There is no password behind this marker.';
  if ('prehash' in parts && parts.prehash !== undefined)
    return `The legacy hashed ${parts.prehash.rule} and not the password itself, which ${title} does not do.`;
  return `${title} has no envelope for ${describeParts(parts)}.`;
}
