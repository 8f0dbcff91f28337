/**
 * RFC 2307 schemes and their salted kin: `{SSHA}` and base 64 of the digest with the salt behind it.
 *
 * The scheme's name is not case-sensitive. Dovecot adds `.HEX` and `.B64` to any of them; IBM writes `{SHA1}`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2307#section-5.3
 * @see https://doc.dovecot.org/configuration_manual/authentication/password_schemes/
 * @module
 */
import { readBase64, readHex, toBase64, toHex } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName } from '../parts.ts';
import { DIGESTS } from '../primitives/digest.ts';

type Encoding = 'base64' | 'hex';

interface LdapRow {
  readonly id: string;
  /** In upper case; the first one is written. */
  readonly schemes: readonly string[];
  readonly digest: DigestName;
  readonly salted: boolean;
  readonly encoding?: Encoding;
  readonly foundIn?: string;
  readonly frequency?: PasswordFormat['frequency'];
}

/** OpenLDAP, 389-DS and IBM write 4 to 32 bytes of salt; a column of this width holds no more. */
const MAX_SALT = 64;

function ldapFormat(row: LdapRow): PasswordFormat {
  const [scheme = ''] = row.schemes;
  const size = DIGESTS[row.digest].size;
  const encoding = row.encoding ?? 'base64';
  const names = row.schemes.map((name) => name.replace('.', '\\.')).join('|');
  const suffix = encoding === 'hex' ? '\\.HEX' : '(?:\\.B64)?';
  const head = new RegExp(`^\\{(?:${names})${suffix}\\}`, 'i');
  const least = encoding === 'hex' ? size * 2 : Math.ceil((size * 4) / 3);
  const length = row.salted ? `{${least},${least + 2 * MAX_SALT}}` : `{${least}}`;
  const body = encoding === 'hex' ? `[0-9a-f]${length}` : `[A-Za-z0-9+/_-]${length}={0,2}`;
  return {
    id: row.id,
    title: `{${scheme}${encoding === 'hex' ? '.HEX' : ''}}`,
    family: 'ldap',
    foundIn: row.foundIn ?? 'OpenLDAP, 389 Directory Server, OpenDJ, Dovecot',
    rule: row.salted ? `${row.digest}(password . salt)` : `${row.digest}(password)`,
    reference: 'https://www.rfc-editor.org/rfc/rfc2307#section-5.3',
    prefix: `{${scheme}`,
    shape: new RegExp(`${head.source}${body}$`, 'i'),
    frequency: row.frequency ?? 1,
    needs: [],

    parse(text) {
      const mark = head.exec(text)?.[0];
      if (mark === undefined) return undefined;
      const encoded = text.slice(mark.length);
      const bytes = readEncoded(encoding, encoded, row.salted ? 0 : size);
      if (bytes === undefined)
        throw new MalformedHash(row.id, `what stands behind the scheme is not ${encoding}`);
      checkLength(row, bytes.length, size);
      const inputs = row.salted ? { salt: bytes.subarray(size) } : {};
      return { primitive: 'digest', rule: this.rule, inputs, key: bytes.subarray(0, size) };
    },

    format(parts) {
      if (parts.primitive !== 'digest' || parts.rule !== this.rule) return '';
      const salt = parts.inputs.salt;
      const bytes = Buffer.concat([parts.key, salt instanceof Uint8Array ? salt : new Uint8Array()]);
      return encoding === 'hex' ? `{${scheme}.HEX}${toHex(bytes)}` : `{${scheme}}${toBase64(bytes)}`;
    },
  };
}

/** passlib and old scripts put hex behind a mark that promises base 64: without a salt the length tells. */
function readEncoded(encoding: Encoding, text: string, size: number): Uint8Array | undefined {
  const isHex = encoding === 'hex' || (size > 0 && text.length === 2 * size);
  return isHex ? readHex(text) : readBase64(text);
}

function checkLength(row: LdapRow, length: number, size: number): void {
  if (length < size) throw new MalformedHash(row.id, `expected at least ${size} bytes, found ${length}`);
  if (!row.salted && length > size)
    throw new MalformedHash(row.id, `expected ${size} bytes, found ${length}`);
  if (length > size + MAX_SALT) throw new MalformedHash(row.id, 'the salt is too long');
}

const DIGEST_SCHEMES: readonly (readonly [digest: DigestName, name: string])[] = [
  ['md5', 'MD5'],
  ['sha1', 'SHA'],
  ['sha224', 'SHA224'],
  ['sha256', 'SHA256'],
  ['sha384', 'SHA384'],
  ['sha512', 'SHA512'],
];

export const LDAP_FORMATS: readonly PasswordFormat[] = [
  ...DIGEST_SCHEMES.flatMap(([digest, name]) => [
    ldapFormat({
      id: `ldap-${digest}`,
      schemes: [name],
      digest,
      salted: false,
      frequency: name === 'SHA' ? 3 : 2,
    }),
    ldapFormat({
      id: `ldap-s${name === 'SHA' ? 'sha' : digest}`,
      // Salted SHA-1 goes by SSHA everywhere and by SSHA1 at IBM.
      schemes: name === 'SHA' ? ['SSHA', 'SSHA1'] : [`S${name}`],
      digest,
      salted: true,
      frequency: name === 'SHA' ? 3 : 2,
    }),
  ]),
  ldapFormat({
    id: 'dovecot-sha1',
    schemes: ['SHA1'],
    digest: 'sha1',
    salted: false,
    foundIn: 'Dovecot, IBM Verify',
  }),
  ldapFormat({
    id: 'dovecot-ldap-md5',
    schemes: ['LDAP-MD5'],
    digest: 'md5',
    salted: false,
    foundIn: 'Dovecot',
  }),
  ldapFormat({
    id: 'dovecot-sha1-hex',
    schemes: ['SHA1', 'SHA'],
    digest: 'sha1',
    salted: false,
    encoding: 'hex',
    foundIn: 'Dovecot',
  }),
  ldapFormat({
    id: 'dovecot-sha256-hex',
    schemes: ['SHA256'],
    digest: 'sha256',
    salted: false,
    encoding: 'hex',
    foundIn: 'Dovecot',
  }),
  ldapFormat({
    id: 'dovecot-sha512-hex',
    schemes: ['SHA512'],
    digest: 'sha512',
    salted: false,
    encoding: 'hex',
    foundIn: 'Dovecot',
  }),
  ldapFormat({
    id: 'dovecot-ssha-hex',
    schemes: ['SSHA'],
    digest: 'sha1',
    salted: true,
    encoding: 'hex',
    foundIn: 'Dovecot',
  }),
];
