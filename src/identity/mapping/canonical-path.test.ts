import { describe, expect, it } from 'vitest';
import { type Identity, Identity as IdentityShape } from '../identity.ts';
import { applyMapping, compileMapping } from '../mapping.ts';
import { CANONICAL_PATHS, compileWrite } from './canonical-path.ts';

/** What stands at each path when the field holds the first value; `reach` looks it up in the identity. */
const CASES: readonly (readonly [
  path: string,
  value: unknown,
  expected: unknown,
  reach: (i: Identity) => unknown,
])[] = [
  ['id', 42, '42', (i) => i.sourceId],
  ['kind', 'Service', 'service', (i) => i.kind],
  ['status', 'disabled', 'disabled', (i) => i.status],
  ...(['email', 'phone', 'username'] as const).flatMap((type) => identifierCases(type)),
  ...(
    ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website'] as const
  ).map(
    (claim) => [`profile.${claim}`, ' as it is ', ' as it is ', (i: Identity) => i.profile[claim]] as const,
  ),
  ...(['gender', 'birthdate', 'zoneinfo', 'locale'] as const).map(
    (claim) => [`profile.${claim}`, 'x', 'x', (i: Identity) => i.profile[claim]] as const,
  ),
  ...(['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'] as const).map(
    (part) => [`profile.address.${part}`, 4000, '4000', (i: Identity) => i.profile.address?.[part]] as const,
  ),
  ['attributes.plan', ['a', { b: 1 }], ['a', { b: 1 }], (i) => i.attributes.plan],
  ['password.hash', ' $2b$10$x ', ' $2b$10$x ', (i) => i.password?.hash],
  ['password.format', 'bcrypt', 'bcrypt', (i) => i.password?.format],
  ['password.setAt', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => i.password?.setAt],
  ['password.mustChange', 'yes', true, (i) => i.password?.mustChange],
  ['password.beside.salt', 'NaCl', { salt: 'NaCl' }, (i) => i.password?.beside],
  ['password.beside.iterations', 1000, { iterations: 1000 }, (i) => i.password?.beside],
  ['password.secrets.pepper', 'PEPPER', { pepper: 'PEPPER' }, (i) => i.password?.secrets],
  ['factors.totp.secret', 'gezdgnbvgy3tqojq', 'GEZDGNBVGY3TQOJQ', (i) => totp(i)?.secret],
  ['factors.totp.algorithm', 'HmacSHA256', 'SHA256', (i) => totp(i)?.algorithm],
  ['factors.totp.digits', '8', 8, (i) => totp(i)?.digits],
  ['factors.totp.period', 60, 60, (i) => totp(i)?.period],
  ['factors.totp.label', 'Phone', 'Phone', (i) => totp(i)?.label],
  ['factors.totp.createdAt', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => totp(i)?.createdAt],
  ['factors.totp.enabled', 'no', undefined, totp],
  ['links.google', '1234', [{ provider: 'google', subject: '1234' }], (i) => i.links],
  ['links["login.example"]', 7, [{ provider: 'login.example', subject: '7' }], (i) => i.links],
  ['consents.news.status', 'Granted', 'granted', (i) => i.consents[0]?.status],
  ['consents.news.version', 3, '3', (i) => i.consents[0]?.version],
  ['consents.news.at', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => i.consents[0]?.at],
  ['consents.news.evidence', 'form 7', 'form 7', (i) => i.consents[0]?.evidence],
  ['memberships.groups', ['a', 'b', 'a'], ['a', 'b'], (i) => namesOf(i, 'group')],
  ['memberships.roles', 'admin', ['admin'], (i) => namesOf(i, 'role')],
  ['memberships.organisations', ['x'], ['x'], (i) => namesOf(i, 'organisation')],
  ['createdAt', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => i.createdAt],
  ['updatedAt', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => i.updatedAt],
  ['lastLoginAt', '2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z', (i) => i.lastLoginAt],
];

const INVALID: readonly (readonly [path: string, value: unknown, code: string, found: string])[] = [
  ['id', 2 ** 60, 'FIELD_INVALID', 'a number too large to be exact; export it as text'],
  ['kind', 'robot', 'FIELD_INVALID', 'text of 5 characters'],
  ['status', true, 'FIELD_INVALID', 'a boolean'],
  ['email', 'nobody', 'EMAIL_INVALID', 'no @'],
  ['phone', '0170 1234567', 'PHONE_INVALID', 'no country code and no default country'],
  ['username', 'a b', 'USERNAME_INVALID', 'white space inside'],
  ['email.verified', '2024-03-01T10:00:00Z', 'FIELD_INVALID', 'text of 20 characters'],
  ['profile.name', { first: 'Ana' }, 'FIELD_INVALID', 'an object'],
  ['attributes.photo', new Uint8Array(2), 'FIELD_INVALID', 'bytes, which JSON cannot hold'],
  ['attributes.score', Number.NaN, 'FIELD_INVALID', 'not a finite number'],
  ['password.setAt', '2024-03-01 10:00', 'TIMESTAMP_INVALID', 'a time without a zone'],
  ['factors.totp.secret', 'short', 'FACTOR_INVALID', 'a secret of 3 bytes'],
  ['factors.totp.algorithm', 'MD5', 'FACTOR_INVALID', 'an algorithm that is none of SHA1, SHA256, SHA512'],
  ['factors.totp.digits', 4, 'FACTOR_INVALID', 'not a whole number from 6 to 10'],
  ['factors.totp.period', 'often', 'FACTOR_INVALID', 'not a whole number from 10 to 300'],
  ['consents.news.status', '1', 'FIELD_INVALID', 'text of 1 characters'],
  ['memberships.groups', [{ id: 1 }], 'FIELD_INVALID', 'an object'],
];

describe('a canonical path', () => {
  it.each(CASES)('%s takes %j', (path, value, expected, reach) => {
    const { identity, problems } = mapTo(path, value);
    expect(problems).toEqual([]);
    expect(IdentityShape.safeParse(identity).success).toBe(true);
    expect(identity && reach(identity)).toEqual(expected);
  });

  it.each(INVALID)('%s refuses %j and names the field', (path, value, code, found) => {
    expect(mapTo(path, value).problems).toContainEqual(expect.objectContaining({ code, field: 'in', found }));
  });

  it('is tried here, whichever it is', () => {
    const tried = new Set(CASES.map(([path]) => path));
    const missing = CANONICAL_PATHS.filter(({ path }) => {
      const template = new RegExp(`^${path.replaceAll('.', '\\.').replace(/<\w+>/, '.+')}$`);
      return ![...tried].some((one) => template.test(one));
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ['emial', 'there is no canonical path "emial"; did you mean "email"?'],
    ['email.verfied', 'did you mean "email.verified"?'],
    ['profile.givenname', 'did you mean "profile.given_name"?'],
    ['profile.address', 'there is no canonical path'],
    ['attributes', 'there is no canonical path'],
    ['attributes.__proto__', 'there is no canonical path'],
    ['email[10]', 'there is no canonical path'],
    ['createdAt[0]', 'did you mean "createdAt"?'],
    ['links.a.b', 'there is no canonical path'],
    ['consents.news', 'there is no canonical path'],
    ['', 'there is no canonical path'],
    ['a..b', 'there is no canonical path'],
  ])('is not "%s"', (path, sentence) => {
    expect(compileWrite(path)).toContain(sentence);
    expect(() => compileMapping({ fields: { [path]: 'x' } })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(sentence) }),
    );
  });
});

/** A record with all that the path needs beside itself, and one field `in` mapped to it. */
function mapTo(path: string, value: unknown) {
  const needed = {
    id: { value: '7' },
    username: { value: 'ana' },
    ...(path.startsWith('email') ? { email: { value: 'a@example.com' } } : {}),
    ...(path.startsWith('phone') ? { phone: { value: '+491701234567' } } : {}),
    ...(path.startsWith('password') ? { 'password.hash': { value: 'x' } } : {}),
    ...(path.startsWith('factors') ? { 'factors.totp.secret': { value: 'GEZDGNBVGY3TQOJQ' } } : {}),
    ...(path.startsWith('consents') ? { 'consents.news.status': { value: 'granted' } } : {}),
  };
  return applyMapping(compileMapping({ fields: { ...needed, [path]: 'in' } }), { fields: { in: value } });
}

function identifierCases(type: 'email' | 'phone' | 'username') {
  const [written, value] = {
    email: [' B@Example.COM', 'B@example.com'],
    phone: ['+1 (555) 234-5678', '+15552345678'],
    username: ['Bea ', 'Bea'],
  }[type];
  const first = (i: Identity) => i.identifiers.find((one) => one.type === type);
  const time = '2024-03-01T10:00:00Z';
  return [
    [type, written, value, (i: Identity) => first(i)?.value],
    [
      `${type}[1]`,
      written,
      value,
      (i: Identity) => i.identifiers.findLast((one) => one.type === type)?.value,
    ],
    [`${type}.verified`, 'f', { verified: false, evidence: 'field in' }, (i: Identity) => pick(first(i))],
    [`${type}.verifiedAt`, time, time, (i: Identity) => first(i)?.verifiedAt],
    [`${type}.evidence`, 'seen', undefined, (i: Identity) => first(i)?.evidence],
  ] as const;
}

function pick(identifier: Identity['identifiers'][number] | undefined) {
  return { verified: identifier?.verified, evidence: identifier?.evidence };
}

function totp(identity: Identity) {
  return identity.factors.find((factor) => factor.type === 'totp');
}

function namesOf(identity: Identity, type: string): string[] {
  return identity.memberships.filter((one) => one.type === type).map(({ name }) => name);
}
