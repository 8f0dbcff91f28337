/**
 * Transcoding: the same hash in the words of another platform, without the password.
 *
 * Lossless or not at all: what verifies before verifies after, and nothing else does. What an envelope cannot hold is
 * answered with the limit that decided it. `portability` draws the matrix of formats and platforms from real hashes,
 * since a limit is one of parameters and not of names.
 *
 * @module
 */
import type { Accepted, Envelope, EnvelopeValue } from './envelopes/envelope.ts';
import { ENVELOPES, findEnvelope } from './envelopes/index.ts';
import { MalformedHash, MissingInput, UnknownHash } from './errors.ts';
import type { HashParts } from './parts.ts';
import type { StoredHash } from './stored.ts';
import { parse } from './verify.ts';

export type Transcoded =
  | {
      /** `as-is`: the very text that was stored. */
      readonly kind: 'as-is' | 'envelope';
      readonly value: EnvelopeValue;
      /** What nobody has confirmed about it: log in with one account before moving the others. */
      readonly disputed?: string;
      /** What the operator or the people will notice. */
      readonly note?: string;
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/**
 * Writes a stored hash as the platform's import wants it.
 *
 * @example
 * transcode({ hash: '$pbkdf2-sha256$27500$…' }, 'kratos')
 * // { kind: 'envelope', value: '$pbkdf2-sha256$i=27500,l=32$…' }
 *
 * @throws RangeError when there is no such platform
 */
export function transcode(stored: StoredHash, platform: string): Transcoded {
  const envelope = findEnvelope(platform);
  if (envelope === undefined) throw new RangeError(`there is no envelope for the platform "${platform}"`);
  return answerOf(partsOf(stored), envelope, stored.hash);
}

/** The parts, or why there are none. */
function partsOf(stored: StoredHash): HashParts | string {
  try {
    return parse(stored).parts;
  } catch (error) {
    if (error instanceof MissingInput)
      return 'Something beside the hash is missing that it cannot be taken apart without.';
    if (error instanceof MalformedHash || error instanceof UnknownHash)
      return 'The hash cannot be taken apart, so it cannot be put into an envelope.';
    throw error;
  }
}

function answerOf(parts: HashParts | string, envelope: Envelope, hash: string): Transcoded {
  if (typeof parts === 'string') return { kind: 'cannot', reason: parts };
  const written = envelope.write(parts);
  if (written.kind === 'cannot') return written;
  const { kind: _, what: __, ...rest } = written;
  return { kind: written.value === hash ? 'as-is' : 'envelope', ...rest };
}

/** What became of the sampled hashes of one format on one platform. */
export interface Portability {
  readonly format: string;
  readonly platform: string;
  /** `some`: parameters decide. `disputed`: not one rendering is confirmed. */
  readonly fits: 'all' | 'some' | 'none' | 'disputed';
  /** Why some or all do not fit, or what is disputed; each sentence once. */
  readonly reasons: readonly string[];
}

/** One row a format and platform, for hashes whose `format` is given. */
export function portability(samples: readonly StoredHash[]): Portability[] {
  const byFormat = Map.groupBy(samples, ({ format = '' }) => format);
  return [...byFormat].flatMap(([format, hashes]) => {
    const read = hashes.map((stored) => ({ hash: stored.hash, parts: partsOf(stored) }));
    return ENVELOPES.map((envelope) => {
      const answers = read.map(({ hash, parts }) => answerOf(parts, envelope, hash));
      return { format, platform: envelope.id, fits: fitOf(answers), reasons: reasonsOf(answers) };
    });
  });
}

function fitOf(answers: readonly Transcoded[]): Portability['fits'] {
  const written = answers.filter((answer) => answer.kind !== 'cannot');
  if (written.length === 0) return 'none';
  if (written.every(({ disputed }) => disputed !== undefined)) return 'disputed';
  return written.length < answers.length ? 'some' : 'all';
}

function reasonsOf(answers: readonly Transcoded[]): string[] {
  const sentences = answers.map((answer) => (answer.kind === 'cannot' ? answer.reason : answer.disputed));
  return [...new Set(sentences.filter((sentence) => sentence !== undefined))];
}

export { type Accepted, ENVELOPES, type Envelope, type EnvelopeValue };
