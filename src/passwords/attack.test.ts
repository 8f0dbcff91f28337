import { describe, expect, it } from 'vitest';
import { attackCost } from './attack.ts';
import { findFormat } from './formats.ts';
import { strengthOf } from './strength.ts';
import { adviseOn } from './strength-advice.ts';
import { nistVerdict } from './strength-nist.ts';
import { storedOf, VECTORS } from './vectors.ts';
import { parse } from './verify.ts';

const BCRYPT = '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
const PHPASS = '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';

/** The rate of the card itself: between a third and thirty times of it. */
function rateOf(hash: string, format?: string): number {
  const { parts } = parse({ hash, ...(format === undefined ? {} : { format }) });
  return (attackCost(parts)?.guessesPerSecond[1] ?? 0) / 30;
}

describe('attackCost', () => {
  it.each([
    ['bcrypt of cost 5', BCRYPT.replace('$10$', '$05$'), undefined, 241_800],
    ['scrypt with N=16384, r=8', `$scrypt$ln=14,r=8,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`, undefined, 7_126],
    [
      'Argon2id with 64 MiB and 3 passes',
      '$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$T2JegA',
      undefined,
      1_667,
    ],
    ['MD5', MD5, 'raw-md5', 148.0e9],
    ['DES crypt', 'CCn9g8mHJ8WxU', 'descrypt', 6_106.2e6],
  ])('gives %s the published rate', (_, hash, format, published) => {
    expect(rateOf(hash, format) / published).toBeCloseTo(1, 5);
  });

  it('falls with every parameter that makes guessing dearer', () => {
    expect(rateOf(BCRYPT)).toBeGreaterThan(rateOf(BCRYPT.replace('$10$', '$12$')));
    expect(rateOf(MD5, 'raw-md5')).toBeGreaterThan(rateOf(PHPASS));
    expect(rateOf(PHPASS)).toBeGreaterThan(rateOf(BCRYPT));
  });

  it('is a range with its source', () => {
    const cost = attackCost(parse({ hash: BCRYPT }).parts);
    const [fast = 0, slow = 0] = cost?.secondsFor(1e9) ?? [];
    expect(fast).toBeLessThan(slow);
    expect(cost?.source).toMatchObject({ title: expect.stringMatching(/RTX 4090/), url: /^https:/ });
  });
});

describe('every format', () => {
  const valid = VECTORS.filter(({ valid, format }) => valid && findFormat(format) !== undefined);

  it('has a rate, a verdict of OWASP and of NIST, and an advice, whatever its parameters', () => {
    for (const vector of valid) {
      const { parts } = parse(storedOf(vector, vector.format));
      expect(attackCost(parts)?.guessesPerSecond[0], vector.id).toBeGreaterThan(0);
      expect(strengthOf(parts).source, vector.id).toMatch(/^https:\/\/cheatsheetseries\.owasp\.org\/.*#\w/);
      expect(nistVerdict(parts)?.meets, vector.id).toBeTypeOf('boolean');
      expect(adviseOn(parts).words, vector.id).toMatch(/\.$/);
    }
  });

  it('is guessed a million times a second where it is called broken, and a tenth of that at the most where strong', () => {
    // BSDi's DES is broken by its 56 bits, however many rounds it has.
    const odd = valid
      .filter((vector) => vector.format !== 'bsdicrypt')
      .filter((vector) => {
        const { parts } = parse(storedOf(vector, vector.format));
        const found = strengthOf(parts).class;
        const rate = (attackCost(parts)?.guessesPerSecond[1] ?? 0) / 30;
        return (found === 'broken' && rate < 1e6) || (found === 'strong' && rate > 1e5);
      });
    expect(odd.map(({ format, id }) => `${format} ${id}`)).toEqual([]);
  });
});
