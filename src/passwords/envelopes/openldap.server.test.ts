/** OpenLDAP itself verifies what its envelope was given, from every format that fits it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { hasModule, type Slapd, startSlapd } from '../../../test/servers/slapd.ts';
import { checkBounds } from '../bounds.ts';
import { findFormat } from '../formats.ts';
import { transcode } from '../transcode.ts';
import { passwordOf, storedOf, VECTORS, type Vector } from '../vectors.ts';
import { parse } from '../verify.ts';

/** Microseconds of one verification. */
const CHEAP = 100_000;

interface Sample {
  readonly vector: Vector;
  readonly userPassword: string;
}

/** Passwords that travel through a command line, two of each format. */
function samples(): Sample[] {
  return [...Map.groupBy(VECTORS, ({ format }) => format).values()].flatMap((vectors) =>
    vectors
      .filter((vector) => vector.valid && findFormat(vector.format) !== undefined && isPlain(vector))
      .flatMap(toSample)
      .slice(0, 2),
  );
}

function isPlain(vector: Vector): boolean {
  const password = passwordOf(vector);
  if (typeof password !== 'string' || password === '' || /\0/.test(password)) return false;
  const { format, parts } = parse(storedOf(vector, vector.format));
  return parts.primitive !== 'disabled' && checkBounds(format, parts, 20).work < CHEAP;
}

function toSample(vector: Vector): Sample[] {
  const answer = transcode(storedOf(vector, vector.format), 'openldap');
  if (answer.kind === 'cannot' || typeof answer.value !== 'string') return [];
  const isComplete = !answer.value.startsWith('{PBKDF2') || hasModule('pw-pbkdf2');
  return isComplete ? [{ vector, userPassword: answer.value }] : [];
}

needs('slapd')('a hash in the envelope of OpenLDAP', () => {
  const known = new Map(samples().map((sample, at) => [`user${at}`, sample]));
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd(new Map([...known].map(([name, { userPassword }]) => [name, userPassword])));
  }, 60_000);

  afterAll(() => slapd?.stop());

  it('binds with the same password, and with no other', { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    for (const [name, { vector, userPassword }] of known) {
      const password = String(passwordOf(vector));
      const right = await slapd.binds(name, password);
      const other = await slapd.binds(name, `x${password}`);
      const scheme = /^\{[^}]+\}(?:\$\w+\$)?/.exec(userPassword)?.[0];
      if (!right || other) wrong.push(`${vector.format} ${vector.id} ${scheme} ${right} ${other}`);
    }
    expect(wrong).toEqual([]);
    expect(known.size).toBeGreaterThan(50);
  });
});
