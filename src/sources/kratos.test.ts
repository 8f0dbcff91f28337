import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Identity } from '../identity/identity.ts';
import { toIdentity } from './kratos/identity.ts';
import { kratos } from './kratos.ts';
import type { JsonObject } from './reading/json-value.ts';
import { sampleOf } from './reading/sample.ts';
import { testSource } from './source-contract.ts';

const HASH = '$2a$04$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';

const one = (i: number) => ({
  id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  credentials: {
    password: {
      type: 'password',
      identifiers: [`user${i}@example.test`],
      config: { hashed_password: HASH },
      version: 0,
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:04:05Z',
    },
  },
  schema_id: 'customer',
  schema_url: 'http://127.0.0.1/schemas/Y3VzdG9tZXI',
  state: 'active',
  state_changed_at: '2026-01-02T03:04:05Z',
  traits: { email: `user${i}@example.test`, name: 'Ana Lima' },
  verifiable_addresses: [
    {
      id: `a${i}`,
      value: `user${i}@example.test`,
      verified: false,
      via: 'email',
      status: 'pending',
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:04:05Z',
    },
  ],
  recovery_addresses: [{ id: `r${i}`, value: `user${i}@example.test`, via: 'email' }],
  metadata_public: null,
  metadata_admin: null,
  created_at: '2026-01-02T03:04:05.123Z',
  updated_at: '2026-01-02T03:04:05.123Z',
  organization_id: null,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => one(i + 1));
const lines = (list: readonly unknown[]) => list.map((each) => `${JSON.stringify(each)}\n`).join('');

testSource(kratos, {
  small: async (folder) => {
    await writeFile(join(folder, 'identities.json'), JSON.stringify(many(9)));
    return { config: { path: 'identities.json' }, rows: 9 };
  },
  damaged: async (folder) => {
    const text = lines(many(5)).replace('"id":"00000000-0000-4000-8000-000000000003",', '"id":');
    await writeFile(join(folder, 'identities.ndjson'), text);
    return { config: { path: 'identities.ndjson' }, rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'identities.ndjson'), lines(many(rows)));
    return { path: 'identities.ndjson' };
  },
  change: (folder) => appendFile(join(folder, 'identities.json'), '\n'),
  samples: [
    sampleOf('array.json', JSON.stringify(many(200))),
    sampleOf('lines.ndjson', lines(many(200))),
    sampleOf('cli.json', JSON.stringify({ identities: many(3), next_page_token: '' })),
  ],
});

const understand = (more: JsonObject) => toIdentity({ ...one(1), ...more }, { rpId: 'id.example.test' });

describe('an identity of Kratos', () => {
  it('keeps the spelling of the trait where Kratos wrote the identifier in small letters', () => {
    const { identity, fields, problems } = understand({
      traits: {
        email: 'Ana@Example.test',
        login: 'AnaL',
        phone: '+351900000000',
        contact: { city: 'Porto' },
      },
      verifiable_addresses: [
        { value: 'ana@example.test', via: 'email', verified: true, verified_at: '2026-02-03T04:05:06Z' },
        { value: '+351900000000', via: 'sms', verified: false },
      ],
      credentials: { password: { identifiers: ['ana@example.test', 'anal'], config: {} } },
    });
    expect([problems, fields]).toEqual([[], {}]);
    expect(Identity.parse(identity).identifiers).toEqual([
      {
        type: 'email',
        value: 'Ana@Example.test',
        verified: true,
        verifiedAt: '2026-02-03T04:05:06Z',
        evidence: 'kratos verifiable_addresses',
      },
      { type: 'phone', value: '+351900000000', verified: false, evidence: 'kratos verifiable_addresses' },
      { type: 'username', value: 'AnaL' },
    ]);
    expect(identity.attributes).toEqual({ schema_id: 'customer', contact: { city: 'Porto' } });
  });

  it('finds the usual identifiers where no credential was asked for', () => {
    const { identity } = understand({
      traits: { username: 'ana', phone_number: '+351900000000' },
      verifiable_addresses: null,
      credentials: { password: { type: 'password', identifiers: ['ana'], version: 0 } },
    });
    expect(identity.identifiers).toEqual([
      { type: 'username', value: 'ana' },
      { type: 'phone', value: '+351900000000' },
    ]);
    expect(identity.password).toBeUndefined();
  });

  it('reads a name in parts, and keeps a name with a part that it does not know', () => {
    expect(understand({ traits: { name: { first: 'Ana', last: 'Lima' } } }).identity.profile).toEqual({
      given_name: 'Ana',
      family_name: 'Lima',
    });
    const odd = understand({ traits: { name: { first: 'Ana', honorific: 'Dr' } } }).identity;
    expect(odd.profile).toEqual({});
    expect(odd.attributes.name).toEqual({ first: 'Ana', honorific: 'Dr' });
  });

  it('reads recovery codes that are left, and how many there were', () => {
    const codes = [
      { code: 'aaaa', used_at: '2026-01-02T03:04:05Z' },
      { code: 'bbbb', used_at: null },
      { code: 'cccc', used_at: '0001-01-01T00:00:00Z' },
    ];
    const { identity } = understand({
      credentials: { lookup_secret: { config: { recovery_codes: codes } } },
    });
    expect(identity.factors).toEqual([{ type: 'recovery-codes', codes: ['bbbb', 'cccc'], total: 3 }]);
  });

  it('reads a passkey with the domain it is bound to', () => {
    const credential = {
      id: 'a+b/cQ==',
      public_key: 'pQECAyYgASFY',
      attestation_type: 'none',
      authenticator: { aaguid: 'AAECAwQFBgcICQoLDA0ODw==', sign_count: 7, clone_warning: false },
      flags: { user_present: true, user_verified: true, backup_eligible: true, backup_state: false },
      is_passwordless: true,
      display_name: 'laptop',
      added_at: '2026-01-02T03:04:05Z',
    };
    const { identity, problems } = understand({
      credentials: { passkey: { config: { credentials: [credential], user_handle: 'AQID' } } },
    });
    expect(problems).toEqual([]);
    expect(Identity.parse(identity).factors).toEqual([
      {
        type: 'webauthn',
        credentialId: 'a-b_cQ',
        publicKey: 'pQECAyYgASFY',
        signCount: 7,
        rpId: 'id.example.test',
        userHandle: 'AQID',
        aaguid: '00010203-0405-0607-0809-0a0b0c0d0e0f',
        backupEligible: true,
        backedUp: false,
        passwordless: true,
        label: 'laptop',
        createdAt: '2026-01-02T03:04:05Z',
      },
    ]);
  });

  it.each([
    ['totp', { totp_url: 'otpauth://totp/Shop:ana?secret=12' }, 'FACTOR_INVALID'],
    ['totp', { totp_url: 'https://example.test' }, 'FACTOR_INVALID'],
    ['webauthn', { credentials: [{ id: 'a+b/cQ==' }] }, 'FACTOR_INVALID'],
    ['oidc', { providers: [{ provider: 'google' }] }, 'FIELD_INVALID'],
  ])('reports a damaged %s', (type, config, code) => {
    const { problems } = understand({ credentials: { [type]: { config } } });
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('leaves a credential over that it does not know, without what it holds', () => {
    const { fields } = understand({ credentials: { retina: { config: { scan: 'secret' } } } });
    expect(fields).toEqual({ credentials: { retina: { holds: ['scan'] } } });
  });

  it('takes any traits, and what they become is an identity or a problem', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (traits, credential) => {
        const { identity } = understand({ traits, credentials: { password: credential, totp: credential } });
        expect(Identity.safeParse(identity).error).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
