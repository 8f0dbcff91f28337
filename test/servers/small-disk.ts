/**
 * A disk that is really full: a tmpfs of a few megabytes, mounted for one test. Needs root, as in CI.
 *
 * @see https://man7.org/linux/man-pages/man5/tmpfs.5.html
 * @module
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

export interface SmallDisk {
  readonly folder: string;
  /** What an operator does who makes room. */
  grow(megabytes: number): void;
  unmount(): void;
}

export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-disk-'));
  mount('size', megabytes, folder);
  // The server that writes here runs under another account.
  chmodSync(folder, 0o777);
  return {
    folder,
    grow: (more) => mount('remount,size', more, folder),
    unmount() {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}

/** `describe`, or its skipping twin where we may not mount; a failure with FOOTBRIDGE_REQUIRE_SERVERS=1. */
export function needsSmallDisk(): typeof describe | typeof describe.skip {
  try {
    mountSmallDisk(1).unmount();
    return describe;
  } catch (cause) {
    if (process.env.FOOTBRIDGE_REQUIRE_SERVERS === '1')
      throw new Error('a tmpfs cannot be mounted', { cause });
    writeSync(2, 'skipped, because a tmpfs cannot be mounted: needs root on Linux\n');
    return describe.skip;
  }
}

function mount(option: string, megabytes: number, folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `${option}=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
}
