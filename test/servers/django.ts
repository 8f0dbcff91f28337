/**
 * A Django project whose users Django itself makes, with its own hashers, in a database of the test's choice.
 *
 * @see test/servers/django
 * @module
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { binary } from './binaries.ts';
import { removeFolder, runCommand, temporaryFolder } from './process.ts';

/** Name → id and password; no password: one that is unusable. */
const People = z.record(z.string(), z.object({ id: z.string(), password: z.string().nullable() }));
export type People = z.output<typeof People>;

export interface DjangoProject {
  /** `postgresql://`, `mysql://` or `file:///…` of an SQLite file. */
  readonly database: string;
  /** The user is a model of the project's own, whose login is the e-mail address and whose id a UUID. */
  readonly ownModel?: boolean;
}

export async function makePeople({ database, ownModel = false }: DjangoProject): Promise<People> {
  const folder = temporaryFolder('django');
  try {
    // A copy, because Django writes the migrations of the project into it.
    cpSync(join(import.meta.dirname, 'django'), folder, { recursive: true });
    const { stdout } = await runCommand(binary('djangoProject'), [join(folder, 'people.py')], {
      env: { ...process.env, SHOP_DATABASE: database, ...(ownModel && { SHOP_USER: 'shop.Customer' }) },
    });
    return People.parse(JSON.parse(stdout));
  } finally {
    removeFolder(folder);
  }
}
