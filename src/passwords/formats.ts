/**
 * Every format, by hand: a new one is a row in `recipes/` or a file in `formats/`, and shows up here.
 *
 * @module
 */
import type { PasswordFormat } from './format.ts';
import { AIX } from './formats/aix.ts';
import { ALGORITHM_PRODUCTS } from './formats/algorithm-products.ts';
import { ARGON2 } from './formats/argon2.ts';
import { aspnetIdentityV2, aspnetIdentityV3 } from './formats/aspnet-identity.ts';
import { BCRYPT } from './formats/bcrypt.ts';
import { BCRYPT_PIECES, xenforoBcrypt } from './formats/bcrypt-pieces.ts';
import { COLUMN_FORMATS } from './formats/columns.ts';
import { aixSmd5, apr1, md5crypt, sha1crypt, sha256crypt, sha512crypt, sm3crypt } from './formats/crypt.ts';
import { bigcrypt, bsdicrypt, crypt16, descrypt } from './formats/des-crypt.ts';
import { disabled } from './formats/disabled.ts';
import {
  clerkScryptFirebase,
  firebaseScrypt,
  kratosFirescrypt,
  supabaseFbscrypt,
  supertokensFbscrypt,
} from './formats/firebase-scrypt.ts';
import { FORUM_OWN } from './formats/forum-own.ts';
import { JSON_HASHES } from './formats/json-hashes.ts';
import { keycloakArgon2, keycloakPbkdf2 } from './formats/keycloak.ts';
import { KRATOS } from './formats/kratos.ts';
import { LDAP_FORMATS } from './formats/ldap.ts';
import { LOTUS_DOMINO } from './formats/lotus-domino.ts';
import { MAGENTO2 } from './formats/magento2.ts';
import { ciscoType7, dovecotDigestMd5, dovecotOtp, mysqlCachingSha2, OWN_FORMATS } from './formats/own.ts';
import { PBKDF2_OWN } from './formats/pbkdf2-own.ts';
import { drupal7, phpassH, phpassP } from './formats/phpass.ts';
import { phpbbMulti } from './formats/phpbb-multi.ts';
import { PROVIDER_OBJECTS } from './formats/provider-objects.ts';
import { SAP } from './formats/sap.ts';
import { scryptKdf } from './formats/scrypt-kdf.ts';
import { scryptMcf } from './formats/scrypt-mcf.ts';
import {
  lambdaworksScrypt,
  springScrypt,
  springScryptRaw,
  springScryptV58,
} from './formats/scrypt-packed.ts';
import { SPRING } from './formats/spring.ts';
import { sunMd5 } from './formats/sun-md5.ts';
import { werkzeugHmac } from './formats/werkzeug-hmac.ts';
import { wrapped } from './formats/wrapped.ts';
import { YESCRYPT } from './formats/yescrypt.ts';
import { DIGEST_FORMATS } from './recipes/digests.ts';
import { FORUM_FORMATS } from './recipes/forums.ts';
import { FRAMEWORK_FORMATS } from './recipes/frameworks.ts';
import { PBKDF2_FORMATS } from './recipes/pbkdf2.ts';
import { SCRYPT_FORMATS } from './recipes/scrypt.ts';
import { SHOP_FORMATS } from './recipes/shops.ts';
import { SYSTEM_FORMATS } from './recipes/systems.ts';
import { WRAPPED_FORMATS } from './recipes/wrapped.ts';

export const FORMATS: readonly PasswordFormat[] = [
  ...BCRYPT,
  ...ARGON2,
  ...WRAPPED_FORMATS,
  ...SCRYPT_FORMATS,
  scryptMcf,
  scryptKdf,
  lambdaworksScrypt,
  springScrypt,
  springScryptV58,
  springScryptRaw,
  firebaseScrypt,
  kratosFirescrypt,
  supabaseFbscrypt,
  supertokensFbscrypt,
  clerkScryptFirebase,
  ...PBKDF2_FORMATS,
  keycloakPbkdf2,
  keycloakArgon2,
  aspnetIdentityV2,
  aspnetIdentityV3,
  md5crypt,
  apr1,
  sha256crypt,
  sha512crypt,
  sm3crypt,
  sha1crypt,
  aixSmd5,
  ...AIX,
  sunMd5,
  ...YESCRYPT,
  descrypt,
  bsdicrypt,
  bigcrypt,
  crypt16,
  phpassP,
  phpassH,
  drupal7,
  werkzeugHmac,
  ...FRAMEWORK_FORMATS,
  ...FORUM_FORMATS,
  ...SHOP_FORMATS,
  ...SYSTEM_FORMATS,
  ...BCRYPT_PIECES,
  xenforoBcrypt,
  ...FORUM_OWN,
  phpbbMulti,
  ...MAGENTO2,
  ...SPRING,
  ...JSON_HASHES,
  ...PROVIDER_OBJECTS,
  ...KRATOS,
  ...ALGORITHM_PRODUCTS,
  ...COLUMN_FORMATS,
  ...PBKDF2_OWN,
  ...OWN_FORMATS,
  ...LOTUS_DOMINO,
  ...SAP,
  ciscoType7,
  dovecotDigestMd5,
  dovecotOtp,
  mysqlCachingSha2,
  ...LDAP_FORMATS,
  ...DIGEST_FORMATS,
  wrapped,
  disabled,
];

const byName = new Map<string, PasswordFormat>();
for (const format of FORMATS) {
  for (const name of [format.id, ...(format.aliases ?? [])]) if (!byName.has(name)) byName.set(name, format);
}

/** By id or alias. */
export function findFormat(id: string): PasswordFormat | undefined {
  return byName.get(id);
}
