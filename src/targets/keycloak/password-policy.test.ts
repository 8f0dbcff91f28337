import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toPasswordPolicy } from './password-policy.ts';

function policyOf(passwordPolicy: string | null) {
  return toPasswordPolicy({ passwordPolicy });
}

it('reads what can be said before, and names what only Keycloak can judge', () => {
  const written =
    'length(12) and maxLength(80) and digits(2) and upperCase(1) and notUsername(undefined) and notEmail(undefined) ' +
    'and passwordHistory(5) and passwordBlacklist(top.txt) and regexPattern(^(?!.* and ).*$) and hashIterations(27500)';
  expect(policyOf(written)).toEqual({
    minLength: 12,
    maxLength: 80,
    digits: 2,
    upper: 1,
    notUsername: true,
    notEmail: true,
    history: 5,
    blocklist: true,
    other: ['It has the form that the platform demands.'],
  });
});

it('takes the default of a rule that is written without a number', () => {
  expect(policyOf('length and maxLength(undefined) and digits')).toEqual({
    minLength: 8,
    maxLength: 64,
    digits: 1,
    other: [],
  });
});

it('says that a password must not contain the user name, which is more than not to be it', () => {
  expect(policyOf('notContainsUsername(undefined)')).toEqual({
    notUsername: true,
    other: ['It does not contain the user name.'],
  });
});

it('reads no rule from no policy', () => {
  expect(policyOf(null)).toEqual({ other: [] });
  expect(policyOf('')).toEqual({ other: [] });
});

it('reads back every number it was given, whatever else stands beside it', () => {
  const number = fc.nat({ max: 200 });
  fc.assert(
    fc.property(number, number, number, fc.boolean(), (length, digits, special, hashed) => {
      const more = hashed ? ' and hashAlgorithm(argon2) and forceExpiredPasswordChange(90)' : '';
      expect(policyOf(`length(${length}) and digits(${digits}) and specialChars(${special})${more}`)).toEqual(
        {
          minLength: length,
          digits,
          special,
          other: [],
        },
      );
    }),
  );
});
