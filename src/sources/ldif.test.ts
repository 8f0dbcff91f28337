import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Identity } from '../identity/identity.ts';
import { recogniseSource } from './index.ts';
import { readRecord } from './ldif/record.ts';
import { ldif } from './ldif.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';

const entry = (i: number) => `dn: uid=user${i},ou=people,dc=example,dc=test
objectClass: inetOrgPerson
uid: user${i}
cn:: QW5hIEPDom1hcmE=
sn: Lima
mail: user${i}@example.test
userPassword:: e1NTSEF9cnFNbFF3YVZpUGdEMWpKYzZpQVNiZkdKdGlRd01USXpORFUyTnc9PQ==
entryUUID: 00000000-0000-4000-8000-${String(i).padStart(12, '0')}

`;
const HEAD =
  'version: 1\n\n# the people\ndn: ou=people,dc=example,dc=test\nobjectClass: organizationalUnit\nou: people\n\n';
const entries = (count: number) => HEAD + Array.from({ length: count }, (_, i) => entry(i + 1)).join('');

testSource(ldif, {
  small: async (folder) => {
    await writeFile(join(folder, 'people.ldif'), entries(9));
    return { config: { path: 'people.ldif' }, rows: 9 };
  },
  damaged: async (folder) => {
    const text = entries(5).replace('uid: user3\n', 'uid: user3\nno attribute at all\n');
    await writeFile(join(folder, 'people.ldif'), text);
    return { config: { path: 'people.ldif' }, rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'people.ldif'), entries(rows));
    return { path: 'people.ldif' };
  },
  change: (folder) => appendFile(join(folder, 'people.ldif'), '\n'),
  samples: [
    sampleOf('people.ldif', entries(3)),
    sampleOf('search.ldif', `# extended LDIF\n#\n# LDAPv3\n\n${entry(1)}`),
    sampleOf('windows.ldif', entry(1).replaceAll('\n', '\r\n')),
  ],
});

describe('LDIF', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-ldif-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(content: string | Buffer, more: object = {}): Promise<SourceRecord[]> {
    await writeFile(join(folder, 'd.ldif'), content);
    return readAll(ldif.open({ path: 'd.ldif', ...more }, { folder, pageSize: 2 }));
  }
  const one = async (lines: string) => {
    const [record] = await read(`dn: uid=ana,dc=example\nobjectClass: inetOrgPerson\nuid: ana\n${lines}\n`);
    if (record?.identity !== undefined) expect(Identity.safeParse(record.identity).error).toBeUndefined();
    return record;
  };

  it('unfolds lines before it decodes them, also where a fold cuts a character', async () => {
    const folded = Buffer.concat([
      Buffer.from('dn: uid=ana,dc=example\nobjectClass: inet\n OrgPerson\nuid: ana\ncn: Ana C'),
      Buffer.from([0xc3]),
      Buffer.from('\n '),
      Buffer.from([0xa2]),
      Buffer.from('mara\n# a comment\n that goes on\nmail:: YW5hQGV4YW1w\n bGUudGVzdA==\n'),
    ]);
    const [record] = await read(folded);
    expect(record?.problems).toEqual([]);
    expect(record?.identity?.profile.name).toBe('Ana Câmara');
    expect(record?.identity?.identifiers).toEqual([
      { type: 'email', value: 'ana@example.test' },
      { type: 'username', value: 'ana' },
    ]);
  });

  it('reads what ldifde writes in UTF-16, and a packed file', async () => {
    const text = entries(3).replaceAll('\n', '\r\n');
    const whole = await read(text);
    expect(await read(iconv.encode(text, 'utf-16le', { addBOM: true }))).toEqual(whole);
    expect(await read(gzipSync(text))).toEqual(whole);
    expect(whole).toHaveLength(3);
  });

  it('passes over what is no account, and what ldapsearch says beside the entries', async () => {
    const records = await read(
      `${entries(1)}dn: cn=web,dc=example\nobjectClass: device\ncn: web\n\ndn: CN=PC1,DC=x\nobjectClass: user\nobjectClass: computer\nuserAccountControl: 4096\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numEntries: 3\n`,
    );
    expect(records).toHaveLength(1);
    expect(records[0]?.problems).toEqual([]);
  });

  it('knows the groups of somebody by their entries, wherever these stand, and by memberOf', async () => {
    const [first, second] = await read(
      `${entry(1).trimEnd()}\ngidNumber: 100\nmemberOf: cn=Staff\\2C old,ou=groups,dc=example,dc=test\n\n${entry(2)}dn: cn=editors,ou=groups,dc=example,dc=test\nobjectClass: groupOfNames\ncn: editors\nmember: UID=user2, OU=people,dc=example,dc=test\n\ndn: cn=unix,ou=groups,dc=example,dc=test\nobjectClass: posixGroup\ncn: unix\ngidNumber: 100\nmemberUid: user2\n`,
    );
    const namesOf = (record: SourceRecord | undefined) =>
      record?.identity?.memberships.map(({ name }) => name);
    expect(namesOf(first)).toEqual(['Staff, old', 'unix']);
    expect(namesOf(second)).toEqual(['editors', 'unix']);
  });

  it('accepts records of changes that add, and reports the others where they stand', async () => {
    const records = await read(
      `dn: uid=ana,dc=example\nchangetype: add\nobjectClass: person\nuid: ana\n\ndn: uid=bob,dc=example\nchangetype: modify\nreplace: mail\nmail: b@example.test\n-\n\n`,
    );
    expect(records.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], ['ROW_UNREADABLE']]);
  });

  it.each([
    ['cn:: %%%', 'ROW_UNREADABLE'],
    ['dn: uid=two,dc=example', 'ROW_UNREADABLE'],
    ['description:< file:///etc/passwd', 'FIELD_INVALID'],
    ['createTimestamp: yesterday', 'TIMESTAMP_INVALID'],
  ])('reports %s', async (line, code) => {
    expect((await one(line))?.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('leaves attributes over that no schema of ours has, those in another language among them', async () => {
    const record = await one('loyaltyCard: 7\nloyaltyCard: 8\ncn;lang-pt: Ana\njpegPhoto:: /9j/4AAQ');
    expect(record?.fields).toEqual({ loyaltycard: ['7', '8'], 'cn;lang-pt': 'Ana' });
  });

  it('keeps the first of several passwords, and says that there are others', async () => {
    const record = await one(
      'userPassword: {SSHA}rqMlQwaViPgD1jJc6iASbfGJtiQwMTIzNDU2Nw==\nuserPassword: {CRYPT}x',
    );
    expect(record?.identity?.password).toEqual({ hash: '{SSHA}rqMlQwaViPgD1jJc6iASbfGJtiQwMTIzNDU2Nw==' });
    expect(record?.fields).toEqual({ userpassword: '1 further values' });
  });

  it('reads what the password policy says', async () => {
    const record = await one(
      'userPassword: {SSHA}rqMlQwaViPgD1jJc6iASbfGJtiQwMTIzNDU2Nw==\npwdChangedTime: 20240131123456Z\npwdReset: TRUE\npwdAccountLockedTime: 000001010000Z',
    );
    expect(record?.identity?.status).toBe('locked');
    expect(record?.identity?.password).toMatchObject({ setAt: '2024-01-31T12:34:56Z', mustChange: true });
  });

  it('is shut out where its shadow account has expired, and not by a zero', async () => {
    const people = ['1', '20000', '99999', '0', '-1'].map(
      (days) => `dn: uid=u${days},dc=x\nobjectClass: inetOrgPerson\nuid: u${days}\nshadowExpire: ${days}\n`,
    );
    const statuses = (await read(people.join('\n'))).map(({ identity }) => identity?.status);
    expect(statuses).toEqual(['disabled', 'disabled', 'active', 'active', 'active']);
  });

  it('reads a user of Active Directory: byte order, flags and ticks', async () => {
    const [record] = await read(
      [
        'dn: CN=Ana Lima,OU=Staff,DC=corp,DC=example',
        ...['top', 'person', 'organizationalPerson', 'user'].map((name) => `objectClass: ${name}`),
        'cn: Ana Lima\ngivenName: Ana\nsn: Lima\ndisplayName: Ana L.\nmail: ana@corp.example',
        'sAMAccountName: alima\nuserPrincipalName: ana@corp.example\nproxyAddresses: SMTP:ana@corp.example',
        'objectGUID:: EBEiM0RVZneImaq7zN3u/w==\nobjectSid:: AQUAAAAAAAUVAAAA',
        'userAccountControl: 514\npwdLastSet: 133509576000000000\nlastLogonTimestamp: 133509576000000000',
        'lastLogon: 133600000000000000\naccountExpires: 9223372036854775807\nlockoutTime: 0',
        'whenCreated: 20230105100000.0Z\nmemberOf: CN=VPN,OU=Groups,DC=corp,DC=example\nprimaryGroupID: 513\n',
      ].join('\n'),
    );
    expect([record?.problems, record?.fields]).toEqual([[], {}]);
    expect(record?.identity).toMatchObject({
      sourceId: '33221110-5544-7766-8899-aabbccddeeff',
      status: 'disabled',
      identifiers: [
        { type: 'email', value: 'ana@corp.example' },
        { type: 'username', value: 'alima' },
      ],
      profile: { name: 'Ana L.', given_name: 'Ana', family_name: 'Lima' },
      memberships: [{ type: 'group', name: 'VPN', id: 'CN=VPN,OU=Groups,DC=corp,DC=example' }],
      createdAt: '2023-01-05T10:00:00.0Z',
    });
    expect(Date.parse(record?.identity?.lastLoginAt ?? '')).toBe(
      133_600_000_000_000_000 / 10_000 - 11_644_473_600_000,
    );
  });

  it('asks to delete what Active Directory keeps as a tombstone', async () => {
    const [record] = await read(
      'dn: CN=Ana\\0ADEL:1,DC=x\nobjectClass: user\nsAMAccountName: ana\nisDeleted: TRUE\n',
    );
    expect(record?.operation).toBe('delete');
  });

  it('takes another attribute for the id, and the DN where there is none', async () => {
    const [named] = await read(entry(1), { id: 'uid' });
    expect(named?.identity?.sourceId).toBe('user1');
    expect((await one('sn: Lima'))?.identity?.sourceId).toBe('uid=ana,dc=example');
  });

  it('reads back whatever was written, folded anywhere', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 80 }),
        (list, width) => {
          const lines = ['dn: dc=x', ...list.map((text) => `note:: ${Buffer.from(text).toString('base64')}`)];
          const folded = lines
            .map((line) => (line.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join('\n '))
            .join('\n');
          const record = readRecord(Buffer.from(folded));
          expect(typeof record === 'object' ? record.attributes.note : record).toEqual(list);
        },
      ),
    );
  });

  it('never throws, whatever the lines hold', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readRecord(Buffer.from(bytes))));
  });

  it('is nobody’s but its own', () => {
    expect(recogniseSource(sampleOf('x', entries(2)))?.id).toBe('ldif');
    expect(ldif.recognise(sampleOf('x', 'dn,uid\n1,2\n'))).toBe(0);
    expect(ldif.recognise(sampleOf('x', '# a comment\n\nand prose\n'))).toBe(0);
  });
});
