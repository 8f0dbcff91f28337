/**
 * Forums and content management: digests of digests, salts in any place.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { drupal7, phpassH, phpassP } from '../formats/phpass.ts';
import { digestFormat, pbkdf2Format } from '../recipe.ts';
import type { Row } from '../recipe-inputs.ts';
import { wrapperFormat } from '../recipe-wrapper.ts';

const HASHCAT = 'https://hashcat.net/wiki/doku.php?id=example_hashes';
const MEDIAWIKI = 'https://www.mediawiki.org/wiki/Manual:$wgPasswordConfig';

/** `hash:salt`, the form dumps and imports use; or the salt in a column of its own. */
const HEX_COLON_SALT = ['<key:hex>:<salt:text>', '<key:hex>'] as const;

function cms(
  row: Omit<Row, 'family' | 'layout'> & { readonly rule: string; readonly layout?: Row['layout'] },
): PasswordFormat {
  return digestFormat({ family: 'cms', reference: HASHCAT, layout: HEX_COLON_SALT, ...row });
}

const wikis: readonly PasswordFormat[] = [
  cms({
    id: 'mediawiki-A',
    title: 'MediaWiki type A',
    foundIn: 'MediaWiki',
    layout: ':A:<key:hex>',
    rule: 'md5(password)',
    reference: MEDIAWIKI,
  }),
  cms({
    id: 'mediawiki-B',
    title: 'MediaWiki type B',
    foundIn: 'MediaWiki 1.13 to 1.23',
    layout: ':B:<salt:text?>:<key:hex>',
    rule: 'md5(salt . "-" . hex(md5(password)))',
    reference: MEDIAWIKI,
    frequency: 2,
  }),
  pbkdf2Format({
    id: 'mediawiki-pbkdf2',
    title: 'MediaWiki PBKDF2',
    family: 'cms',
    foundIn: 'MediaWiki 1.24 and later',
    layout: ':pbkdf2:<prf:word>:<iterations>:<length>:<salt:base64>:<key:base64>',
    reference: MEDIAWIKI,
    frequency: 2,
  }),
  pbkdf2Format({
    id: 'mediawiki-pbkdf2-legacyA',
    title: 'MediaWiki PBKDF2 over type A',
    family: 'cms',
    foundIn: 'MediaWiki after wrapOldPasswords.php',
    layout: ':pbkdf2-legacyA:!<prf:word>:<iterations>:<length>!!<salt:base64>!<key:base64>',
    prehash: 'hex(md5(password))',
    reference: MEDIAWIKI,
  }),
  pbkdf2Format({
    id: 'mediawiki-pbkdf2-legacyB',
    title: 'MediaWiki PBKDF2 over type B',
    family: 'cms',
    foundIn: 'MediaWiki after wrapOldPasswords.php',
    layout: ':pbkdf2-legacyB:!<prf:word>:<iterations>:<length>!<inner:text>!<salt:base64>!<key:base64>',
    prehash: 'hex(md5(inner . "-" . hex(md5(password))))',
    reference: MEDIAWIKI,
  }),
];

const forums: readonly PasswordFormat[] = [
  cms({
    id: 'vbulletin',
    title: 'vBulletin 3, 4',
    foundIn: 'vBulletin 3, vBulletin 4',
    rule: 'md5(hex(md5(password)) . salt)',
    frequency: 3,
  }),
  cms({
    id: 'vbulletin5-legacy',
    title: 'vBulletin 5 legacy',
    foundIn: 'vBulletin 5, 6',
    layout: '<key:hex> <salt:text>',
    rule: 'md5(hex(md5(password)) . salt)',
  }),
  cms({
    id: 'mybb',
    title: 'MyBB',
    foundIn: 'MyBB 1',
    rule: 'md5(hex(md5(salt)) . hex(md5(password)))',
    frequency: 2,
  }),
  cms({
    id: 'ipb2',
    title: 'IP.Board 2.0',
    foundIn: 'Invision Power Board 2',
    rule: 'md5(hex(md5(password)) . salt)',
  }),
  cms({
    id: 'ipb3',
    title: 'IP.Board 3',
    foundIn: 'Invision Power Board 2, IP.Board 3, IPS 4 legacy',
    rule: 'md5(hex(md5(salt)) . hex(md5(password)))',
    frequency: 2,
  }),
  cms({
    id: 'phpfox3',
    title: 'phpFox 3',
    foundIn: 'phpFox 3',
    rule: 'md5(hex(md5(password)) . hex(md5(salt)))',
  }),
  cms({
    id: 'wbb3',
    title: 'Burning Board 3',
    foundIn: 'WoltLab Burning Board 3, WCF 1',
    rule: 'sha1(salt . hex(sha1(salt . hex(sha1(password)))))',
    shape: /^[0-9a-f]{40}:[0-9a-f]{40}$/,
  }),
  cms({
    id: 'xenforo-sha256',
    title: 'XenForo 1.1',
    foundIn: 'XenForo 1',
    rule: 'sha256(hex(sha256(password)) . salt)',
    frequency: 2,
  }),
  cms({
    id: 'xenforo-sha1',
    title: 'XenForo 1.0',
    foundIn: 'XenForo 1.0',
    rule: 'sha1(hex(sha1(password)) . salt)',
  }),
  cms({
    id: 'smf1-sha1',
    title: 'SMF 1.1, 2.0',
    foundIn: 'Simple Machines Forum 1.1 and 2.0',
    layout: '<key:hex>',
    rule: 'sha1(lower(username) . password)',
    frequency: 2,
  }),
  cms({
    id: 'punbb-sha1',
    title: 'PunBB, FluxBB',
    foundIn: 'PunBB, FluxBB',
    layout: '<key:hex>',
    rule: 'sha1(salt . hex(sha1(password)))',
  }),
  cms({
    id: 'authme-sha256',
    title: 'AuthMe',
    foundIn: 'AuthMe (Minecraft)',
    layout: '$SHA$<salt:text>$<key:hex>',
    rule: 'sha256(hex(sha256(password)) . salt)',
  }),
  cms({
    id: 'phps',
    title: 'PHPS',
    foundIn: 'PHPS',
    layout: '$PHPS$<salt:hex>$<key:hex>',
    rule: 'md5(hex(md5(password)) . salt)',
  }),
];

const cmsProducts: readonly PasswordFormat[] = [
  cms({
    id: 'wordpress-md5',
    title: 'WordPress before 2.5',
    foundIn: 'WordPress',
    layout: '<key:hex>',
    rule: 'md5(password)',
    frequency: 1,
  }),
  cms({
    id: 'joomla-md5',
    title: 'Joomla 1.0 to 3.1',
    foundIn: 'Joomla',
    rule: 'md5(password . salt)',
    frequency: 3,
  }),
  cms({
    id: 'moodle-md5-sitesalt',
    title: 'Moodle up to 2.4',
    foundIn: 'Moodle',
    layout: '<key:hex>',
    rule: 'md5(password . pepper)',
    reference: 'https://docs.moodle.org/archive/en/Password_salting',
  }),
  wrapperFormat({
    id: 'drupal7-upgraded',
    title: 'Drupal 6 upgraded to 7',
    family: 'cms',
    foundIn: 'Drupal 7 sites that came from Drupal 6',
    before: 'U',
    inner: [drupal7, phpassP, phpassH],
    prehash: 'hex(md5(password))',
    reference: 'https://api.drupal.org/api/drupal/includes%21password.inc/7.x',
    frequency: 2,
  }),
];

export const FORUM_FORMATS: readonly PasswordFormat[] = [...wikis, ...forums, ...cmsProducts];
