import { describe, expect, it } from 'vitest';
import { customer } from '../../../test/crossing.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Snapshot } from '../../targets/target.ts';
import { compareSnapshot } from './compare.ts';

function shown(change: Partial<Snapshot> = {}): Snapshot {
  return {
    targetId: 't1',
    status: 'active',
    identifiers: [{ type: 'email', value: 'U1@Shop.example', verified: true }],
    fields: { 'profile.given_name': 'Given u1' },
    password: 'present',
    factors: [],
    links: [],
    memberships: [],
    fingerprint: '',
    image: {},
    ...change,
  };
}

function differences(
  identity: Identity,
  snapshot: Snapshot | undefined,
  losses: readonly string[] = [],
): string[] {
  return compareSnapshot(identity, 'native', losses, snapshot).map(({ field = '' }) => field);
}

describe('reading back', () => {
  it('finds nothing when the target holds what was sent, in its own spelling', () => {
    expect(differences(customer('u1'), shown())).toEqual([]);
  });

  it('does not call a user moved whom the target does not have', () => {
    expect(differences(customer('u1'), undefined)).toEqual(['id']);
  });

  it('sees a hash that was dropped without an error', () => {
    expect(differences(customer('u1'), shown({ password: 'absent' }))).toEqual(['password']);
  });

  it('does not accuse a target that never says whether there is a password', () => {
    expect(differences(customer('u1'), shown({ password: 'unknown' }))).toEqual([]);
  });

  it('sees a disabled customer who became active, and an active one who became disabled', () => {
    expect(differences(customer('u1', { status: 'disabled' }), shown())).toEqual(['status']);
    expect(differences(customer('u1'), shown({ status: 'disabled' }))).toEqual(['status']);
  });

  it('sees an address that became verified without anybody having verified it', () => {
    const unverified = customer('u1', { identifiers: [{ type: 'email', value: 'u1@shop.example' }] });
    expect(differences(unverified, shown())).toEqual(['email.verified']);
  });

  it('sees a factor, a link, a membership and an attribute that vanished', () => {
    const rich = customer('u1', {
      factors: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 }],
      links: [{ provider: 'google', subject: '1093' }],
      memberships: [{ type: 'group', name: '/staff' }],
      attributes: { plan: 'gold' },
    });
    expect(differences(rich, shown())).toEqual([
      'factors.totp',
      'links.google',
      'memberships.groups',
      'attributes.plan',
    ]);
  });

  it('does not look for what the operator agreed to lose', () => {
    const rich = customer('u1', {
      attributes: { plan: 'gold' },
      memberships: [{ type: 'group', name: '/staff' }],
    });
    expect(differences(rich, shown(), ['attributes', 'memberships.groups'])).toEqual([]);
  });

  it('is content when a user name that is the address is held as the address alone', () => {
    const twice = customer('u1', {
      identifiers: [
        { type: 'email', value: 'u1@shop.example', verified: true },
        { type: 'username', value: 'u1@shop.example' },
      ],
    });
    expect(differences(twice, shown())).toEqual([]);
  });

  it('takes a number in a list of one text for the same number', () => {
    const rich = customer('u1', { attributes: { points: 42, nested: { b: 1, a: [true] } } });
    const fields = {
      'profile.given_name': 'Given u1',
      'attributes.points': ['42'],
      'attributes.nested': { a: true, b: '1' },
    };
    expect(differences(rich, shown({ fields }))).toEqual([]);
  });
});
