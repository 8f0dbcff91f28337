import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { runCommand } from '../../test/servers/process.ts';
import { type Slapd, SUFFIX, startSlapd } from '../../test/servers/slapd.ts';
import { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import { recogniseSource } from './index.ts';
import { ldif } from './ldif.ts';
import { readSample } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';

const ROOT = [`-D`, `cn=root,${SUFFIX}`, '-w', 'of this test'];
const PEOPLE = `ou=people,${SUFFIX}`;

/** What an operator adds over LDAP; the passwords come by the password operation, so that slapd hashes them itself. */
const ENTRIES = `dn: ${PEOPLE}
objectClass: organizationalUnit
ou: people

dn: uid=ana,${PEOPLE}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ana
cn: Ana Câmara
sn: Câmara
givenName: Ana
displayName: Aninha
mail: ana@example.test
mail: ana.camara@example.test
mobile: +351 900 000 000
preferredLanguage: pt-PT
l: Porto
uidNumber: 1000
gidNumber: 100
homeDirectory: /home/ana
description: ${'a line so long that the server has to fold it, '.repeat(6)}

dn: uid=bob,${PEOPLE}
objectClass: inetOrgPerson
uid: bob
cn: Bob
sn: Bob
mail: bob@example.test

dn: cn=editors,${SUFFIX}
objectClass: groupOfNames
cn: editors
member: uid=ana,${PEOPLE}

dn: cn=users,${SUFFIX}
objectClass: posixGroup
cn: users
gidNumber: 100
`;

needs('slapd')('what OpenLDAP itself exports', () => {
  let server: Slapd;
  let folder: string;

  beforeAll(async () => {
    server = await startSlapd(new Map([['loader', '{SSHA}rqMlQwaViPgD1jJc6iASbfGJtiQwMTIzNDU2Nw==']]), {
      global: [
        ...['cosine', 'inetorgperson', 'nis'].map((name) => `include /etc/ldap/schema/${name}.schema`),
        'moduleload ppolicy',
        'moduleload memberof',
      ],
      database: [
        `rootdn "cn=root,${SUFFIX}"`,
        'rootpw "of this test"',
        'overlay ppolicy',
        'overlay memberof',
      ],
    });
    folder = await mkdtemp(join(tmpdir(), 'footbridge-ldif-'));
    await writeFile(join(folder, 'add.ldif'), ENTRIES);
    await runCommand('ldapadd', ['-x', '-H', server.url, ...ROOT, '-f', join(folder, 'add.ldif')]);
    for (const [name, password] of [
      ['ana', 'Correct-Horse-9'],
      ['bob', 'Pässwörd–日本'],
    ])
      await runCommand('ldappasswd', [
        '-x',
        '-H',
        server.url,
        ...ROOT,
        '-s',
        password ?? '',
        `uid=${name},${PEOPLE}`,
      ]);
    await writeFile(
      join(folder, 'lock.ldif'),
      `dn: uid=bob,${PEOPLE}\nchangetype: modify\nadd: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n`,
    );
    await runCommand('ldapmodify', [
      '-x',
      '-H',
      server.url,
      ...ROOT,
      '-e',
      'relax',
      '-f',
      join(folder, 'lock.ldif'),
    ]);
    await writeFile(join(folder, 'slapcat.ldif'), await server.slapcat());
    const search = ['-x', '-H', server.url, ...ROOT, '-b', SUFFIX, '*', '+'];
    await writeFile(join(folder, 'search.ldif'), (await runCommand('ldapsearch', search)).stdout);
  });
  afterAll(async () => {
    await server?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  const read = (path: string) => readAll(ldif.open({ path }, { folder, pageSize: 2 }));
  const find = (records: readonly SourceRecord[], uid: string) =>
    records.find(({ identity }) => identity?.identifiers.some(({ value }) => value === uid))?.identity;

  it.each(['slapcat.ldif', 'search.ldif'])(
    'by %s is recognised, and understood with nothing left over',
    async (path) => {
      expect(recogniseSource(await readSample(join(folder, path)))?.id).toBe('ldif');
      const records = await read(path);
      expect(records).toHaveLength(3);
      expect(records.flatMap(({ problems }) => problems)).toEqual([]);
      expect(records.map(({ fields }) => fields)).toEqual(records.map(() => ({})));
      for (const { identity } of records) expect(Identity.safeParse(identity).error).toBeUndefined();
    },
  );

  it('is the same by slapcat and by ldapsearch', async () => {
    const [one, other] = [await read('slapcat.ldif'), await read('search.ldif')];
    expect(other.map(({ identity }) => identity)).toEqual(one.map(({ identity }) => identity));
  });

  it('holds all that the directory was told', async () => {
    const records = await read('slapcat.ldif');
    expect(find(records, 'ana')).toMatchObject({
      sourceId: expect.stringMatching(/^[0-9a-f]{8}-/),
      status: 'active',
      identifiers: [
        { type: 'email', value: 'ana@example.test' },
        { type: 'email', value: 'ana.camara@example.test' },
        { type: 'username', value: 'ana' },
      ],
      profile: {
        name: 'Aninha',
        given_name: 'Ana',
        family_name: 'Câmara',
        locale: 'pt-PT',
        address: { locality: 'Porto' },
      },
      attributes: { mobile: '+351 900 000 000', description: expect.stringMatching(/(a line so long.*){6}/) },
      memberships: expect.arrayContaining([
        { type: 'group', name: 'editors', id: `cn=editors,${SUFFIX}` },
        { type: 'group', name: 'users', id: `cn=users,${SUFFIX}` },
      ]),
      createdAt: expect.stringMatching(/^20\d\d-/),
      password: { setAt: expect.stringMatching(/^20\d\d-/) },
    });
    expect(find(records, 'bob')?.status).toBe('locked');
  });

  it('holds hashes that verify', async () => {
    const records = await read('slapcat.ldif');
    for (const [uid, password] of [
      ['ana', 'Correct-Horse-9'],
      ['bob', 'Pässwörd–日本'],
    ] as const) {
      const hash = find(records, uid)?.password?.hash ?? '';
      expect(hash).toMatch(/^\{SSHA\}/);
      expect(await verify(password, { hash })).toBe(true);
      expect(await verify(`${password}!`, { hash })).toBe(false);
    }
  });
});
