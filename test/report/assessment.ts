/**
 * An assessment as of a real shop of 1.2 million customers, for the tests of the report and for looking at it.
 *
 * @module
 */
import type { Assessment, Census, Outlook, PasswordPopulation } from '../../src/engine/assess/assessment.ts';

const CUSTOMERS = 1_204_331;

const PASSWORDS: readonly PasswordPopulation[] = [
  password(
    'bcrypt-2b',
    'cost 10',
    612_400,
    'strong',
    'bcrypt with cost 10: at least what OWASP asks for',
    '$2b$10$······',
  ),
  password(
    'django-pbkdf2-sha256',
    '260000 iterations',
    231_087,
    'acceptable',
    'fewer iterations than the 600,000 OWASP asks for',
    'pbkdf2_sha256$260000$······',
  ),
  password('phpass-P', '8192 rounds', 143_200, 'weak', 'salted MD5, repeated 8,192 times', '$P$B······'),
  {
    ...password(
      'raw-md5',
      '',
      58_210,
      'broken',
      'one round of MD5 without salt',
      '································',
    ),
    certainty: 'possible',
    alternatives: ['raw-md4', 'raw-md5-double', 'md5-md5-pass-salt'],
  },
  password(
    'sha1-pass-salt',
    '',
    21_950,
    'broken',
    'one round of SHA-1',
    '········································',
  ),
  { ...password('unknown', '', 1_204, 'unknown', 'no known format', '$x9$······'), certainty: 'unknown' },
];

function password(
  format: string,
  parameters: string,
  count: number,
  strength: PasswordPopulation['strength'],
  reason: string,
  example: string,
): PasswordPopulation {
  return {
    format,
    parameters,
    count,
    certainty: 'certain',
    alternatives: [],
    strength,
    reason,
    examples: [example],
  };
}

const EVERYBODY: Census = {
  identities: CUSTOMERS,
  kind: { person: 1_203_010, test: 1_100, service: 221 },
  status: { active: 1_131_004, disabled: 73_327 },
  activity: {
    '7 days': 141_220,
    '30 days': 168_904,
    '90 days': 203_415,
    '1 year': 287_560,
    '2 years': 143_091,
    older: 201_330,
    never: 51_007,
    unknown: 7_804,
  },
  verified: { verified: 982_114, unverified: 171_890, unknown: 38_226, none: 12_101 },
  regions: { DE: 701_220, AT: 182_330, CH: 161_020, FR: 98_440, IT: 41_208, others: 20_113 },
  tenants: { shop: 1_180_221, wholesale: 24_107, 'one customer only': 3 },
  locales: { 'de-DE': 690_110, 'de-AT': 180_220, 'fr-FR': 120_500, 'en-GB': 88_410, 'it-IT': 40_330 },
  domains: {
    'gmail.com': 412_808,
    'gmx.de': 203_118,
    'web.de': 188_412,
    'icloud.com': 101_330,
    'mueller-familie.example': 1,
    others: 298_662,
  },
  signUps: signUps(),
  identifiers: { email: 1_192_230, phone: 302_118, username: 88_204 },
  passwords: PASSWORDS,
  passwordless: { links: 98_220, passkey: 2_110, disabled: 31_450, none: 4_500 },
  passwordAge: { '1 year': 402_110, '5 years': 388_200, older: 201_330, unknown: 76_411 },
  factors: { totp: 41_208, sms: 18_330, webauthn: 9_114, 'recovery-codes': 38_002 },
  links: { google: 201_330, apple: 88_412, facebook: 51_110 },
  passkeys: { 'shop.example': 9_020, unknown: 94 },
  consents: { withEvidence: 812_330, withoutEvidence: 204_118 },
  recency: [],
};

/** Growth with a season and one month that is missing. */
function signUps(): Record<string, number> {
  const months: Record<string, number> = { unknown: 4_118 };
  for (let month = 0; month < 96; month++) {
    const name = new Date(Date.UTC(2019, month)).toISOString().slice(0, 7);
    if (name === '2022-03' || name > '2026-11') continue;
    months[name] = Math.round(6_000 + month * 95 + 2_400 * Math.sin((month / 12) * 2 * Math.PI));
  }
  return months;
}

const KEYCLOAK: Outlook = {
  target: 'keycloak',
  title: 'Keycloak',
  connector: true,
  ids: 'mapped',
  plans: { native: 612_400, transcoded: 231_087, vault: 223_360, reset: 1_204, none: 136_280 },
  passwords: [
    outlook(0, 'native', 'bcrypt with the password-hash provider of the realm'),
    outlook(1, 'transcoded', 'PBKDF2 with SHA-256, in credentialData of Keycloak'),
    outlook(2, 'vault', 'Keycloak has no phpass'),
    outlook(3, 'vault', 'Keycloak has no unsalted MD5'),
    outlook(4, 'vault', 'Keycloak has no salted SHA-1'),
    outlook(5, 'reset', 'nobody can verify a hash of an unknown format'),
  ],
  losses: [
    { field: 'factors.sms', count: 18_330, why: 'Keycloak sends no text messages by itself' },
    { field: 'consents', count: 204_118, why: 'a consent without a time has no place in Keycloak' },
    {
      field: 'factors.webauthn',
      count: 94,
      why: 'the domain of these passkeys is not known',
    },
    {
      field: 'lastLoginAt',
      count: 1_145_520,
      why: 'Keycloak keeps sessions, not the time of the last login',
    },
  ],
  refusals: [{ code: 'IDENTIFIER_MISSING', count: 312, why: 'neither e-mail address nor user name' }],
  limits: {
    usersPerSecond: 210,
    source: 'docs/performance.md',
    basis: 'measured',
    notes: ['one realm'],
  },
};

const AUTH0: Outlook = {
  target: 'auth0',
  title: 'Auth0',
  connector: false,
  ids: 'kept',
  plans: { native: 843_487, vault: 58_210, reset: 166_354, none: 136_280 },
  passwords: [
    outlook(0, 'native', 'bcrypt as password_hash of the import job'),
    outlook(1, 'native', 'custom_password_hash, PBKDF2 as a PHC string'),
    {
      ...outlook(2, 'reset', 'custom_password_hash names no phpass'),
      disputed: 'One thread of 2024 says that phpass was accepted by support on request.',
    },
    outlook(3, 'native', 'custom_password_hash, md5'),
    outlook(4, 'native', 'custom_password_hash, sha1 with a salt behind the password'),
    outlook(5, 'reset', 'nobody can verify a hash of an unknown format'),
  ],
  losses: [
    { field: 'factors.recovery-codes', count: 38_002, why: 'Auth0 makes its own recovery code' },
    {
      field: 'factors.webauthn',
      count: 9_114,
      why: 'the import job takes no passkeys',
      disputed: 'Early access is said to exist; no documentation confirms it.',
    },
  ],
  refusals: [],
};

function outlook(index: number, plan: 'native' | 'transcoded' | 'vault' | 'reset', reason: string) {
  const { format = '', parameters = '', count = 0 } = PASSWORDS[index] ?? {};
  return { format, parameters, count, plan, reason };
}

export const ASSESSMENT: Assessment = {
  document: 'footbridge-assessment',
  version: 1,
  at: '2026-11-20T16:20:00.000Z',
  asOf: '2026-11-12T22:14:03.000Z',
  sources: [
    {
      name: 'legacy',
      type: 'auth0',
      title: 'Auth0 export',
      rows: 1_206_004,
      fingerprint: '5f2c1d0e8a7b46f39d10c2b4e6a8f0d3',
    },
  ],
  account: { rows: 1_206_004, identities: CUSTOMERS, repeated: 1_204, lost: 449, deleted: 20 },
  everybody: EVERYBODY,
  cohorts: {},
  findings: [
    finding('IDENTIFIER_DUPLICATE', 'blocks', 8_412, 'email'),
    finding('EMAIL_INVALID', 'blocks', 3_204, 'email'),
    finding('PASSWORD_MALFORMED', 'blocks', 388, 'password'),
    finding('TIMESTAMP_INVALID', 'warns', 12_003, 'createdAt'),
    finding('FACTOR_INVALID', 'warns', 41, 'factors.totp'),
  ],
  collisions: [
    { type: 'email', rule: 'case', groups: 3_902, identities: 8_412, largest: 7, examples: [] },
    { type: 'email', rule: 'plus-tag', groups: 811, identities: 2_010, largest: 31, examples: [] },
    { type: 'phone', rule: 'shared-phone', groups: 5_120, identities: 12_330, largest: 212, examples: [] },
  ],
  outlooks: [KEYCLOAK, AUTH0],
  inventory: [
    {
      kind: 'oauth-client',
      name: 'checkout',
      owner: 'team-checkout',
      dependsOn: ['https://shop.example/callback', 'https://shop.example/silent'],
      reissue: 'yes',
      where: 'realm.json clients[3]',
    },
    {
      kind: 'service-account',
      name: 'nightly-export',
      dependsOn: ['roles: view-users'],
      reissue: 'unknown',
      where: 'realm.json clients[9]',
    },
  ],
  scan: {
    at: '2026-11-20T16:19:00.000Z',
    folders: ['old-shop'],
    salt: '00112233445566778899aabbccddeeff',
    files: 1_402,
    skipped: { 'larger than 1 MiB': 3 },
    findings: [
      { file: 'old-shop/.env', line: 4, kind: 'database-url', fingerprint: '9d3c11aa02f4e7b1' },
      { file: 'old-shop/config/auth.php', line: 88, kind: 'client-secret', fingerprint: '77aa0e1c2b3d4f50' },
    ],
    more: 0,
  },
  categories: {
    email: 1_192_230,
    phone: 302_118,
    'profile.given_name': 1_100_204,
    'profile.birthdate': 220_118,
  },
  unmapped: { newsletter_segment: 88_412, legacy_flags: 1_204_331 },
};

function finding(
  code:
    | 'IDENTIFIER_DUPLICATE'
    | 'EMAIL_INVALID'
    | 'PASSWORD_MALFORMED'
    | 'TIMESTAMP_INVALID'
    | 'FACTOR_INVALID',
  severity: 'blocks' | 'warns',
  count: number,
  field: string,
) {
  return {
    code,
    severity,
    count,
    field,
    examples: [{ source: 'legacy', row: 1_204, position: 'line 1204', found: 'j***@e***' }],
  };
}
