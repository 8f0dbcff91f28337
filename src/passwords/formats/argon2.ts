/**
 * Argon2 as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`.
 *
 * Parameters are read by name, since Shiro writes them in another order. No `v=` means version 0x10, not today's.
 * libsodium pads the column with NULs.
 *
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 * @see https://www.rfc-editor.org/rfc/rfc9106
 * @module
 */
import { readBase64, readSalt64, toBase64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { Argon2Parts } from '../parts.ts';
import { argon2Defect } from '../primitives/argon2.ts';
import type { Beside } from '../stored.ts';

/** What stands between the variant and the salt, by name; everything known is optional but m, t and p. */
const PARAMETERS = ['m', 't', 'p', 'keyid', 'data'] as const;

function argon2Format(
  id: string,
  title: string,
  foundIn: string,
  frequency: PasswordFormat['frequency'],
  prefix: string,
  shape: RegExp,
): PasswordFormat {
  return {
    id,
    title,
    family: 'modern',
    foundIn,
    rule: 'argon2(password)',
    reference: 'https://www.rfc-editor.org/rfc/rfc9106',
    prefix,
    shape,
    frequency,
    needs: [],
    parse: (text, beside) => parseArgon2(id, text, beside),
    format: (parts) => (parts.primitive === 'argon2' ? formatArgon2(parts) : ''),
  };
}

export function parseArgon2(id: string, padded: string, beside: Beside): Argon2Parts | undefined {
  const text = padded.replace(/\0+$/, '');
  const match = /^\$argon2(id|i|d)\$/.exec(text);
  const variant = match?.[1];
  if (variant !== 'id' && variant !== 'i' && variant !== 'd') return undefined;
  const pieces = text.split('$').slice(2);
  const version = pieces[0]?.startsWith('v=') ? pieces.shift()?.slice(2) : '16';
  if (version !== '16' && version !== '19') throw new MalformedHash(id, 'the version is neither 16 nor 19');
  if (pieces.length !== 3) throw new MalformedHash(id, 'expected parameters, salt and tag separated by "$"');

  const [stated = '', saltText = '', keyText = ''] = pieces;
  const parameters = readParameters(id, stated);
  const salt = readSalt64(saltText);
  const key = readBase64(keyText);
  if (salt === undefined) throw new MalformedHash(id, 'the salt is not base64');
  if (key === undefined || key.length < 4)
    throw new MalformedHash(id, 'the tag is not base64 of 4 bytes or more');
  const secret = beside.bytes('argon2Secret');
  const data = parameters.get('data');
  const associatedData = data === undefined ? undefined : readBase64(data);
  const parts: Argon2Parts = {
    primitive: 'argon2',
    variant,
    version: version === '16' ? 16 : 19,
    memory: wholeNumber(id, 'm', parameters.get('m')),
    passes: wholeNumber(id, 't', parameters.get('t')),
    parallelism: wholeNumber(id, 'p', parameters.get('p')),
    salt,
    key,
    ...(secret === undefined ? {} : { secret }),
    ...(associatedData === undefined ? {} : { associatedData }),
  };
  const defect = argon2Defect(parts);
  if (defect !== undefined) throw new MalformedHash(id, defect);
  return parts;
}

function readParameters(id: string, text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [name = '', value = ''] = pair.split('=', 2);
    if (!PARAMETERS.some((known) => known === name))
      throw new MalformedHash(id, 'has a parameter we do not know');
    parameters.set(name, value);
  }
  return parameters;
}

function wholeNumber(id: string, name: string, value: string | undefined): number {
  if (value === undefined || !/^[1-9]\d{0,9}$/.test(value))
    throw new MalformedHash(id, `"${name}" is not a number`);
  return Number(value);
}

/** The PHC string of the parts: version 0x10 is written as it was first, without a `v=`. */
export function formatArgon2(parts: Argon2Parts): string {
  const version = parts.version === 16 ? '' : '$v=19';
  const data = parts.associatedData === undefined ? '' : `,data=${unpadded(parts.associatedData)}`;
  const parameters = `m=${parts.memory},t=${parts.passes},p=${parts.parallelism}${data}`;
  return `$argon2${parts.variant}${version}$${parameters}$${unpadded(parts.salt)}$${unpadded(parts.key)}`;
}

function unpadded(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('=', '');
}

const REST = '\\$[mtp=,0-9]+(?:,[a-z]+=[^,$]+)*\\$[A-Za-z0-9+/_-]+={0,2}\\$[A-Za-z0-9+/_-]+={0,2}\\0*$';

export const argon2id = argon2Format(
  'argon2id',
  'Argon2id',
  'PHP password_hash, argon2-cffi, Auth0, ZITADEL, Kratos, Supabase, Authelia, FastAPI-Users, Directus, Adonis',
  3,
  '$argon2id$v=19$',
  new RegExp(`^\\$argon2id\\$v=19${REST}`),
);
export const argon2i = argon2Format(
  'argon2i',
  'Argon2i',
  'PHP 7.2, Dovecot, OpenLDAP, Django, older argon2-cffi',
  2,
  '$argon2i$v=19$',
  new RegExp(`^\\$argon2i\\$v=19${REST}`),
);
export const argon2d = argon2Format(
  'argon2d',
  'Argon2d',
  'misconfigured applications',
  0,
  '$argon2d$v=19$',
  new RegExp(`^\\$argon2d\\$v=19${REST}`),
);
export const argon2v16 = argon2Format(
  'argon2-v16',
  'Argon2, version 0x10',
  'libraries of 2015 and 2016, Argon2 1.0 to 1.2.1',
  0,
  '$argon2',
  new RegExp(`^\\$argon2(?:id|i|d)(?:\\$v=16)?${REST}`),
);

export const ARGON2: readonly PasswordFormat[] = [argon2id, argon2i, argon2d, argon2v16];
