/**
 * How long it takes to find the identifiers that several people share, and in how much memory.
 *
 *     node bench/correlate.ts [identifiers] [share of duplicates in percent]
 *
 * Keys are uniform, as the blind index makes them; a share of them repeats an earlier one. States the time for adding
 * and for grouping, and the largest resident memory of the process (Linux: VmHWM).
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openKeyGroups } from '../src/engine/correlate/key-groups.ts';

const IDENTIFIERS = Number(process.argv[2] ?? 10_000_000);
const DUPLICATES = Number(process.argv[3] ?? 5) / 100;

const groups = await openKeyGroups();
try {
  const added = await timed(addKeys);
  const read = await timed(countGroups);
  const seconds = added.seconds + read.seconds;
  console.log(
    `${IDENTIFIERS.toLocaleString('en')} identifiers, ${read.value.toLocaleString('en')} shared keys`,
  );
  console.log(
    `add ${added.seconds.toFixed(1)} s, group ${read.seconds.toFixed(1)} s, together ${seconds.toFixed(1)} s`,
  );
  console.log(`most resident memory ${mostMemory()}`);
} finally {
  await groups.close();
}

/** Making the keys costs more than adding them; an address has to be hashed once in any case. */
function addKeys(): void {
  const unique = Math.ceil(IDENTIFIERS * (1 - DUPLICATES));
  for (let entry = 0; entry < IDENTIFIERS; entry++) {
    const digest = createHash('sha256')
      .update(`customer-${entry % unique}@example.com`)
      .digest();
    groups.add(digest.subarray(0, 16), entry);
  }
}

async function countGroups(): Promise<number> {
  let count = 0;
  for await (const { entries } of groups.groups()) count += entries.length > 1 ? 1 : 0;
  return count;
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ value: T; seconds: number }> {
  const began = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - began) / 1000 };
}

function mostMemory(): string {
  const line = readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .find((text) => text.startsWith('VmHWM'));
  return `${Math.round(Number(line?.replace(/\D/g, '')) / 1024)} MiB`;
}
