/**
 * Which entries share a key? Any number of 16-byte keys in bounded memory, because they are spilled to files.
 *
 * Equal keys have equal leading bits, so they fall into the same file; one file at a time is then small enough to be
 * grouped in memory, and one that is not is split again by the next bits. Keys are keyed hashes of identifiers: no
 * personal data stands in the files, which are the user's alone and gone after `close`.
 *
 * It compares keys and nothing else: what an entry is, the caller knows.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEEPEST, FAN_OUT, KEY_BYTES, partOf, RECORD_BYTES, RecordFile, readBlocks } from './key-files.ts';

export interface KeyGroup {
  /** Sixteen bytes; a copy, the caller may keep it. */
  readonly key: Uint8Array;
  /** In the order they were added; of a larger group only the first {@link MOST_ENTRIES}. */
  readonly entries: readonly number[];
  /** How many there are, whatever `entries` holds. */
  readonly count: number;
  /** How many of each class `entries` does not hold; absent where it holds all, or nobody asked. */
  readonly beyond?: ReadonlyMap<number, number>;
}

export interface KeyGroups {
  /** Only before `groups`. The key is copied. */
  add(key: Uint8Array, entry: number): void;
  /** Every key that at least `min` entries share, once, in no order that means anything. */
  groups(min?: number): AsyncGenerator<KeyGroup>;
  /** Removes the files. */
  close(): Promise<void>;
}

/** A key that more share is a switchboard or a default value, and no list of people. 1,000 numbers are 8 KB. */
export const MOST_ENTRIES = 1_000;

/** Different keys grouped in memory at once: about 25 MB. Ten million keys in 64 files are 156,250 each. */
const MOST_KEYS = 250_000;

/** Entries of groups kept in memory at once: 8 MB. */
const MOST_KEPT = 1_000_000;

interface Group {
  readonly entries: number[];
  count: number;
  beyond?: Map<number, number>;
}

type ClassOf = (entry: number) => number;

/**
 * `folder`: where there is room for 24 bytes an entry; absent: the system's temporary folder. `mostKeys`: different
 * keys in memory at once. `classOf`: by what the entries are counted that a group does not list; few classes.
 */
export async function openKeyGroups(
  folder = tmpdir(),
  mostKeys = MOST_KEYS,
  classOf?: ClassOf,
): Promise<KeyGroups> {
  // mkdtemp makes it 0700.
  const own = await mkdtemp(join(folder, 'footbridge-keys-'));
  const files = openFiles(own, 0);
  return {
    add(key, entry) {
      if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
      files[partOf(key, 0)]?.append(key, entry);
    },
    async *groups(min = 2) {
      for (const file of files) file.flush();
      for (const file of files) yield* groupsOfFile(file.path, { depth: 1, min, mostKeys, classOf });
    },
    async close() {
      for (const file of files) file.close();
      await rm(own, { recursive: true, force: true });
    },
  };
}

interface Grouping {
  /** How often the keys of this file were told apart already. */
  readonly depth: number;
  readonly min: number;
  readonly mostKeys: number;
  readonly classOf: ClassOf | undefined;
}

function openFiles(folder: string, depth: number): RecordFile[] {
  return Array.from({ length: FAN_OUT }, (_, part) => new RecordFile(join(folder, `${depth}-${part}`)));
}

async function* groupsOfFile(path: string, grouping: Grouping): AsyncGenerator<KeyGroup> {
  const found = await groupInMemory(path, grouping);
  if (found !== undefined) yield* sayGroups(found, grouping.min);
  else yield* groupsOfParts(path, grouping);
}

/** Undefined: too many for the memory, and there are bits left to split them by. */
async function groupInMemory(
  path: string,
  { depth, mostKeys, classOf }: Grouping,
): Promise<Map<string, number | Group> | undefined> {
  const found = new Map<string, number | Group>();
  let kept = 0;
  for await (const block of readBlocks(path)) {
    for (let at = 0; at < block.length; at += RECORD_BYTES) {
      const name = block.toString('latin1', at, at + KEY_BYTES);
      const entry = block.readDoubleLE(at + KEY_BYTES);
      // A number alone until a second comes: most keys have one entry, and an object for each is 100 bytes.
      const group = found.get(name);
      if (group === undefined) found.set(name, entry);
      else if (typeof group === 'number') found.set(name, { entries: [group, entry], count: 2 });
      else if (addTo(group, entry, classOf)) kept += 1;
    }
    if (depth < DEEPEST && (found.size > mostKeys || kept > MOST_KEPT)) return undefined;
  }
  return found;
}

function addTo(group: Group, entry: number, classOf: ClassOf | undefined): boolean {
  group.count += 1;
  if (group.entries.length >= MOST_ENTRIES) {
    if (classOf !== undefined) {
      group.beyond ??= new Map();
      group.beyond.set(classOf(entry), (group.beyond.get(classOf(entry)) ?? 0) + 1);
    }
    return false;
  }
  group.entries.push(entry);
  return true;
}

function* sayGroups(groups: Map<string, number | Group>, min: number): Generator<KeyGroup> {
  for (const [name, group] of groups) {
    const found = typeof group === 'number' ? { entries: [group], count: 1 } : group;
    if (found.count >= min) yield { key: Buffer.from(name, 'latin1'), ...found };
  }
}

async function* groupsOfParts(path: string, grouping: Grouping): AsyncGenerator<KeyGroup> {
  const { depth } = grouping;
  const own = await mkdtemp(`${path}-`);
  const parts = openFiles(own, depth);
  try {
    for await (const block of readBlocks(path)) {
      for (let at = 0; at < block.length; at += RECORD_BYTES) {
        const key = block.subarray(at, at + KEY_BYTES);
        parts[partOf(key, depth)]?.append(key, block.readDoubleLE(at + KEY_BYTES));
      }
    }
    for (const part of parts) part.flush();
    for (const part of parts) yield* groupsOfFile(part.path, { ...grouping, depth: depth + 1 });
  } finally {
    for (const part of parts) part.close();
    await rm(own, { recursive: true, force: true });
  }
}
