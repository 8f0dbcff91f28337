/**
 * Salted digests whose digest is named beside the string: one format per product, one rule per digest.
 *
 * @module
 */
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName } from '../parts.ts';
import { digestNamed } from '../primitives/digest.ts';
import { digestFormat } from '../recipe.ts';
import type { Row } from '../recipe-inputs.ts';
import type { Beside } from '../stored.ts';

interface AlgorithmRow extends Omit<Row, 'shape'> {
  readonly shape: RegExp;
  readonly digests: readonly DigestName[];
  /** `H` stands for the digest. */
  readonly rule: string;
  /** A column may choose between rules: Okta's `saltOrder`. */
  readonly ruleFor?: (beside: Beside) => string;
  readonly needs?: readonly string[];
  readonly starts?: readonly string[];
  /** Where the string itself names the digest, as the first group. */
  readonly named?: RegExp;
}

/** Columns that have been seen to name the digest. */
const NAMES = ['algorithm', 'alg', 'prf', 'digest', 'scheme', 'encryptionScheme'] as const;

export function byAlgorithm(row: AlgorithmRow): PasswordFormat {
  const compiled = new Map<string, PasswordFormat>();
  const formatFor = (digest: DigestName, rule: string): PasswordFormat => {
    const text = rule
      .replace(/\bH\(/g, `${digest.replace('-', '_')}(`)
      .replace(/\bhmac_H\(/g, `hmac_${digest.replace('-', '_')}(`);
    const known = compiled.get(text) ?? digestFormat({ ...row, rule: text });
    compiled.set(text, known);
    return known;
  };
  const rules = row.digests.map((digest) => formatFor(digest, row.rule));
  return {
    ...(rules[0] ?? formatFor('sha256', row.rule)),
    rule: row.rule,
    shape: row.shape,
    needs: row.needs ?? rules[0]?.needs ?? [],
    ...(row.starts === undefined ? {} : { prefix: '', starts: row.starts }),

    parse(text, beside) {
      const rule = row.ruleFor?.(beside) ?? row.rule;
      const digest = digestIn(row, text, beside);
      if (digest !== undefined) return formatFor(digest, rule).parse(text, beside);
      return guessByLength(row, rule, formatFor, text, beside);
    },
    // The rule of the parts says which digest, and which order, wrote them.
    format: (parts) =>
      parts.primitive === 'digest' ? (compiled.get(parts.rule)?.format?.(parts) ?? '') : '',
  };
}

function digestIn(row: AlgorithmRow, text: string, beside: Beside): DigestName | undefined {
  const inside = row.named?.exec(text)?.[1];
  for (const spelling of inside === undefined ? NAMES.map((name) => beside.text(name)) : [inside]) {
    if (spelling === undefined) continue;
    // SAP writes isSHA256, FusionAuth salted-sha256.
    const digest = digestNamed(spelling.replace(/^(?:salted-|is)/i, ''));
    if (digest === undefined || !row.digests.includes(digest))
      throw new MalformedHash(row.id, 'the named digest is not one of this format');
    return digest;
  }
  return undefined;
}

/** Each digest has its own length, so the first that takes the string is the one. */
function guessByLength(
  row: AlgorithmRow,
  rule: string,
  formatFor: (digest: DigestName, rule: string) => PasswordFormat,
  text: string,
  beside: Beside,
) {
  for (const digest of row.digests) {
    try {
      return formatFor(digest, rule).parse(text, beside);
    } catch (error) {
      if (!(error instanceof MalformedHash)) throw error;
    }
  }
  throw new MalformedHash(row.id, 'the length is that of no digest of this format');
}
