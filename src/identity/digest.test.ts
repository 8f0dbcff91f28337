import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, readIdentity } from './digest.ts';
import { blankIdentity, Identity } from './identity.ts';

const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const json = fc.jsonValue({ maxDepth: 3 });

const identities: fc.Arbitrary<Identity> = fc
  .record(
    {
      sourceId: text,
      kind: fc.constantFrom('person', 'service'),
      status: fc.constantFrom('active', 'disabled', 'locked', 'invited'),
      identifiers: fc.array(
        fc.record(
          { type: fc.constantFrom('email', 'phone', 'username'), value: text, verified: fc.boolean() },
          { requiredKeys: ['type', 'value'] },
        ),
        { maxLength: 4 },
      ),
      profile: fc.record({ name: text, locale: text, address: fc.record({ locality: text, country: text }) }),
      attributes: fc.dictionary(fc.oneof(text, fc.nat().map(String), fc.constant('__proto__')), json),
      password: fc.record(
        { hash: text, beside: fc.dictionary(text, fc.nat()), setAt: time, mustChange: fc.boolean() },
        { requiredKeys: ['hash'] },
      ),
      factors: fc.array(fc.record({ type: fc.constant('sms' as const), phone: text }), { maxLength: 2 }),
      links: fc.array(fc.record({ provider: text, subject: text }), { maxLength: 3 }),
      consents: fc.array(
        fc.record({ purpose: text, status: fc.constantFrom('granted', 'denied'), at: time }),
        {
          maxLength: 3,
        },
      ),
      memberships: fc.array(
        fc.record({
          type: fc.constantFrom('group', 'role'),
          name: text,
          roles: fc.array(text, { maxLength: 3 }),
        }),
        { maxLength: 3 },
      ),
      createdAt: time,
    },
    {
      requiredKeys: [
        'sourceId',
        'kind',
        'status',
        'identifiers',
        'profile',
        'attributes',
        'factors',
        'links',
        'consents',
        'memberships',
      ],
    },
  )
  .map((identity) => Identity.parse(JSON.parse(JSON.stringify(identity))));

/** The same identity, as another program would have put it together: every key set in the opposite order. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

describe('the canonical bytes of an identity', () => {
  it('are the same however its keys were set and its links, consents, memberships and roles are ordered', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const other = reverseKeys(identity) as Identity;
        other.links.reverse();
        other.consents.reverse();
        other.memberships.reverse();
        for (const membership of other.memberships) membership.roles?.reverse();
        expect(canonicalBytes(other).toString()).toBe(canonicalBytes(identity).toString());
      }),
    );
  });

  it('give the identity back, and its bytes again', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const bytes = canonicalBytes(identity);
        const read = readIdentity(bytes);
        expect(canonicalBytes(read).equals(bytes)).toBe(true);
        expect(read).toEqual({
          ...identity,
          identifiers: expect.arrayContaining(identity.identifiers),
          links: expect.arrayContaining(identity.links),
          consents: expect.arrayContaining(identity.consents),
          memberships: expect.any(Array),
        });
      }),
    );
  });

  it('leave the identity that was given as it was', () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const before = structuredClone(identity);
        canonicalBytes(identity);
        expect(identity).toEqual(before);
      }),
    );
  });

  it('say the same for a claim that is undefined and one that is not there', () => {
    const identity = blankIdentity('7');
    const bytes = canonicalBytes(identity);
    const loose = { ...identity, profile: { name: undefined }, createdAt: undefined } as unknown as Identity;
    expect(canonicalBytes(loose)).toEqual(bytes);
  });

  it('ignore in which order the types of identifiers come, but not which e-mail address is the first', () => {
    const [ana, anna, phone] = [
      { type: 'email', value: 'ana@example.com' },
      { type: 'email', value: 'anna@example.com' },
      { type: 'phone', value: '+491701234567' },
    ] as const;
    const bytesOf = (...identifiers: Identity['identifiers']) =>
      canonicalBytes({ ...blankIdentity('7'), identifiers }).toString();
    expect(bytesOf(phone, ana, anna)).toBe(bytesOf(ana, anna, phone));
    expect(bytesOf(ana, anna)).not.toBe(bytesOf(anna, ana));
  });

  it('keep the order of lists inside attributes, where it may mean something', () => {
    const bytesOf = (sizes: number[]) =>
      canonicalBytes({ ...blankIdentity('7'), attributes: { sizes } }).toString();
    expect(bytesOf([1, 2])).not.toBe(bytesOf([2, 1]));
  });

  it('change with every single thing that can change', () => {
    const identity = Identity.parse({
      ...blankIdentity('7'),
      identifiers: [
        {
          type: 'email',
          value: 'ana@example.com',
          verified: false,
          verifiedAt: '2024-01-01T00:00:00Z',
          evidence: 'a',
        },
      ],
      profile: {
        name: 'a',
        given_name: 'a',
        family_name: 'a',
        middle_name: 'a',
        nickname: 'a',
        profile: 'a',
        picture: 'a',
        website: 'a',
        gender: 'a',
        birthdate: 'a',
        zoneinfo: 'a',
        locale: 'a',
        address: {
          formatted: 'a',
          street_address: 'a',
          locality: 'a',
          region: 'a',
          postal_code: 'a',
          country: 'a',
        },
      },
      attributes: { plan: 'a', prefs: { theme: 'a' } },
      password: {
        format: 'a',
        hash: 'a',
        beside: { salt: 'a' },
        secrets: { pepper: 'a' },
        setAt: '2024-01-01T00:00:00Z',
        mustChange: false,
      },
      factors: [{ type: 'sms', phone: 'a' }],
      links: [{ provider: 'a', issuer: 'a', subject: 'a', username: 'a' }],
      consents: [
        { purpose: 'a', status: 'granted', version: 'a', at: '2024-01-01T00:00:00Z', evidence: 'a' },
      ],
      memberships: [{ type: 'role', name: 'a', id: 'a', client: 'a', roles: ['a'] }],
      createdAt: '2024-01-01T00:00:00Z',
      updatedAt: '2024-01-01T00:00:00Z',
      lastLoginAt: '2024-01-01T00:00:00Z',
    });
    const seen = new Set([canonicalBytes(identity).toString()]);
    const changed = countLeaves(identity, (mutated) => seen.add(canonicalBytes(mutated).toString()));
    expect(changed).toBeGreaterThan(50);
    expect(seen.size).toBe(changed + 1);
  });

  it.each([
    ['not JSON', '{"sourceId":"7"'],
    ['JSON of something else', '{"sourceId":"7"}'],
    ['an identity with a field of another version', JSON.stringify({ ...blankIdentity('7'), shoeSize: 42 })],
  ])('are refused with SEAL_BROKEN when they are %s, without quoting them', (_what, broken) => {
    expect(() => readIdentity(Buffer.from(broken))).toThrow(
      expect.objectContaining({
        code: 'SEAL_BROKEN',
        message: expect.not.stringContaining('42'),
        cause: undefined,
      }),
    );
  });
});

/** Changes one leaf at a time, shows the whole, and puts it back. How many leaves there were. */
function countLeaves(identity: Identity, show: (mutated: Identity) => void): number {
  let count = 0;
  const visit = (node: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'object' && value !== null) {
        visit(value as Record<string, unknown>);
        continue;
      }
      node[key] = `${value}!`;
      show(identity);
      node[key] = value;
      count++;
    }
  };
  visit(identity as unknown as Record<string, unknown>);
  return count;
}
