/**
 * What a directory may say that no OpenLDAP says: Active Directory and 389 Directory Server in their documented words,
 * spoken by a scripted server. Contract tests: neither could be run here. OpenLDAP itself is in ldap.server.test.ts.
 */
import fc from 'fast-check';
import { EqualityFilter, FilterParser } from 'ldapts';
import { afterEach, describe, expect, it } from 'vitest';
import { type LdapScript, type ScriptedLdap, startScriptedLdap } from '../../test/servers/scripted-ldap.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { toFields, toGuid } from './ldap/entry.ts';
import { fillFilter } from './ldap/filter.ts';
import { ldap } from './ldap.ts';
import type { LegacyIdentifier } from './legacy.ts';

const WHO: LegacyIdentifier = { type: 'email', value: 'Ana@example.com', key: 'ana@example.com' };
/** {03020100-0504-0706-0809-0a0b0c0d0e0f} as a directory stores it. */
const GUID = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
const GUID_TEXT = '03020100-0504-0706-0809-0a0b0c0d0e0f';
const ANA = {
  dn: 'CN=Ana,CN=Users,DC=example,DC=com',
  attributes: { objectGUID: GUID, mail: 'ana@example.com', unicodePwd: 'never shown' },
};
const SERVICE = { bindDn: 'reader@example.com', bindPassword: 'secret' };

let running: ScriptedLdap | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function ask(script: Partial<LdapScript>, config: object = {}) {
  running = await startScriptedLdap({
    entries: [ANA],
    ...script,
    bind: (dn, password) =>
      dn === SERVICE.bindDn ? { result: 0 } : (script.bind?.(dn, password) ?? { result: 0 }),
  });
  const settings = { url: running.url, base: 'DC=example,DC=com', directory: 'active-directory', ...SERVICE };
  const session = await ldap.open(ldap.config.parse({ ...settings, ...config }), {
    folder: '.',
    secret: () => '',
  });
  return session.verify(WHO, new TypedPassword('s3cret'), {}, AbortSignal.timeout(5_000));
}

const refusing = (result: number, says: string) => ({ bind: () => ({ result, says }) });

describe('Active Directory', () => {
  const PROFILE = { sourceId: GUID_TEXT };

  it.each([
    ['525', { outcome: 'unknown' }],
    ['52e', { outcome: 'wrong' }],
    ['530', { outcome: 'blocked', reason: 'locked' }],
    ['531', { outcome: 'blocked', reason: 'locked' }],
    ['532', { outcome: 'match-must-change', reason: 'expired-in-legacy', profile: PROFILE }],
    ['533', { outcome: 'blocked', reason: 'disabled' }],
    ['701', { outcome: 'blocked', reason: 'disabled' }],
    ['773', { outcome: 'match-must-change', reason: 'temporary-in-legacy', profile: PROFILE }],
    ['775', { outcome: 'blocked', reason: 'locked' }],
    ['568', { outcome: 'technical-error', retryable: false }],
  ])('says %s, which means %j', async (code, expected) => {
    const says = `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${code}, v4563\0`;
    expect(await ask(refusing(49, says))).toMatchObject(expected);
  });

  it('shows its ids as people write them, and no password it holds', async () => {
    const answer = await ask({});
    expect(answer).toEqual({
      outcome: 'match',
      profile: {
        sourceId: GUID_TEXT,
        fields: { dn: ANA.dn, objectGUID: GUID_TEXT, mail: 'ana@example.com' },
      },
    });
  });

  it('refers to its other partitions with every search, which means nothing', async () => {
    const references = ['ldap://ForestDnsZones.example.com/DC=ForestDnsZones,DC=example,DC=com'];
    expect(await ask({ references })).toMatchObject({ outcome: 'match' });
    expect(await ask({ references, entries: [] })).toEqual({ outcome: 'unknown' });
  });
});

describe('389 Directory Server', () => {
  it.each([
    [19, 'Exceed password retry limit. Please try later.', { outcome: 'blocked', reason: 'locked' }],
    [53, 'Account inactivated. Contact system administrator.', { outcome: 'blocked', reason: 'disabled' }],
    [53, 'Unauthenticated binds are not allowed', { outcome: 'technical-error', retryable: false }],
  ])('says %i "%s", which means %j', async (result, says, expected) => {
    expect(await ask(refusing(result, says))).toMatchObject(expected);
  });
});

describe('any directory', () => {
  it.each([
    [49, { outcome: 'wrong' }],
    [10, { outcome: 'technical-error', retryable: false, found: 'a referral, which is not followed' }],
    [8, { outcome: 'technical-error', retryable: false, found: 'LDAP result 8' }],
    [51, { outcome: 'technical-error', retryable: true, found: 'LDAP result 51' }],
    [52, { outcome: 'technical-error', retryable: true, found: 'LDAP result 52' }],
  ])('answers a bind with result %i, which means %j', async (result, expected) => {
    expect(await ask(refusing(result, ''))).toEqual(expected);
  });

  it('is asked once and not again when the connection breaks at the password', async () => {
    const answer = await ask({ bind: () => 'break' });
    expect(answer).toEqual({ outcome: 'technical-error', retryable: true, found: 'the connection broke' });
    expect(running?.binds.map(({ dn }) => dn)).toEqual([SERVICE.bindDn, ANA.dn]);
  });

  it('lets nobody in by an entry without a name: such a bind succeeds with any password', async () => {
    expect(await ask({ entries: [{ ...ANA, dn: '' }] })).toMatchObject({ outcome: 'technical-error' });
    expect(running?.binds).toHaveLength(1);
  });

  it('lets nobody in by an entry without an id', async () => {
    expect(await ask({ entries: [{ ...ANA, attributes: { mail: 'x' } }] })).toMatchObject({
      outcome: 'technical-error',
    });
  });
});

describe('a filter', () => {
  it('holds any identifier as the value it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), (text) => {
        const filled = fillFilter('(uid={identifier})', { type: 'username', value: text, key: text });
        const parsed = FilterParser.parseString(filled);
        expect(parsed).toBeInstanceOf(EqualityFilter);
        expect(String((parsed as EqualityFilter).value)).toBe(text);
      }),
    );
  });
});

describe('an entry', () => {
  it('keeps lists, writes bytes in base64 and drops passwords in any spelling of their names', () => {
    const entry = {
      dn: 'uid=a',
      mail: ['a', 'b'],
      jpegPhoto: Buffer.from([255, 0]),
      gone: [],
      USERPASSWORD: 'x',
    };
    expect(toFields({ ...entry, 'userPassword;lang-de': 'y', sambaNTPassword: 'z' })).toEqual({
      dn: 'uid=a',
      mail: ['a', 'b'],
      jpegPhoto: '/wA=',
    });
    expect(toGuid(GUID)).toBe(GUID_TEXT);
  });
});

describe('the settings of the ldap legacy', () => {
  const parse = (config: object) =>
    ldap.config.safeParse({ url: 'ldaps://ldap.example.com', base: 'dc=example', ...SERVICE, ...config });

  it.each([
    ['passwords in the clear to another machine', { url: 'ldap://ldap.example.com', startTls: false }],
    ['an account without its password', { bindPassword: undefined }],
    ['a filter that is none', { filter: '(uid={identifier}' }],
    ['a place that is none', { filter: '(uid={login})' }],
    ['an address of something else', { url: 'https://ldap.example.com' }],
  ])('refuse %s', (_, config) => {
    expect(parse(config).success).toBe(false);
  });

  it.each([
    ['ldaps://ldap.example.com', {}, 'tls'],
    ['ldap://ldap.example.com', {}, 'start-tls'],
    ['ldap://ldap.example.com', { insecure: true }, 'none'],
    ['ldap://ldap.example.com', { insecure: true, startTls: true }, 'start-tls'],
    ['ldap://127.0.0.1:389', {}, 'none'],
  ])('speak to %s with %j by %s', (url, config, secure) => {
    expect(parse({ url, ...config }).data).toMatchObject({ secure });
  });
});
