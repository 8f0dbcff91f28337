/** A real OpenLDAP, asked as a legacy: in the clear on this machine, over TLS, and with its password policy. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { makeCertificate } from '../../test/servers/certificate.ts';
import { type CountingProxy, startCountingProxy } from '../../test/servers/counting-proxy.ts';
import { removeFolder, temporaryFolder } from '../../test/servers/process.ts';
import { type Slapd, SUFFIX, startSlapd } from '../../test/servers/slapd.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { ldap } from './ldap.ts';
import type { LegacyIdentifier } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';

const SERVICE = { bindDn: `cn=reader,${SUFFIX}`, bindPassword: 'the-readers-own-password' };
const ANA = '4b1d0c0e-0000-4000-8000-00000000000a';
const BERT = '4b1d0c0e-0000-4000-8000-00000000000b';

const ENTRIES = [
  entry('cn=reader', [
    'objectClass: person',
    'cn: reader',
    'sn: reader',
    `userPassword: ${SERVICE.bindPassword}`,
  ]),
  entry('ou=people', ['objectClass: organizationalUnit', 'ou: people']),
  person('ana', [
    'mail: Ana@example.com',
    'userPassword: Tr0ub4dor&3',
    `entryUUID: ${ANA}`,
    'title: gold',
    'title: staff',
  ]),
  person('bert', [
    'mail: bert@example.com',
    `userPassword:: ${Buffer.from('Straßenbahn é').toString('base64')}`,
    `entryUUID: ${BERT}`,
  ]),
  person('twin1', ['mail: twin@example.com', 'userPassword: twin']),
  person('twin2', ['mail: twin@example.com', 'userPassword: twin']),
  person('locked', ['mail: locked@example.com', 'userPassword: right', 'description: locked']),
  person('forced', ['mail: forced@example.com', 'userPassword: right', 'pwdReset: TRUE']),
  entry('cn=strict', [
    'objectClass: device',
    'objectClass: pwdPolicy',
    'cn: strict',
    'pwdAttribute: userPassword',
    'pwdLockout: TRUE',
    'pwdMaxFailure: 2',
    'pwdMaxAge: 86400',
  ]),
  person('guessed', ['userPassword: right', `pwdPolicySubentry: cn=strict,${SUFFIX}`]),
  person('old', [
    'userPassword: right',
    `pwdPolicySubentry: cn=strict,${SUFFIX}`,
    'pwdChangedTime: 20200101000000Z',
  ]),
  person('nobody', ['mail: nopassword@example.com']),
  entry('cn=elsewhere,ou=people', [
    'objectClass: referral',
    'objectClass: extensibleObject',
    'cn: elsewhere',
    'ref: ldap://127.0.0.1:1/ou=people,dc=example,dc=org',
  ]),
];

function person(uid: string, lines: readonly string[]): string {
  const own = ['objectClass: inetOrgPerson', `uid: ${uid}`, `cn: ${uid}`, `sn: ${uid}`];
  return entry(`uid=${uid},ou=people`, [...own, ...lines]);
}

function entry(rdn: string, lines: readonly string[]): string {
  return [`dn: ${rdn},${SUFFIX}`, ...lines, ''].join('\n');
}

const SETTINGS = {
  global: [
    'include /etc/ldap/schema/cosine.schema',
    'include /etc/ldap/schema/inetorgperson.schema',
    'moduleload ppolicy',
  ],
  database: [
    `access to dn.subtree="ou=people,${SUFFIX}" by dn.exact="${SERVICE.bindDn}" read by * none`,
    // As whom the overlay writes down what it counts.
    `rootdn "cn=root,${SUFFIX}"`,
    'overlay ppolicy',
  ],
};

needs('slapd', 'openssl')('OpenLDAP as a legacy', () => {
  const folder = temporaryFolder('certificate');
  let slapd: Slapd;
  let proxy: CountingProxy;
  let ca = '';

  beforeAll(async () => {
    const tls = await makeCertificate(folder, ['IP:127.0.0.1']);
    ca = tls.certificate;
    slapd = await startSlapd(new Map(), { entries: ENTRIES, tls, ...SETTINGS });
    proxy = await startCountingProxy(Number(new URL(slapd.url).port));
  }, 60_000);
  afterAll(async () => {
    await proxy?.stop();
    await slapd?.stop();
    removeFolder(folder);
  });

  const base = { base: `ou=people,${SUFFIX}`, references: 'ignore', ...SERVICE };

  testLegacy(ldap, async () => {
    const at = (port: number) => ({ url: `ldap://127.0.0.1:${port}`, ...base });
    return {
      config: at(proxy.port),
      at,
      customer: { type: 'email', identifier: 'Ana@Example.com', password: 'Tr0ub4dor&3', sourceId: ANA },
      accented: { type: 'username', identifier: 'bert', password: 'Straßenbahn é', sourceId: BERT },
      stranger: 'nobody@example.net',
      strangerIs: 'unknown',
      arrived: () => proxy.arrived(),
      secrets: [SERVICE.bindPassword],
      end: async () => undefined,
    };
  });

  const open = (config: object = {}) =>
    ldap.open(ldap.config.parse({ url: slapd.url, ...base, ...config }), { folder, secret: () => '' });
  const ask = async (who: string, password: string, config?: object) => {
    const session = await open(config);
    const type = who.includes('@') ? 'email' : 'username';
    const identifier: LegacyIdentifier = { type, value: who, key: who.toLowerCase() };
    return session.verify(identifier, new TypedPassword(password), {}, AbortSignal.timeout(10_000));
  };

  it('gives the attributes of the entry, a single one as text and several as a list, and no password', async () => {
    const answer = await ask('ana', 'Tr0ub4dor&3');
    expect(answer).toMatchObject({
      outcome: 'match',
      profile: { fields: { mail: 'Ana@example.com', title: ['gold', 'staff'], uid: 'ana' } },
    });
    expect(JSON.stringify(answer)).not.toContain('userPassword');
  });

  it('refuses two entries for one address, whoever knows the password of either', async () => {
    expect(await ask('twin@example.com', 'twin')).toEqual({
      outcome: 'technical-error',
      retryable: false,
      found: '2 entries',
    });
  });

  it('follows no referral, and says so where it was not told to ignore them', async () => {
    expect(await ask('ana', 'Tr0ub4dor&3', { references: 'refuse' })).toMatchObject({
      outcome: 'technical-error',
      found: 'a referral, which is not followed',
    });
  });

  it('blocks whom an attribute calls locked, once the password is right', async () => {
    const standing = { locked: { field: 'description', is: 'locked' } };
    expect(await ask('locked', 'right', { standing })).toEqual({ outcome: 'blocked', reason: 'locked' });
    expect(await ask('locked', 'wrong', { standing })).toEqual({ outcome: 'wrong' });
    const lookedUp = await (await open({ standing })).lookup?.(
      { type: 'username', value: 'locked', key: 'locked' },
      AbortSignal.timeout(10_000),
    );
    expect(lookedUp).toEqual({ outcome: 'blocked', reason: 'locked' });
  });

  it('lets in who has to choose a new password, and says so: an operational attribute tells', async () => {
    expect(await ask('forced', 'right', { standing: { temporary: 'pwdReset' } })).toMatchObject({
      outcome: 'match-must-change',
      reason: 'temporary-in-legacy',
    });
  });

  it('hears of no lockout and no expiry: its policy overlay answers as to a wrong password', async () => {
    expect(await ask('guessed', 'right')).toMatchObject({ outcome: 'match' });
    for (const guess of ['1', '2']) await ask('guessed', guess);
    expect(await ask('guessed', 'right')).toEqual({ outcome: 'wrong' });
    expect(await ask('old', 'right')).toEqual({ outcome: 'wrong' });
  });

  it('says "wrong" for an entry that has no password', async () => {
    expect(await ask('nobody', 'anything')).toEqual({ outcome: 'wrong' });
  });

  it('calls a wrong password of our own account a failure, not a wrong password of the customer', async () => {
    expect(await ask('ana', 'Tr0ub4dor&3', { bindPassword: 'old' })).toMatchObject({
      outcome: 'technical-error',
      retryable: false,
    });
    const session = await open({ bindPassword: 'old' });
    await expect(session.check(AbortSignal.timeout(5_000))).rejects.toThrow('LDAP result 49');
  });

  it('finds out in a check that the base does not exist', async () => {
    const session = await open({ base: `ou=customers,${SUFFIX}` });
    await expect(session.check(AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: 'LEGACY_UNREACHABLE',
    });
  });

  describe('over TLS', () => {
    const port = (url = '') => new URL(url).port;

    it('asks by ldaps:// and by StartTLS, where the authority is known', async () => {
      for (const config of [
        { url: slapd.secureUrl, ca },
        { startTls: true, ca },
      ])
        expect(await ask('ana', 'Tr0ub4dor&3', config)).toMatchObject({ outcome: 'match' });
    });

    it('sends nothing where the certificate is of an authority nobody told us of', async () => {
      for (const config of [{ url: slapd.secureUrl }, { startTls: true }])
        expect(await ask('ana', 'Tr0ub4dor&3', config)).toMatchObject({
          outcome: 'technical-error',
          retryable: false,
        });
    });

    it('sends nothing where the certificate is for another name', async () => {
      const url = `ldaps://localhost:${port(slapd.secureUrl)}`;
      const plain = `ldap://localhost:${port(slapd.url)}`;
      for (const config of [
        { url, ca },
        { url: plain, startTls: true, ca },
      ])
        expect(await ask('ana', 'Tr0ub4dor&3', config)).toMatchObject({
          outcome: 'technical-error',
          retryable: false,
        });
    });

    it('never falls back to the clear when StartTLS is refused', async () => {
      const other = await startSlapd(new Map(), { entries: ENTRIES, ...SETTINGS });
      try {
        expect(await ask('ana', 'Tr0ub4dor&3', { url: other.url })).toMatchObject({ outcome: 'match' });
        expect(await ask('ana', 'Tr0ub4dor&3', { url: other.url, startTls: true })).toMatchObject({
          outcome: 'technical-error',
        });
      } finally {
        await other.stop();
      }
    });

    it('finds the file of the authority beside the configuration', async () => {
      const session = await ldap.open(
        ldap.config.parse({ ...base, url: slapd.secureUrl, ca: 'certificate.pem' }),
        { folder, secret: () => '' },
      );
      await expect(session.check(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
      expect(join(folder, 'certificate.pem')).toBe(ca);
    });
  });
});
