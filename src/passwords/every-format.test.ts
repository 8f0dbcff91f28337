/** The contract suite over every format that has vectors, and what holds for all of them together. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkBounds } from './bounds.ts';
import { PasswordHashError } from './errors.ts';
import { outcome, testFormat } from './format-contract.ts';
import { FORMATS, findFormat } from './formats.ts';
import { identify } from './identify.ts';
import { closePool } from './pool.ts';
import { besideOf } from './stored.ts';
import { knownPair, passwordOf, storedOf, VECTORS } from './vectors.ts';
import { parse } from './verify.ts';

/** Microseconds: the suite proves shape, and vectors.test.ts proves the slow ones. */
const CHEAP = 1_000_000;

/**
 * Half a password may be a password; and where nothing says how long a key is, half of 64 bytes is a key as well.
 */
const FREE_LENGTH = new Set([
  'plain',
  'plain-prefixed',
  'spring-noop',
  'clerk-pbkdf2-sha512',
  'scrypt-params',
]);

const valid = VECTORS.filter((vector) => vector.valid && findFormat(vector.format) !== undefined);
const samples = Map.groupBy(valid, (vector) => vector.format);

afterAll(closePool);

for (const [id, vectors] of samples) {
  const format = findFormat(id);
  if (format === undefined) continue;
  const cheap = vectors.filter(
    (vector) => checkBounds(id, parse(storedOf(vector, id)).parts, 20).work < CHEAP,
  );
  const [first] = cheap;
  testFormat(format, {
    known: first === undefined ? [] : [knownPair(first)],
    foreign:
      format.prefix.length < 4
        ? []
        : ['', '$', '\0', 'é', '~not a hash~', '5f4dcc3b5aa765d61d8327deb882cf99'],
  });
}

describe('all formats', () => {
  it('have ids and aliases of their own', () => {
    const names = FORMATS.map((format) => format.id);
    expect(new Set(names).size).toBe(names.length);
    for (const format of FORMATS)
      for (const alias of format.aliases ?? []) expect(findFormat(alias)).toBe(format);
  });

  it('let nobody in by half of a hash', { timeout: 60_000 }, async () => {
    const halves = [...samples.values()]
      .flatMap((vectors) => vectors.slice(0, 1))
      .filter(({ format }) => !FREE_LENGTH.has(format))
      .map((vector) => ({ ...vector, hash: vector.hash.slice(0, vector.hash.length >> 1) }));
    const answers = await Promise.all(
      halves.map((vector) => outcome(passwordOf(vector), storedOf(vector, vector.format), { work: CHEAP })),
    );
    expect(halves.filter((_, i) => answers[i] === true).map(({ format }) => format)).toEqual([]);
  });

  it('take apart what they write, for every vector', () => {
    for (const vector of valid) {
      const format = findFormat(vector.format);
      const stored = storedOf(vector, vector.format);
      const { parts } = parse(stored);
      const text = format?.format?.(parts);
      if (format === undefined || text === undefined) continue;
      expect(format.parse(text, besideOf(format.id, stored)), vector.id).toEqual(parts);
      // Written once, it stays as it is.
      expect(format.format?.(format.parse(text, besideOf(format.id, stored)) ?? parts), vector.id).toBe(text);
    }
  });

  it('are among the candidates for their own strings', () => {
    const lost = valid
      .filter((vector) => vector.format !== 'plain' && passwordOf(vector) !== '')
      .filter(({ hash, format }) => !identify(hash).some((candidate) => candidate.format === format));
    expect(lost.map(({ format, id }) => `${format} ${id}`)).toEqual([]);
  });

  it('answer damaged strings with their own errors and nothing else', () => {
    const vector = fc.constantFrom(...valid);
    fc.assert(
      fc.property(
        vector,
        fc.nat(200),
        fc.string({ maxLength: 3, unit: 'binary' }),
        fc.nat(4),
        (sample, at, text, cut) => {
          const position = at % (sample.hash.length + 1);
          const hash = sample.hash.slice(0, position) + text + sample.hash.slice(position + cut);
          expect(isTypedOrParsed(() => checked({ ...sample, hash }))).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('answer any text at all with their own errors and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORMATS), fc.string({ maxLength: 200 }), ({ id, prefix }, text) => {
        expect(isTypedOrParsed(() => checked({ hash: prefix + text, format: id }))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

function checked({
  hash,
  format,
  extra,
}: {
  hash: string;
  format: string;
  extra?: Record<string, string | number> | undefined;
}): void {
  const parsed = parse({ hash, format, ...(extra === undefined ? {} : { beside: extra }) });
  checkBounds(parsed.format, parsed.parts, 20);
}

function isTypedOrParsed(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof PasswordHashError) return true;
    throw error;
  }
}
