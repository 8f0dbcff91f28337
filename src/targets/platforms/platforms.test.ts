/** What must be true of every platform, whatever its facts are; and of single ones, that their facts count. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HOOKS } from '../../hooks/index.ts';
import { blankIdentity, type Factor, type Identity } from '../../identity/identity.ts';
import { CANONICAL_PATHS } from '../../identity/mapping/canonical-path.ts';
import { ENVELOPES, transcode } from '../../passwords/index.ts';
import { storedOf, VECTORS } from '../../passwords/vectors.ts';
import { TARGETS } from '../index.ts';
import { fitPlatform, PLATFORMS } from './index.ts';
import type { Platform } from './platform.ts';

const IdentifierType = z.enum(['email', 'phone', 'username']);
const Sentence = z.string().min(10);
const Verified = z.enum(['kept', 'assumed', 'dropped']);
const Rule = z.strictObject({ pattern: z.instanceof(RegExp), says: z.string().min(5) });

const Facts = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(2),
  accepts: z.strictObject({
    identifiers: z.array(IdentifierType).min(1),
    factors: z.array(z.enum(['totp', 'webauthn', 'recovery-codes', 'sms', 'email'])),
    links: z.boolean(),
    consents: z.boolean(),
    memberships: z.array(z.enum(['organisation', 'group', 'role'])),
    timestamps: z.array(z.enum(['createdAt', 'updatedAt', 'lastLoginAt'])),
    ids: z.enum(['kept', 'mapped']),
    batch: z.strictObject({ max: z.number().int().positive(), whole: z.boolean() }),
    laterHash: z.enum(['yes', 'no', 'disputed']),
    undo: z.boolean(),
    cannot: z.array(Sentence.regex(/[.)]$/)).min(1),
  }),
  room: z.strictObject({
    needs: z.array(IdentifierType),
    needsVerified: z.literal(true).optional(),
    needsClaims: z.array(z.string()).optional(),
    most: z.partialRecord(IdentifierType, z.union([z.int().positive(), z.literal(Infinity)])).optional(),
    username: Rule.optional(),
    verified: z.strictObject({ email: Verified, phone: Verified }),
    disabled: z.boolean(),
    invited: z.boolean(),
    mustChange: z.boolean(),
    claims: z.union([z.literal('any'), z.array(z.string())]),
    attributes: z.union([z.enum(['any', 'none']), z.int().positive()]),
    id: Rule.optional(),
    links: z.int().positive().optional(),
    totp: z
      .strictObject({
        algorithms: z.array(z.enum(['SHA1', 'SHA256', 'SHA512'])).min(1),
        digits: z.array(z.int()).min(1),
        periods: z.union([z.literal('any'), z.array(z.int()).min(1)]),
        most: z.union([z.int().positive(), z.literal(Infinity)]),
        secret: Rule.optional(),
      })
      .optional(),
    webauthn: z.strictObject({ passkeys: z.boolean(), secondFactors: z.boolean() }).optional(),
    recoveryCodes: z
      .strictObject({
        plain: z.boolean(),
        hashes: z.array(z.string()),
        code: Rule.optional(),
        count: z.int().positive().optional(),
        besideTotp: z.literal(true).optional(),
      })
      .optional(),
  }),
  hook: z.string().optional(),
  limits: z.strictObject({
    usersPerSecond: z.number().positive(),
    source: Sentence,
    basis: z.enum(['documented', 'measured', 'assumed']),
    notes: z.array(z.string().min(5)),
  }),
  why: z.record(z.string(), z.string().min(5)).optional(),
  disputed: z.record(z.string(), Sentence),
  sources: z.array(z.string().min(5)).min(1),
});

describe.each(PLATFORMS)('$title', (platform) => {
  it('states every fact, each limit with where it is from', () => {
    expect(Facts.safeParse(platform).error).toBeUndefined();
    const { source, basis } = platform.limits;
    if (basis === 'documented') expect(source).toContain('https://');
  });

  it('disputes only what has a name', () => {
    const named = Object.keys(platform.disputed).filter((field) => !isField(field));
    expect(named).toEqual([]);
    if (platform.accepts.laterHash === 'disputed') expect(platform.disputed.laterHash).toBeDefined();
  });

  it('waits for a first login only where a hook of ours is asked at one', () => {
    if (platform.hook !== undefined) expect(HOOKS.map(({ id }) => id)).toContain(platform.hook);
  });

  it('has an envelope of its title, or takes no hash at all', () => {
    const envelope = ENVELOPES.find(({ id }) => id === platform.id);
    if (envelope === undefined) expect(['entra', 'b2c', 'loginradius', 'scim']).toContain(platform.id);
    else expect(platform.title).toBe(envelope.title);
  });

  it('loses nothing of somebody who has nothing but what it holds', () => {
    const [type = 'email'] =
      platform.room.needs.length > 0 ? platform.room.needs : platform.accepts.identifiers;
    const plain: Identity = {
      ...blankIdentity('0b9f1c52-9b0e-4f6e-8c3a-5a1d2c3b4e5f'),
      identifiers: [{ type, value: 'ada_1', ...(verifiedCounts(platform, type) && { verified: true }) }],
      profile: platform.room.claims === 'any' ? { given_name: 'Ada', family_name: 'L' } : { name: 'Ada' },
    };
    expect(fitPlatform(platform, plain).losses).toEqual([]);
    expect(fitPlatform(platform, plain).refusal).toBeUndefined();
  });
});

describe('every platform', () => {
  it('promises no password whose hash its envelope cannot write', () => {
    for (const vector of VECTORS.filter(({ valid }) => valid)) {
      const stored = storedOf(vector, vector.format);
      const password = { ...stored, beside: { ...stored.beside } };
      for (const platform of PLATFORMS) {
        const { credentialPlan, disputed } = fitPlatform(platform, { ...customer, password });
        const written = hasEnvelope(platform) ? transcode(password, platform.id) : UNKNOWN;
        expect(PLANS[written.kind], `${vector.id} on ${platform.id}`).toContain(credentialPlan);
        if (written.kind !== 'cannot') expect(disputed).toBe(written.disputed);
      }
    }
  });

  it('has an answer for everybody, the same each time, and tells nothing personal', () => {
    fc.assert(
      fc.property(arbitraryIdentity, fc.constantFrom(...PLATFORMS), (identity, platform) => {
        const fit = fitPlatform(platform, identity);
        expect(fitPlatform(platform, structuredClone(identity))).toEqual(fit);
        for (const { field, found } of fit.losses) expect(field && found).toBeTruthy();
        expect(fit.reason).toMatch(/\.$/);
        expect(JSON.stringify(fit)).not.toContain(PERSONAL);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the list of platforms', () => {
  it('has everybody with an envelope whom we do not write ourselves, once', () => {
    const ids = PLATFORMS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const written = TARGETS.map(({ id }) => id);
    expect(ENVELOPES.map(({ id }) => id).filter((id) => !written.includes(id) && !ids.includes(id))).toEqual(
      [],
    );
  });
});

describe('what a customer loses', () => {
  it('lets nobody in again who was disabled: where there is no such state, they are refused', () => {
    const identity = { ...customer, status: 'disabled' as const };
    expect(fitPlatform(find('workos'), identity).refusal).toMatchObject({
      code: 'TARGET_REFUSED',
      field: 'status',
    });
    expect(fitPlatform(find('clerk'), identity).refusal).toBeUndefined();
  });

  it('names an address that would count as proven though nobody proved it', () => {
    const unproven = { ...customer, identifiers: [{ type: 'email' as const, value: 'ada@shop.example' }] };
    expect(fieldsOf('logto', unproven)).toContain('email.verified');
    expect(fieldsOf('clerk', unproven)).not.toContain('email.verified');
    expect(fieldsOf('logto', customer)).not.toContain('email.verified');
  });

  it('says of an authenticator app which of its settings does not fit', () => {
    const factors = [{ ...TOTP, algorithm: 'SHA256' as const, digits: 8 }];
    expect(lossesOf('clerk', { ...customer, factors })).toContainEqual({
      code: 'FIELD_NOT_PORTABLE',
      field: 'factors.totp',
      found: 'an authenticator app of SHA256, 8 digits, 30 s; Clerk computes SHA1, 6 digits, 30 s',
    });
    expect(fieldsOf('clerk', { ...customer, factors: [TOTP] })).not.toContain('factors.totp');
    expect(fieldsOf('clerk', { ...customer, factors: [TOTP, TOTP] })).toContain('factors.totp');
  });

  it('carries a passkey only for the domain it was made for, and only where passkeys are imported', () => {
    const passkey = { ...customer, factors: [PASSKEY] };
    expect(lossesOf('auth0', passkey)).toContainEqual(
      expect.objectContaining({
        field: 'factors.webauthn.rpId',
        found: 'works only while the login page stays under shop.example',
      }),
    );
    expect(fieldsOf('clerk', passkey)).toContain('factors.webauthn');
    expect(fieldsOf('clerk', passkey)).not.toContain('factors.webauthn.rpId');
  });

  it('makes no passkey of a key that was only a second factor', () => {
    const key = { ...customer, factors: [{ ...PASSKEY, passwordless: false }] };
    expect(fieldsOf('fusionauth', key)).toContain('factors.webauthn');
  });

  it('tells plain recovery codes from hashed ones, and their form', () => {
    const plain = codes(['0123456789']);
    expect(fieldsOf('clerk', { ...customer, factors: [plain] })).not.toContain('factors.recovery-codes');
    const hashed = { ...plain, hash: 'sha512-base64' as const };
    expect(fieldsOf('clerk', { ...customer, factors: [hashed] })).toContain('factors.recovery-codes');
    const ten = codes(Array.from({ length: 10 }, () => '0123456789'));
    expect(fieldsOf('logto', { ...customer, factors: [TOTP, plain] })).toContain('factors.recovery-codes');
    expect(fieldsOf('logto', { ...customer, factors: [TOTP, ten] })).not.toContain('factors.recovery-codes');
    expect(fieldsOf('logto', { ...customer, factors: [ten] })).toContain('factors.recovery-codes');
  });

  it('promises nothing that is disputed', () => {
    const { disputed } = find('kratos');
    expect(disputed['factors.totp']).toBeDefined();
    expect(fieldsOf('kratos', { ...customer, factors: [TOTP] })).toContain('factors.totp');
    expect(fieldsOf('fusionauth', { ...customer, factors: [TOTP] })).toContain('factors.totp');
  });

  it('refuses whom an import would refuse: nobody to name, nothing verified, no name', () => {
    const byName = { ...customer, identifiers: [{ type: 'username' as const, value: 'ada' }] };
    expect(fitPlatform(find('auth0'), byName).refusal).toMatchObject({ found: 'no e-mail address' });
    expect(fitPlatform(find('firebase'), byName).refusal).toMatchObject({ code: 'IDENTIFIER_MISSING' });
    expect(fitPlatform(find('cognito'), byName).refusal).toMatchObject({ code: 'TARGET_REFUSED' });
    expect(fitPlatform(find('zitadel'), { ...customer, profile: {} }).refusal).toMatchObject({
      field: 'profile.given_name',
    });
    const linked = { ...byName, links: [{ provider: 'google', subject: '1' }] };
    expect(fitPlatform(find('firebase'), linked).refusal).toBeUndefined();
  });

  it('says how a hash waits where the platform asks us, and that it cannot where nobody does', () => {
    const weak = {
      ...customer,
      password: { hash: PHPASS },
    };
    expect(fitPlatform(find('okta'), weak).credentialPlan).toBe('vault');
    const unasked = fitPlatform(find('supabase'), weak);
    expect(unasked.credentialPlan).toBe('reset');
    expect(unasked.reason).toContain('asks nobody at a login');
  });
});

const customer: Identity = {
  ...blankIdentity('u-1'),
  identifiers: [{ type: 'email', value: 'ada@shop.example', verified: true }],
  profile: { given_name: 'Ada', family_name: 'L' },
};

/** What nobody but Clerk and FusionAuth takes. */
const PHPASS = VECTORS.find(({ format, valid }) => valid && format.startsWith('phpass'))?.hash ?? '';

/** What a platform without an envelope makes of any hash. */
const UNKNOWN = { kind: 'cannot' } as const;

const PLANS = { 'as-is': ['native'], envelope: ['transcoded'], cannot: ['vault', 'reset', 'none'] };

const TOTP = {
  type: 'totp',
  secret: 'JBSWY3DPEHPK3PXP',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
} as const satisfies Factor;

const PASSKEY = {
  type: 'webauthn',
  credentialId: 'AQID',
  publicKey: 'pQEC',
  signCount: 0,
  rpId: 'shop.example',
  passwordless: true,
} as const satisfies Factor;

function codes(list: string[]): Extract<Factor, { type: 'recovery-codes' }> {
  return { type: 'recovery-codes', codes: list };
}

function find(id: string): Platform {
  const found = PLATFORMS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no platform ${id}`);
  return found;
}

function lossesOf(id: string, identity: Identity) {
  return fitPlatform(find(id), identity).losses;
}

function fieldsOf(id: string, identity: Identity): readonly (string | undefined)[] {
  return lossesOf(id, identity).map(({ field }) => field);
}

function hasEnvelope({ id }: Platform): boolean {
  return ENVELOPES.some((envelope) => envelope.id === id);
}

/** Where a proof is dropped, who has none loses none. */
function verifiedCounts({ room }: Platform, type: string): boolean {
  return type !== 'username' && room.verified[type as 'email' | 'phone'] !== 'dropped';
}

function isField(name: string): boolean {
  const [root = ''] = name.split('.');
  const others = ['laterHash', 'ids', 'undo', 'password', 'factors', 'links', 'consents', 'attributes'];
  return others.includes(root) || CANONICAL_PATHS.some(({ path }) => path === name);
}

/** Stands in every text that a customer owns. */
const PERSONAL = 'Zaphod';

const text = fc.string({ maxLength: 12, unit: 'grapheme' }).map((end) => `${PERSONAL}${end}`);
const time = fc.constantFrom('2024-03-01T10:00:00Z', '1970-01-01T00:00:00Z');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const arbitraryFactor: fc.Arbitrary<Factor> = fc.oneof(
  fc.record({
    type: fc.constant('totp' as const),
    secret: fc.constantFrom('JBSWY3DPEHPK3PXP', 'AA', 'A'.repeat(200)),
    algorithm: fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
    digits: fc.integer({ min: 6, max: 10 }),
    period: fc.integer({ min: 10, max: 300 }),
  }),
  fc.boolean().map((passwordless) => ({ ...PASSKEY, passwordless })),
  fc.record({
    type: fc.constant('recovery-codes' as const),
    codes: fc.array(text, { maxLength: 12 }),
    hash: maybe(fc.constantFrom('sha512-base64' as const, 'sha256-hex' as const, 'bcrypt' as const)),
  }),
  text.map((phone) => ({ type: 'sms' as const, phone })),
  text.map((email) => ({ type: 'email' as const, email })),
);

const arbitraryIdentity: fc.Arbitrary<Identity> = fc.record({
  sourceId: text,
  kind: fc.constantFrom('person' as const, 'service' as const),
  status: fc.constantFrom('active' as const, 'disabled' as const, 'locked' as const, 'invited' as const),
  identifiers: fc.array(
    fc.record({
      type: fc.constantFrom('email' as const, 'phone' as const, 'username' as const),
      value: text,
      verified: maybe(fc.boolean()),
    }),
    { maxLength: 4 },
  ),
  profile: fc.record({ name: text, given_name: text, picture: text }, { requiredKeys: [] }),
  attributes: fc.dictionary(fc.constantFrom('plan', 'note', 'tags'), text),
  password: maybe(
    fc.record({
      hash: fc.oneof(text, fc.constantFrom(...VECTORS.slice(0, 400).map(({ hash }) => hash))),
      mustChange: maybe(fc.boolean()),
    }),
  ),
  factors: fc.array(arbitraryFactor, { maxLength: 4 }),
  links: fc.array(fc.record({ provider: fc.constantFrom('google', 'saml'), subject: text }), {
    maxLength: 12,
  }),
  consents: fc.array(fc.record({ purpose: text, status: fc.constant('granted' as const) }), { maxLength: 2 }),
  memberships: fc.array(
    fc.record({
      type: fc.constantFrom('organisation' as const, 'group' as const, 'role' as const),
      name: text,
    }),
    { maxLength: 3 },
  ),
  createdAt: maybe(time),
  updatedAt: maybe(time),
  lastLoginAt: maybe(time),
});
