import { expect, it } from 'vitest';
import type { PasswordPolicy } from '../../targets/target.ts';
import { checkPasswordRules } from './password-check.ts';

const OURS = { minAlone: 15, minWithFactor: 8, max: 128, words: [] };

function verdicts(theirs: PasswordPolicy | undefined) {
  return checkPasswordRules(OURS, theirs).map(({ verdict }) => verdict);
}

it('finds nothing where the target only wants eight characters', () => {
  expect(verdicts({ minLength: 8, maxLength: 128, other: [] })).toEqual(['ok']);
  expect(verdicts({ other: [] })).toEqual(['ok']);
});

it('stops a campaign whose shortest password the target would refuse as too long', () => {
  expect(verdicts({ maxLength: 12, other: [] })).toEqual(['fatal']);
  expect(verdicts({ maxBytes: 12, other: [] })).toEqual(['fatal']);
  expect(verdicts({ minLength: 200, other: [] })).toEqual(['fatal']);
});

it('warns of a short end, of demanded characters, and of rules that only the target can judge', () => {
  expect(verdicts({ maxLength: 20, other: [] })).toEqual(['warning']);
  expect(verdicts({ digits: 1, upper: 2, other: [] })).toEqual(['ok', 'warning']);
  expect(
    verdicts({ history: 3, blocklist: true, other: ['It has the form that the platform demands.'] }),
  ).toEqual(['ok', 'warning']);
  const [, composition] = checkPasswordRules(OURS, { digits: 1, upper: 2, other: [] });
  expect(composition?.found).toContain('1 digits, 2 capital letters');
});

it('warns where the target does not say its rules', () => {
  expect(verdicts(undefined)).toEqual(['warning']);
});
