import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import type { AuthorityRule } from '../correlate/rule.ts';
import type { Member } from './authority.ts';
import { mergeIdentities } from './merge-identities.ts';

const OLD = '2020-01-01T00:00:00Z';
const NEW = '2025-01-01T00:00:00Z';

describe('one account of several records', () => {
  it('keeps every address, verified where any record of this person says so', () => {
    const merged = merge([
      { identifiers: [{ type: 'email', value: 'Ana@a.example' }] },
      {
        identifiers: [
          { type: 'email', value: 'ana@a.example', verified: true, evidence: 'clicked' },
          { type: 'phone', value: '+34600111222' },
        ],
      },
    ]);
    expect(merged.identity.identifiers).toEqual([
      { type: 'email', value: 'Ana@a.example', verified: true, evidence: 'clicked' },
      { type: 'phone', value: '+34600111222' },
    ]);
  });

  it('keeps the password that was used last, and names the other as a loss', () => {
    const merged = merge([
      { password: { hash: 'old' }, lastLoginAt: OLD },
      { password: { hash: 'new' }, lastLoginAt: NEW },
    ]);
    expect(merged.identity.password).toEqual({ hash: 'new' });
    expect(merged.losses).toEqual([{ field: 'password', member: 0, why: 'this password stops working' }]);
  });

  it('leaves the password of whoever stands in the target already', () => {
    const members = membersOf([
      { password: { hash: 'there' }, lastLoginAt: OLD },
      { password: { hash: 'new' }, lastLoginAt: NEW },
    ]).map((member, place) => ({ ...member, inTarget: place === 0 }));
    expect(mergeIdentities(members, correlation({})).identity.password).toEqual({ hash: 'there' });
  });

  it('lets nobody in who was shut out under one of the records', () => {
    expect(merge([{ status: 'active' }, { status: 'disabled' }]).identity.status).toBe('disabled');
    expect(merge([{ status: 'invited' }, { status: 'active' }]).identity.status).toBe('active');
  });

  it('takes of the rest what is newest, unless the operator gives a field to a source', () => {
    const records = [
      { profile: { given_name: 'Ana', family_name: 'Ruiz' }, updatedAt: OLD },
      { profile: { given_name: 'Anna', family_name: 'Lund' }, updatedAt: NEW },
    ];
    expect(merge(records).identity.profile).toEqual({ given_name: 'Anna', family_name: 'Lund' });
    const { identity, decisions } = merge(records, { 'profile.family_name': ['s0', 's1'] });
    expect(identity.profile).toEqual({ given_name: 'Anna', family_name: 'Ruiz' });
    expect(decisions.find(({ field }) => field === 'profile.family_name')).toMatchObject({
      winner: 0,
      why: 'its source has the authority for this field',
    });
  });

  it.each<[AuthorityRule, string]>([
    ['longest', 'Alexandrina'],
    ['oldest', 'Al'],
    ['newest', 'Alexandrina'],
    ['sources', 'Al'],
  ])('obeys "%s"', (rule, winner) => {
    const records = [
      { profile: { given_name: 'Al' }, updatedAt: OLD },
      { profile: { given_name: 'Alexandrina' }, updatedAt: NEW },
    ];
    expect(merge(records, { '*': rule }).identity.profile.given_name).toBe(winner);
  });

  it('unites factors, links and memberships, but keeps one list of recovery codes', () => {
    const codes = (first: string) => ({ type: 'recovery-codes' as const, codes: [first] });
    const totp = { type: 'totp', secret: 'AAAA', algorithm: 'SHA1', digits: 6, period: 30 } as const;
    const merged = merge([
      { factors: [codes('a')], links: [{ provider: 'google', subject: '1' }] },
      {
        factors: [codes('b'), totp],
        password: { hash: 'x' },
        links: [
          { provider: 'google', subject: '1' },
          { provider: 'apple', subject: '2' },
        ],
        memberships: [{ type: 'group', name: '/vip' }],
      },
    ]);
    expect(merged.identity.factors).toEqual([codes('b'), totp]);
    expect(merged.identity.links).toHaveLength(2);
    expect(merged.identity.memberships).toHaveLength(1);
    expect(merged.losses).toEqual([expect.objectContaining({ field: 'factors.recovery-codes', member: 0 })]);
  });

  it('takes the newest word on a consent; where nobody knows which that is, the one that allows less', () => {
    const said = (status: 'granted' | 'withdrawn', at?: string) => ({
      consents: [{ purpose: 'news', status, ...(at === undefined ? {} : { at }) }],
    });
    expect(merge([said('granted', NEW), said('withdrawn', OLD)]).identity.consents[0]?.status).toBe(
      'granted',
    );
    expect(merge([said('granted'), said('withdrawn', OLD)]).identity.consents[0]?.status).toBe('withdrawn');
  });

  it('takes an undated withdrawal for the last word, in whatever order three records say theirs', () => {
    const words = [
      { purpose: 'news', status: 'granted', at: NEW },
      { purpose: 'news', status: 'withdrawn', at: OLD },
      { purpose: 'news', status: 'withdrawn' },
    ] as const;
    fc.assert(
      fc.property(fc.shuffledSubarray([...words], { minLength: 3 }), (order) => {
        const { identity } = merge(order.map((one) => ({ consents: [one] })));
        expect(identity.consents[0]?.status).toBe('withdrawn');
      }),
    );
  });

  it('holds nothing that no record held, whatever the records and whoever has authority', () => {
    fc.assert(
      fc.property(fc.array(RECORD, { minLength: 2, maxLength: 4 }), RULE, (records, rule) => {
        const { identity, losses } = merge(records, { '*': rule });
        for (const [name, value] of Object.entries(identity.profile))
          expect(records.map(({ profile }) => Reflect.get(profile ?? {}, name))).toContain(value);
        for (const { value, verified } of identity.identifiers) {
          const said = records.flatMap((one) => one.identifiers ?? []).filter((one) => one.value === value);
          expect(said.some((one) => one.verified === true)).toBe(verified === true);
        }
        const hashes = records.flatMap(({ password }) => password?.hash ?? []);
        const lost = losses.filter(({ field }) => field === 'password');
        if (hashes.length > 0) expect(hashes).toContain(identity.password?.hash);
        expect(lost).toHaveLength(hashes.filter((hash) => hash !== identity.password?.hash).length);
        expect(identity.status === 'disabled').toBe(records.some(({ status }) => status === 'disabled'));
      }),
    );
  });
});

const RULE = fc.constantFrom<AuthorityRule>('newest', 'oldest', 'longest', 'sources', ['s1', 's0']);

const RECORD: fc.Arbitrary<Partial<Identity>> = fc.record(
  {
    profile: fc.record(
      { given_name: fc.constantFrom('Ana', 'Anna'), locale: fc.constantFrom('es', 'en') },
      { requiredKeys: [] },
    ),
    identifiers: fc.array(
      fc.record({
        type: fc.constant('email' as const),
        value: fc.constantFrom('a@x.example', 'b@x.example'),
        verified: fc.constantFrom(true, false, undefined),
      }),
      { maxLength: 2 },
    ),
    password: fc.record({ hash: fc.constantFrom('h1', 'h2', 'h3') }),
    status: fc.constantFrom('active' as const, 'disabled' as const),
    updatedAt: fc.constantFrom(OLD, NEW),
    lastLoginAt: fc.constantFrom(OLD, NEW),
  },
  { requiredKeys: [] },
);

function correlation(authority: Readonly<Record<string, AuthorityRule>>) {
  return { rules: [], keys: [], merge: 'never', authority, sources: ['s0', 's1'] } as const;
}

function membersOf(records: readonly Partial<Identity>[]): Member[] {
  return records.map((record, place) => ({
    id: String(place),
    source: `s${place}`,
    inTarget: false,
    identity: { ...blankIdentity(String(place)), ...record },
  }));
}

function merge(
  records: readonly Partial<Identity>[],
  authority: Readonly<Record<string, AuthorityRule>> = {},
) {
  return mergeIdentities(membersOf(records), correlation(authority));
}
