import { describe, expect, it } from 'vitest';
import { findFormat } from '../../passwords/index.ts';
import { ORACLE_VECTORS, VECTORS, type Vector } from '../../passwords/vectors.ts';
import { PasswordJudge, unnamedSecrets } from './password-judge.ts';

const BCRYPT = '$2b$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';

const judge = (hash: string, more: object = {}) => new PasswordJudge().judge({ hash, ...more });

/**
 * Those whose string, with the columns beside it, is all there is to go by. Not passwords in clear, which look like
 * anything, nor the LM hash of the empty password, which is what Windows writes where it keeps none.
 */
const KNOWN = [...VECTORS, ...ORACLE_VECTORS].filter(
  ({ format, valid, hash }) =>
    valid &&
    findFormat(format) !== undefined &&
    format !== 'plain' &&
    hash !== 'aad3b435b51404eeaad3b435b51404ee',
);

describe('a hash in a source', () => {
  it('is named with its parameters and strength', () => {
    expect(judge(BCRYPT)).toMatchObject({
      kind: 'known',
      password: { format: 'bcrypt-2b' },
      population: { format: 'bcrypt-2b', parameters: 'cost 10', strength: 'strong', isMarked: true },
    });
  });

  it('is named the same the second time, when its variant and cost are known by heart', () => {
    const one = new PasswordJudge();
    const [first, second] = [one.judge({ hash: BCRYPT }), one.judge({ hash: BCRYPT })];
    expect(second).toEqual(first);
    expect(one.judge({ hash: `${BCRYPT.slice(0, 40)}!${BCRYPT.slice(41)}` })).toMatchObject({
      kind: 'damaged',
    });
  });

  it('says of bare hex what else it may be', () => {
    const facts = judge(MD5);
    expect(facts).toMatchObject({ kind: 'known', population: { certainty: 'likely', isMarked: false } });
    if (!('population' in facts)) throw new Error('unreachable');
    expect([...facts.population.alternatives]).toContain('nthash');
  });

  it('is damaged where it begins like one and is cut short, and unknown where it begins like none', () => {
    expect(judge(BCRYPT.slice(0, 40))).toMatchObject({
      kind: 'damaged',
      problem: { code: 'PASSWORD_MALFORMED', found: expect.stringContaining('40 characters') },
    });
    expect(judge('correct horse battery staple')).toMatchObject({
      kind: 'unclear',
      problem: { code: 'PASSWORD_UNKNOWN' },
    });
  });

  it('needs no secret of the site to be named', () => {
    const beside = { salt: 'c2FsdHNhbHQ=', saltSeparator: 'Bw==', rounds: 8, memCost: 14 };
    const hash = '+uA0pNv4QKAc5sjQRVe8zR6GzcxUuAnibZN2oQMQ1fg0bKoLxJdaGesgerpuMIoKwzeFicPtdrrTVzNxhehg0Q==';
    const secrets = { signerKey: 'FIREBASE_KEY' };
    const known = { kind: 'known', population: { format: 'firebase-scrypt', parameters: 'N=16384, r=8' } };
    expect(judge(hash, { format: 'firebase-scrypt', beside, secrets })).toMatchObject(known);
    // Nor that somebody names it: who reads a bare export is told that it will be needed.
    const unnamed = judge(hash, { format: 'firebase-scrypt', beside });
    expect(unnamed).toMatchObject(known);
    if (!('population' in unnamed)) throw new Error('unreachable');
    expect(unnamedSecrets(unnamed.password)).toEqual(['signerKey']);
  });

  it.each(['!', '*', '!!', '', '*LK*', 'NULL'])('is none where the marker "%s" stands', (marker) => {
    expect(judge(marker)).toEqual({ kind: 'disabled' });
  });

  it('never shows salt or digest in its examples', () => {
    for (const { hash } of KNOWN) {
      const facts = judge(hash);
      if (!('population' in facts)) continue;
      for (const example of facts.population.examples) {
        expect(example).toMatch(/^(?:.{1,60}… \()?\d+ characters?\)?$/);
        if (hash.length > 20) expect(example).not.toContain(hash.slice(-10));
      }
    }
  });
});

describe('every vector of the password library', () => {
  const byFormat = Map.groupBy(KNOWN, ({ format }) => findFormat(format)?.id ?? format);

  it.each([...byFormat])(
    'of %s is named rightly, or said to be ambiguous with the right one among them',
    (id, vectors) => {
      const wrong = vectors.filter((vector) => !isNamed(vector, id));
      expect(wrong.map((vector) => vector.id)).toEqual([]);
    },
  );

  it('is named by its own format where the source names it', () => {
    const wrong = KNOWN.filter((vector) => {
      const facts = new PasswordJudge().judge(toPassword(vector, vector.format));
      return 'population' in facts && facts.population.format !== findFormat(vector.format)?.id;
    });
    expect(wrong.map((vector) => vector.id)).toEqual([]);
  });
});

function isNamed(vector: Vector, id: string): boolean {
  const facts = new PasswordJudge().judge(toPassword(vector, undefined));
  if (!('population' in facts)) return false;
  const { format, certainty, alternatives } = facts.population;
  if (format === id) return true;
  return certainty !== 'certain' && alternatives.has(id);
}

function toPassword({ hash, extra }: Vector, format: string | undefined) {
  return {
    hash,
    ...(format === undefined ? {} : { format }),
    ...(extra === undefined ? {} : { beside: extra }),
  };
}
