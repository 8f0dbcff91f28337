import { expect, it } from 'vitest';
import { readPasswordPolicy } from './password-policy.ts';
import { profileRules } from './profile-rules.ts';
import { secondFactorsOf } from './second-factors.ts';

it('reads a password policy whose expression holds brackets and the word "and"', () => {
  const passwordPolicy =
    'length(12) and regexPattern(^(a and b).*$) and notUsername(undefined) and hashAlgorithm(pbkdf2-sha512) and hashIterations(210000) and forceExpiredPasswordChange(365)';
  expect(readPasswordPolicy({ passwordPolicy })).toEqual({
    rules: ['at least 12 characters', 'matches ^(a and b).*$', 'not the user name'],
    hashing: 'pbkdf2-sha512, 210000 iterations',
    expiresAfter: 365,
  });
  expect(readPasswordPolicy({ passwordPolicy: null })).toEqual({ rules: [], hashing: 'argon2, the default' });
});

it('knows that a form in a part that is switched off is not asked for', () => {
  const flow = (parent: string, key: string) => [
    { level: 0, requirement: 'ALTERNATIVE' },
    { level: 1, requirement: parent },
    { level: 2, requirement: 'ALTERNATIVE', providerId: 'auth-otp-form' },
    { level: 2, requirement: key, providerId: 'webauthn-authenticator' },
    { level: 1, requirement: 'REQUIRED', providerId: 'auth-recovery-authn-code-form' },
  ];
  expect(secondFactorsOf(flow('CONDITIONAL', 'DISABLED'))).toEqual(['totp', 'recovery-codes']);
  expect(secondFactorsOf(flow('DISABLED', 'ALTERNATIVE'))).toEqual(['recovery-codes']);
});

const PROFILE = {
  attributes: [
    { name: 'username', validations: { length: { min: 3, max: '255' } }, permissions: { edit: ['user'] } },
    {
      name: 'lastName',
      required: { roles: ['user'] },
      validations: { 'person-name-prohibited-characters': {}, 'iso-date': {} },
      permissions: { edit: ['admin', 'user'] },
    },
    {
      name: 'plan',
      required: {},
      validations: { pattern: { pattern: '[a-z]+' }, options: { options: ['gold'] } },
      permissions: { edit: ['admin'] },
    },
  ],
};

it('asks for what the user may edit, and leaves alone what only an administrator may', () => {
  expect(profileRules(PROFILE, { verifies: true, usernameEditable: false })).toEqual([
    { path: 'username', broken: 'nothing', min: 3, max: 255 },
    {
      path: 'profile.family_name',
      required: 'asked',
      broken: 'asked',
      patterns: [expect.stringContaining('<>&')],
      untried: ['iso-date'],
    },
    { path: 'attributes.plan', broken: 'nothing', patterns: ['[a-z]+'], options: ['gold'] },
  ]);
});

it('asks for nothing where nobody verifies profiles', () => {
  for (const { required, broken } of profileRules(PROFILE, { verifies: false, usernameEditable: true }))
    expect([required, broken]).toEqual([undefined, 'nothing']);
});
