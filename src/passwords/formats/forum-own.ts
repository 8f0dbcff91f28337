/**
 * Forum formats that a layout cannot hold: split digests, serialised columns, layered settings.
 *
 * @module
 */
import { readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName, DigestParts } from '../parts.ts';

/** DokuWiki's and UNB's `kmd5`: 16 hex digits, a key of two characters, 16 more. */
export const unbKmd5: PasswordFormat = {
  id: 'unb-kmd5',
  title: 'UNB, DokuWiki kmd5',
  family: 'cms',
  foundIn: 'Unclassified NewsBoard, DokuWiki',
  rule: 'md5(salt . hex(md5(password)))',
  reference: 'https://www.dokuwiki.org/config:passcrypt',
  prefix: '',
  shape: /^[0-9a-f]{16}.{2}[0-9a-f]{16}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (text.length !== 34) return undefined;
    const key = readHex(text.slice(0, 16) + text.slice(18));
    if (key === undefined) return undefined;
    return { primitive: 'digest', rule: this.rule, inputs: { salt: Buffer.from(text.slice(16, 18)) }, key };
  },
  format(parts) {
    const salt = parts.primitive === 'digest' ? parts.inputs.salt : undefined;
    if (parts.primitive !== 'digest' || !(salt instanceof Uint8Array)) return '';
    const hex = toHex(parts.key);
    return hex.slice(0, 16) + view(salt).toString('utf8') + hex.slice(16);
  },
};

/** XenForo's column: a serialised PHP array, read as text. */
function xenforoSerialized(digest: 'sha1' | 'sha256', size: number): PasswordFormat {
  const id = `xenforo-${digest}-serialized`;
  const head = `{s:4:"hash";s:${size}:"`;
  const shape = new RegExp(`^a:\\d:\\{s:4:"hash";s:${size}:"[0-9a-f]{${size}}";.+\\}$`, 's');
  return {
    id,
    title: `XenForo 1 ${digest.toUpperCase()}, serialised`,
    family: 'cms',
    foundIn: 'XenForo 1 (xf_user_authenticate)',
    rule: `${digest}(hex(${digest}(password)) . salt)`,
    reference: 'https://xenforo.com/docs/dev/',
    prefix: 'a:',
    shape,
    frequency: 1,
    needs: [],
    parse(text) {
      if (!/^a:\d:/.test(text) || !text.startsWith(head, 4)) return undefined;
      const key = readHex(text.slice(4 + head.length, 4 + head.length + size));
      const [, length = '', rest = ''] = /"salt";s:(\d{1,3}):"([\s\S]*)$/.exec(text) ?? [];
      const salt = Buffer.from(rest).subarray(0, Number(length));
      // The stated length has to be followed by the closing quote, or it lies.
      const isHonest = Buffer.from(rest).subarray(Number(length)).toString().startsWith('";');
      if (key?.length !== size / 2 || length === '' || !isHonest)
        throw new MalformedHash(id, 'the serialised array is damaged');
      return { primitive: 'digest', rule: this.rule, inputs: { salt }, key };
    },
    format(parts) {
      const salt = parts.primitive === 'digest' ? parts.inputs.salt : undefined;
      if (parts.primitive !== 'digest' || !(salt instanceof Uint8Array)) return '';
      const text = view(salt).toString('utf8');
      return `a:3${head.replace('{', ':{')}${toHex(parts.key)}";s:4:"salt";s:${salt.length}:"${text}";s:8:"hashFunc";s:${digest.length}:"${digest}";}`;
    },
  };
}

/** `wcf1e`, then digest, whether salted, salt after or before, whether encrypted before salting. */
const WCF1E = /^wcf1e([cms])([01])([ab])([01])$/;
const WCF1E_DIGESTS: Readonly<Record<string, string>> = { c: 'crc32', m: 'md5', s: 'sha1' };

/** WCF 1 let the administrator choose digest, salting, place and number of the layers. */
export const wcf1e: PasswordFormat = {
  id: 'wcf1e',
  title: 'WCF 1 with own options',
  family: 'cms',
  foundIn: 'WoltLab Community Framework 1',
  rule: 'E(salt . E(salt . password)), 24 variants',
  reference:
    'https://github.com/WoltLab/WCF/tree/master/wcfsetup/install/files/lib/system/user/authentication/password/algorithm',
  prefix: '',
  shape: /^(?:wcf1e[cms][01][ab][01]:)?[0-9a-f]{1,40}:.+$/,
  frequency: 0,
  needs: ['scheme'],
  parse(text, beside) {
    const marked = /^(wcf1e\w{4}):/.exec(text)?.[1];
    const [, letter = '', salted, place, encrypted] =
      WCF1E.exec(marked ?? beside.require('scheme', beside.text('scheme'))) ?? [];
    const body = marked === undefined ? text : text.slice(marked.length + 1);
    const at = body.indexOf(':');
    const digest = WCF1E_DIGESTS[letter];
    if (digest === undefined || at < 0)
      throw new MalformedHash('wcf1e', 'expected a scheme, a digest and a salt');
    const encrypt = (value: string): string =>
      digest === 'crc32' ? `crc32(${value})` : `hex(${digest}(${value}))`;
    const value = salted === '1' && encrypted === '1' ? encrypt('password') : 'password';
    const inner = salted === '0' ? value : place === 'b' ? `salt . ${value}` : `${value} . salt`;
    return {
      primitive: 'digest',
      // The outer layer always has the salt in front (StringUtil::getDoubleSaltedHash).
      rule: encrypt(`salt . ${encrypt(inner)}`),
      inputs: { salt: Buffer.from(body.slice(at + 1)) },
      key: Buffer.from(body.slice(0, at), 'latin1'),
    };
  },
};

/** Bugzilla: eight characters of salt, a comma since 4.2, base 64 without padding, the digest's name in braces. */
export const bugzilla: PasswordFormat = {
  id: 'bugzilla',
  title: 'Bugzilla',
  family: 'cms',
  foundIn: 'Bugzilla 3.6 and later',
  rule: 'sha256(password . salt)',
  reference: 'https://github.com/bugzilla/bugzilla/blob/5.2/Bugzilla/Util.pm',
  prefix: '',
  shape: /^.{8},?[A-Za-z0-9+/]{43,86}\{SHA-(?:256|512)\}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    const match = /^(.{8})(,?)([A-Za-z0-9+/]+)\{SHA-(256|512)\}$/s.exec(text);
    if (match === null) return undefined;
    const [, salt = '', comma = '', encoded = '', bits = ''] = match;
    const digest: DigestName = bits === '256' ? 'sha256' : 'sha512';
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== Number(bits) / 8)
      throw new MalformedHash(this.id, `the digest does not have ${bits} bits`);
    const inputs = { salt: Buffer.from(salt), comma: Buffer.from(comma) };
    return { primitive: 'digest', rule: `${digest}(password . salt)`, inputs, key };
  },
  format: (parts) => (parts.primitive === 'digest' ? writeBugzilla(parts) : ''),
};

function writeBugzilla({ inputs, key }: DigestParts): string {
  const [salt, comma] = [inputs.salt, inputs.comma].map((value) =>
    value instanceof Uint8Array ? view(value).toString('utf8') : '',
  );
  return `${salt}${comma}${view(key).toString('base64').replaceAll('=', '')}{SHA-${key.length * 8}}`;
}

export const FORUM_OWN: readonly PasswordFormat[] = [
  unbKmd5,
  xenforoSerialized('sha256', 64),
  xenforoSerialized('sha1', 40),
  wcf1e,
  bugzilla,
];
