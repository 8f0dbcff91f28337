import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import { betterAuth } from './index.ts';

const BCRYPT = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';
const EMAIL = { type: 'email', value: 'ada@shop.example' } as const;

function judge(identity: Partial<Identity>, settings: Record<string, unknown> = {}) {
  const whole = { ...blankIdentity('legacy-1'), identifiers: [EMAIL], ...identity };
  return betterAuth.fit(whole, betterAuth.config.parse(settings));
}

function losses(identity: Partial<Identity>, settings: Record<string, unknown> = {}) {
  return judge(identity, settings).losses.map(({ code, field }) => `${code} ${field}`);
}

/** An instance of the operator's own, with nothing but Better Auth itself. */
const BARE = { auth: './auth.ts', plugins: [] };

describe('what Better Auth takes of a customer', () => {
  it('is everything, for a customer with an address, a hash and claims', () => {
    const identity = {
      password: { hash: BCRYPT },
      profile: { name: 'Ada', given_name: 'Ada', locale: 'en', address: { country: 'UK' } },
      attributes: { plan: 'gold', tags: ['a', 'b'] },
      consents: [{ purpose: 'newsletter', status: 'granted' as const }],
    };
    expect(judge(identity)).toEqual({
      credentialPlan: 'native',
      reason: expect.stringContaining('bcrypt'),
      losses: [],
    });
  });

  it('is not what there is no plugin or field for, each named', () => {
    const identity: Partial<Identity> = {
      identifiers: [
        EMAIL,
        { type: 'email', value: 'second@shop.example' },
        { type: 'username', value: 'ada' },
        { type: 'phone', value: '+491701234567' },
      ],
      profile: { name: 'Ada', given_name: 'Ada' },
      attributes: { plan: 'gold' },
      factors: [{ type: 'totp', secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 6, period: 30 }],
      memberships: [
        { type: 'group', name: 'vip' },
        { type: 'organisation', name: 'Engines' },
      ],
      lastLoginAt: '2024-03-01T10:00:00Z',
    };
    expect(losses(identity, BARE).toSorted()).toEqual(
      [
        'email',
        'username',
        'phone',
        'profile.given_name',
        'attributes.plan',
        'factors.totp',
        'memberships.groups',
        'memberships.organisations',
        'lastLoginAt',
      ]
        .map((field) => `FIELD_NOT_PORTABLE ${field}`)
        .toSorted(),
    );
  });

  it('is a role only where somebody said which role it becomes', () => {
    const memberships = [{ type: 'role', name: 'admin' } as const];
    expect(losses({ memberships })).toEqual(['FIELD_NOT_PORTABLE memberships.roles']);
    expect(losses({ memberships }, { roles: { admin: 'support' } })).toEqual([]);
  });

  it('is a user name that is the address once more without a loss', () => {
    const identifiers = [EMAIL, { type: 'username', value: 'Ada@Shop.example' } as const];
    expect(losses({ identifiers }, BARE)).toEqual([]);
  });

  it.each([
    ['ab', true],
    ['ada-lovelace', true],
    ['a'.repeat(31), true],
    ['ada.lovelace_1', false],
  ])('is the user name %s as the plugin lets it in', (value, lost) => {
    const identifiers = [EMAIL, { type: 'username', value } as const];
    const own = { auth: './auth.ts' };
    expect(losses({ identifiers }, own)).toEqual(lost ? ['FIELD_NOT_PORTABLE username'] : []);
    expect(losses({ identifiers })).toEqual([]);
  });

  it('is never a key that was only a second factor, nor a passkey of another domain', () => {
    const key = { type: 'webauthn', credentialId: 'a', publicKey: 'b', signCount: 0 } as const;
    const factors = [
      { ...key, passwordless: false },
      { ...key, passwordless: true, rpId: 'other.example' },
      { ...key, passwordless: true, rpId: 'shop.example' },
    ];
    expect(losses({ factors }, { rpId: 'shop.example' })).toHaveLength(2);
  });

  it('is no recovery code without its app, and none that is hashed', () => {
    const codes = ['a', 'b'];
    expect(losses({ factors: [{ type: 'recovery-codes', codes }] })).toHaveLength(1);
    expect(losses({ factors: [{ type: 'recovery-codes', codes, hash: 'bcrypt' }] })).toHaveLength(1);
  });
});

describe('who is refused before anything is written', () => {
  it.each(['disabled', 'locked'] as const)('a %s customer where nothing would keep them out', (status) => {
    expect(judge({ status }, BARE).refusal).toMatchObject({ code: 'TARGET_REFUSED', field: 'status' });
    expect(judge({ status }).refusal).toBeUndefined();
  });

  it('a customer without an address, unless one may be made up and there is another way in', () => {
    const identifiers = [{ type: 'username', value: 'ada' } as const];
    const placeholderDomain = 'none.invalid';
    expect(judge({ identifiers }).refusal).toMatchObject({ code: 'TARGET_REFUSED', field: 'identifiers' });
    expect(judge({ identifiers }, { placeholderDomain }).refusal).toBeUndefined();
    expect(judge({ identifiers: [] }, { placeholderDomain }).refusal).toMatchObject({
      code: 'IDENTIFIER_MISSING',
    });
    const links = [{ provider: 'google', subject: '1' }];
    expect(judge({ identifiers: [], links }, { placeholderDomain }).refusal).toBeUndefined();
  });

  it.each(['ada@exämple.de', '"ada l"@shop.example', 'ada@localhost'])(
    'the address %s, with which nobody could sign in',
    (value) => {
      const identifiers = [{ type: 'email', value } as const];
      expect(judge({ identifiers }).refusal).toMatchObject({ code: 'EMAIL_INVALID' });
    },
  );
});

describe('what becomes of a password', () => {
  it.each([
    ['native', {}, { hash: BCRYPT }],
    ['none', {}, undefined],
    ['reset', { status: 'invited' }, { hash: BCRYPT }],
    ['reset', {}, { hash: 'no hash of this world' }],
    ['reset', {}, { format: 'bcrypt', hash: BCRYPT.slice(0, -5) }],
    ['none', {}, { hash: '!' }],
  ] as const)('is "%s"', (plan, more, password) => {
    const identity = password === undefined ? more : { ...more, password };
    expect(judge(identity).credentialPlan).toBe(plan);
  });

  it('names the order to change it as a loss', () => {
    expect(losses({ password: { hash: BCRYPT, mustChange: true } })).toEqual([
      'FIELD_NOT_PORTABLE password.mustChange',
    ]);
  });

  it('never shows the hash in what it says', () => {
    const hash = BCRYPT.slice(0, -5);
    expect(JSON.stringify(judge({ password: { format: 'bcrypt', hash } }))).not.toContain(hash);
  });
});
