/**
 * Lists of people: VIPs, testers, volunteers, whoever must not cross. They stand in a file of the operator's.
 *
 * One identifier on each line, or `id:` and an id of the source. Only in memory are they readable; what a plan keeps of
 * them is how many there are and a keyed digest.
 *
 * @module
 */
import { identifierKey, normaliseIdentifier } from '../../identity/identifier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { ListUse } from '../../identity/planned.ts';
import type { BlindIndex } from '../../ledger/blind-index.ts';
import { FootbridgeError } from '../../problems/problem.ts';

export interface PeopleList {
  readonly name: string;
  readonly use: ListUse;
  /** As the configuration names it. */
  readonly file: string;
  readonly entries: number;
  readonly digest: string;
  has(identity: Identity): boolean;
}

/** More belongs into an attribute of the source, and a rule over it. */
const MOST_ENTRIES = 1_000_000;

/** Typed into one box, it may mean any of them: whoever has it as what it can be is meant. */
const TYPES = ['email', 'phone', 'username'] as const;

/** @throws {FootbridgeError} PLAN_INVALID with the line that nobody can log in with */
export function readList(
  given: Pick<PeopleList, 'name' | 'use' | 'file'>,
  text: string,
  index: Pick<BlindIndex, 'digest'>,
): PeopleList {
  const keys = new Set<string>();
  const entries = new Set<string>();
  for (const [line, written] of text.split(/\r?\n/).entries()) {
    const entry = written.replace(/^\uFEFF/, '').trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const found = keysOf(entry);
    if (found.length === 0) {
      throw new FootbridgeError(
        'PLAN_INVALID',
        `${given.file}, line ${line + 1}: neither an identifier nor "id:" and an id`,
        { facts: { file: given.file, line: line + 1 } },
      );
    }
    entries.add(found.join('\n'));
    for (const key of found) keys.add(key);
    if (entries.size > MOST_ENTRIES) {
      throw new FootbridgeError('PLAN_INVALID', `${given.file} has more than ${MOST_ENTRIES} entries`);
    }
  }
  return {
    ...given,
    entries: entries.size,
    digest: index.digest(`list\0${[...entries].sort().join('\0')}`),
    has: ({ sourceId, identifiers }) =>
      keys.has(`id:${sourceId}`) || identifiers.some((one) => keys.has(identifierKey(one))),
  };
}

function keysOf(entry: string): readonly string[] {
  if (entry.startsWith('id:')) return entry.length > 3 ? [`id:${entry.slice(3).trim()}`] : [];
  return TYPES.flatMap((type) => {
    const normalised = normaliseIdentifier(type, entry);
    return 'problem' in normalised ? [] : [identifierKey({ type, value: normalised.value })];
  });
}
