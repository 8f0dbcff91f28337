import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../ledger/temporary-folder.ts';
import { type KeyGroup, type KeyGroups, MOST_ENTRIES, openKeyGroups } from './key-groups.ts';

let folder: string;
let groups: KeyGroups;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'keys');
  await mkdir(folder);
  groups = await openKeyGroups(folder);
});

afterEach(() => groups.close());

/** Few keys that often agree in their leading bits, so that there are groups and neighbours. */
const KEY = fc
  .tuple(fc.constantFrom(0, 1, 0x80, 0xff), fc.constantFrom(0, 255), fc.constantFrom(0, 1, 7))
  .map(([first, middle, last]) => {
    const key = new Uint8Array(16).fill(middle);
    key[0] = first;
    key[15] = last;
    return key;
  });

describe('keys that several entries share', () => {
  it('finds the groups a Map would find', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(KEY, fc.nat({ max: Number.MAX_SAFE_INTEGER }))),
        fc.integer({ min: 1, max: 4 }),
        async (added, min) => {
          const some = await openKeyGroups(folder);
          for (const [key, entry] of added) some.add(key, entry);
          const found = await collect(some, min);
          await some.close();
          expect(byKey(found)).toEqual(groupWithMap(added, min));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('groups more keys than it keeps in memory, although all of them begin alike', async () => {
    const some = await openKeyGroups(folder, 1_000);
    // The same first fourteen bytes: they fall into one file again and again until the bits differ.
    const key = new Uint8Array(16);
    for (let entry = 0; entry < 20_000; entry++) {
      new DataView(key.buffer).setUint16(14, entry % 19_999);
      some.add(key, entry);
    }
    expect(await collect(some, 2)).toMatchObject([{ entries: [0, 19_999], count: 2 }]);
    await some.close();
  });

  it('counts a group that is too large to list', async () => {
    const key = new Uint8Array(16).fill(9);
    for (let entry = 0; entry < MOST_ENTRIES + 500; entry++) groups.add(key, entry);
    const [only] = await collect(groups, 2);
    expect(only?.count).toBe(MOST_ENTRIES + 500);
    expect(only?.entries).toEqual(Array.from({ length: MOST_ENTRIES }, (_, entry) => entry));
  });

  it('says them again when asked again, also after somebody stopped listening', async () => {
    const key = new Uint8Array(16);
    groups.add(key, 1);
    groups.add(key, 2);
    for await (const group of groups.groups()) {
      expect(group.count).toBe(2);
      break;
    }
    expect(await collect(groups, 2)).toHaveLength(1);
  });

  it('leaves nothing behind', async () => {
    groups.add(new Uint8Array(16), 1);
    await collect(groups, 1);
    await groups.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a key that is no hash of ours', () => {
    expect(() => groups.add(new Uint8Array(15), 1)).toThrow('16 bytes');
  });
});

async function collect(some: KeyGroups, min: number): Promise<KeyGroup[]> {
  return Array.fromAsync(some.groups(min));
}

function byKey(found: readonly KeyGroup[]): Map<string, readonly number[]> {
  return new Map(found.map(({ key, entries }) => [Buffer.from(key).toString('hex'), entries]));
}

function groupWithMap(added: readonly [Uint8Array, number][], min: number): Map<string, number[]> {
  const map = new Map<string, number[]>();
  for (const [key, entry] of added) {
    const name = Buffer.from(key).toString('hex');
    map.set(name, [...(map.get(name) ?? []), entry]);
  }
  return new Map([...map].filter(([, entries]) => entries.length >= min));
}
