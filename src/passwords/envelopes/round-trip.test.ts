/** No transcoded hash changes what verifies: every format of the vectors, into every platform, and back. */
import { afterAll, describe, expect, it } from 'vitest';
import { checkBounds } from '../bounds.ts';
import { toBase64 } from '../encodings.ts';
import { findFormat } from '../formats.ts';
import { closePool } from '../pool.ts';
import { transcode } from '../transcode.ts';
import { passwordOf, storedOf, VECTORS, type Vector } from '../vectors.ts';
import { parse, verify } from '../verify.ts';
import { ENVELOPES } from './index.ts';
import { readEnvelope } from './read-back-contract.ts';

/** Microseconds of one verification; what is slower differs in its costs, not in its spelling. */
const CHEAP = 20_000;
/** Of each format: enough for its spellings, and the suite stays within seconds. */
const SAMPLES = 2;

const samples = [...Map.groupBy(VECTORS, ({ format }) => format).values()].flatMap((vectors) =>
  vectors
    .filter((vector) => vector.valid && findFormat(vector.format) !== undefined && isWorthIt(vector))
    .slice(0, SAMPLES),
);

afterAll(closePool);

/** Cheap, or the one format that Better Auth takes. */
function isWorthIt(vector: Vector): boolean {
  if (vector.format === 'better-auth-scrypt') return true;
  const { format, parts } = parse(storedOf(vector, vector.format));
  return parts.primitive !== 'disabled' && checkBounds(format, parts, 20).work < CHEAP;
}

/** With a letter in front: what stands behind 72 bytes is nothing to bcrypt. */
function wrong(vector: Vector): string | Uint8Array {
  const password = passwordOf(vector);
  return typeof password === 'string' ? `x${password}` : Buffer.concat([Buffer.from('x'), password]);
}

function signerKeyOf(vector: Vector): string | undefined {
  const { parts } = parse(storedOf(vector, vector.format));
  return parts.primitive === 'firebase-scrypt' ? toBase64(parts.signerKey) : undefined;
}

describe('a hash in the envelope of', () => {
  for (const { id, title } of ENVELOPES) {
    it(`${title} lets the same password in, and no other`, { timeout: 120_000 }, async () => {
      const answers = samples.map((vector) => ({
        vector,
        answer: transcode(storedOf(vector, vector.format), id),
      }));
      const written = answers.filter(({ answer }) => answer.kind !== 'cannot');
      const changed: string[] = [];
      for (const { vector, answer } of written) {
        if (answer.kind === 'cannot') continue;
        const stored = readEnvelope(id, answer.value, signerKeyOf(vector));
        const [right, other] = await Promise.all([
          verify(passwordOf(vector), stored),
          verify(wrong(vector), stored),
        ]);
        if (!right || other) changed.push(`${vector.format} ${vector.id}`);
      }
      expect(changed).toEqual([]);
      expect(written.length).toBeGreaterThan(0);
    });
  }
});
