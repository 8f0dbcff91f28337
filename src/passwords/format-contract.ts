/**
 * What every password format has to keep: one suite, run with the data of each.
 *
 * Known pairs verify and wrong passwords do not; what was taken apart can be put together; damage is named and
 * quickly so; strings of other formats are left alone.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { Limits } from './bounds.ts';
import { PasswordHashError } from './errors.ts';
import type { PasswordFormat } from './format.ts';
import { besideOf, type StoredHash } from './stored.ts';
import { parse, verify } from './verify.ts';

export interface KnownPair {
  readonly password: string | Uint8Array;
  readonly hash: string;
  /** Who computed it: a product with its version, a published vector, or "rule". */
  readonly from: string;
  readonly beside?: StoredHash['beside'];
  readonly secrets?: StoredHash['secrets'];
}

export interface FormatCases {
  readonly known: readonly KnownPair[];
  /** Damaged string → what is wrong with it. */
  readonly malformed?: Readonly<Record<string, string>>;
  /** Strings of other formats, which this one must not take for its own. */
  readonly foreign?: readonly string[];
}

/** Milliseconds in which damage has to be noticed; honest work is bounded elsewhere. */
const REFUSED_WITHIN = 200;

export function testFormat(
  format: PasswordFormat,
  { known, malformed = {}, foreign = [] }: FormatCases,
): void {
  describe(format.id, () => {
    for (const pair of known) testKnown(format, pair);

    for (const [hash, defect] of Object.entries(malformed)) {
      it(`refuses ${defect}`, async () => {
        const started = performance.now();
        const answer = await outcome('password', { hash, format: format.id });
        expect(answer).not.toBe(true);
        expect(performance.now() - started).toBeLessThan(REFUSED_WITHIN);
      });
    }

    if (foreign.length > 0) {
      it('leaves strings of other formats alone', () => {
        for (const hash of foreign) {
          expect(format.parse(hash, besideOf(format.id, { hash, beside: { salt: 'salt' } }))).toBeUndefined();
        }
      });
    }
  });
}

function testKnown(format: PasswordFormat, { password, hash, from, beside, secrets }: KnownPair): void {
  const stored: StoredHash = {
    hash,
    format: format.id,
    ...(beside === undefined ? {} : { beside }),
    ...(secrets === undefined ? {} : { secrets }),
  };

  it(`verifies the pair from ${from}`, async () => {
    expect(await verify(password, stored)).toBe(true);
  });

  it(`refuses a wrong password for the pair from ${from}`, async () => {
    expect(await verify('not the password', stored)).toBe(false);
  });

  it(`puts the hash from ${from} together again`, () => {
    const { parts } = parse(stored);
    if (format.format === undefined) return expect(parts).toBeDefined();
    const written = format.format(parts);
    // Spellings may differ (case of hex, padding); what they say may not.
    return expect(format.parse(written, besideOf(format.id, stored))).toEqual(parts);
  });
}

/** `true`, `false`, or the typed error; anything else thrown is a bug and goes on. */
export async function outcome(
  password: string | Uint8Array,
  stored: StoredHash,
  limits?: Partial<Limits>,
): Promise<boolean | PasswordHashError> {
  try {
    return await verify(password, stored, limits === undefined ? {} : { limits });
  } catch (error) {
    if (error instanceof PasswordHashError) return error;
    throw error;
  }
}
