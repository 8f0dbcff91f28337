/**
 * Sun's MD5 crypt: `$md5$salt$digest`, `$md5,rounds=904$salt$digest`, and both with a second "$" before the digest,
 * which is hashed along.
 *
 * @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.sun_md5_crypt.html
 * @module
 */
import { view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';

const BODY = /^(\$md5(?:[$,]rounds=(\d{1,9}))?\$[./0-9A-Za-z]{0,64}\$?)\$([./0-9A-Za-z]{22})$/;

export const sunMd5: PasswordFormat = {
  id: 'sun-md5',
  title: 'Sun MD5 crypt',
  family: 'crypt',
  foundIn: 'Solaris',
  rule: 'sun-md5(password, salt, 4096 + rounds)',
  reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.sun_md5_crypt.html',
  prefix: '',
  starts: ['$md5$', '$md5,'],
  shape: BODY,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!/^\$md5[$,]/.test(text)) return undefined;
    const [, config = '', rounds = '0', key = ''] = BODY.exec(text) ?? [];
    if (key === '') throw new MalformedHash(this.id, 'expected a salt and 22 digits');
    return {
      primitive: 'crypt',
      scheme: 'sun-md5',
      rounds: Number(rounds),
      salt: Buffer.from(config, 'latin1'),
      key,
    };
  },
  format: (parts) =>
    parts.primitive === 'crypt' && parts.scheme === 'sun-md5'
      ? `${view(parts.salt).toString('latin1')}$${parts.key}`
      : '',
};
