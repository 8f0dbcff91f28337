/**
 * AIX' loadable algorithms `{ssha1}`, `{ssha256}`, `{ssha512}`: PBKDF2 with 2^cost rounds and the salt as text.
 *
 * Digits are written three bytes a group, least significant first. The incomplete last group loses its top digit
 * when it is written, so that only whole groups can be compared: 18, 30 and 63 bytes, more than enough.
 *
 * @see https://www.ibm.com/docs/en/aix/7.3?topic=passwords-using-loadable-password-algorithm
 * @module
 */
import { readCrypt64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';

function aixFormat(digest: 'sha1' | 'sha256' | 'sha512', digits: number): PasswordFormat {
  const id = `aix-s${digest}`;
  const prefix = `{s${digest}}`;
  // Some systems pad SHA-512 with two dots.
  const shape = new RegExp(
    `^\\{s${digest}\\}(\\d\\d)\\$([./0-9A-Za-z]+)\\$([./0-9A-Za-z]{${digits}})(?:\\.\\.)?$`,
  );
  return {
    id,
    title: `AIX ${prefix}`,
    family: 'crypt',
    foundIn: 'AIX',
    rule: `pbkdf2_${digest}(password, salt, 2^cost)`,
    reference: 'https://www.ibm.com/docs/en/aix/7.3?topic=passwords-using-loadable-password-algorithm',
    prefix,
    shape,
    frequency: 0,
    needs: [],
    parse(text) {
      if (!text.startsWith(prefix)) return undefined;
      const [, cost = '', salt = '', key = ''] = shape.exec(text) ?? [];
      const groups = wholeGroups(key);
      if (groups === undefined) throw new MalformedHash(id, `expected a cost, a salt and ${digits} digits`);
      return {
        primitive: 'pbkdf2',
        digest,
        iterations: 2 ** Number(cost),
        salt: Buffer.from(salt),
        key: groups,
      };
    },
  };
}

function wholeGroups(digits: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at + 4 <= digits.length; at += 4) {
    const group = readCrypt64(digits.slice(at, at + 4));
    if (group === undefined) return undefined;
    bytes.push(...group.toReversed());
  }
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

export const AIX: readonly PasswordFormat[] = [
  aixFormat('sha1', 27),
  aixFormat('sha256', 43),
  aixFormat('sha512', 86),
];
