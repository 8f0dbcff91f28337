/**
 * Identifiers that several identities share, compared as targets do and more loosely, in bounded memory.
 *
 * Every identity puts in its identifiers as targets compare them, and beside them those looser forms that differ. So
 * `ana+shop@…` meets `ana@…` under the key of the latter, and whoever has no other form costs one key.
 *
 * @module
 */
import type { IdentifierType, Identity } from '../../identity/identity.ts';
import { type KeyGroup, type KeyGroups, openKeyGroups } from '../correlate/key-groups.ts';
import type { Collision, Example } from './assessment.ts';
import { formsOf, type LooserRule } from './identifier-forms.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** An entry is a whole number below 2^53: the number of the row, which form (4 bits), and a tag of the other (16). */
const FORMS = 16;
const TAGS = 65_536;

const TYPES: readonly IdentifierType[] = ['email', 'phone', 'username'];
const RULES = ['same', 'unicode', 'plus-tag', 'dots'] as const;

/** Members of a group that are listed. */
const MEMBERS = 5;
const EXAMPLES = 5;

export interface CollidingGroup {
  readonly type: IdentifierType;
  readonly rule: Collision['rule'];
  /** Numbers of the rows, from 0, in order; of a very large group the first thousand. */
  readonly ordinals: readonly number[];
  readonly count: number;
}

interface Tally {
  groups: number;
  identities: number;
  largest: number;
  readonly examples: (readonly number[])[];
}

export class Collisions {
  readonly #groups: KeyGroups;
  readonly #hash: KeyedHash;

  static async open(hash: KeyedHash): Promise<Collisions> {
    return new Collisions(await openKeyGroups(undefined, undefined, formOf), hash);
  }

  private constructor(groups: KeyGroups, hash: KeyedHash) {
    this.#groups = groups;
    this.#hash = hash;
  }

  add({ identifiers }: Identity, ordinal: number): void {
    for (const identifier of identifiers) {
      const type = TYPES.indexOf(identifier.type);
      const { key, looser } = formsOf(identifier);
      this.#put(key, ordinal, type, 'same', identifier.value);
      for (const [rule, form] of looser) this.#put(form, ordinal, type, rule, key);
    }
  }

  /** Every group, once for each rule it comes under. */
  async *groups(): AsyncGenerator<CollidingGroup> {
    for await (const group of this.#groups.groups(2)) yield* readGroup(group);
  }

  close(): Promise<void> {
    return this.#groups.close();
  }

  /** @param told what tells two entries under one key apart */
  #put(form: string, ordinal: number, type: number, rule: 'same' | LooserRule, told: string): void {
    const entry = (ordinal * FORMS + type * RULES.length + RULES.indexOf(rule)) * TAGS + tagOf(told);
    this.#groups.add(this.#hash(form), entry);
  }
}

interface Member {
  readonly ordinal: number;
  readonly tag: number;
}

/** Type and rule, as one number. */
function formOf(entry: number): number {
  return Math.floor(entry / TAGS) % FORMS;
}

function* readGroup({ entries, beyond }: KeyGroup): Generator<CollidingGroup> {
  const byForm = new Map<number, Member[]>();
  for (const entry of entries) {
    const member = { ordinal: Math.floor(entry / TAGS / FORMS), tag: entry % TAGS };
    const form = formOf(entry);
    const members = byForm.get(form);
    if (members === undefined) byForm.set(form, [member]);
    else members.push(member);
  }
  for (const [index, type] of TYPES.entries()) {
    const form = index * RULES.length;
    const same = byForm.get(form) ?? [];
    const unlisted = beyond?.get(form) ?? 0;
    yield* sameGroups(type, same, unlisted);
    for (const [place, rule] of RULES.entries()) {
      const others = byForm.get(form + place) ?? [];
      if (rule !== 'same' && others.length > 0)
        yield* looserGroup(type, rule, same, others, unlisted + (beyond?.get(form + place) ?? 0));
    }
  }
}

/** As targets compare; and once more where they are written with different capitals, because a legacy told them apart. */
function* sameGroups(
  type: IdentifierType,
  members: readonly Member[],
  unlisted: number,
): Generator<CollidingGroup> {
  const ordinals = distinct(members);
  const count = ordinals.length + unlisted;
  if (count < 2) return;
  yield { type, rule: type === 'phone' ? 'shared-phone' : 'same', ordinals, count };
  if (type !== 'phone' && new Set(members.map(({ tag }) => tag)).size > 1)
    yield { type, rule: 'case', ordinals, count };
}

/** Those of one tag are the same identifier, which is told already: two different ones have to meet. */
function* looserGroup(
  type: IdentifierType,
  rule: LooserRule,
  same: readonly Member[],
  others: readonly Member[],
  unlisted: number,
): Generator<CollidingGroup> {
  const different = new Set(others.map(({ tag }) => tag)).size + (same.length > 0 ? 1 : 0);
  const ordinals = distinct([...same, ...others]);
  if (different > 1 && ordinals.length > 1) yield { type, rule, ordinals, count: ordinals.length + unlisted };
}

function distinct(members: readonly Member[]): readonly number[] {
  return [...new Set(members.map(({ ordinal }) => ordinal))].sort((a, b) => a - b);
}

/** FNV-1a, folded to 16 bits. */
function tagOf(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return (state ^ (state >>> 16)) & 0xffff;
}

/** Adds groups up, by type and rule. */
export class CollisionCounts {
  readonly #tallies = new Map<string, Tally>();

  add({ type, rule, ordinals, count }: CollidingGroup): void {
    const key = `${type} ${rule}`;
    const tally = this.#tallies.get(key) ?? { groups: 0, identities: 0, largest: 0, examples: [] };
    this.#tallies.set(key, tally);
    tally.groups += 1;
    tally.identities += count;
    tally.largest = Math.max(tally.largest, count);
    if (tally.examples.length < EXAMPLES) tally.examples.push(ordinals.slice(0, MEMBERS));
  }

  result(exampleOf: (ordinal: number) => Example): readonly Collision[] {
    return [...this.#tallies]
      .map(([key, { groups, identities, largest, examples }]) => {
        const [type, rule] = key.split(' ') as [IdentifierType, Collision['rule']];
        return {
          type,
          rule,
          groups,
          identities,
          largest,
          examples: examples.map((group) => group.map(exampleOf)),
        };
      })
      .sort((a, b) => b.identities - a.identities);
  }
}
