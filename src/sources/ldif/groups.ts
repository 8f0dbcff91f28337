/**
 * Who belongs to which group, read from the entries of the groups before those of the accounts.
 *
 * Directories without an overlay for `memberOf` say it there only. Costs some 100 bytes for each membership; a file
 * without groups costs nothing but being read twice.
 *
 * @module
 */
import type { ByteFile } from '../reading/bytes.ts';
import { type Mark, readPages } from '../reading/frames.ts';
import { LdifFramer, recordOf } from './framer.ts';
import type { LdifRecord } from './record.ts';

export interface Group {
  readonly name: string;
  readonly dn: string;
}

export interface Groups {
  /** By the DN of a member, by `uid:` and by `gid:`. */
  readonly of: ReadonlyMap<string, readonly Group[]>;
}

const CLASSES = new Set([
  'groupofnames',
  'groupofuniquenames',
  'posixgroup',
  'group',
  'groupofurls',
  'univentiongroup',
]);

export function isGroup({ attributes }: LdifRecord): boolean {
  return (
    attributes.objectclass?.some((name) => typeof name === 'string' && CLASSES.has(name.toLowerCase())) ===
    true
  );
}

export async function readGroups(file: ByteFile, start: Mark): Promise<Groups> {
  const of = new Map<string, Group[]>();
  const pages = readPages(file, new LdifFramer(start, mayBeGroup), start, 1_000, (frames) => {
    for (const frame of frames) {
      const record = recordOf(frame);
      if (record !== undefined && isGroup(record)) addMembers(of, record);
    }
    return [];
  });
  while ((await pages.next()).done !== true);
  return { of };
}

/** Every class of a group has it in its name, and few people have it in their entries. */
function mayBeGroup(lines: Buffer): boolean {
  return lines.includes('roup');
}

function addMembers(of: Map<string, Group[]>, { dn, attributes }: LdifRecord): void {
  const name = textsOf(attributes.cn)[0] ?? firstNameOf(dn);
  const group = { name, dn };
  const keys = [
    ...[...textsOf(attributes.member), ...textsOf(attributes.uniquemember)].map(keyOfDn),
    ...textsOf(attributes.memberuid).map((uid) => `uid:${uid.toLowerCase()}`),
    ...textsOf(attributes.gidnumber).map((gid) => `gid:${gid}`),
  ];
  for (const key of keys) {
    const known = of.get(key);
    if (known === undefined) of.set(key, [group]);
    else if (!known.includes(group)) known.push(group);
  }
}

/** DNs are compared without regard to case and to spaces around their commas (RFC 4514 §2, RFC 4518). */
export function keyOfDn(dn: string): string {
  return dn.toLowerCase().replace(/ *([,=]) */g, '$1');
}

/** `cn=Staff\, old,ou=groups` → `Staff, old` */
export function firstNameOf(dn: string): string {
  const [, value = dn] = /^[^=]+=((?:[^,\\]|\\.)*)/s.exec(dn) ?? [];
  const bytes = value.replace(/(?:\\[0-9a-f]{2})+/gi, (hex) =>
    Buffer.from(hex.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
  return bytes.replace(/\\(.)/gs, '$1');
}

export function textsOf(values: LdifRecord['attributes'][string] | undefined): readonly string[] {
  return (values ?? []).filter((value) => typeof value === 'string');
}
