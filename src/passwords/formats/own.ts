/**
 * Formats whose computation fits no rule: LM, old MySQL and Oracle, MariaDB, Cisco, Dovecot's challenge schemes.
 *
 * @module
 */
import { readBase64, readHex, toBase64, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { CryptParts, Inputs, OwnScheme } from '../parts.ts';
import type { Beside } from '../stored.ts';

type About = Pick<PasswordFormat, 'id' | 'title' | 'family' | 'foundIn' | 'rule' | 'prefix' | 'shape'> &
  Partial<Pick<PasswordFormat, 'reference' | 'needs' | 'starts' | 'frequency' | 'aliases'>>;

interface OwnRow extends About {
  readonly scheme: OwnScheme;
  readonly read: (body: string) => Uint8Array | undefined;
  readonly write: (key: Uint8Array) => string;
  readonly size: number;
  readonly inputs?: (beside: Beside) => Inputs;
}

const HASHCAT = 'https://hashcat.net/wiki/doku.php?id=example_hashes';

function ownFormat({ scheme, read, write, size, inputs, ...about }: OwnRow): PasswordFormat {
  return {
    reference: HASHCAT,
    frequency: 0,
    needs: [],
    ...about,
    parse(text, beside) {
      if (!text.startsWith(about.prefix)) return undefined;
      const key = read(text.slice(about.prefix.length));
      if (key === undefined && about.prefix === '') return undefined;
      if (key?.length !== size) throw new MalformedHash(about.id, `expected ${size} bytes`);
      return { primitive: 'own', scheme, inputs: inputs?.(beside) ?? {}, key };
    },
    format: (parts) =>
      parts.primitive === 'own' && parts.scheme === scheme ? about.prefix + write(parts.key) : '',
  };
}

const upperHex = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
const asText = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const fromText = (bytes: Uint8Array): string => view(bytes).toString('latin1');
const optionalUser = (beside: Beside): Inputs => ({ username: beside.bytes('username') ?? new Uint8Array() });

export const OWN_FORMATS: readonly PasswordFormat[] = [
  ownFormat({
    id: 'lmhash',
    title: 'LM hash',
    family: 'windows',
    foundIn: 'Windows before Vista, Samba',
    rule: 'DES of a fixed text under each half of upper(password)',
    prefix: '',
    shape: /^[0-9a-fA-F]{32}$/,
    scheme: 'lmhash',
    read: readHex,
    write: toHex,
    size: 16,
  }),
  ownFormat({
    id: 'mysql323',
    title: 'MySQL OLD_PASSWORD',
    family: 'database',
    foundIn: 'MySQL before 4.1',
    rule: 'two accumulators of 31 bits',
    prefix: '',
    shape: /^[0-9A-Fa-f]{16}$/,
    frequency: 1,
    scheme: 'mysql323',
    read: readHex,
    write: toHex,
    size: 8,
  }),
  ownFormat({
    id: 'mariadb-ed25519',
    title: 'MariaDB ed25519',
    family: 'database',
    foundIn: 'MariaDB',
    rule: 'ed25519 public key of sha512(password)',
    reference: 'https://mariadb.com/kb/en/authentication-plugin-ed25519/',
    prefix: '',
    shape: /^[A-Za-z0-9+/]{43}$/,
    scheme: 'mariadb-ed25519',
    read: readBase64,
    write: (key) => toBase64(key).replaceAll('=', ''),
    size: 32,
  }),
  ownFormat({
    id: 'oracle10',
    title: 'Oracle 10g',
    family: 'database',
    foundIn: 'Oracle Database up to 10g, and later with SEC_CASE_SENSITIVE_LOGON off',
    rule: 'DES-CBC checksum of upper(username . password), twice',
    prefix: '',
    shape: /^[0-9A-Fa-f]{16}$/,
    needs: ['username'],
    scheme: 'oracle10',
    read: readHex,
    write: upperHex,
    size: 8,
    inputs: (beside) => ({ username: beside.require('username', beside.bytes('username')) }),
  }),
  ...(['pix', 'asa'] as const).map((kind) =>
    ownFormat({
      id: `cisco-${kind}`,
      title: `Cisco ${kind.toUpperCase()}`,
      family: 'windows',
      foundIn: `Cisco ${kind.toUpperCase()}`,
      rule: 'md5(password . username), every fourth byte dropped',
      reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.cisco_asa.html',
      prefix: '',
      shape: /^[./0-9A-Za-z]{16}$/,
      scheme: `cisco-${kind}`,
      read: asText,
      write: fromText,
      size: 16,
      // Enable passwords have no user.
      inputs: optionalUser,
    }),
  ),
  ownFormat({
    id: 'dovecot-cram-md5',
    title: 'Dovecot {CRAM-MD5}',
    family: 'ldap',
    foundIn: 'Dovecot',
    rule: 'the state of MD5 after the key blocks of HMAC',
    reference: 'https://doc.dovecot.org/configuration_manual/authentication/password_schemes/',
    // The same under an older name.
    starts: ['{CRAM-MD5}', '{HMAC-MD5}'],
    prefix: '',
    shape: /^\{(?:CRAM-MD5|HMAC-MD5)\}[0-9a-f]{64}$/,
    scheme: 'cram-md5',
    read: (text) => readHex(text.replace(/^\{(?:CRAM|HMAC)-MD5\}/, '')),
    write: (key) => `{CRAM-MD5}${toHex(key)}`,
    size: 32,
  }),
];

/** Not a hash but a disguise: two digits of offset, then hex. */
export const ciscoType7: PasswordFormat = {
  id: 'cisco-type7',
  title: 'Cisco type 7',
  family: 'windows',
  foundIn: 'Cisco IOS',
  rule: 'a fixed text laid over the password; reversible',
  reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.cisco_type7.html',
  prefix: '',
  shape: /^\d{2}(?:[0-9A-F]{2})+$/,
  frequency: 0,
  needs: [],
  parse(text) {
    const offset = Number(text.slice(0, 2));
    const key = readHex(text.slice(2));
    if (!/^\d\d/.test(text) || key === undefined) return undefined;
    if (offset > 52) throw new MalformedHash(this.id, 'the offset is above 52');
    return { primitive: 'own', scheme: 'cisco-type7', inputs: { offset }, key };
  },
  format: (parts) =>
    parts.primitive === 'own' ? String(parts.inputs.offset).padStart(2, '0') + upperHex(parts.key) : '',
};

/** MD5 over user, realm and password; the user name may carry its realm behind an @. */
export const dovecotDigestMd5: PasswordFormat = {
  id: 'dovecot-digest-md5',
  title: 'Dovecot {DIGEST-MD5}',
  family: 'ldap',
  foundIn: 'Dovecot',
  rule: 'md5(username . ":" . realm . ":" . password)',
  reference: 'https://www.rfc-editor.org/rfc/rfc2831#section-2.1.2.1',
  prefix: '{DIGEST-MD5}',
  shape: /^\{DIGEST-MD5\}[0-9a-f]{32}$/,
  frequency: 0,
  needs: ['username'],
  parse(text, beside) {
    if (!text.startsWith(this.prefix)) return undefined;
    const key = readHex(text.slice(this.prefix.length));
    if (key?.length !== 16) throw new MalformedHash(this.id, 'expected 32 hex digits');
    const name = beside.require('username', beside.text('username'));
    const at = name.lastIndexOf('@');
    const realm = beside.text('realm') ?? (at < 0 ? '' : name.slice(at + 1));
    const user = beside.has('realm') || at < 0 ? name : name.slice(0, at);
    return {
      primitive: 'digest',
      rule: this.rule,
      inputs: { username: Buffer.from(user), realm: Buffer.from(realm) },
      key,
    };
  },
  format: (parts) => (parts.primitive === 'digest' ? `{DIGEST-MD5}${toHex(parts.key)}` : ''),
};

/** `{OTP}sha1 <rounds> <seed> <hex>`: what the next one-time password hashes to. */
export const dovecotOtp: PasswordFormat = {
  id: 'dovecot-otp',
  title: 'Dovecot {OTP}',
  family: 'ldap',
  foundIn: 'Dovecot',
  rule: 'RFC 2289 with SHA-1',
  reference: 'https://www.rfc-editor.org/rfc/rfc2289',
  prefix: '{OTP}',
  shape: /^\{OTP\}sha1 \d+ \w+ [0-9a-f]{16}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('{OTP}')) return undefined;
    const [, rounds = '', seed = '', hex = ''] =
      /^\{OTP\}sha1 (\d{1,6}) (\w{1,64}) ([0-9a-f]{16})$/.exec(text) ?? [];
    const key = readHex(hex);
    if (key?.length !== 8)
      throw new MalformedHash(this.id, 'expected sha1, a number, a seed and 16 hex digits');
    return {
      primitive: 'own',
      scheme: 'otp',
      inputs: { rounds: Number(rounds), seed: Buffer.from(seed) },
      key,
    };
  },
  format(parts) {
    const seed = parts.primitive === 'own' ? parts.inputs.seed : undefined;
    if (parts.primitive !== 'own' || !(seed instanceof Uint8Array)) return '';
    return `{OTP}sha1 ${String(parts.inputs.rounds)} ${fromText(seed)} ${toHex(parts.key)}`;
  },
};

/** MySQL 8: SHA-256 crypt with a raw salt of 20 bytes and thousands of rounds as a hex number. */
export const mysqlCachingSha2: PasswordFormat = {
  id: 'mysql-caching-sha2',
  title: 'MySQL caching_sha2_password',
  family: 'database',
  foundIn: 'MySQL 8',
  rule: 'sha256crypt(password, salt, rounds)',
  reference: 'https://dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html',
  prefix: '$A$',
  shape: /^\$A\$[0-9A-F]{3}\$[\s\S]{20}[./0-9A-Za-z]{43}$/,
  frequency: 1,
  needs: [],
  parse(text): CryptParts | undefined {
    if (!text.startsWith('$A$')) return undefined;
    const [, rounds = '', salt = '', key = ''] =
      /^\$A\$([0-9A-F]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/.exec(text) ?? [];
    if (rounds === '') throw new MalformedHash(this.id, 'expected rounds, 20 bytes of salt and 43 digits');
    return {
      primitive: 'crypt',
      scheme: 'sha256crypt',
      rounds: Number.parseInt(rounds, 16) * 1000,
      salt: Buffer.from(salt, 'latin1'),
      key,
    };
  },
  format(parts) {
    if (parts.primitive !== 'crypt' || parts.rounds === undefined) return '';
    const rounds = (parts.rounds / 1000).toString(16).toUpperCase().padStart(3, '0');
    return `$A$${rounds}$${fromText(parts.salt)}${parts.key}`;
  },
};
