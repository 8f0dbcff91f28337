/**
 * The files of a folder, one after the other: never outside it, never what a package manager or git keeps.
 *
 * Links are not followed, neither to folders nor to files: a scan must not read what nobody named.
 *
 * @module
 */
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { FootbridgeError } from '../../../problems/problem.ts';

export interface ScannedFile {
  /** Below the folder as it was named. */
  readonly name: string;
  readonly text: string;
}

/** Somebody else's code, and copies of one's own. */
const PASSED_OVER = new Set(['node_modules', '.git', '.hg', '.svn']);

/** Bytes. Configuration, code and the logs of one CI job are smaller; dumps of databases are not looked through. */
const LARGEST = 1024 * 1024;

/** Why a file was left out. */
export type Skip = 'larger than 1 MiB' | 'binary' | 'a link' | 'not readable';

/**
 * @param skip called for what is left out
 * @throws {FootbridgeError} SOURCE_MISSING where there is no such folder, or only a link to one
 */
export async function* walk(
  named: string,
  path: string,
  skip: (why: Skip) => void,
): AsyncGenerator<ScannedFile> {
  const found = await lstat(path).catch((cause: unknown) => {
    throw new FootbridgeError('SOURCE_MISSING', `${named} cannot be opened`, {
      cause,
      facts: { path: named },
    });
  });
  // Whoever names a link wants to know about what it leads to; "no secrets found" would be no answer to that.
  if (found.isSymbolicLink())
    throw new FootbridgeError('SOURCE_MISSING', `${named} is a link; name what it leads to`, {
      facts: { path: named },
    });
  if (found.isFile()) yield* readText(named, path, skip);
  else if (found.isDirectory()) yield* walkFolder(named, path, skip);
}

async function* walkFolder(
  named: string,
  path: string,
  skip: (why: Skip) => void,
): AsyncGenerator<ScannedFile> {
  const folder = await opendir(path).catch(() => undefined);
  if (folder === undefined) return skip('not readable');
  for await (const entry of folder) {
    const name = join(named, entry.name);
    if (entry.isSymbolicLink()) skip('a link');
    else if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) {
      yield* walkFolder(name, join(path, entry.name), skip);
    } else if (entry.isFile()) yield* readText(name, join(path, entry.name), skip);
  }
}

/** A folder may have become a link since it was listed; the file itself is not opened through one. */
async function* readText(name: string, path: string, skip: (why: Skip) => void): AsyncGenerator<ScannedFile> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) return skip('not readable');
  try {
    const { size } = await file.stat();
    if (size > LARGEST) return skip('larger than 1 MiB');
    const bytes = await file.readFile();
    if (bytes.includes(0)) return skip('binary');
    yield { name, text: bytes.toString('utf8') };
  } finally {
    await file.close();
  }
}
