import { describe, expect, it } from 'vitest';
import type { JsonObject } from './reading/json-value.ts';
import { toIdentity, type UserRecords } from './supabase/user.ts';

const understand = (user: JsonObject, more: Partial<UserRecords> = {}) =>
  toIdentity(
    { user: { id: 'u1', ...user }, identities: [], factors: [], passkeys: [], ...more },
    { autoconfirm: false, rpId: 'shop.example', now: Date.UTC(2026, 10, 20) },
  );

describe('a user of Supabase Auth', () => {
  it('has a problem where the project encrypts its hashes, and no hash', () => {
    const { identity, problems } = understand({
      encrypted_password: '{"key_id":"k","alg":"aes-gcm-hkdf","data":"AA","nonce":"AA"}',
    });
    expect(identity).not.toHaveProperty('password');
    expect(problems).toMatchObject([{ code: 'PASSWORD_MALFORMED', field: 'encrypted_password' }]);
  });

  it('is active again when a ban has ended', () => {
    expect(understand({ banned_until: '2026-11-19T00:00:00Z' }).identity.status).toBe('active');
    expect(understand({ banned_until: '2026-11-21T00:00:00Z' }).identity.status).toBe('locked');
  });

  it('stays shut out where a ban ends at a time that is none', () => {
    for (const banned_until of [
      'infinity',
      '9999-12-31T23:59:59Z',
      '9999-12-31T23:59:59.999Z',
      '2126-01-01T00:00:00Z',
    ])
      expect(understand({ banned_until }).identity.status).toBe('disabled');
    for (const banned_until of [null, '-infinity', '0001-01-01T00:00:00Z'])
      expect(understand({ banned_until }).identity.status).toBe('active');
  });

  it('brings the id at the provider from the column of before 2023', () => {
    const { identity } = understand(
      {},
      { identities: [{ provider: 'github', id: '583231', user_id: 'u1' }] },
    );
    expect(identity.links).toEqual([{ provider: 'github', subject: '583231' }]);
  });

  it('brings telephone numbers, security keys and passkeys as factors', () => {
    const { identity, problems } = understand(
      {},
      {
        factors: [
          { factor_type: 'phone', status: 'verified', phone: '351912345678' },
          {
            factor_type: 'webauthn',
            status: 'verified',
            web_authn_credential: {
              id: 'a+b/cQ==',
              publicKey: 'pQECAyYgASFY',
              authenticator: { signCount: 3 },
            },
          },
        ],
        passkeys: [
          {
            credential_id: 'AQID',
            public_key: 'pQECAyYgASFY',
            sign_count: 7,
            transports: ['internal'],
            backed_up: true,
          },
        ],
      },
    );
    expect(problems).toEqual([]);
    expect(identity.factors).toMatchObject([
      { type: 'sms', phone: '+351912345678' },
      { type: 'webauthn', credentialId: 'a-b_cQ', signCount: 3, passwordless: false, rpId: 'shop.example' },
      { type: 'webauthn', credentialId: 'AQID', signCount: 7, passwordless: true, backedUp: true },
    ]);
  });

  it('leaves columns over that the project added, and none of those that it knows', () => {
    const { fields } = understand({ loyalty: 7, recovery_token: 'abc', email_change: 'x@y.example' });
    expect(fields).toEqual({ loyalty: 7 });
  });
});
