/**
 * bcrypt with cost, salt and result in another arrangement than its own `$2b$10$…`.
 *
 * @module
 */
import { readBase64, toBase64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { BcryptParts, HashParts } from '../parts.ts';
import { readBcrypt64, toBcrypt64 } from '../primitives/blowfish.ts';
import type { Beside } from '../stored.ts';
import { parseBcrypt } from './bcrypt.ts';

type Piece = Pick<PasswordFormat, 'id' | 'title' | 'foundIn' | 'rule' | 'prefix' | 'shape'> &
  Partial<Pick<PasswordFormat, 'reference' | 'family' | 'frequency' | 'needs' | 'format'>> & {
    readonly parse: (text: string, beside: Beside) => HashParts | undefined;
  };

const piece = (row: Piece): PasswordFormat => ({ family: 'bcrypt', frequency: 1, needs: [], ...row });

function assemble(id: string, variant: string, cost: string, digits: string, beside: Beside): BcryptParts {
  const parts = parseBcrypt(id, `$${variant}$${cost.padStart(2, '0')}$${digits}`, beside);
  if (parts === undefined) throw new MalformedHash(id, 'the variant of bcrypt is unknown');
  return parts;
}

/** Salt and result of the parts, 22 and 31 digits. */
function digitsOf(parts: BcryptParts): readonly [salt: string, result: string] {
  return [parts.text.slice(-53, -31), parts.text.slice(-31)];
}

const mediawiki = piece({
  id: 'mediawiki-bcrypt',
  title: 'MediaWiki bcrypt',
  family: 'cms',
  foundIn: 'MediaWiki',
  rule: 'bcrypt(password)',
  reference: 'https://www.mediawiki.org/wiki/Manual:$wgPasswordConfig',
  prefix: ':bcrypt:',
  shape: /^:bcrypt:\d+\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/,
  parse(text, beside) {
    if (!text.startsWith(':bcrypt:')) return undefined;
    const [cost = '', salt = '', result = ''] = text.slice(8).split('$');
    return assemble('mediawiki-bcrypt', '2y', cost, salt + result, beside);
  },
  format(parts) {
    if (parts.primitive !== 'bcrypt') return '';
    return `:bcrypt:${parts.cost}$${digitsOf(parts).join('$')}`;
  },
});

const adonis = piece({
  id: 'adonis-bcrypt-phc',
  title: 'AdonisJS bcrypt',
  foundIn: 'AdonisJS, @phc/bcrypt',
  rule: 'bcrypt(password)',
  reference: 'https://docs.adonisjs.com/guides/security/hashing',
  prefix: '$bcrypt$v=98$r=',
  shape: /^\$bcrypt\$v=98\$r=\d{1,2}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/,
  // 98 is the letter b; salt and result are in standard base 64 instead of bcrypt's own.
  parse(text, beside) {
    if (!text.startsWith('$bcrypt$v=98$r=')) return undefined;
    const [cost = '', salt = '', result = ''] = text.slice(15).split('$');
    const bytes = [readBase64(salt), readBase64(result)];
    const [saltBytes, resultBytes] = bytes;
    if (saltBytes?.length !== 16 || resultBytes?.length !== 23) {
      throw new MalformedHash('adonis-bcrypt-phc', 'salt and result are not base64 of 16 and 23 bytes');
    }
    return assemble('adonis-bcrypt-phc', '2b', cost, toBcrypt64(saltBytes) + toBcrypt64(resultBytes), beside);
  },
  format(parts) {
    if (parts.primitive !== 'bcrypt') return '';
    const encoded = digitsOf(parts).map((digits) =>
      toBase64(readBcrypt64(digits) ?? Buffer.alloc(0)).replaceAll('=', ''),
    );
    return `$bcrypt$v=98$r=${parts.cost}$${encoded.join('$')}`;
  },
});

const okta = piece({
  id: 'okta-bcrypt',
  title: 'Okta bcrypt',
  family: 'provider',
  foundIn: 'Okta imports',
  rule: 'bcrypt(password)',
  reference: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/',
  prefix: '',
  shape: /^[./A-Za-z0-9]{31}$/,
  needs: ['salt', 'workFactor'],
  // The letter is lost on the way; the salt is bcrypt's 22 digits, whatever encoding is stated.
  parse(text, beside) {
    if (!/^[./A-Za-z0-9]{31}$/.test(text)) return undefined;
    const salt = beside.require('salt', beside.text('salt'));
    const cost = beside.require('workFactor', beside.number('workFactor') ?? beside.number('cost'));
    return assemble('okta-bcrypt', '2b', String(cost), salt + text, beside);
  },
  format: (parts) => (parts.primitive === 'bcrypt' ? digitsOf(parts)[1] : ''),
});

const requestTracker = piece({
  id: 'rt-bcrypt',
  title: 'Request Tracker bcrypt',
  foundIn: 'Request Tracker 4.2 and later',
  rule: 'bcrypt(sha512(password))',
  reference: 'https://github.com/bestpractical/rt/blob/stable/lib/RT/User.pm',
  prefix: '!bcrypt!',
  shape: /^!bcrypt!\d\d![./A-Za-z0-9]{53}$/,
  parse(text, beside) {
    if (!text.startsWith('!bcrypt!')) return undefined;
    const [cost = '', digits = ''] = text.slice(8).split('!');
    const parts = assemble('rt-bcrypt', '2a', cost, digits, beside);
    // Raw bytes, NULs and all.
    return { ...parts, variant: '2b', nul: 'data', prehash: { rule: 'sha512(password)', inputs: {} } };
  },
  format: (parts) =>
    parts.primitive === 'bcrypt' ? `!bcrypt!${parts.text.slice(4, 6)}!${digitsOf(parts).join('')}` : '',
});

const PASSLIB = 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html';

const passlib1 = piece({
  id: 'bcrypt-sha256-v1',
  title: 'passlib bcrypt_sha256, version 1',
  foundIn: 'passlib before 1.7.3',
  rule: 'bcrypt(base64(sha256(password)))',
  reference: PASSLIB,
  prefix: '$bcrypt-sha256$2',
  shape: /^\$bcrypt-sha256\$2[abxy],\d{1,2}\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/,
  parse(text, beside) {
    const match = /^\$bcrypt-sha256\$(2[abxy]),(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/.exec(
      text,
    );
    if (match === null) return defect('bcrypt-sha256-v1', text, '$bcrypt-sha256$2');
    const [, variant = '', cost = '', salt = '', result = ''] = match;
    const parts = assemble('bcrypt-sha256-v1', variant, cost, salt + result, beside);
    return { ...parts, prehash: { rule: 'base64(sha256(password))', inputs: {} } };
  },
  format: (parts) =>
    parts.primitive === 'bcrypt'
      ? `$bcrypt-sha256$${parts.variant},${parts.cost}$${digitsOf(parts).join('$')}`
      : '',
});

const passlib2 = piece({
  id: 'bcrypt-sha256-v2',
  title: 'passlib bcrypt_sha256, version 2',
  foundIn: 'passlib 1.7.3 and later',
  rule: 'bcrypt(base64(hmac_sha256(salt, password)))',
  reference: PASSLIB,
  prefix: '$bcrypt-sha256$v=2',
  shape: /^\$bcrypt-sha256\$v=2,t=2[abxy],r=\d{1,2}\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/,
  parse(text, beside) {
    const match =
      /^\$bcrypt-sha256\$v=2,t=(2[abxy]),r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/.exec(text);
    if (match === null) return defect('bcrypt-sha256-v2', text, '$bcrypt-sha256$v=2');
    const [, variant = '', cost = '', salt = '', result = ''] = match;
    const parts = assemble('bcrypt-sha256-v2', variant, cost, salt + result, beside);
    // The key is the salt's 22 digits, not its bytes.
    const inputs = { salt: Buffer.from(salt, 'latin1') };
    return { ...parts, prehash: { rule: 'base64(hmac_sha256(salt, password))', inputs } };
  },
  format: (parts) =>
    parts.primitive === 'bcrypt'
      ? `$bcrypt-sha256$v=2,t=${parts.variant},r=${parts.cost}$${digitsOf(parts).join('$')}`
      : '',
});

function defect(id: string, text: string, prefix: string): undefined {
  if (text.startsWith(prefix))
    throw new MalformedHash(id, 'expected variant, cost, 22 digits of salt and 31 of result');
  return undefined;
}

const peppered = piece({
  id: 'bcrypt-peppered',
  title: 'bcrypt with a pepper before or behind',
  foundIn: 'home-made logins',
  rule: 'bcrypt(pepper . password), bcrypt(password . pepper)',
  prefix: '$2',
  shape: /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/,
  needs: ['pepper'],
  parse(text, beside) {
    const parts = parseBcrypt('bcrypt-peppered', text, beside);
    if (parts === undefined) return undefined;
    const pepper = beside.require('pepper', beside.bytes('pepper') ?? beside.bytes('key'));
    const rule = beside.text('pepperPosition') === 'prefix' ? 'pepper . password' : 'password . pepper';
    return { ...parts, prehash: { rule, inputs: { pepper } } };
  },
  format: (parts) => (parts.primitive === 'bcrypt' ? parts.text : ''),
});

const ownCloud = piece({
  id: 'owncloud-legacy-bcrypt-salt',
  title: 'ownCloud with an instance salt',
  foundIn: 'ownCloud before 7',
  rule: 'bcrypt(password . pepper)',
  reference: 'https://github.com/owncloud/core/blob/master/lib/private/Security/Hasher.php',
  prefix: '$2',
  shape: /^\$2[ay]\$\d\d\$[./A-Za-z0-9]{53}$/,
  needs: ['pepper'],
  parse(text, beside) {
    const parts = parseBcrypt('owncloud-legacy-bcrypt-salt', text, beside);
    if (parts === undefined) return undefined;
    const pepper = beside.require('pepper', beside.bytes('pepper') ?? beside.bytes('salt'));
    return { ...parts, prehash: { rule: 'password . pepper', inputs: { pepper } } };
  },
  format: (parts) => (parts.primitive === 'bcrypt' ? parts.text : ''),
});

/** Burning Board 4 hashes twice with one salt; the inner result goes in as its 60 characters. */
const burningBoard4 = piece({
  id: 'wbb4',
  title: 'Burning Board 4',
  family: 'cms',
  foundIn: 'WoltLab Burning Board 4, WCF 2',
  rule: 'bcrypt(bcrypt(password, salt))',
  reference: 'https://github.com/WoltLab/WCF',
  prefix: '$2a$',
  shape: /^\$2a\$(?:0[4-9]|1[0-2])\$[./A-Za-z0-9]{53}$/,
  frequency: 0,
  parse(text, beside) {
    const parts = parseBcrypt('wbb4', text, beside);
    if (parts === undefined) return undefined;
    if (parts.cost > 12) throw new MalformedHash('wbb4', 'the cost is above 12');
    const inputs = { salt: Buffer.from(parts.text.slice(0, 29), 'latin1') };
    return { ...parts, prehash: { rule: 'bcrypt(password, salt)', inputs } };
  },
  format: (parts) => (parts.primitive === 'bcrypt' ? parts.text : ''),
});

export const BCRYPT_PIECES: readonly PasswordFormat[] = [
  mediawiki,
  adonis,
  okta,
  requestTracker,
  passlib1,
  passlib2,
  peppered,
  ownCloud,
  burningBoard4,
];

/** XenForo 1.2 and later: a bcrypt string in a serialised PHP array, read as text and never unserialised. */
export const xenforoBcrypt: PasswordFormat = piece({
  id: 'xenforo-bcrypt-serialized',
  title: 'XenForo 1.2, 2',
  family: 'cms',
  foundIn: 'XenForo 1.2 and later, XenForo 2',
  rule: 'bcrypt(password)',
  reference: 'https://xenforo.com/docs/dev/',
  prefix: 'a:1:{s:4:"hash";s:60:"',
  shape: /^a:1:\{s:4:"hash";s:60:"\$2[aby]\$.{56}";\}$/,
  frequency: 2,
  parse(text, beside) {
    if (!text.startsWith('a:1:{s:4:"hash";s:')) return undefined;
    const inner = /^a:1:\{s:4:"hash";s:60:"(.{60})";\}$/.exec(text)?.[1];
    const parts = inner === undefined ? undefined : parseBcrypt('xenforo-bcrypt-serialized', inner, beside);
    if (parts === undefined)
      throw new MalformedHash('xenforo-bcrypt-serialized', 'expected one bcrypt string of 60 characters');
    return parts;
  },
  format: (parts) => (parts.primitive === 'bcrypt' ? `a:1:{s:4:"hash";s:60:"${parts.text}";}` : ''),
});
