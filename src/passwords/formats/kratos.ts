/**
 * Ory Kratos' envelopes for digests: a template with `{SALT}` and `{PASSWORD}`, HMAC, and crypt(3) renamed.
 *
 * @see https://www.ory.com/docs/kratos/manage-identities/import-user-accounts-identities
 * @see https://github.com/ory/kratos/blob/master/hash/hash_comparator.go
 * @module
 */
import { readBase64, readHex, toBase64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName, DigestParts, Inputs } from '../parts.ts';
import { DIGESTS, isDigest } from '../primitives/digest.ts';
import { wrapperFormat } from '../recipe-wrapper.ts';
import { md5crypt, sha256crypt, sha512crypt } from './crypt.ts';

const REFERENCE = 'https://github.com/ory/kratos/blob/master/hash/hash_comparator.go';

/** Literal pieces a template may be cut into; the longest one known has three. */
const MAX_PIECES = 8;

function templateFormat(
  about: Pick<PasswordFormat, 'id' | 'title' | 'shape' | 'prefix'>,
  digests: readonly DigestName[],
): PasswordFormat {
  return {
    ...about,
    family: 'provider',
    foundIn: 'Ory Kratos, Ory Network',
    rule: 'H(template of salt and password)',
    reference: REFERENCE,
    frequency: 1,
    needs: [],
    parse(text) {
      const [empty, name = '', ...fields] = text.split('$');
      if (empty !== '' || !isDigest(name) || !digests.includes(name)) return undefined;
      return parseTemplate(about.id, name, fields);
    },
    format: (parts) => (parts.primitive === 'digest' ? writeTemplate(parts) : ''),
  };
}

function parseTemplate(id: string, digest: DigestName, fields: readonly string[]): DigestParts {
  const [key, salt, template] = fields.toReversed().map((field) => readBase64(field.replace(/^pf=/, '')));
  if (key?.length !== DIGESTS[digest].size) throw new MalformedHash(id, `the digest is not one of ${digest}`);
  if (fields.length === 1) return { primitive: 'digest', rule: `${digest}(password)`, inputs: {}, key };
  if (fields.length !== 3 || salt === undefined || template === undefined) {
    throw new MalformedHash(id, 'expected a template, a salt and a digest in base64');
  }
  const { rule, pieces } = compileTemplate(id, view(template).toString('utf8'));
  return { primitive: 'digest', rule: `${digest}(${rule})`, inputs: { salt, ...pieces }, key };
}

/** `{SALT}-{PASSWORD}` becomes `salt . t1 . password` with the text between as an input. */
function compileTemplate(id: string, template: string): { readonly rule: string; readonly pieces: Inputs } {
  const tokens = template.split(/(\{SALT\}|\{PASSWORD\})/).filter((token) => token !== '');
  if (tokens.length > MAX_PIECES) throw new MalformedHash(id, 'the template has too many pieces');
  if (!tokens.includes('{PASSWORD}')) throw new MalformedHash(id, 'the template leaves the password out');
  const pieces: Record<string, Uint8Array> = {};
  const names = tokens.map((token, at) => {
    if (token === '{SALT}') return 'salt';
    if (token === '{PASSWORD}') return 'password';
    pieces[`t${at}`] = Buffer.from(token, 'utf8');
    return `t${at}`;
  });
  return { rule: names.join(' . '), pieces };
}

function writeTemplate({ rule, inputs, key }: DigestParts): string {
  const [, digest = '', inside = ''] = /^(\w+)\((.*)\)$/.exec(rule) ?? [];
  const { salt } = inputs;
  if (!(salt instanceof Uint8Array)) return `$${digest}$${toBase64(key)}`;
  const template = inside.split(' . ').map((name) => {
    const piece = inputs[name];
    if (name === 'salt') return '{SALT}';
    return piece instanceof Uint8Array ? view(piece).toString('utf8') : '{PASSWORD}';
  });
  return `$${digest}$pf=${toBase64(Buffer.from(template.join('')))}$${toBase64(salt)}$${toBase64(key)}`;
}

const kratosSha = templateFormat(
  {
    id: 'kratos-sha',
    title: 'Ory Kratos $sha1$, $sha256$, $sha512$',
    prefix: '$sha',
    shape: /^\$sha(?:1|256|512)\$(?:pf=[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]*\$)?[A-Za-z0-9+/=]{28,88}$/,
  },
  ['sha1', 'sha256', 'sha512'],
);

const kratosMd5 = templateFormat(
  {
    id: 'kratos-md5',
    title: 'Ory Kratos $md5$',
    prefix: '$md5$',
    shape: /^\$md5\$(?:pf=[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]*\$)?[A-Za-z0-9+/=]{24}$/,
  },
  ['md5'],
);

const kratosHmac: PasswordFormat = {
  id: 'kratos-hmac',
  title: 'Ory Kratos $hmac-…$',
  family: 'provider',
  foundIn: 'Ory Kratos, Ory Network',
  rule: 'hmac_H(pepper, password)',
  reference: REFERENCE,
  prefix: '$hmac-',
  shape: /^\$hmac-(?:md4|md5|sha1|sha224|sha256|sha384|sha512)\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$hmac-')) return undefined;
    const [name = '', keyText = '', pepperText = '', ...rest] = text.slice(6).split('$');
    if (!isDigest(name) || rest.length > 0) throw new MalformedHash(this.id, 'the digest is unknown');
    // Base 64 of the hex text, not of the bytes.
    const key = readHex(view(readBase64(keyText) ?? Buffer.alloc(0)).toString('latin1'));
    const pepper = readBase64(pepperText);
    if (key?.length !== DIGESTS[name].size || pepper === undefined) {
      throw new MalformedHash(this.id, `expected base64 of ${name} in hex, and of a key`);
    }
    return { primitive: 'digest', rule: `hmac_${name}(pepper, password)`, inputs: { pepper }, key };
  },
  format(parts) {
    const pepper = parts.primitive === 'digest' ? parts.inputs.pepper : undefined;
    if (parts.primitive !== 'digest' || !(pepper instanceof Uint8Array)) return '';
    const name = /^hmac_(\w+)\(/.exec(parts.rule)?.[1];
    return `$hmac-${name}$${toBase64(Buffer.from(view(parts.key).toString('hex')))}$${toBase64(pepper)}`;
  },
};

/** `$md5-crypt$salt$digest` is `$1$salt$digest` with a longer name. */
const RENAMED = [
  ['$md5-crypt$', '$1$', md5crypt],
  ['$sha256-crypt$', '$5$', sha256crypt],
  ['$sha512-crypt$', '$6$', sha512crypt],
] as const;

const kratosCrypt: PasswordFormat = {
  ...wrapperFormat({
    id: 'kratos-crypt',
    title: 'Ory Kratos $sha512-crypt$',
    family: 'provider',
    foundIn: 'Ory Kratos, Ory Network',
    before: '',
    inner: [md5crypt, sha256crypt, sha512crypt],
    reference: REFERENCE,
  }),
  rule: 'crypt(password)',
  prefix: '$',
  shape: /^\$(?:md5|sha256|sha512)-crypt\$.+$/,
  parse(text, beside) {
    const renamed = RENAMED.find(([mark]) => text.startsWith(mark));
    return renamed?.[2].parse(renamed[1] + text.slice(renamed[0].length), beside);
  },
  format(parts) {
    for (const [mark, own, format] of RENAMED) {
      const text = format.format?.(parts) ?? '';
      if (text !== '') return mark + text.slice(own.length);
    }
    return '';
  },
};

export const KRATOS: readonly PasswordFormat[] = [kratosSha, kratosMd5, kratosHmac, kratosCrypt];
