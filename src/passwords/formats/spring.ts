/**
 * Spring Security's delegating encoder: `{id}` before the encoded password. Ids are case-sensitive here:
 * `{SHA-256}` is a digest with a salt in braces, `{sha256}` something else.
 *
 * @see https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html
 * @module
 */
import { readBase64, readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName, Pbkdf2Parts } from '../parts.ts';
import { DIGESTS, digestNamed } from '../primitives/digest.ts';
import { wrapperFormat } from '../recipe-wrapper.ts';
import type { Beside } from '../stored.ts';
import { LDAP_FORMATS } from './ldap.ts';

const REFERENCE =
  'https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html';

/** `{MD5}{salt}hex`: the braces are part of what is hashed, and an empty pair is a salt too. */
function springDigest(id: string, mark: string, digest: DigestName): PasswordFormat {
  const size = DIGESTS[digest].size;
  const hex = `[0-9a-f]{${size * 2}}`;
  const base64 = `[A-Za-z0-9+/]{${Math.ceil((size * 4) / 3)}}={0,2}`;
  return {
    id,
    title: `Spring ${mark}`,
    family: 'java',
    foundIn: 'Spring Security MessageDigestPasswordEncoder',
    rule: `${digest}(password . salt)`,
    reference: REFERENCE,
    prefix: mark,
    shape: new RegExp(`^\\${mark}(?:\\{[^}]*\\})?(?:${hex}|${base64})$`),
    frequency: 1,
    needs: [],
    parse(text) {
      if (!text.startsWith(mark)) return undefined;
      const [, salt, encoded = ''] = /^(\{[^}]*\})?(.*)$/s.exec(text.slice(mark.length)) ?? [];
      const key = encoded.length === size * 2 ? readHex(encoded) : readBase64(encoded);
      if (key?.length !== size) throw new MalformedHash(id, `expected ${size} bytes in hex or base64`);
      return salt === undefined
        ? { primitive: 'digest', rule: `${digest}(password)`, inputs: {}, key }
        : {
            primitive: 'digest',
            rule: `${digest}(password . salt)`,
            inputs: { salt: Buffer.from(salt) },
            key,
          };
    },
    format(parts) {
      if (parts.primitive !== 'digest') return '';
      const salt = parts.inputs.salt;
      return mark + (salt instanceof Uint8Array ? view(salt).toString('utf8') : '') + toHex(parts.key);
    },
  };
}

interface Pbkdf2Defaults {
  readonly digest: Pbkdf2Parts['digest'];
  readonly iterations: number;
  readonly saltLength: number;
  readonly keyLength: number;
}

/** Hex (or base 64) of salt and key; a secret of the site, when there is one, follows the salt into PBKDF2. */
function springPbkdf2(id: string, mark: string, shape: RegExp, defaults: Pbkdf2Defaults): PasswordFormat {
  return {
    id,
    title: mark === '' ? 'Spring Pbkdf2PasswordEncoder' : `Spring ${mark}`,
    family: 'java',
    foundIn: mark.includes('5_8') ? 'Spring Security 5.8 and later' : 'Spring Security 4.1 to 5.7',
    rule: `PBKDF2-HMAC(password, salt . pepper, iterations=${defaults.iterations})`,
    reference: REFERENCE,
    prefix: mark,
    shape,
    frequency: 1,
    needs: [],
    parse(text, beside) {
      if (!text.startsWith(mark)) return undefined;
      const encoded = text.slice(mark.length);
      const bytes = isHex(encoded, beside) ? readHex(encoded) : readBase64(encoded);
      const saltLength = beside.number('saltLength') ?? defaults.saltLength;
      const keyLength = beside.number('keyLength') ?? defaults.keyLength;
      if (bytes?.length !== saltLength + keyLength) {
        if (mark === '' && bytes === undefined) return undefined;
        throw new MalformedHash(id, `expected ${saltLength} bytes of salt and ${keyLength} of key`);
      }
      const secret = beside.bytes('secret') ?? beside.bytes('pepper') ?? new Uint8Array();
      return {
        primitive: 'pbkdf2',
        digest:
          digestNamed(beside.text('prf') ?? beside.text('algorithm') ?? defaults.digest) ?? defaults.digest,
        iterations: beside.number('iterations') ?? defaults.iterations,
        salt: Buffer.concat([bytes.subarray(0, saltLength), secret]),
        key: bytes.subarray(saltLength),
      };
    },
    // The secret is not written back: the first bytes of the salt are the stored ones.
    format: (parts) =>
      parts.primitive === 'pbkdf2'
        ? mark + toHex(parts.salt.subarray(0, defaults.saltLength)) + toHex(parts.key)
        : '',
  };
}

function isHex(text: string, beside: Beside): boolean {
  const stated = beside.text('encoding');
  return stated === undefined ? /^(?:[0-9a-f]{2})+$/i.test(text) : stated === 'hex';
}

export const SPRING: readonly PasswordFormat[] = [
  springDigest('spring-md4', '{MD4}', 'md4'),
  springDigest('spring-md5', '{MD5}', 'md5'),
  springDigest('spring-sha-1', '{SHA-1}', 'sha1'),
  springDigest('spring-sha-256', '{SHA-256}', 'sha256'),
  springPbkdf2('spring-pbkdf2-v5.5', '{pbkdf2}', /^\{pbkdf2\}(?:[0-9a-f]{80}|[A-Za-z0-9+/]{54}={0,2})$/, {
    digest: 'sha1',
    iterations: 185_000,
    saltLength: 8,
    keyLength: 32,
  }),
  springPbkdf2(
    'spring-pbkdf2-v5.8',
    '{pbkdf2@SpringSecurity_v5_8}',
    /^\{pbkdf2@SpringSecurity_v5_8\}(?:[0-9a-f]{96}|[A-Za-z0-9+/]{64})$/,
    { digest: 'sha256', iterations: 310_000, saltLength: 16, keyLength: 32 },
  ),
  springPbkdf2('spring-pbkdf2-raw', '', /^(?:[0-9a-f]{48,}|[A-Za-z0-9+/]{32,}={0,2})$/, {
    digest: 'sha256',
    iterations: 310_000,
    saltLength: 16,
    keyLength: 32,
  }),
  wrapperFormat({
    id: 'spring-ldap',
    title: 'Spring {ldap}',
    family: 'java',
    foundIn: 'Spring Security LdapShaPasswordEncoder',
    before: '{ldap}',
    inner: LDAP_FORMATS.filter((format) => format.id === 'ldap-ssha' || format.id === 'ldap-sha1'),
    reference: REFERENCE,
  }),
];
