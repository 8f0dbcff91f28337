import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import { asTexts, chosen, isEnabled, isVerified, membershipNames, typedOne } from './customer.ts';

const ANA: Identity = {
  ...blankIdentity('4711'),
  identifiers: [
    { type: 'email', value: 'ana.old@example.com' },
    { type: 'email', value: 'Ana.Lee@example.com', verified: true },
    { type: 'username', value: 'Ana' },
  ],
  memberships: [
    { type: 'role', name: 'customer' },
    { type: 'role', name: 'clerk', client: 'shop' },
    { type: 'group', name: '/eu' },
  ],
};

describe('a customer', () => {
  it('is told by the verified address where there is room for one', () => {
    expect(chosen(ANA, 'email')?.value).toBe('Ana.Lee@example.com');
    expect(chosen(ANA, 'phone')).toBeUndefined();
  });

  it('is recognised by what was typed, in another case too', () => {
    expect(typedOne(ANA, ' ana.lee@EXAMPLE.com')?.value).toBe('Ana.Lee@example.com');
    expect(typedOne(ANA, 'ana')?.type).toBe('username');
    expect(typedOne(ANA, 'bob')).toBeUndefined();
  });

  it('is not verified where the legacy did not say so', () => {
    expect(isVerified(ANA.identifiers[0])).toBe(false);
    expect(isVerified(ANA.identifiers[1])).toBe(true);
    expect(isVerified(undefined)).toBe(false);
  });

  it('is enabled unless the legacy has disabled or locked them', () => {
    expect(
      (['active', 'invited', 'disabled', 'locked'] as const).map((status) => isEnabled({ ...ANA, status })),
    ).toEqual([true, true, false, false]);
  });

  it('has the roles of the whole realm, without those of single applications', () => {
    expect(membershipNames(ANA, 'role')).toEqual(['customer']);
    expect(membershipNames(ANA, 'group')).toEqual(['/eu']);
  });

  it('has attributes as texts; what is neither scalar nor list as JSON', () => {
    expect(asTexts(7)).toEqual(['7']);
    expect(asTexts(['a', true])).toEqual(['a', 'true']);
    expect(asTexts({ a: 1 })).toEqual(['{"a":1}']);
    expect(asTexts([['a'], null])).toEqual(['[["a"],null]']);
    expect(asTexts(null)).toEqual([]);
  });
});
