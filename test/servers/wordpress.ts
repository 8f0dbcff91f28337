/**
 * A real WordPress, installed by its own installer, whose users its own functions make. No web server is needed.
 *
 * @see test/servers/wordpress
 * @module
 */
import { join } from 'node:path';
import { z } from 'zod';
import { binary } from './binaries.ts';
import { removeFolder, runCommand, temporaryFolder } from './process.ts';

/** `accepted`: whether WordPress itself lets that password in. */
const Made = z.object({
  version: z.string(),
  people: z.record(z.string(), z.object({ id: z.string(), password: z.string(), accepted: z.boolean() })),
});
export type Made = z.output<typeof Made>;

/** Into a database of MariaDB, under this prefix of its tables. */
export async function makePeople(database: string, prefix: string): Promise<Made> {
  const { hostname, port, username, password, pathname } = new URL(database);
  const content = temporaryFolder('wordpress');
  try {
    const { stdout } = await runCommand('php', [join(import.meta.dirname, 'wordpress', 'people.php')], {
      env: {
        ...process.env,
        WP_FOLDER: binary('wordpress'),
        WP_CONTENT: content,
        WP_PREFIX: prefix,
        DB_NAME: pathname.slice(1),
        DB_USER: username,
        DB_PASSWORD: password,
        DB_HOST: `${hostname}:${port}`,
      },
    });
    return Made.parse(JSON.parse(stdout));
  } finally {
    removeFolder(content);
  }
}
