/**
 * SAP ABAP: `USER$digest`, the user's name possibly padded with blanks to the width of its column.
 *
 * Where the digest stands alone, the name comes from beside it. Versions F and G are one computation; H is
 * `sap-codvn-h`, a salted digest like others.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes modes 7700 and 7800
 * @module
 */
import { readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { Beside } from '../stored.ts';

/** Characters of the widest column a name has been seen padded to. */
const USER_COLUMN = 40;

function sapFormat(version: 'b' | 'g', title: string, rule: string, size: number): PasswordFormat {
  const id = `sap-codvn-${version}`;
  return {
    id,
    title,
    family: 'windows',
    foundIn: 'SAP NetWeaver ABAP',
    rule,
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    prefix: '',
    shape: new RegExp(`^[^$\\n][^\\n]{0,${USER_COLUMN - 1}}\\$[0-9A-F]{${size * 2}}$`),
    frequency: 0,
    needs: [],
    parse(text, beside) {
      const at = text.lastIndexOf('$');
      const key = readHex(text.slice(at + 1));
      if (key === undefined) return undefined;
      if (key.length !== size) throw new MalformedHash(id, `expected ${size} bytes in hex`);
      if (at > 3 * USER_COLUMN) throw new MalformedHash(id, 'the name of the user is too long');
      const username = Buffer.from(userOf(at < 0 ? undefined : text.slice(0, at), beside));
      return { primitive: 'own', scheme: `sap-${version}`, inputs: { username }, key };
    },
    format(parts) {
      const username = parts.primitive === 'own' ? parts.inputs.username : undefined;
      if (parts.primitive !== 'own' || !(username instanceof Uint8Array)) return '';
      return `${view(username).toString('utf8')}$${toHex(parts.key).toUpperCase()}`;
    },
  };
}

/** Names have no case and no blanks at their end. */
function userOf(inside: string | undefined, beside: Beside): string {
  const name = inside ?? beside.require('username', beside.text('username') ?? beside.text('salt'));
  return name.replace(/ +$/, '').toUpperCase();
}

export const SAP: readonly PasswordFormat[] = [
  sapFormat('b', 'SAP CODVN B (BCODE)', 'two MD5 over upper(password) and user, folded to 8 bytes', 8),
  sapFormat('g', 'SAP CODVN F and G (PASSCODE)', 'sha1(password . part of a fixed array . user)', 20),
];
