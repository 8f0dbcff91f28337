/**
 * What a page loads: one style sheet, one script, the script of @simplewebauthn/browser where a passkey is offered, and
 * the operator's logo. Read once; the address holds a hash of all of them, so that browsers may keep them for good.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FootbridgeError } from '../../problems/problem.ts';
import { brandStyle } from './brand-colours.ts';

const FOLDER = join(import.meta.dirname, '../../../assets/reset');

/** Bytes; a logo of more would be the heaviest thing on the page. */
const LARGEST_LOGO = 200_000;

const LOGO_TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Assets {
  /** Of all of them together. */
  readonly hash: string;
  readonly files: ReadonlyMap<string, Asset>;
  /** Its name among the files. */
  readonly logo?: string;
}

export interface Look {
  /** `#1a5fb4`. */
  readonly colour: string;
  readonly logo?: string | undefined;
  /** Beside which the logo's file lies. */
  readonly folder: string;
}

/** @throws {FootbridgeError} CONFIG_INVALID where the logo cannot be read */
export function readAssets({ colour, logo, folder }: Look): Assets {
  const style = Buffer.concat([Buffer.from(brandStyle(colour)), readFileSync(join(FOLDER, 'page.css'))]);
  const files = new Map<string, Asset>([
    ['page.css', { type: 'text/css; charset=utf-8', bytes: style }],
    ['page.js', { type: 'text/javascript; charset=utf-8', bytes: readFileSync(join(FOLDER, 'page.js')) }],
    ['webauthn.js', { type: 'text/javascript; charset=utf-8', bytes: readWebAuthn() }],
  ]);
  const name = logo === undefined ? undefined : `logo${extname(logo).toLowerCase()}`;
  if (logo !== undefined && name !== undefined) files.set(name, readLogo(resolve(folder, logo), logo));
  return { hash: hashOf(files), files, ...(name === undefined ? {} : { logo: name }) };
}

/** The package names its modules only; the script for a page lies beside them. */
function readWebAuthn(): Buffer {
  const main = fileURLToPath(import.meta.resolve('@simplewebauthn/browser'));
  return readFileSync(join(dirname(main), '../dist/bundle/index.umd.min.js'));
}

function readLogo(path: string, written: string): Asset {
  const type = LOGO_TYPES[extname(path).toLowerCase()];
  if (type === undefined) throw unusable(written, 'it is neither .svg nor .png');
  try {
    const bytes = readFileSync(path);
    if (bytes.length > LARGEST_LOGO) throw unusable(written, `it has more than ${LARGEST_LOGO} bytes`);
    return { type, bytes };
  } catch (cause) {
    if (cause instanceof FootbridgeError) throw cause;
    throw unusable(written, 'it cannot be read', cause);
  }
}

function unusable(written: string, why: string, cause?: unknown): FootbridgeError {
  return new FootbridgeError('CONFIG_INVALID', `\`reset.brand.logo\`: ${written} is no logo: ${why}`, {
    cause,
  });
}

function hashOf(files: ReadonlyMap<string, Asset>): string {
  const hash = createHash('sha256');
  for (const [name, { bytes }] of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('base64url').slice(0, 16);
}
