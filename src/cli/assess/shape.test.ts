/** The promise that the outlooks rest on: whoever has one shape fits alike, on every target there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glanceAt } from '../../engine/assess/glance.ts';
import { PasswordJudge } from '../../engine/assess/password-judge.ts';
import { shapeOf } from '../../engine/assess/shape.ts';
import { blankIdentity, type Factor, type Identity } from '../../identity/identity.ts';
import { VECTORS } from '../../passwords/vectors.ts';
import { askedTargets } from './asked-targets.ts';

const TARGETS = askedTargets(['all'], undefined, {});

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
  fc.constantFrom(
    'ana',
    'Ana.Lima',
    'ana_lima-99',
    '.ana',
    'ana.',
    'a..b',
    'ana lima',
    '',
    'x'.repeat(300),
    'a\u0000b',
  ),
);
const id = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[0-9a-f]{24}$/),
  fc.stringMatching(/^(auth0|google)\|[0-9]{1,12}$/),
  fc.integer({ min: 1 }).map(String),
  text.filter((one) => one !== ''),
);
const email = fc.oneof(
  fc.emailAddress(),
  fc.constantFrom(
    'ana@localhost',
    'ana@acme',
    'anä@acme.io',
    '"a b"@acme.io',
    'ana@xn--acme-9ta.io',
    'a+b@acme.co1',
  ),
);
const time = fc.option(fc.constantFrom('2024-03-01T10:00:00Z', '2020-01-01T00:00:00Z'), { nil: undefined });

const factor: fc.Arbitrary<Factor> = fc.oneof(
  fc.record({
    type: fc.constant('totp' as const),
    secret: fc.stringMatching(/^[A-Z2-7]{16,32}$/),
    algorithm: fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
    digits: fc.constantFrom(6, 8),
    period: fc.constantFrom(30, 60),
  }),
  fc.record({
    type: fc.constant('webauthn' as const),
    credentialId: fc.stringMatching(/^[a-z0-9]{10}$/),
    publicKey: fc.stringMatching(/^[a-z0-9]{10}$/),
    signCount: fc.nat(9),
    rpId: fc.constantFrom('acme.io', 'old.example'),
    passwordless: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('recovery-codes' as const),
    codes: fc.array(fc.stringMatching(/^[a-z0-9]{8}(-[a-z0-9]{4})?$/), { maxLength: 4 }),
  }),
  fc.constant({ type: 'sms' as const, phone: '+351912345678' }),
);

const person: fc.Arbitrary<Identity> = fc
  .record({
    sourceId: id,
    kind: fc.constantFrom('person' as const, 'service' as const),
    status: fc.constantFrom('active' as const, 'disabled' as const, 'locked' as const, 'invited' as const),
    email: fc.option(email, { nil: undefined }),
    usernames: fc.array(text, { maxLength: 2 }),
    verified: fc.option(fc.boolean(), { nil: undefined }),
    profile: fc.record({ name: text, given_name: text, picture: fc.webUrl() }, { requiredKeys: [] }),
    attributes: fc.dictionary(
      fc.constantFrom('plan', 'email', 'tags', 'meta'),
      fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.record({ lang: text }), fc.boolean(), fc.nat()),
    ),
    hash: fc.option(fc.constantFrom(...VECTORS.slice(0, 600).map(({ hash }) => hash)), { nil: undefined }),
    factors: fc.array(factor, { maxLength: 2 }),
    links: fc.array(fc.record({ provider: fc.constantFrom('google', 'saml'), subject: text }), {
      maxLength: 2,
    }),
    roles: fc.array(fc.constantFrom('admin', 'staff'), { maxLength: 2 }),
    createdAt: time,
    lastLoginAt: time,
  })
  .map(({ email: address, usernames, verified, hash, roles, createdAt, lastLoginAt, ...rest }) => ({
    ...blankIdentity(''),
    ...rest,
    identifiers: [
      ...(address === undefined
        ? []
        : [{ type: 'email' as const, value: address, ...(verified === undefined ? {} : { verified }) }]),
      ...usernames.map((value) => ({ type: 'username' as const, value })),
    ],
    ...(hash === undefined ? {} : { password: { hash } }),
    memberships: roles.map((name) => ({ type: 'role' as const, name })),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
  }));

/** Somebody else of the same kind: letters and digits move on by a number of places, signs stay. */
function another<T>(value: T, by: number): T {
  if (typeof value === 'string') return shift(value, by) as T;
  if (Array.isArray(value)) return value.map((item) => another(item, by)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, another(member, by)])) as T;
}

function shift(letters: string, by: number): string {
  return letters.replace(/[a-zA-Z0-9]/g, (letter) => {
    const [base, size] = letter >= 'a' ? [97, 26] : letter >= 'A' ? [65, 26] : [48, 10];
    return String.fromCharCode(base + ((letter.charCodeAt(0) - base + by) % size));
  });
}

function other(one: Identity, by: number): Identity {
  const { sourceId, identifiers, profile, attributes, links } = one;
  return {
    ...one,
    sourceId: shift(sourceId, by),
    identifiers: identifiers.map((identifier) => ({ ...identifier, value: shift(identifier.value, by) })),
    profile: another(profile, by),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, another(value, by)]),
    ),
    links: links.map((link) => ({ ...link, subject: shift(link.subject, by) })),
  };
}

describe('two identities of one shape', () => {
  it('fit every target alike', () => {
    const judge = new PasswordJudge();
    const shape = (one: Identity) => shapeOf(one, judge.judge(one.password), glanceAt(one));
    let compared = 0;
    fc.assert(
      fc.property(person, fc.integer({ min: 1, max: 25 }), (one, by) => {
        const two = other(one, by);
        const shared = shape(one);
        if (shared === undefined || shared !== shape(two)) return;
        compared += 1;
        for (const target of TARGETS) {
          const [a, b] = [target.fit(one), target.fit(two)];
          const fields = ({ losses }: typeof a) => losses.map(({ field }) => field);
          expect([target.id, b.credentialPlan, b.reason]).toEqual([target.id, a.credentialPlan, a.reason]);
          expect([target.id, fields(b)]).toEqual([target.id, fields(a)]);
          expect([target.id, b.refusal?.code, b.refusal?.field]).toEqual([
            target.id,
            a.refusal?.code,
            a.refusal?.field,
          ]);
        }
      }),
      { numRuns: 300 },
    );
    // Otherwise it would say nothing.
    expect(compared).toBeGreaterThan(60);
  });

  it('keep or lose their password alike, whichever vectors of the library they have', () => {
    const judge = new PasswordJudge();
    const byShape = Map.groupBy(
      VECTORS.filter(({ valid }) => valid).flatMap(({ hash, extra }) => {
        const facts = judge.judge({ hash, ...(extra === undefined ? {} : { beside: extra }) });
        if (facts.kind !== 'known') return [];
        const one: Identity = { ...blankIdentity('1'), password: facts.password };
        return [{ one, shape: shapeOf(one, facts, glanceAt(one)) }];
      }),
      ({ shape }) => shape,
    );
    const pairs = [...byShape.values()].filter(({ length }) => length > 1);
    expect(pairs.length).toBeGreaterThan(100);
    for (const [first, ...others] of pairs) {
      for (const target of TARGETS) {
        const plan = ({ one }: { readonly one: Identity }) => {
          const { credentialPlan, reason, disputed } = target.fit(one);
          return [target.id, one.password?.format, credentialPlan, reason, disputed];
        };
        for (const another of others) if (first !== undefined) expect(plan(another)).toEqual(plan(first));
      }
    }
  });

  it('have the same fields: two of them do not read as one with a longer name', () => {
    const shape = (attributes: Identity['attributes'], roles: readonly string[] = []) => {
      const memberships = roles.map((name) => ({ type: 'role' as const, name }));
      const one: Identity = { ...blankIdentity('1'), attributes, memberships };
      return shapeOf(one, { kind: 'none' }, glanceAt(one));
    };
    expect(shape({ new: 'x', letter: 'y' })).not.toBe(shape({ newsletter: 'x' }));
    expect(shape({ plan: 1 })).not.toBe(shape({ plan: null }));
    expect(shape({}, ['admin', 'staff'])).not.toBe(shape({}, ['admin0Mrolestaff']));
    const value = fc.constantFrom('x', '', 1, null, true, ['x'], [], { s: 'x' }, 'x'.repeat(300));
    const attributes = fc.dictionary(fc.stringMatching(/^[sn\]}0]{1,4}$/), value, { maxKeys: 3 });
    const kindOf = (one: unknown) => JSON.stringify(one, (_, held) => (held === 'y' ? 'x' : held));
    fc.assert(
      fc.property(attributes, attributes, (one, two) => {
        fc.pre(shape(one) === shape(two));
        expect(kindOf(one)).toBe(kindOf(two));
      }),
      { numRuns: 500, maxSkipsPerRun: 1_000 },
    );
  });

  it('is nobody with a NUL in what few look at: the label of an app, the evidence of a consent', () => {
    const labelled: Identity = {
      ...blankIdentity('1'),
      factors: [
        { type: 'totp', secret: 'A'.repeat(16), algorithm: 'SHA1', digits: 6, period: 30, label: 'a\u0000b' },
      ],
    };
    const consenting: Identity = {
      ...blankIdentity('1'),
      consents: [{ purpose: 'news', status: 'granted', evidence: 'a\u0000b' }],
    };
    for (const one of [labelled, consenting])
      expect(shapeOf(one, { kind: 'none' }, glanceAt(one))).toBeUndefined();
  });

  it('is nobody with a NUL, half a character or a text wider than most columns', () => {
    const judge = new PasswordJudge();
    for (const given_name of ['a\u0000b', 'a\ud800', 'x'.repeat(256)]) {
      const one = { ...blankIdentity('1'), profile: { given_name } };
      expect(shapeOf(one, judge.judge(undefined), glanceAt(one))).toBeUndefined();
    }
  });
});
