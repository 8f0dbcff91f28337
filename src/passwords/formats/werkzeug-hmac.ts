/**
 * Werkzeug before 2.3: `sha1$salt$hex`, an HMAC keyed with the salt. Django writes the same shape without HMAC.
 *
 * @see https://github.com/pallets/werkzeug/blob/2.2.x/src/werkzeug/security.py
 * @module
 */
import { readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { DIGESTS, isDigest } from '../primitives/digest.ts';

const SHAPE = /^(md5|sha1|sha224|sha256|sha384|sha512)\$([^$]+)\$([0-9a-f]+)$/;

export const werkzeugHmac: PasswordFormat = {
  id: 'werkzeug-hmac',
  title: 'Werkzeug salted HMAC',
  family: 'digest',
  foundIn: 'Flask, Werkzeug before 2.3',
  rule: 'hmac(salt, password)',
  reference: 'https://github.com/pallets/werkzeug/blob/2.2.x/src/werkzeug/security.py',
  prefix: '',
  starts: ['md5$', 'sha1$', 'sha224$', 'sha256$', 'sha384$', 'sha512$'],
  shape: SHAPE,
  // Since 2013 Werkzeug derives keys; its old digests are rarer than Django's, which look alike.
  frequency: 1,
  needs: [],
  parse(text) {
    const [name = '', salt = '', hex = '', ...rest] = text.split('$');
    if (!isDigest(name) || !SHAPE.test(text) || rest.length > 0) return undefined;
    const key = readHex(hex);
    if (key?.length !== DIGESTS[name].size)
      throw new MalformedHash(this.id, `the digest is not one of ${name}`);
    return {
      primitive: 'digest',
      rule: `hmac_${name}(salt, password)`,
      inputs: { salt: Buffer.from(salt) },
      key,
    };
  },
  format(parts) {
    if (parts.primitive !== 'digest') return '';
    const salt = parts.inputs.salt;
    const name = /^hmac_(\w+)\(/.exec(parts.rule)?.[1];
    return `${name}$${salt instanceof Uint8Array ? view(salt).toString('utf8') : ''}$${toHex(parts.key)}`;
  },
};
