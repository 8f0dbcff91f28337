/**
 * Products that keep the name of the digest in a column or a configuration file.
 *
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { pbkdf2Format } from '../recipe.ts';
import { byAlgorithm } from './by-algorithm.ts';

const SYMFONY = 'https://github.com/symfony/password-hasher/blob/7.3/Hasher/MessageDigestPasswordHasher.php';
/** As long as MD5 to SHA-512, in hex or base 64. */
const DIGEST_SHAPE =
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{38}==|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{86}==)$/;

/** The digest of `d . password{salt}`, fed back as bytes. */
const SYMFONY_RULE = 'iterate(iterations, "", H(it . password . "{" . salt . "}"))';

export const ALGORITHM_PRODUCTS: readonly PasswordFormat[] = [
  byAlgorithm({
    id: 'symfony-messagedigest',
    title: 'Symfony MessageDigest',
    family: 'cms',
    foundIn: 'Symfony, FOSUserBundle, Sonata, Akeneo, Oro',
    layout: '<key:digest>',
    shape: DIGEST_SHAPE,
    // Whatever hash_algos() lists; guessed by length in this order.
    digests: [
      'sha512',
      'sha256',
      'sha1',
      'md5',
      'sha384',
      'sha224',
      'sha3-256',
      'sha3-512',
      'ripemd160',
      'whirlpool',
      'md4',
    ],
    rule: SYMFONY_RULE,
    // Without a salt there are no braces either.
    ruleFor: (beside) =>
      (beside.text('salt') ?? '') === '' ? 'iterate(iterations, "", H(it . password))' : SYMFONY_RULE,
    defaults: { iterations: 5000, salt: '' },
    needs: ['salt'],
    reference: SYMFONY,
    frequency: 2,
  }),
  byAlgorithm({
    id: 'clerk-sha512-symfony',
    title: 'Clerk sha512_symfony',
    family: 'provider',
    foundIn: 'Clerk imports',
    layout: 'sha512_symfony$<iterations>$<salt:text?>$<key:base64>',
    shape: /^sha512_symfony\$\d+\$[^$]*\$[A-Za-z0-9+/]+={0,2}$/,
    digests: ['sha512'],
    rule: SYMFONY_RULE,
    reference: 'https://clerk.com/docs/reference/backend-api/tag/users/POST/users',
    frequency: 0,
  }),
  byAlgorithm({
    id: 'okta-digest',
    title: 'Okta digest',
    family: 'provider',
    foundIn: 'Okta imports',
    layout: '<key:base64>',
    shape: /^[A-Za-z0-9+/_-]{22}(?:==|.{5}=?|.{21}=?|.{64}(?:==)?)?$/,
    digests: ['sha512', 'sha256', 'sha1', 'md5'],
    rule: 'H(salt . password)',
    ruleFor: (beside) =>
      beside.text('saltOrder')?.toUpperCase() === 'POSTFIX' ? 'H(password . salt)' : 'H(salt . password)',
    defaults: { salt: '' },
    encodings: { salt: 'base64' },
    needs: [],
    reference: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/',
  }),
  byAlgorithm({
    id: 'forgerock-salted-sha',
    title: 'ForgeRock IDM salted hash',
    family: 'java',
    foundIn: 'ForgeRock IDM, PingIDM',
    layout: '<key+salt:base64>',
    shape: /^[A-Za-z0-9+/]{30,}={0,2}$/,
    digests: ['sha256', 'sha512', 'sha384', 'sha1', 'md5'],
    rule: 'H(password . salt)',
    needs: ['algorithm'],
    reference: 'https://backstage.forgerock.com/docs/idm/7.5/security-guide/encoding-attribute-values.html',
  }),
  byAlgorithm({
    id: 'tomcat-digest',
    title: 'Tomcat MessageDigestCredentialHandler',
    family: 'java',
    foundIn: 'Apache Tomcat',
    layout: ['<salt:hex>$<iterations>$<key:hex>', '<key:hex>'],
    shape:
      /^(?:[0-9a-f]+\$\d+\$)?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/,
    digests: ['sha512', 'sha256', 'sha1', 'md5', 'sha384', 'sha224'],
    rule: 'iterate(iterations, salt . password, H(it))',
    defaults: { salt: '', iterations: 1 },
    needs: [],
    reference: 'https://tomcat.apache.org/tomcat-10.1-doc/config/credentialhandler.html',
  }),
  byAlgorithm({
    id: 'casdoor-salt',
    title: 'Casdoor salted digest',
    family: 'provider',
    foundIn: 'Casdoor',
    layout: '<key:hex>',
    shape: /^(?:[0-9a-f]{32}|[0-9a-f]{64}|[0-9a-f]{128})$/,
    digests: ['sha256', 'sha512', 'md5'],
    rule: 'H(hex(H(password)) . salt)',
    reference: 'https://github.com/casdoor/casdoor/tree/master/cred',
    frequency: 0,
  }),
  byAlgorithm({
    id: 'shiro1',
    title: 'Shiro 1',
    family: 'java',
    foundIn: 'Apache Shiro 1, Sonatype Nexus, Grails-Shiro',
    layout: '$shiro1$<algorithm:word>$<iterations>$<salt:base64?>$<key:base64>',
    named: /^\$shiro1\$([^$]+)\$/,
    shape: /^\$shiro1\$[A-Za-z0-9-]+\$\d+\$[A-Za-z0-9+/=]*\$[A-Za-z0-9+/=]+$/,
    digests: ['sha512', 'sha256', 'sha1', 'md5', 'sha384', 'sha224'],
    rule: 'iterate(iterations, salt . password, H(it))',
    needs: [],
    reference: 'https://shiro.apache.org/configuration.html#encrypting-passwords',
    frequency: 2,
  }),
  byAlgorithm({
    id: 'npm-password-hash',
    title: 'npm password-hash',
    family: 'node',
    foundIn: 'Node applications',
    // Without a number of rounds the first versions meant one.
    layout: ['<algorithm:word>$<salt:text>$<iterations>$<key:hex>', '<algorithm:word>$<salt:text>$<key:hex>'],
    named: /^(\w+)\$/,
    starts: ['md5$', 'sha1$', 'sha256$', 'sha512$'],
    shape: /^(?:md5|sha1|sha256|sha512)\$[^$]+\$(?:\d+\$)?[0-9a-f]+$/,
    digests: ['sha512', 'sha256', 'sha1', 'md5'],
    rule: 'unhex(iterate(iterations, password, hex(hmac_H(salt, it))))',
    defaults: { iterations: 1 },
    needs: [],
    reference: 'https://www.npmjs.com/package/password-hash',
  }),
  byAlgorithm({
    id: 'sap-codvn-h',
    title: 'SAP CODVN H',
    family: 'database',
    foundIn: 'SAP NetWeaver 7',
    layout: '{x-<algorithm:word>, <iterations>}<key+salt:base64>',
    named: /^\{x-([^,]+),/,
    shape: /^\{x-(?:issha|isSHA256|isSHA384|isSHA512), \d+\}[A-Za-z0-9+/]+={0,2}$/,
    digests: ['sha1', 'sha256', 'sha384', 'sha512'],
    rule: 'iterate(iterations, salt, H(password . it))',
    needs: [],
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
  }),
  pbkdf2Format({
    id: 'symfony-pbkdf2',
    title: 'Symfony PBKDF2',
    family: 'cms',
    foundIn: 'Symfony',
    layout: '<key:digest>',
    shape: /^(?:[A-Za-z0-9+/]{20,}={0,2}|(?:[0-9a-f]{2}){10,})$/,
    defaults: { iterations: 1000, prf: 'sha512', keyLength: 40 },
    reference: 'https://github.com/symfony/password-hasher/blob/7.3/Hasher/Pbkdf2PasswordHasher.php',
  }),
];
