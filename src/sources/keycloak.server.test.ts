import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { exportRealm } from '../../test/servers/keycloak.ts';
import { createRealm, type Realm } from '../../test/servers/keycloak-realm.ts';
import { shared } from '../../test/servers/shared.ts';
import { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import { recogniseSource } from './index.ts';
import { keycloak } from './keycloak.ts';
import { readSample } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';

const REALM = 'read-by-us';

/** Everything that Keycloak's admin API lets one user have. */
const ANA = {
  username: 'ana',
  email: 'ana@example.test',
  emailVerified: true,
  firstName: 'Ana',
  lastName: 'Lima',
  enabled: true,
  attributes: {
    nickname: ['Aninha'],
    phoneNumber: ['+351900000000'],
    phoneNumberVerified: ['true'],
    plan: ['gold'],
  },
  requiredActions: ['CONFIGURE_TOTP'],
  groups: ['/staff'],
  federatedIdentities: [{ identityProvider: 'google', userId: '1071', userName: 'ana@gmail.test' }],
  credentials: [
    { type: 'password', value: 'Correct-Horse-9', temporary: false },
    {
      type: 'otp',
      userLabel: 'phone',
      secretData: '{"value":"abcdefghijklmnopqrst"}',
      credentialData: '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}',
    },
    {
      type: 'webauthn-passwordless',
      userLabel: 'laptop',
      secretData: '{}',
      credentialData:
        '{"aaguid":"00000000-0000-0000-0000-000000000000","credentialId":"a+b/cQ==","counter":7,"credentialPublicKey":"pQECAyYgASFY","attestationStatementFormat":"none","transports":["internal"]}',
    },
    {
      type: 'recovery-authn-codes',
      secretData:
        '{"codes":[{"number":11,"encodedHashedValue":"b2xk"},{"number":12,"encodedHashedValue":"bmV3"}]}',
      credentialData: '{"hashIterations":1,"algorithm":"SHA-512","remaining":2,"total":12}',
    },
  ],
};

needs('keycloak', 'postgres')('what Keycloak itself exports', () => {
  let folder: string;
  let realm: Realm;
  let records: readonly SourceRecord[];

  beforeAll(async () => {
    const server = await shared('keycloak');
    realm = await createRealm(server, REALM, {
      unmanagedAttributes: 'ENABLED',
      identityProviders: ['google'],
      groups: ['staff'],
    });
    await realm.admin('POST', '/users', ANA);
    await realm.admin('POST', '/users', { username: 'bob', enabled: false, email: 'bob@example.test' });

    folder = await mkdtemp(join(tmpdir(), 'footbridge-keycloak-export-'));
    await writeFile(join(folder, 'realm.json'), await exportRealm(server, REALM));
    records = await readAll(
      keycloak.open({ path: 'realm.json', rpId: 'id.example.test' }, { folder, pageSize: 2 }),
    );
  });
  afterAll(async () => {
    await realm?.remove();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  const find = (username: string) =>
    records.find(({ identity }) => identity?.identifiers.some(({ value }) => value === username));

  it('is recognised as Keycloak’s', async () => {
    expect(recogniseSource(await readSample(join(folder, 'realm.json')))?.id).toBe('keycloak');
  });

  it('is understood without a problem and with no field left over, for every user', () => {
    expect(records.length).toBeGreaterThanOrEqual(2);
    expect(records.flatMap(({ problems }) => problems)).toEqual([]);
    expect(records.map(({ fields }) => fields)).toEqual(records.map(() => ({})));
    for (const { identity } of records) expect(Identity.safeParse(identity).error).toBeUndefined();
  });

  it('holds all that the user was given', () => {
    expect(find('ana')?.identity).toMatchObject({
      status: 'active',
      identifiers: [
        { type: 'email', value: 'ana@example.test', verified: true },
        { type: 'phone', value: '+351900000000', verified: true },
        { type: 'username', value: 'ana' },
      ],
      profile: { given_name: 'Ana', family_name: 'Lima', nickname: 'Aninha' },
      attributes: { plan: 'gold', requiredActions: ['CONFIGURE_TOTP'] },
      links: [{ provider: 'google', subject: '1071', username: 'ana@gmail.test' }],
      memberships: expect.arrayContaining([{ type: 'group', name: '/staff' }]),
      createdAt: expect.stringMatching(/^20\d\d-/),
    });
    expect(
      find('ana')
        ?.identity?.factors.map(({ type }) => type)
        .toSorted(),
    ).toEqual(['recovery-codes', 'totp', 'webauthn']);
    expect(find('bob')?.identity?.status).toBe('disabled');
  });

  it('holds a hash that verifies', async () => {
    const password = find('ana')?.identity?.password;
    const stored = { hash: password?.hash ?? '', format: password?.format ?? '' };
    expect(await verify('Correct-Horse-9', stored)).toBe(true);
    expect(await verify('Correct-Horse-8', stored)).toBe(false);
  });

  it('knows the service account of a client', () => {
    expect(records.some(({ identity }) => identity?.kind === 'service')).toBe(true);
  });
});
