/**
 * Exports of any size, for benchmarks and rehearsals: `node examples/exports/generate.ts [FOLDER] [COUNT] [SEED]`.
 *
 * Writes an Auth0 export with its password file, and a Firebase export. Streams: a million rows need no memory.
 *
 * @module
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateAuth0, generateAuth0Passwords } from './auth0.ts';
import { generateFirebase } from './firebase.ts';

export { generateAuth0, generateAuth0Passwords, generateFirebase };

if (import.meta.main) {
  const [folder = import.meta.dirname, count = '10000', seed = '2026'] = process.argv.slice(2);
  await mkdir(folder, { recursive: true });
  const files = {
    'auth0-users.ndjson': generateAuth0,
    'auth0-passwords.ndjson': generateAuth0Passwords,
    'firebase-users.json': generateFirebase,
  };
  for (const [name, generate] of Object.entries(files)) {
    const path = join(folder, name);
    await pipeline(Readable.from(generate(Number(count), Number(seed))), createWriteStream(path));
    console.log(path);
  }
}
