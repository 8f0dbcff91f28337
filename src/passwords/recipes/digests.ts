/**
 * Bare and salted digests in their common arrangements, with the salt behind a colon or in another column.
 *
 * Nothing in such a string says which of them it is: they come from a source that names them, from a hint, or from
 * one password that is known (`solve`).
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { digestFormat } from '../recipe.ts';

const HASHCAT = 'https://hashcat.net/wiki/doku.php?id=example_hashes';
const BARE = '<key:digest>';
const SALTED = ['<key:digest>', '<key:digest>:<salt:text>'] as const;

const RAW = [
  'md4',
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'ripemd160',
  'whirlpool',
  'sha3-256',
  'sha3-512',
] as const;

/** How often each turns up as a password hash. */
const COMMON: Readonly<Record<string, PasswordFormat['frequency']>> = {
  md5: 3,
  sha1: 3,
  sha256: 3,
  sha512: 2,
};

const raw = RAW.map((name) =>
  digestFormat({
    id: `raw-${name}`,
    title: name.toUpperCase(),
    family: 'digest',
    foundIn: 'home-made logins',
    layout: BARE,
    rule: `${name.replace('-', '_')}(password)`,
    reference: HASHCAT,
    frequency: COMMON[name] ?? 0,
    aliases: [name, `hex-${name}`],
  }),
);

interface Arrangement {
  readonly id: string;
  readonly rule: string;
  readonly salted: boolean;
}

/** `H` stands for the digest. */
const ARRANGEMENTS: readonly Arrangement[] = [
  { id: 'H-pass-salt', rule: 'H(password . salt)', salted: true },
  { id: 'H-salt-pass', rule: 'H(salt . password)', salted: true },
  { id: 'H-salt-pass-salt', rule: 'H(salt . password . salt)', salted: true },
  { id: 'H-utf16le', rule: 'H(utf16le(password))', salted: false },
  { id: 'H-pass-salt-utf16le', rule: 'H(utf16le(password) . salt)', salted: true },
  { id: 'H-salt-pass-utf16le', rule: 'H(salt . utf16le(password))', salted: true },
  { id: 'hmac-H-key-pass', rule: 'hmac_H(password, salt)', salted: true },
  { id: 'hmac-H-key-salt', rule: 'hmac_H(pepper, password)', salted: false },
];

const arranged = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) =>
  ARRANGEMENTS.map(({ id, rule, salted }) =>
    digestFormat({
      id: id.replace('H', name),
      title: rule.replace('H', name.toUpperCase()),
      family: 'digest',
      foundIn: 'home-made logins',
      layout: salted ? SALTED : BARE,
      rule: rule.replace('H', name),
      reference: HASHCAT,
      frequency: id === 'H-salt-pass' || id === 'H-pass-salt' ? 1 : 0,
    }),
  ),
);

/** Digests of digests: the inner one as lower-case hex, as PHP's functions return it. */
const NESTED: readonly (readonly [id: string, rule: string, where?: string])[] = [
  ['raw-md5-double', 'md5(hex(md5(password)))'],
  ['raw-md5-triple', 'md5(hex(md5(hex(md5(password)))))'],
  ['raw-sha1-md5', 'sha1(hex(md5(password)))'],
  ['raw-md5-sha1', 'md5(hex(sha1(password)))'],
  ['raw-sha1-double', 'sha1(hex(sha1(password)))'],
  ['raw-sha256-double', 'sha256(hex(sha256(password)))'],
  ['raw-sha256-md5', 'sha256(hex(md5(password)))'],
  ['raw-sha512-double-bin', 'sha512(sha512(password))'],
  ['md5-md5pass-salt', 'md5(hex(md5(password)) . salt)'],
  ['md5-salt-md5pass', 'md5(salt . hex(md5(password)))'],
  ['md5-md5pass-md5salt', 'md5(hex(md5(password)) . hex(md5(salt)))'],
  ['md5-salt-md5-salt-pass', 'md5(salt . hex(md5(salt . password)))'],
  ['md5-md5-pass-salt', 'md5(hex(md5(password . salt)))'],
  ['md5-sha1pass-salt', 'md5(hex(sha1(password)) . salt)'],
  ['md5-salt-pass-md5pass', 'md5(salt . password . hex(md5(password)))', 'Simpla CMS'],
  ['sha1-sha1pass-salt', 'sha1(hex(sha1(password)) . salt)'],
  ['sha1-salt-sha1pass', 'sha1(salt . hex(sha1(password)))'],
  ['sha1-md5pass-salt', 'sha1(hex(md5(password)) . salt)'],
  ['sha1-sha1-salt-pass-salt', 'sha1(hex(sha1(salt . password . salt)))'],
  ['sha256-sha256pass-salt', 'sha256(hex(sha256(password)) . salt)'],
  ['sha256-salt-sha256pass', 'sha256(salt . hex(sha256(password)))'],
  ['sha512-sha512pass-salt', 'sha512(hex(sha512(password)) . salt)'],
];

const nested = NESTED.map(([id, rule, where]) =>
  digestFormat({
    id,
    title: rule,
    family: 'digest',
    foundIn: where ?? 'home-made logins',
    layout: rule.includes('salt') ? SALTED : BARE,
    rule,
    reference: HASHCAT,
    frequency: 0,
  }),
);

export const DIGEST_FORMATS: readonly PasswordFormat[] = [...raw, ...arranged, ...nested];
