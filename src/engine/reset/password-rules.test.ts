import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../test/crossing.ts';
import type { PasswordPolicy } from '../../targets/target.ts';
import { contextualWords, isMadeOf, lengthOf, objectionsTo, rulesFor } from './password-rules.ts';

const POLICY = { minAlone: 15, minWithFactor: 8, max: 128, words: ['The Shop'] };
const ANA = customer('ana', {
  identifiers: [
    { type: 'email', value: 'ana.schmidt@post.example.com', verified: true },
    { type: 'username', value: 'anaconda' },
  ],
  profile: { given_name: 'Ana', family_name: 'Schmidt', birthdate: '1987-03-01' },
});
const WORDS = contextualWords(ANA, POLICY.words);

function judge(text: string, target?: PasswordPolicy, besideFactor = false) {
  return objectionsTo(text, rulesFor(POLICY, target, besideFactor), WORDS, ANA);
}

describe('the length of a new password', () => {
  it('is fifteen characters alone and eight beside a second factor, counted as people count', () => {
    expect(judge('x7-four🔑five6')).toEqual([{ why: 'too-short', min: 15 }]);
    expect(judge('x7-four🔑five6', undefined, true)).toEqual([]);
    expect(lengthOf('e\u0301🔑')).toBe(2);
  });
  it('allows at least sixty-four characters of any script, spaces among them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 15, maxLength: 30 }), (text) => {
        fc.pre(lengthOf(text) >= 15 && lengthOf(text) <= 64);
        const kinds = judge(text).map(({ why }) => why);
        expect(kinds.filter((why) => why !== 'contextual')).toEqual([]);
      }),
    );
  });
  it('ends a megabyte before anything costly is done with it', () => {
    const began = performance.now();
    expect(judge('\u0344'.repeat(1_000_000))).toEqual([{ why: 'too-long', max: 128 }]);
    expect(performance.now() - began).toBeLessThan(50);
  });
  it('says the stricter of our bounds and the target’s', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 64, max: 300 }), fc.boolean(), (min, max, beside) => {
        const rules = rulesFor(POLICY, { minLength: min, maxLength: max, other: [] }, beside);
        expect(rules.min).toBe(Math.max(min, beside ? 8 : 15));
        expect(rules.max).toBe(Math.min(max, 128));
      }),
    );
  });
  it('knows that bcrypt cuts at bytes and not at characters', () => {
    const target = { maxBytes: 72, other: [] };
    expect(judge('ü'.repeat(40), target)).toEqual([{ why: 'too-long', max: 72 }]);
  });
});

describe('what a password is made of', () => {
  it.each(['AnaSchmidt1987!!', 'ana.schmidt@post.example.com', 'the-shop-the-shop', 'anaconda anaconda 12'])(
    'refuses %j, which is made of words of this customer or this shop',
    (text) => expect(judge(text)).toContainEqual({ why: 'contextual' }),
  );
  it('lets a word of theirs stand beside enough that is secret', () => {
    expect(judge('ana likes purple trams')).toEqual([]);
  });
  it('asks for no kinds of characters by itself, and for those of the target', () => {
    expect(judge('seven green lanterns')).toEqual([]);
    const target = { digits: 1, upper: 1, special: 3, lower: 1, other: [] };
    expect(judge('sevengreenlanterns', target)).toEqual([
      { why: 'digits', min: 1 },
      { why: 'upper', min: 1 },
      { why: 'special', min: 3 },
    ]);
  });
  it('never lets words alone be a secret, in whatever order and however they are joined', () => {
    const join = fc.constantFrom('', ' ', '-', '.', '!');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...WORDS), join), { minLength: 1 }), (parts) => {
        expect(isMadeOf(parts.flat().join(''), WORDS)).toBe(true);
      }),
    );
  });
});
