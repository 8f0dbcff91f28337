import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankIdentity, type Factor, type Identity } from '../../identity/identity.ts';
import type { TargetSettings } from '../../targets/target.ts';
import { FINDINGS } from './catalogue.ts';
import { compareReadiness } from './findings.ts';
import { countNeeds } from './needs.ts';

const NOW = Date.parse('2026-11-20T00:00:00Z');

/** A target that is ready for everything a customer of these tests can be. */
const PREPARED: TargetSettings = {
  missingRights: [],
  missingParts: [],
  mark: 'seen',
  fields: [],
  otherFields: 'kept',
  identifiers: {
    loginWithEmail: true,
    emailAsUsername: false,
    usernameEditable: true,
    duplicateEmails: false,
  },
  passwords: { login: true, reset: true, rules: [] },
  secondFactors: ['totp', 'webauthn', 'recovery-codes'],
  relyingParties: ['shop.example'],
  providers: { enabled: ['google'], disabled: [], called: { 'google-oauth2': 'google' } },
  createsMemberships: false,
  mail: 'set up',
  verifiesEmail: false,
  lockout: 'for a while',
  asksForVault: 'yes',
  defaults: { groups: [], roles: [], actions: [] },
  where: { fields: 'Realm settings' },
};

const ADA: Identity = {
  ...blankIdentity('u-1'),
  identifiers: [
    { type: 'email', value: 'ada@shop.example', verified: true },
    { type: 'username', value: 'ada' },
  ],
  profile: { given_name: 'Ada' },
  attributes: { plan: 'gold' },
  password: { hash: '$2y$04$x', setAt: '2020-01-01T00:00:00Z' },
};

const TOTP: Factor = { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 };
const PASSKEY: Factor = {
  type: 'webauthn',
  credentialId: 'AQID',
  publicKey: 'pQEC',
  signCount: 0,
  rpId: 'shop.example',
  passwordless: true,
};

describe('a target that is prepared', () => {
  it('gets no finding, whoever comes', () => {
    expect(find({}, [{ ...ADA, factors: [TOTP, PASSKEY] }])).toEqual([]);
  });

  it('gets no finding about what concerns nobody', () => {
    const alone = { ...blankIdentity('u-2') };
    const settings: Partial<TargetSettings> = {
      providers: { enabled: [], disabled: [], called: {} },
      secondFactors: [],
      relyingParties: [],
      lockout: 'off',
      mail: 'absent',
      verifiesEmail: true,
      asksForVault: 'no',
      otherFields: 'hidden',
    };
    expect(find(settings, [alone])).toEqual([]);
  });
});

describe('a finding', () => {
  it('counts whom it concerns, says why and where, and stands before milder ones', () => {
    const settings: Partial<TargetSettings> = {
      otherFields: 'hidden',
      fields: [{ path: 'profile.given_name', required: 'asked', broken: 'asked', patterns: ['[a-z]+'] }],
      mail: 'absent',
    };
    const found = compare(settings, [ADA, { ...ADA, attributes: {}, profile: {} }]);
    expect(found.map(({ code, customers, what }) => [code, customers, what])).toEqual([
      ['FIELDS_HIDDEN', 2, 'Declare these fields: email (2), username (2), attributes.plan (1)'],
      ['MAIL_ABSENT', 2, 'Set up mail'],
      ['FIELDS_ASKED_FOR', 1, 'Make these fields optional, or map them: profile.given_name (1)'],
      ['VALUES_ASKED_FOR', 1, 'Widen the rules of these fields: profile.given_name (1)'],
    ]);
    expect(found[0]).toMatchObject({
      severity: 'blocks',
      where: 'Realm settings',
      why: FINDINGS.FIELDS_HIDDEN.why,
    });
  });

  it('tells a provider somebody could do without from one that is the only way in', () => {
    const links = [{ provider: 'google-oauth2', subject: '1' }];
    const { password: _, ...social } = { ...ADA, links };
    const off = { providers: { enabled: [], disabled: ['google'], called: { 'google-oauth2': 'google' } } };
    expect(find(off, [{ ...ADA, links }])).toEqual(['PROVIDERS_OFF']);
    expect(find(off, [social], 'none')).toEqual(['PROVIDERS_ONLY_WAY', 'PROVIDERS_OFF']);
    const absent = { providers: { enabled: [], disabled: [], called: {} } };
    expect(find(absent, [social], 'none')).toEqual(['PROVIDERS_ONLY_WAY', 'PROVIDERS_MISSING']);
  });

  it('names a second factor that nobody would ask for, but not a passkey', () => {
    const key = { ...PASSKEY, passwordless: false };
    expect(find({ secondFactors: ['totp'] }, [{ ...ADA, factors: [key] }])).toEqual(['FACTORS_NOT_ASKED']);
    expect(find({ secondFactors: ['totp'] }, [{ ...ADA, factors: [PASSKEY, TOTP] }])).toEqual([]);
  });

  it('blocks where a passkey of another domain is the only way in', () => {
    const { password: _, ...passkeyOnly } = { ...ADA, factors: [PASSKEY] };
    const elsewhere = { relyingParties: ['id.example'] };
    expect(find(elsewhere, [passkeyOnly], 'none')).toEqual(['PASSKEYS_ONLY_WAY', 'PASSKEYS_OF_OTHERS']);
    expect(find(elsewhere, [{ ...ADA, factors: [PASSKEY] }])).toEqual(['PASSKEYS_OF_OTHERS']);
  });

  it('counts passwords that would be too old on arrival, and not those of unknown age', () => {
    const settings = { passwords: { ...PREPARED.passwords, expiresAfter: 365 } };
    const undated = { ...ADA, password: { hash: 'x' } };
    const [found] = compare(settings, [ADA, ADA, undated]);
    expect(found).toMatchObject({ code: 'PASSWORDS_EXPIRED', customers: 2 });
  });

  it('holds whoever lacks a group, unless it is made on the way; a role of a client never is', () => {
    const memberships = [
      { type: 'group' as const, name: '/staff' },
      { type: 'role' as const, name: 'buyer', client: 'shop' },
    ];
    const missing = [
      { type: 'group' as const, name: '/staff' },
      { type: 'role' as const, name: 'buyer', client: 'shop' },
    ];
    const people = [{ ...ADA, memberships }];
    expect(find({}, people, 'transcoded', missing)).toEqual(['MEMBERSHIPS_MISSING']);
    expect(find({ createsMemberships: true }, people, 'transcoded', missing)).toEqual([
      'MEMBERSHIPS_MISSING',
      'MEMBERSHIPS_CREATED',
    ]);
    expect(find({}, people)).toEqual([]);
  });

  it('asks for a hook where hashes wait, and for mail where passwords are reset', () => {
    expect(find({ asksForVault: 'no' }, [ADA], 'vault')).toEqual(['VAULT_NOT_ASKED']);
    const noMail: Partial<TargetSettings> = {
      mail: 'absent',
      passwords: { ...PREPARED.passwords, reset: false },
    };
    expect(find(noMail, [ADA], 'reset')).toEqual(['RESET_OFF', 'RESET_WITHOUT_MAIL']);
  });

  it('blocks a verification whose mail nobody sends', () => {
    const unproven = { ...ADA, identifiers: [{ type: 'email' as const, value: 'ada@shop.example' }] };
    expect(find({ verifiesEmail: true }, [unproven])).toEqual(['VERIFICATION_ASKED']);
    expect(find({ verifiesEmail: true, mail: 'absent' }, [unproven])).toContain('VERIFICATION_WITHOUT_MAIL');
    expect(find({ verifiesEmail: true }, [ADA])).toEqual([]);
  });
});

describe('rules about values', () => {
  it('are broken exactly by who has a value outside them', () => {
    const rule = {
      path: 'attributes.plan',
      broken: 'refused' as const,
      min: 2,
      max: 4,
      options: ['gold', 'tin'],
    };
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (plan) => {
        const found = find({ fields: [rule] }, [{ ...ADA, attributes: { plan } }]);
        const breaks = plan !== '' && !['gold', 'tin'].includes(plan);
        expect(found).toEqual(breaks ? ['VALUES_REFUSED'] : []);
      }),
    );
  });
});

function compare(
  settings: Partial<TargetSettings>,
  people: readonly Identity[],
  plan: Parameters<ReturnType<typeof countNeeds>['add']>[1] = 'transcoded',
  missing: Parameters<typeof compareReadiness>[0]['missing'] = [],
) {
  const whole = { ...PREPARED, ...settings };
  const counter = countNeeds(whole.fields);
  for (const identity of people) counter.add(identity, plan);
  return compareReadiness({ settings: whole, needs: counter.result(), missing, now: NOW });
}

function find(...given: Parameters<typeof compare>): readonly string[] {
  return compare(...given).map(({ code }) => code);
}
