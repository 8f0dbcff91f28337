/**
 * The version of this package, read from the package.json that lies two folders up from src/cli and dist/cli alike.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

export function readVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
