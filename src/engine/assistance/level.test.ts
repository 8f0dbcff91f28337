import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Check,
  EVIDENCE,
  type Evidence,
  missingFor,
  parseCheck,
  STRENGTHS,
  VALIDATIONS,
  VERIFICATIONS,
} from './level.ts';

const LICENCE = parseCheck('strong driving-licence visual-inspection visual-comparison');
const HEALTH = parseCheck('fair health-card visual-inspection confirmation-code');
const STAFF = parseCheck('fair staff-or-student-card visual-inspection visual-comparison');
const CHIP = parseCheck('superior passport digital-signature biometric-comparison');

const anyCheck: fc.Arbitrary<Check> = fc.record({
  strength: fc.constantFrom(...STRENGTHS),
  evidence: fc.constantFrom(...(Object.keys(EVIDENCE) as Evidence[])),
  validated: fc.constantFrom(...VALIDATIONS),
  verified: fc.constantFrom(...VERIFICATIONS),
});

describe('a level', () => {
  it.each([
    ['IAL1 by a licence that somebody looked at', 'IAL1', [LICENCE]],
    ['IAL1 by a fair card with a face on it', 'IAL1', [STAFF]],
    [
      'IAL1 by an account that its issuer confirmed',
      'IAL1',
      [parseCheck('fair bank-account issuing-source transaction')],
    ],
    ['IAL2 by a passport whose chip was read', 'IAL2', [CHIP]],
    ['IAL2 by a strong and a fair piece', 'IAL2', [LICENCE, HEALTH]],
  ] as const)('is made: %s', (_, level, checks) => {
    expect(missingFor(level, checks)).toBeUndefined();
  });

  it.each([
    ['nothing at all', 'IAL1', [], 'one piece'],
    ['a fair card without a face that nobody validated digitally', 'IAL1', [HEALTH], 'portrait'],
    ['one strong piece alone', 'IAL2', [LICENCE], 'another'],
    ['one strong piece counted twice', 'IAL2', [LICENCE, LICENCE], 'another'],
    ['two fair pieces', 'IAL2', [HEALTH, STAFF], 'superior'],
    [
      'a passport whose signature nobody verified, alone',
      'IAL2',
      [{ ...CHIP, validated: 'visual-inspection' }],
      'superior',
    ],
    [
      'a card that claims to be more than it can be',
      'IAL1',
      [{ ...HEALTH, strength: 'strong' }],
      'at most fair',
    ],
    [
      'a licence verified by a text message',
      'IAL2',
      [{ ...LICENCE, verified: 'confirmation-code' }, HEALTH],
      'by post',
    ],
  ] as const)('is not made by %s', (_, level, checks, why) => {
    expect(missingFor(level, checks)).toContain(why);
  });

  it('of two is never easier to make than one of one', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 4 }), (checks) => {
        if (missingFor('IAL2', checks) === undefined) expect(missingFor('IAL1', checks)).toBeUndefined();
      }),
    );
  });
});

describe('a check as it is typed', () => {
  it('is read in any order, and comes out as it went in', () => {
    fc.assert(
      fc.property(anyCheck, fc.integer({ min: 0, max: 23 }), (check, turn) => {
        const words = Object.values(check);
        const turned = [...words.slice(turn % 4), ...words.slice(0, turn % 4)].join(
          turn % 2 === 0 ? ' ' : ', ',
        );
        expect(parseCheck(turned)).toEqual(check);
      }),
    );
  });

  it.each([
    ['strong driving-licence visual-inspection', 'how it was verified'],
    ['strong fair driving-licence visual-inspection visual-comparison', 'twice'],
    ['strong passprt visual-inspection visual-comparison', 'passport'],
    ['fair date-of-birth visual-inspection visual-comparison', 'no word of it'],
    ['', 'lacks'],
  ])('"%s" is refused', (text, why) => {
    expect(() => parseCheck(text)).toThrow(why);
  });

  it('never says the number of a document back', () => {
    expect(() => parseCheck('strong passport C01X00T47 visual-inspection visual-comparison')).toThrow(
      /\(a number\)/,
    );
    expect(() => parseCheck('strong passport C01X00T47 visual-inspection visual-comparison')).not.toThrow(
      /C01X00T47/i,
    );
  });
});
