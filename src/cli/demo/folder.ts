/**
 * Where the demo lives: `.footbridge/demo` below the folder it was started in, made anew each time.
 *
 * @module
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface DemoFolder {
  readonly path: string;
  readonly config: string;
  /** The Better Auth that the customers cross into. */
  readonly database: string;
  /** Whom only the living shop knows. */
  readonly club: string;
  /** The export, which the living shop knows as well. */
  readonly customers: string;
  /** What a running server wrote about itself. */
  readonly server: string;
  readonly log: string;
}

export function demoFolder(parent: string): DemoFolder {
  const path = join(parent, '.footbridge', 'demo');
  return {
    path,
    config: join(path, 'footbridge.config.ts'),
    database: join(path, 'better-auth.sqlite'),
    club: join(path, 'club.ndjson'),
    customers: join(path, 'customers.ndjson'),
    server: join(path, 'server.json'),
    log: join(path, 'server.log'),
  };
}

/** The example's own configuration, two folders above src/cli/demo and dist/cli/demo alike. */
const CONFIG = fileURLToPath(new URL('../../../examples/old-shop/footbridge.config.ts', import.meta.url));

/** Everything of an earlier demo is gone afterwards. */
export function renewDemoFolder({ path, config }: DemoFolder): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  copyFileSync(CONFIG, config);
}

const ServerNote = z.object({
  url: z.url(),
  oldShop: z.url(),
  broker: z.url(),
  /** Of its mail server; one that was left running by an earlier version has none. */
  mailPort: z.int().default(0),
  token: z.string(),
});

/** How to reach, and stop, the server of this demo; and where what it started answers. */
export type ServerNote = z.output<typeof ServerNote>;

/** What its configuration reads from the environment: where customers come to, and where their mail is taken. */
export function addressesFor({
  url,
  mailPort,
}: Pick<ServerNote, 'url' | 'mailPort'>): Record<string, string> {
  return { NEW_DOOR: url, MAIL_PORT: String(mailPort) };
}

export function readServerNote({ server }: DemoFolder): ServerNote | undefined {
  if (!existsSync(server)) return undefined;
  return ServerNote.parse(JSON.parse(readFileSync(server, 'utf8')));
}
