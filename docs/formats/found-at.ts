/**
 * Which formats commonly come out of which source. A source of Footbridge has its own; what comes through a database or
 * a file is whatever product wrote it, so those are grouped by the product.
 *
 * @module
 */
import { findFormat } from '../../src/passwords/index.ts';
import { SOURCES } from '../../src/sources/index.ts';

export interface Origin {
  /** A heading. */
  readonly title: string;
  /** Ids of sources of Footbridge that read it. */
  readonly sources: readonly string[];
  readonly formats: readonly string[];
}

/** Sources that read any table or file. */
const ANYTHING = ['sql', 'csv', 'ndjson', 'json'] as const;

const COMMON: readonly Origin[] = [
  { title: 'Auth0', sources: ['auth0'], formats: ['bcrypt-2b', 'auth0-custom-password-hash'] },
  {
    title: 'Better Auth',
    sources: ['better-auth'],
    formats: ['better-auth-scrypt', 'bcrypt-2b', 'argon2id'],
  },
  {
    title: 'Django',
    sources: ['django'],
    formats: [
      ...[
        'django-pbkdf2-sha256',
        'django-pbkdf2-sha1',
        'django-argon2',
        'django-bcrypt-sha256',
        'django-bcrypt',
      ],
      ...['django-scrypt', 'django-sha1', 'django-md5', 'django-unsalted-sha1', 'django-unsalted-md5'],
    ],
  },
  { title: 'Firebase Authentication', sources: ['firebase'], formats: ['firebase-scrypt'] },
  {
    title: 'Keycloak',
    sources: ['keycloak'],
    formats: ['keycloak-json-pbkdf2', 'keycloak-json-argon2'],
  },
  {
    title: 'Ory Kratos',
    sources: ['kratos'],
    formats: [
      ...['bcrypt-2a', 'argon2id', 'pbkdf2-phc', 'kratos-scrypt', 'kratos-md5', 'kratos-sha', 'kratos-hmac'],
      ...['kratos-crypt', 'ldap-ssha', 'kratos-firescrypt'],
    ],
  },
  {
    title: 'Supabase Auth',
    sources: ['supabase'],
    formats: ['bcrypt-2a', 'argon2id', 'argon2i', 'supabase-fbscrypt'],
  },
  {
    title: 'WordPress and WooCommerce',
    sources: ['wordpress'],
    formats: ['wordpress-6.8-bcrypt', 'phpass-P', 'wordpress-md5', 'bcrypt-2y'],
  },
  {
    title: 'Web frameworks',
    sources: ANYTHING,
    formats: [
      ...['bcrypt-2y', 'bcrypt-2b', 'bcrypt-2a', 'argon2id', 'argon2i'],
      ...['django-pbkdf2-sha256', 'django-bcrypt-sha256', 'django-argon2', 'django-scrypt'],
      ...['werkzeug-pbkdf2', 'werkzeug-scrypt', 'passlib-pbkdf2-sha512', 'passlib-pbkdf2-sha256'],
      ...['devise-bcrypt-pepper', 'spring-bcrypt', 'symfony-native-bcrypt-long', 'symfony-messagedigest'],
      ...['aspnet-identity-v3', 'aspnet-identity-v2', 'aspnet-membership-sha1'],
      ...['passport-local-mongoose', 'meteor-bcrypt', 'shiro1'],
    ],
  },
  {
    title: 'Shops, forums and content management',
    sources: ANYTHING,
    formats: [
      ...['wordpress-6.8-bcrypt', 'phpass-P', 'phpass-H', 'drupal7', 'joomla-md5', 'moodle-sha512'],
      ...['mediawiki-pbkdf2', 'magento2-argon2id13-agnostic', 'magento2-sha256', 'magento1-md5'],
      ...['prestashop-md5', 'opencart-sha1', 'shopware5-sha256', 'oscommerce', 'vbulletin', 'mybb', 'ipb3'],
      ...['xenforo-bcrypt-serialized', 'smf1-sha1', 'discourse-pbkdf2', 'nextcloud-3', 'redmine-sha1'],
    ],
  },
  {
    title: 'Directories and systems',
    sources: ['ldif', ...ANYTHING],
    formats: [
      ...['ldap-ssha', 'ldap-ssha256', 'ldap-ssha512', 'ldap-sha1', 'ldap-md5', 'ldap-crypt', 'ldap-argon2'],
      ...['ldap-pbkdf2-sha256', '389ds-pbkdf2-sha256', 'opendj-pbkdf2-sha1', 'nthash'],
      ...['sha512crypt', 'sha256crypt', 'md5crypt', 'apr1', 'descrypt', 'yescrypt', 'atlassian-pkcs5s2'],
    ],
  },
  {
    title: 'Home-made',
    sources: ANYTHING,
    formats: [
      ...['raw-md5', 'raw-sha1', 'raw-sha256', 'raw-sha512', 'md5-salt-pass', 'md5-pass-salt'],
      ...['sha1-salt-pass', 'sha256-salt-pass', 'sha256-pass-salt', 'sha512-salt-pass', 'bcrypt-md5'],
    ],
  },
];

/** @throws RangeError where an id is none, or a source has no entry */
export function origins(): readonly Origin[] {
  const strangers = COMMON.flatMap(({ formats }) => formats).filter((id) => findFormat(id) === undefined);
  const left = SOURCES.filter(({ id }) => !COMMON.some(({ sources }) => sources.includes(id)));
  if (strangers.length > 0) throw new RangeError(`docs/formats/found-at.ts names ${strangers.join(', ')}`);
  if (left.length > 0)
    throw new RangeError(`docs/formats/found-at.ts says nothing of ${left.map(({ id }) => id).join(', ')}`);
  return COMMON;
}
