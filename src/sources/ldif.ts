/**
 * LDIF: what slapcat, ldapsearch, ldifde and every other directory server write.
 *
 * Accounts are read, with the groups they are in; what is neither (units, hosts, contacts, groups themselves) is
 * passed over. Records of changes are accepted where they add, and are a problem where they change or delete.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2849
 * @module
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { toIdentity } from './ldif/account.ts';
import { isMachine, isTombstone } from './ldif/active-directory.ts';
import { LdifFramer, recordOf } from './ldif/framer.ts';
import { type Groups, isGroup, readGroups } from './ldif/groups.ts';
import { IGNORED } from './ldif/ignored.ts';
import type { LdifRecord } from './ldif/record.ts';
import { type ByteFile, fingerprintFile, openBytes } from './reading/bytes.ts';
import { type Frame, readMark, readPages, toPlainRecord } from './reading/frames.ts';
import { defineSource, type Page, type Sample, type SourceRecord } from './source.ts';

const Config = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ title: 'LDIF file, also gzipped', examples: ['directory.ldif'] }),
  id: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Attribute that is the id; absent: `entryUUID`, `objectGUID` or `nsUniqueId`, else the DN',
      examples: ['uid'],
    }),
  encoding: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Encoding, where it is not UTF-8 or UTF-16', examples: ['windows-1252'] }),
});
type Config = z.output<typeof Config>;

const START = { offset: 0, next: 1, part: 0, row: 0 };

/** Entries of these classes can log in … */
const ACCOUNTS = new Set([
  'person',
  'inetorgperson',
  'posixaccount',
  'account',
  'user',
  'simplesecurityobject',
  'shadowaccount',
  'applicationprocess',
]);
/** … unless they are of one of these too. */
const NO_ACCOUNTS = new Set(['computer', 'contact', 'trusteddomain', 'group', 'groupofnames', 'posixgroup']);

export const ldif = defineSource<Config>({
  id: 'ldif',
  title: 'LDIF of a directory (OpenLDAP, Active Directory, 389 …)',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: [],
    links: false,
    consents: false,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [
      'Passwords of Active Directory: nobody can read them',
      'Passwords, ids and times that the one who exported was not allowed to see, or did not ask for',
      'Passwords that live elsewhere ({SASL})',
      'Whether an e-mail address is verified: no directory knows',
      'A second password of the same account: only one can cross',
    ],
  },
  yields: 'identity',
  leavesOut: IGNORED,
  recognise,
  fromFile: (path) => ({ path }),

  open({ path: name, id, encoding }, { folder, pageSize }) {
    const path = resolve(folder, name);
    let groups: Promise<Groups> | undefined;
    return {
      async *read(cursor): AsyncGenerator<Page> {
        const file = await openFile(path, encoding);
        groups ??= readGroups(file, START);
        const settings = { id, now: Date.now() };
        const known = await groups;
        const from = readMark(cursor, START);
        yield* readPages(file, new LdifFramer(from), from, pageSize, (frames, row) =>
          toRecords(frames, row, (record) => toIdentity(record, known, settings)),
        );
      },
      fingerprint: () => fingerprintFile(path),
      close: async () => {},
    };
  },
});

/** LDIF is UTF-8 (RFC 2849), whatever its folds make it look like; ldifde -u writes UTF-16. */
async function openFile(path: string, encoding: string | undefined): Promise<ByteFile> {
  const file = await openBytes(path, { encoding });
  const isNamed = encoding !== undefined || file.encoding.name !== 'windows-1252';
  return isNamed ? file : openBytes(path, { encoding: 'utf-8' });
}

/** Comments and blank lines may come first. */
function recognise({ text }: Sample): number {
  return /^(?:(?:#.*|[ \t].*|)\r?\n)*(?:version: *1\s*\n(?:(?:#.*|[ \t].*|)\r?\n)*)?dn::? ?\S/.test(text)
    ? 1
    : 0;
}

function toRecords(
  frames: readonly Frame[],
  row: number,
  understand: (record: LdifRecord) => ReturnType<typeof toIdentity>,
): readonly SourceRecord[] {
  const records: SourceRecord[] = [];
  for (const frame of frames) {
    const next = row + records.length + 1;
    const record = recordOf(frame);
    if (record === undefined) records.push(toPlainRecord(frame, next));
    else if (record.change !== undefined && record.change !== 'add')
      records.push(toChange(frame, record.change, next));
    else if (isAccount(record)) {
      const operation = isTombstone(record) ? 'delete' : 'upsert';
      records.push({ row: next, position: frame.position, operation, ...understand(record) });
    }
  }
  return records;
}

function isAccount(record: LdifRecord): boolean {
  const classes = (record.attributes.objectclass ?? []).map((name) => String(name).toLowerCase());
  // Without its classes an entry that has a login is one, too: they may not have been asked for.
  const isOne =
    classes.length === 0
      ? record.attributes.uid !== undefined || record.attributes.userpassword !== undefined
      : classes.some((name) => ACCOUNTS.has(name)) && !classes.some((name) => NO_ACCOUNTS.has(name));
  return isOne && !isGroup(record) && !isMachine(record);
}

/** A change of an entry that is not there: nothing can be made of it. */
function toChange({ position }: Frame, change: string, row: number): SourceRecord {
  const found = `a record of changes (${change})`;
  const expected = 'Entries, or records of changes that add.';
  return {
    row,
    position,
    operation: 'upsert',
    fields: {},
    problems: [{ code: 'ROW_UNREADABLE', found, expected }],
  };
}
