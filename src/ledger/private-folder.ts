/** The folder of a ledger: its owner's alone, and invisible to git, because keys and data stand in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that exists already keeps its mode: it may be somebody's project. What we put in it is private by itself. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await writeFile(join(folder, '.gitignore'), '*\n');
}
