/**
 * The stored vectors as the documentation reads them: hashes to show, and who confirms that a format is right.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { StoredHash } from '../../src/passwords/index.ts';

export interface VectorFact {
  readonly hash: string;
  readonly format: string;
  readonly valid: boolean;
  readonly source: string;
  readonly password?: string;
  readonly extra?: Readonly<Record<string, string | number>>;
  readonly crossChecked?: readonly string[];
}

export const FACTS: readonly VectorFact[] = JSON.parse(
  readFileSync(new URL('../../test/vectors/password-vectors.json', import.meta.url), 'utf8'),
);

const byFormat = Map.groupBy(FACTS, ({ format }) => format);

export function factsOf(id: string): readonly VectorFact[] {
  return byFormat.get(id) ?? [];
}

export function storedFact({ hash, format, extra }: VectorFact): StoredHash {
  return { hash, format, ...(extra === undefined ? {} : { beside: extra }) };
}

/** Who computed a vector: a product or library that was run or published it, or only the formula. */
export function isComposed({ source }: VectorFact): boolean {
  return /\brule\b|\blayout\b|composition|^php [\d.]+ hash/i.test(source);
}
