/**
 * What the platforms themselves have verified: marks and tables from docs/formats/proved.json, which the round trips of
 * test/end-to-end/hash-round-trips write and hold to account.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { ENVELOPES } from '../../src/passwords/index.ts';
import { table } from '../tables/table.ts';

interface Proof {
  readonly judge: 'platform' | 'library';
  readonly by: string;
  readonly on: string;
  readonly rows: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const PROVED: Readonly<Record<string, Proof>> = JSON.parse(
  readFileSync(new URL('proved.json', import.meta.url), 'utf8'),
);

const MARKS = { platform: '✓', library: '(✓)' } as const;

const JUDGES = { platform: 'the platform itself', library: "the platform's own library" } as const;

/** Behind the word of a cell in the matrix. */
export function provedFormat(platform: string, format: string): string {
  const proof = PROVED[platform];
  const isProved = Object.values(proof?.rows ?? {}).some((formats) => formats[format] !== undefined);
  return proof !== undefined && isProved ? MARKS[proof.judge] : '';
}

/** In the last column of an envelope. */
export function provedRow(platform: string, what: string): string {
  const proof = PROVED[platform];
  const formats = Object.values(proof?.rows[what] ?? {});
  if (proof === undefined || formats.length === 0) return '';
  return `${MARKS[proof.judge]} ${amount(formats)}`;
}

/** One row a platform that was asked. */
export function provedTable(): string {
  const rows = ENVELOPES.flatMap(({ id, title }) => {
    const proof = PROVED[id];
    if (proof === undefined) return [];
    const formats = countEach(proof);
    return [[title, JUDGES[proof.judge], proof.by, proof.on, amount([...formats.values()])]];
  });
  return table(['platform', 'who judged', 'how', 'on', 'what'], rows);
}

/** A format may stand in several rows of an envelope. */
function countEach({ rows }: Proof): Map<string, number> {
  const counts = new Map<string, number>();
  for (const formats of Object.values(rows))
    for (const [format, count] of Object.entries(formats))
      counts.set(format, (counts.get(format) ?? 0) + count);
  return counts;
}

function amount(counts: readonly number[]): string {
  const hashes = counts.reduce((sum, count) => sum + count, 0);
  return `${hashes} ${hashes === 1 ? 'hash' : 'hashes'} of ${counts.length} ${counts.length === 1 ? 'format' : 'formats'}`;
}
