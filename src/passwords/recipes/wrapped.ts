/**
 * bcrypt and Argon2 strings behind a product's mark, or with the password prepared first.
 *
 * Where there is no mark the string says plain bcrypt, and only the source system knows better: those rows never
 * come out of a string alone with more than "possible".
 *
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { ARGON2, argon2i, argon2id } from '../formats/argon2.ts';
import { BCRYPT, bcrypt2y } from '../formats/bcrypt.ts';
import { apr1, md5crypt, sha1crypt, sha256crypt, sha512crypt, sm3crypt } from '../formats/crypt.ts';
import { bsdicrypt, descrypt } from '../formats/des-crypt.ts';
import { scryptMcf } from '../formats/scrypt-mcf.ts';
import { sunMd5 } from '../formats/sun-md5.ts';
import { gostYescrypt, sm3Yescrypt, yescrypt } from '../formats/yescrypt.ts';
import { type WrapperRow, wrapperFormat } from '../recipe-wrapper.ts';
import { PBKDF2_FORMATS } from './pbkdf2.ts';

type Wrapper = Omit<WrapperRow, 'inner' | 'family'> & Partial<Pick<WrapperRow, 'inner' | 'family'>>;

const bcrypt = (row: Wrapper): PasswordFormat =>
  wrapperFormat({
    inner: BCRYPT,
    family: 'bcrypt',
    ...(row.before === '' ? { shape: BARE_BCRYPT } : {}),
    ...row,
  });
/** One object for all: the recogniser tests each shape once. */
const BARE_BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
const argon2 = (row: Wrapper): PasswordFormat => wrapperFormat({ inner: ARGON2, family: 'modern', ...row });

/** bcrypt of something other than the password. */
const prepared: readonly PasswordFormat[] = [
  bcrypt({
    id: 'django-bcrypt',
    title: 'Django bcrypt',
    foundIn: 'Django',
    before: 'bcrypt$',
    reference: 'https://docs.djangoproject.com/en/5.2/topics/auth/passwords/',
    frequency: 2,
  }),
  bcrypt({
    id: 'django-bcrypt-sha256',
    title: 'Django bcrypt_sha256',
    foundIn: 'Django',
    before: 'bcrypt_sha256$',
    prehash: 'hex(sha256(password))',
    reference: 'https://docs.djangoproject.com/en/5.2/topics/auth/passwords/',
    frequency: 2,
  }),
  bcrypt({
    id: 'bcrypt-md5',
    title: 'bcrypt over MD5',
    foundIn: 'upgraded MD5 tables',
    before: '',
    prehash: 'hex(md5(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha1',
    title: 'bcrypt over SHA-1',
    foundIn: 'upgraded SHA-1 tables',
    before: '',
    prehash: 'hex(sha1(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha256-hex',
    title: 'bcrypt over SHA-256, hex',
    foundIn: 'logins that work around 72 bytes',
    before: '',
    prehash: 'hex(sha256(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha256-b64',
    title: 'bcrypt over SHA-256, base64',
    foundIn: 'logins that work around 72 bytes',
    before: '',
    prehash: 'base64(sha256(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha384-b64',
    title: 'bcrypt over SHA-384, base64',
    foundIn: 'ParagonIE password_lock',
    before: '',
    prehash: 'base64(sha384(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha512-b64',
    title: 'bcrypt over SHA-512, base64',
    foundIn: 'logins that work around 72 bytes',
    before: '',
    prehash: 'base64(sha512(password))',
  }),
  bcrypt({
    id: 'bcrypt-sha512-hex',
    title: 'bcrypt over SHA-512, hex',
    foundIn: 'logins that work around 72 bytes',
    before: '',
    prehash: 'hex(sha512(password))',
  }),
  bcrypt({
    id: 'bcrypt-hmac-sha256-hex',
    title: 'bcrypt over HMAC-SHA256, hex',
    foundIn: 'peppered logins',
    before: '',
    prehash: 'hex(hmac_sha256(pepper, password))',
  }),
  bcrypt({
    id: 'devise-bcrypt-pepper',
    title: 'Devise with a pepper',
    foundIn: 'Ruby on Rails, Devise',
    before: '',
    // A password of 72 bytes pushes the pepper out of bcrypt's sight, which is the library's behaviour too.
    prehash: 'password . pepper',
    reference: 'https://github.com/heartcombo/devise',
    frequency: 2,
  }),
  bcrypt({
    id: 'flask-security-hmac-bcrypt',
    title: 'Flask-Security bcrypt',
    foundIn: 'Flask-Security',
    before: '',
    prehash: 'base64(hmac_sha512(pepper, password))',
    reference: 'https://flask-security-too.readthedocs.io/en/stable/configuration.html',
  }),
  argon2({
    id: 'flask-security-hmac-argon2',
    title: 'Flask-Security Argon2',
    foundIn: 'Flask-Security',
    before: '',
    inner: [argon2id, argon2i],
    prehash: 'base64(hmac_sha512(pepper, password))',
    reference: 'https://flask-security-too.readthedocs.io/en/stable/configuration.html',
  }),
  bcrypt({
    id: 'symfony-native-bcrypt-long',
    title: 'Symfony NativePasswordHasher',
    foundIn: 'Symfony',
    before: '',
    prehash:
      'ifLonger(password, 72, base64(sha512(password)), ifHolds(password, "\\0", base64(sha512(password)), password))',
    reference: 'https://github.com/symfony/password-hasher/blob/7.3/Hasher/NativePasswordHasher.php',
    frequency: 2,
  }),
  bcrypt({
    id: 'wordpress-6.8-bcrypt',
    title: 'WordPress 6.8',
    foundIn: 'WordPress 6.8 and later, WooCommerce',
    before: '$wp',
    inner: [bcrypt2y],
    prehash: 'base64(hmac_sha384("wp-sha384", trim(password)))',
    reference:
      'https://make.wordpress.org/core/2025/02/17/wordpress-6-8-will-use-bcrypt-for-password-hashing/',
    frequency: 3,
    family: 'cms',
    aliases: ['wordpress-bcrypt'],
  }),
  bcrypt({
    id: 'meteor-bcrypt',
    title: 'Meteor',
    foundIn: 'Meteor, Rocket.Chat',
    before: '',
    prehash: 'hex(sha256(password))',
    reference: 'https://docs.meteor.com/api/accounts.html',
    frequency: 1,
  }),
  argon2({
    id: 'meteor-argon2',
    title: 'Meteor Argon2',
    foundIn: 'Meteor 3.3 and later',
    before: '',
    prehash: 'hex(sha256(password))',
    inner: [argon2id],
    reference: 'https://docs.meteor.com/api/accounts.html',
  }),
  bcrypt({
    id: 'nodebb-bcrypt',
    title: 'NodeBB',
    foundIn: 'NodeBB',
    before: '',
    prehash: 'hex(sha512(password))',
    reference: 'https://github.com/NodeBB/NodeBB/blob/master/src/password.js',
  }),
  bcrypt({
    id: 'vbulletin5-bcrypt',
    title: 'vBulletin 5 blowfish',
    foundIn: 'vBulletin 5, 6',
    before: '',
    prehash: 'hex(md5(password))',
    family: 'cms',
  }),
  argon2({
    id: 'vbulletin5-argon2',
    title: 'vBulletin 5 argon2id',
    foundIn: 'vBulletin 5, 6',
    before: '',
    prehash: 'hex(md5(password))',
    inner: [argon2id, argon2i],
    family: 'cms',
  }),
  bcrypt({
    id: 'smf21-bcrypt',
    title: 'SMF 2.1',
    foundIn: 'Simple Machines Forum 2.1',
    before: '',
    prehash: 'lower(username) . password',
    family: 'cms',
    reference: 'https://github.com/SimpleMachines/SMF/blob/release-2.1/Sources/Subs-Auth.php',
  }),
  argon2({
    id: 'argon2id-over-md5',
    title: 'Argon2id over MD5',
    foundIn: 'upgraded MD5 tables',
    before: '',
    prehash: 'hex(md5(password))',
    inner: [argon2id],
  }),
];

/** The plain thing behind a mark. */
const marked: readonly PasswordFormat[] = [
  bcrypt({
    id: 'woltlab-bcrypt-prefixed',
    title: 'WoltLab Bcrypt:',
    foundIn: 'WoltLab Suite',
    before: ['Bcrypt:', 'bcrypt:'],
    family: 'cms',
  }),
  bcrypt({
    id: 'jenkins-jbcrypt',
    title: 'Jenkins',
    foundIn: 'Jenkins',
    before: '#jbcrypt:',
    family: 'java',
    reference: 'https://github.com/jenkinsci/jenkins',
  }),
  bcrypt({
    id: 'nextcloud-1',
    title: 'Nextcloud 1|',
    foundIn: 'Nextcloud, ownCloud',
    before: '1|',
    family: 'cms',
    frequency: 2,
  }),
  argon2({
    id: 'nextcloud-2',
    title: 'Nextcloud 2|',
    foundIn: 'Nextcloud',
    before: '2|',
    family: 'cms',
    inner: [argon2i],
  }),
  argon2({
    id: 'nextcloud-3',
    title: 'Nextcloud 3|',
    foundIn: 'Nextcloud',
    before: '3|',
    family: 'cms',
    inner: [argon2id],
    frequency: 2,
  }),
  argon2({
    id: 'django-argon2',
    title: 'Django Argon2',
    foundIn: 'Django',
    before: 'argon2',
    reference: 'https://docs.djangoproject.com/en/5.2/topics/auth/passwords/',
    frequency: 2,
  }),
  argon2({
    id: 'mediawiki-argon2',
    title: 'MediaWiki argon2',
    foundIn: 'MediaWiki 1.33 and later',
    before: ':argon2:',
    family: 'cms',
  }),
  argon2({
    id: 'shiro2-argon2',
    title: 'Shiro 2 Argon2',
    foundIn: 'Apache Shiro 2',
    before: '$shiro2',
    family: 'java',
  }),
  bcrypt({
    id: 'shiro2-bcrypt',
    title: 'Shiro 2 bcrypt',
    foundIn: 'Apache Shiro 2',
    before: '$shiro2',
    family: 'java',
  }),
  bcrypt({
    id: 'spring-bcrypt',
    title: 'Spring {bcrypt}',
    foundIn: 'Spring Security, Grails',
    before: '{bcrypt}',
    family: 'java',
    frequency: 3,
  }),
  argon2({
    id: 'spring-argon2',
    title: 'Spring {argon2}',
    foundIn: 'Spring Security 5.3 to 5.7',
    before: '{argon2}',
    family: 'java',
  }),
  argon2({
    id: 'spring-argon2-v5.8',
    title: 'Spring {argon2@SpringSecurity_v5_8}',
    foundIn: 'Spring Security 5.8 and later',
    before: '{argon2@SpringSecurity_v5_8}',
    family: 'java',
  }),
  argon2({
    id: 'ldap-argon2',
    title: 'OpenLDAP {ARGON2}',
    foundIn: 'OpenLDAP argon2 module',
    before: '{ARGON2}',
    family: 'ldap',
  }),
];

const DOVECOT = 'https://doc.dovecot.org/configuration_manual/authentication/password_schemes/';
const dovecot = (id: string, mark: string, inner: readonly PasswordFormat[]): PasswordFormat =>
  wrapperFormat({
    id,
    title: `Dovecot ${mark}`,
    family: 'ldap',
    foundIn: 'Dovecot, Mailcow, iRedMail',
    before: mark,
    inner,
    reference: DOVECOT,
  });

/** Whatever libcrypt reads: the order decides nothing, their marks differ. */
const CRYPT3: readonly PasswordFormat[] = [
  ...BCRYPT,
  sha512crypt,
  sha256crypt,
  md5crypt,
  apr1,
  sha1crypt,
  sunMd5,
  sm3crypt,
  scryptMcf,
  yescrypt,
  gostYescrypt,
  sm3Yescrypt,
  bsdicrypt,
  descrypt,
];

const directory: readonly PasswordFormat[] = [
  dovecot('dovecot-blf-crypt', '{BLF-CRYPT}', BCRYPT),
  dovecot('dovecot-sha256-crypt', '{SHA256-CRYPT}', [sha256crypt]),
  dovecot('dovecot-sha512-crypt', '{SHA512-CRYPT}', [sha512crypt]),
  dovecot('dovecot-md5-crypt', '{MD5-CRYPT}', [md5crypt]),
  dovecot('dovecot-md5', '{MD5}', [md5crypt]),
  dovecot('dovecot-des-crypt', '{DES-CRYPT}', [descrypt]),
  dovecot('dovecot-argon2i', '{ARGON2I}', [argon2i]),
  dovecot('dovecot-argon2id', '{ARGON2ID}', [argon2id]),
  wrapperFormat({
    id: 'ldap-crypt',
    title: 'LDAP {CRYPT}',
    family: 'ldap',
    foundIn: 'OpenLDAP, 389 Directory Server, OpenDJ',
    before: ['{CRYPT}', '{crypt}'],
    inner: CRYPT3,
    frequency: 2,
  }),
  wrapperFormat({
    id: 'dovecot-crypt',
    title: 'Dovecot {CRYPT}',
    family: 'ldap',
    foundIn: 'Dovecot',
    before: ['{CRYPT}', '{crypt}'],
    inner: CRYPT3,
    reference: DOVECOT,
  }),
];

/** `salt$hash`, where the salt repeats the first two digits of the hash or is left out. */
const afterSalt: PasswordFormat = {
  ...descrypt,
  shape: /^[^$]*\$[./0-9A-Za-z]{13}$/,
  parse: (text, beside) => descrypt.parse(text.slice(text.indexOf('$') + 1), beside),
  format: (parts) => `$${descrypt.format?.(parts) ?? ''}`,
};

/** Formats around something other than bcrypt or Argon2. */
const others: readonly PasswordFormat[] = [
  wrapperFormat({
    id: 'moodle-sha512',
    title: 'Moodle 4.3',
    family: 'cms',
    foundIn: 'Moodle 4.3 and later',
    before: '',
    inner: [sha512crypt],
    prehash: 'password . pepper',
    shape: /^\$6\$rounds=10000\$[^$]{16}\$[./0-9A-Za-z]{86}$/,
    // Without a pepper in the configuration nothing is appended.
    defaults: { pepper: '' },
    reference: 'https://docs.moodle.org/en/Password_peppering',
    frequency: 2,
  }),
  wrapperFormat({
    id: 'argon2id-over-salted-sha1',
    title: 'Argon2id over salted SHA-1',
    family: 'modern',
    foundIn: 'upgraded SHA-1 tables',
    before: '',
    inner: [argon2id],
    prehash: 'hex(sha1(innerSalt . password))',
  }),
  wrapperFormat({
    id: 'flask-security-hmac-pbkdf2',
    title: 'Flask-Security PBKDF2',
    family: 'pbkdf2',
    foundIn: 'Flask-Security',
    before: '',
    inner: PBKDF2_FORMATS.filter((format) => format.id === 'passlib-pbkdf2-sha512'),
    prehash: 'base64(hmac_sha512(pepper, password))',
    reference: 'https://flask-security-too.readthedocs.io/en/stable/configuration.html',
  }),
  wrapperFormat({
    id: 'django-crypt',
    title: 'Django crypt',
    family: 'crypt',
    foundIn: 'Django up to 3.2',
    // The salt stands before the hash, or nowhere; the hash has it anyway.
    before: 'crypt$',
    inner: [afterSalt],
    reference: 'https://github.com/django/django/blob/stable/3.2.x/django/contrib/auth/hashers.py',
    frequency: 0,
  }),
];

export const WRAPPED_FORMATS: readonly PasswordFormat[] = [...prepared, ...marked, ...directory, ...others];
