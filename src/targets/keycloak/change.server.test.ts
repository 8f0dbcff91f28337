import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import {
  configFor,
  NEWER,
  NEWER_PASSWORD,
  openRealm,
  openSession,
  PASSWORD,
  PBKDF2,
  totpCode,
  toWrite,
  usernameOf,
  writeOne,
} from '../../../test/servers/keycloak-customers.ts';
import type { Realm } from '../../../test/servers/keycloak-realm.ts';
import type { Factor, Identity } from '../../identity/identity.ts';
import type { TargetSession } from '../target.ts';
import { keycloak } from './index.ts';

needs('keycloak')('customers of Keycloak who change', () => {
  let realm: Realm;
  let session: TargetSession;

  beforeAll(async () => {
    realm = await openRealm({ groups: ['staff'], roles: ['vip'], identityProviders: ['google'] });
    session = await openSession(realm);
  });
  afterAll(async () => {
    await session.close();
    await realm.remove();
  });

  it('refuses a record that Keycloak fails on, and writes all who travelled with it', async () => {
    const bad = toWrite({ createdAt: '2020-01-01T00:00:00Z', profile: { given_name: 'x'.repeat(300) } });
    const batch = [
      ...Array.from({ length: 30 }, () => toWrite({})),
      bad,
      ...Array.from({ length: 30 }, () => toWrite({})),
    ];
    const outcomes = await session.write(batch);
    expect(outcomes[30]).toMatchObject({ status: 'refused', problem: { code: 'TARGET_REFUSED' } });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(60);
    expect(keycloak.fit(bad.identity, configFor(realm)).refusal).toMatchObject({
      field: 'profile.given_name',
    });
  });

  it('holds a customer of a group that is missing, or creates the group where that is allowed', async () => {
    const [shop] = (await realm.admin('GET', '/clients?clientId=shop')) as { id: string }[];
    await realm.admin('POST', `/clients/${shop?.id}/roles`, { name: 'buyer' });
    const name = `/new-${randomBytes(4).toString('hex')}/berlin`;
    const client = `role-${randomBytes(4).toString('hex')}`;
    const customer = () =>
      toWrite({
        memberships: [
          { type: 'group', name },
          { type: 'role', name: client },
          { type: 'role', name: 'buyer', client: 'shop' },
        ],
      });
    expect(await session.write([customer()])).toMatchObject([
      { status: 'refused', problem: { code: 'TARGET_REFUSED', field: 'memberships' } },
    ]);
    expect(await session.check([customer().identity])).toContainEqual(
      expect.objectContaining({ ok: false, fatal: false, found: expect.stringContaining('would be held') }),
    );

    const creating = await openSession(realm, { createMissing: true });
    const outcomes = await creating.write([customer(), customer()]);
    const ids = outcomes.map((outcome) => (outcome.status === 'done' ? outcome.targetId : ''));
    for (const snapshot of await creating.read(ids))
      expect(snapshot?.memberships).toEqual([
        { type: 'group', name },
        { type: 'role', name: client },
        { type: 'role', name: 'buyer' },
      ]);
    await creating.close();
  });

  it('brings credentials, links, groups and roles to the newer state, and back again', async () => {
    const totp: Factor = {
      type: 'totp',
      secret: 'JBSWY3DPEHPK3PXP',
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
    };
    const link = { provider: 'google', subject: randomBytes(8).toString('hex') };
    const customer = await writeOne(session, {
      password: PBKDF2,
      factors: [totp],
      links: [link],
      memberships: [{ type: 'group', name: 'staff' }],
    });
    const newer: Identity = {
      ...customer.identity,
      factors: [],
      links: [],
      memberships: [{ type: 'role', name: 'vip' }],
      password: NEWER,
    };
    expect(await session.write([{ ...customer, operation: 'update', identity: newer }])).toMatchObject([
      { status: 'done' },
    ]);
    const username = usernameOf(newer);
    const [changed] = await session.read([customer.targetId]);
    expect(changed).toMatchObject({ factors: [], links: [], memberships: [{ type: 'role', name: 'vip' }] });
    expect((await realm.login(username, PASSWORD)).status).toBe(400);
    expect(await realm.login(username, NEWER_PASSWORD)).toEqual({ status: 200 });

    const image: unknown = JSON.parse(JSON.stringify(customer.snapshot.image));
    expect(await session.restore?.(image, customer.identity)).toMatchObject({ status: 'done' });
    const [restored] = await session.read([customer.targetId]);
    expect(restored?.links).toEqual([link]);
    expect(restored?.memberships).toContainEqual({ type: 'group', name: 'staff' });
    expect(restored?.factors).toEqual(['totp']);
    expect((await realm.login(username, NEWER_PASSWORD)).status).toBe(400);
    expect(await realm.login(username, PASSWORD, totpCode(totp.secret, 'sha1', 6, 30))).toEqual({
      status: 200,
    });
  });

  it('takes the old password away when a customer has none any more', async () => {
    const customer = await writeOne(session, { password: PBKDF2 });
    const { password: _, ...identity } = customer.identity;
    await session.write([{ ...customer, operation: 'update', identity, credentialPlan: 'none' }]);
    expect((await session.read([customer.targetId]))[0]?.password).toBe('absent');
    expect((await realm.login(usernameOf(identity), PASSWORD)).status).toBe(400);
  });

  it('says that a user name cannot be changed where the realm does not allow it', async () => {
    const customer = await writeOne(session, {});
    const identity: Identity = {
      ...customer.identity,
      identifiers: [{ type: 'username', value: `other-${customer.externalId}` }],
    };
    expect(await session.write([{ ...customer, operation: 'update', identity }])).toMatchObject([
      { status: 'refused', problem: { field: 'username' } },
    ]);
  });

  it('sees an edited profile, a changed password, a used authenticator and a granted role in the fingerprint', async () => {
    const customer = await writeOne(session, { password: PBKDF2 });
    const id = customer.targetId;
    const seen = new Set([customer.snapshot.fingerprint]);
    const look = async () => seen.add((await session.read([id]))[0]?.fingerprint ?? '');
    const user = (await realm.admin('GET', `/users/${id}`)) as Record<string, unknown>;
    await realm.admin('PUT', `/users/${id}`, { ...user, lastName: 'King' });
    await look();
    await realm.admin('PUT', `/users/${id}/reset-password`, { type: 'password', value: 'new-Horse-9' });
    await look();
    const [vip] = (await realm.admin('GET', '/roles?search=vip')) as unknown[];
    await realm.admin('POST', `/users/${id}/role-mappings/realm`, [vip]);
    await look();
    expect(seen.size).toBe(4);
    await look();
    expect(seen.size).toBe(4);
  });
});
