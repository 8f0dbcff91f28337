/**
 * PBKDF2 in every envelope that is a plain layout: who decodes the salt and who takes its text is the difference
 * that breaks most migrations, so every row says it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8018#section-5.2
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { DIGESTS } from '../primitives/digest.ts';
import { pbkdf2Format } from '../recipe.ts';

const PASSLIB = 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.pbkdf2_digest.html';
const DJANGO = 'https://docs.djangoproject.com/en/5.2/topics/auth/passwords/';
const CLERK = 'https://clerk.com/docs/reference/backend-api/tag/users/POST/users';
const OPENLDAP = 'https://github.com/openldap/openldap/tree/master/contrib/slapd-modules/passwd/pbkdf2';
const DS389 = 'https://github.com/389ds/389-ds-base/tree/main/src/plugins/pwdchan';
const OPENDJ = 'https://backstage.forgerock.com/docs/ds/7.5/security-guide/passwords.html';

const strings: readonly PasswordFormat[] = [
  pbkdf2Format({
    id: 'django-pbkdf2-sha256',
    title: 'Django PBKDF2-SHA256',
    family: 'pbkdf2',
    foundIn: 'Django',
    layout: 'pbkdf2_sha256$<iterations>$<salt:text>$<key:base64*32>',
    prf: 'sha256',
    reference: DJANGO,
    frequency: 3,
    aliases: ['django-pbkdf2', 'django_pbkdf2_sha256'],
  }),
  pbkdf2Format({
    id: 'django-pbkdf2-sha1',
    title: 'Django PBKDF2-SHA1',
    family: 'pbkdf2',
    foundIn: 'Django',
    layout: 'pbkdf2_sha1$<iterations>$<salt:text>$<key:base64*20>',
    prf: 'sha1',
    reference: DJANGO,
    frequency: 2,
  }),
  pbkdf2Format({
    id: 'django-pbkdf2-wrapped-sha1',
    title: 'Django PBKDF2 over salted SHA-1',
    family: 'pbkdf2',
    foundIn: 'Django sites that upgraded without a login',
    layout: 'pbkdf2_wrapped_sha1$<iterations>$<salt:text>$<key:base64*32>',
    prf: 'sha256',
    prehash: 'hex(sha1(salt . password))',
    reference: DJANGO,
  }),
  pbkdf2Format({
    id: 'django-pbkdf2-wrapped-md5',
    title: 'Django PBKDF2 over salted MD5',
    family: 'pbkdf2',
    foundIn: 'Django sites that upgraded without a login',
    layout: 'pbkdf2_wrapped_md5$<iterations>$<salt:text>$<key:base64*32>',
    prf: 'sha256',
    prehash: 'hex(md5(salt . password))',
    reference: DJANGO,
  }),
  ...(['sha1', 'sha256', 'sha512'] as const).map((digest) =>
    pbkdf2Format({
      id: `passlib-pbkdf2-${digest}`,
      title: `passlib PBKDF2-${digest.toUpperCase()}`,
      family: 'pbkdf2',
      foundIn: 'passlib, Odoo, Flask-Security, TYPO3, ZITADEL passwap',
      layout: `$pbkdf2${digest === 'sha1' ? '' : `-${digest}`}$<iterations>$<salt:adapted64?>$<key:adapted64*${DIGESTS[digest].size}>`,
      prf: digest,
      reference: PASSLIB,
      frequency: digest === 'sha512' ? 3 : 2,
    }),
  ),
  pbkdf2Format({
    id: 'pbkdf2-phc',
    title: 'PBKDF2, PHC string',
    family: 'pbkdf2',
    foundIn: 'Auth0, Ory Kratos, Authelia variants, PHC libraries',
    layout: [
      '$pbkdf2-<prf:word>$i=<iterations>,l=<length>$<salt:base64unpadded?>$<key:base64unpadded>',
      '$pbkdf2-<prf:word>$i=<iterations>$<salt:base64unpadded?>$<key:base64unpadded>',
      '$pbkdf2-<prf:word>$l=<length>$<salt:base64unpadded?>$<key:base64unpadded>',
    ],
    defaults: { iterations: 100_000 },
    shape:
      /^\$pbkdf2-(?:sha1|sha256|sha512|md4|md5|sha224|sha384)\$(?:[il]=\d+,?)+\$[A-Za-z0-9+/_-]*={0,2}\$[A-Za-z0-9+/_-]+={0,2}$/,
    reference:
      'https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples',
    frequency: 2,
  }),
  pbkdf2Format({
    id: 'kratos-pbkdf2-sha3',
    title: 'Ory Kratos PBKDF2-SHA3',
    family: 'pbkdf2',
    foundIn: 'Ory Kratos',
    layout: '$pbkdf2-<prf:word>$i=<iterations>,l=<length>$<salt:base64unpadded?>$<key:base64unpadded>',
    // Kratos says sha224 and sha384 and computes SHA-3, for the sake of what it wrote before.
    prfNames: { sha224: 'sha3-224', sha384: 'sha3-384' },
    shape: /^\$pbkdf2-sha(?:224|384)\$i=\d+,l=\d+\$[A-Za-z0-9+/]*={0,2}\$[A-Za-z0-9+/]+={0,2}$/,
    reference: 'https://github.com/ory/kratos/blob/master/hash/hasher_pbkdf2.go',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'mattermost-pbkdf2',
    title: 'Mattermost PBKDF2',
    family: 'pbkdf2',
    foundIn: 'Mattermost 10.10 and later',
    layout: '$pbkdf2$f=<prf:word>,w=<iterations>,l=<length>$<salt:base64unpadded>$<key:base64unpadded>',
    reference: 'https://github.com/mattermost/mattermost',
  }),
  pbkdf2Format({
    id: 'cta-pbkdf2-sha1',
    title: 'cryptacular PBKDF2-SHA1',
    family: 'pbkdf2',
    foundIn: 'Pyramid, cryptacular',
    layout: '$p5k2$<iterations:hexnumber>$<salt:base64url?>$<key:base64url*20>',
    prf: 'sha1',
    reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.cta_pbkdf2_sha1.html',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'werkzeug-pbkdf2',
    title: 'Werkzeug PBKDF2',
    family: 'pbkdf2',
    foundIn: 'Flask, Werkzeug, Apache Superset, Airflow',
    // Werkzeug before 0.9 left the rounds out and meant 1,000.
    layout: [
      'pbkdf2:<prf:word>:<iterations>$<salt:text>$<key:hex>',
      'pbkdf2:<prf:word>$<salt:text>$<key:hex>',
    ],
    defaults: { iterations: 1000 },
    reference: 'https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security',
    frequency: 3,
  }),
  pbkdf2Format({
    id: 'web2py-pbkdf2',
    title: 'web2py PBKDF2',
    family: 'pbkdf2',
    foundIn: 'web2py',
    layout: 'pbkdf2(<iterations>,<length>,<prf:word>)$<salt:text?>$<key:hex>',
    shape: /^pbkdf2\(\d+,\d+,\w+\)\$[^$]*\$[0-9a-f]+$/,
    reference: 'https://github.com/web2py/pydal/blob/master/pydal/validators.py',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'atlassian-pkcs5s2',
    title: 'Atlassian PKCS5S2',
    family: 'pbkdf2',
    foundIn: 'Jira, Confluence, Crowd, Bitbucket Server',
    layout: '{PKCS5S2}<salt*16+key*32:base64>',
    prf: 'sha1',
    defaults: { iterations: 10_000 },
    reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.atlassian_pbkdf2_sha1.html',
    frequency: 2,
  }),
  pbkdf2Format({
    id: 'grub-pbkdf2',
    title: 'GRUB 2 PBKDF2-SHA512',
    family: 'pbkdf2',
    foundIn: 'GRUB, macOS exports of passlib',
    layout: 'grub.pbkdf2.sha512.<iterations>.<salt:HEX>.<key:HEX>',
    prf: 'sha512',
    reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.grub_pbkdf2_sha512.html',
    frequency: 0,
  }),
];

const keyDigits = (digest: 'sha1' | 'sha256' | 'sha512'): number => Math.ceil((DIGESTS[digest].size * 4) / 3);

function directoryShape(names: readonly string[], rest: string): RegExp {
  const marks = names.map((name) => name.replace(/[{}]/g, '\\$&')).join('|');
  return new RegExp(`^(?:${marks})\\d+\\$${rest}$`);
}

const directories: readonly PasswordFormat[] = [
  ...(['sha1', 'sha256', 'sha512'] as const).flatMap((digest) => {
    const names = digest === 'sha1' ? ['{PBKDF2}', '{PBKDF2-SHA1}'] : [`{PBKDF2-${digest.toUpperCase()}}`];
    return [
      pbkdf2Format({
        id: `ldap-pbkdf2-${digest}`,
        title: `OpenLDAP PBKDF2-${digest.toUpperCase()}`,
        family: 'ldap',
        foundIn: 'OpenLDAP pw-pbkdf2',
        layout: names.map(
          (name) => `${name}<iterations>$<salt:adapted64>$<key:adapted64*${DIGESTS[digest].size}>`,
        ),
        // No padding here, padding at 389-DS: all that tells the two apart.
        shape: directoryShape(names, `[./A-Za-z0-9]+\\$[./A-Za-z0-9]{${keyDigits(digest)}}`),
        prf: digest,
        reference: OPENLDAP,
        frequency: 2,
      }),
      pbkdf2Format({
        id: `389ds-pbkdf2-${digest}`,
        title: `389 Directory Server PBKDF2-${digest.toUpperCase()}`,
        family: 'ldap',
        foundIn: '389 Directory Server, FreeIPA, Red Hat Directory Server',
        layout: names.map((name) => `${name}<iterations>$<salt:base64>$<key:base64*${DIGESTS[digest].size}>`),
        shape: directoryShape(names, `[A-Za-z0-9+/]+={0,2}\\$[A-Za-z0-9+/]{${keyDigits(digest)}}={1,2}`),
        prf: digest,
        reference: DS389,
      }),
    ];
  }),
  ...(['sha256', 'sha512'] as const).map((digest) =>
    pbkdf2Format({
      id: `opendj-pbkdf2-hmac-${digest}`,
      title: `OpenDJ PBKDF2-HMAC-${digest.toUpperCase()}`,
      family: 'ldap',
      foundIn: 'ForgeRock DS, OpenDJ, PingDS',
      layout: `{PBKDF2-HMAC-${digest.toUpperCase()}}<iterations>:<key*${digest === 'sha256' ? 32 : 64}+salt:base64>`,
      prf: digest,
      reference: OPENDJ,
    }),
  ),
  pbkdf2Format({
    id: 'opendj-pbkdf2-sha1',
    title: 'OpenDJ PBKDF2',
    family: 'ldap',
    foundIn: 'ForgeRock DS, OpenDJ, PingDS',
    layout: '{PBKDF2}<iterations>:<key*20+salt:base64>',
    prf: 'sha1',
    reference: OPENDJ,
  }),
  pbkdf2Format({
    id: 'dovecot-pbkdf2',
    title: 'Dovecot PBKDF2',
    family: 'ldap',
    foundIn: 'Dovecot',
    layout: '{PBKDF2}$1$<salt:text>$<iterations>$<key:hex*20>',
    prf: 'sha1',
    reference: 'https://doc.dovecot.org/configuration_manual/authentication/password_schemes/',
  }),
];

const products: readonly PasswordFormat[] = [
  pbkdf2Format({
    id: 'mosquitto-7',
    title: 'Mosquitto $7$',
    family: 'pbkdf2',
    foundIn: 'Eclipse Mosquitto 2',
    layout: '$7$<iterations>$<salt:base64>$<key:base64*64>',
    prf: 'sha512',
    reference: 'https://mosquitto.org/man/mosquitto_passwd-1.html',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'cisco-8',
    title: 'Cisco type 8',
    family: 'pbkdf2',
    foundIn: 'Cisco IOS',
    layout: '$8$<salt:crypttext*14>$<key:cisco64*32>',
    prf: 'sha256',
    defaults: { iterations: 20_000 },
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'macos-pbkdf2',
    title: 'macOS 10.8 and later',
    family: 'pbkdf2',
    foundIn: 'macOS, Open Directory',
    layout: '$ml$<iterations>$<salt:hex*32>$<key:hex>',
    prf: 'sha512',
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    frequency: 0,
  }),
  ...(['passport-local-mongoose', 'payload-pbkdf2'] as const).map((id) =>
    pbkdf2Format({
      id,
      title: id === 'payload-pbkdf2' ? 'Payload CMS' : 'passport-local-mongoose',
      family: 'node',
      foundIn: id === 'payload-pbkdf2' ? 'Payload CMS' : 'Express, passport-local-mongoose',
      layout: '<key:hex*512>',
      // The salt is used as its hex text. Versions before 4 derived with SHA-1.
      defaults: { iterations: 25_000, prf: 'sha256' },
      reference: 'https://github.com/saintedlama/passport-local-mongoose',
      frequency: 2,
    }),
  ),
  pbkdf2Format({
    id: 'grafana-pbkdf2',
    title: 'Grafana',
    family: 'pbkdf2',
    foundIn: 'Grafana',
    layout: '<key:hex*50>',
    prf: 'sha256',
    defaults: { iterations: 10_000 },
    reference: 'https://github.com/grafana/grafana/blob/main/pkg/util/encoding.go',
  }),
  pbkdf2Format({
    id: 'gogs-pbkdf2',
    title: 'Gogs',
    family: 'pbkdf2',
    foundIn: 'Gogs',
    layout: '<key:hex*50>',
    prf: 'sha256',
    defaults: { iterations: 10_000 },
    reference: 'https://github.com/gogs/gogs/blob/main/internal/userutil/userutil.go',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'harbor-pbkdf2',
    title: 'Harbor',
    family: 'pbkdf2',
    foundIn: 'Harbor registry',
    layout: '<key:hex*16>',
    leastKey: 16,
    defaults: { iterations: 4096, prf: 'sha256' },
    reference: 'https://github.com/goharbor/harbor/blob/main/src/common/utils/encrypt.go',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'casdoor-pbkdf2-salt',
    title: 'Casdoor pbkdf2-salt',
    family: 'pbkdf2',
    foundIn: 'Casdoor, Keycloak users imported into it',
    layout: '<key:base64*64>',
    prf: 'sha256',
    defaults: { iterations: 27_500 },
    encodings: { salt: 'base64' },
    reference: 'https://github.com/casdoor/casdoor/blob/master/cred/pbkdf2-salt.go',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'discourse-legacy-pbkdf2',
    title: 'Discourse before 3.2',
    family: 'pbkdf2',
    foundIn: 'Discourse',
    layout: '<key:hex*32>',
    prf: 'sha256',
    defaults: { iterations: 64_000 },
    reference: 'https://github.com/discourse/discourse/blob/main/lib/pbkdf2.rb',
  }),
  pbkdf2Format({
    id: 'wcf-pbkdf2',
    title: 'WoltLab PBKDF2',
    family: 'cms',
    foundIn: 'WoltLab Suite imports',
    mayCountDigits: true,
    layout: '<key:hex>:<salt:hextext>:<prf:word>:<iterations>:<length>',
    shape: /^[0-9a-f]+:[0-9a-f]+:\w+:\d+:\d+$/,
    reference: 'https://github.com/WoltLab/WCF',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'seafile-pbkdf2',
    title: 'Seafile',
    family: 'pbkdf2',
    foundIn: 'Seafile',
    layout: 'PBKDF2<prf:word>$<iterations>$<salt:hex>$<key:hex>',
    shape: /^PBKDF2SHA(?:1|256|512)\$\d+\$[0-9a-f]+\$[0-9a-f]+$/,
    reference: 'https://github.com/haiwen/seafile-server',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'tomcat-pbkdf2',
    title: 'Tomcat SecretKeyCredentialHandler',
    family: 'java',
    foundIn: 'Apache Tomcat',
    layout: '<salt:hex>$<iterations>$<key:hex>',
    shape: /^[0-9a-f]+\$\d+\$[0-9a-f]+$/,
    defaults: { prf: 'sha1' },
    reference: 'https://tomcat.apache.org/tomcat-10.1-doc/config/credentialhandler.html',
  }),
  pbkdf2Format({
    id: 'sonarqube-pbkdf2',
    title: 'SonarQube PBKDF2',
    family: 'java',
    foundIn: 'SonarQube 7.6 and later',
    layout: '<iterations>$<key:base64*64>',
    prf: 'sha512',
    encodings: { salt: 'base64' },
    reference: 'https://github.com/SonarSource/sonarqube',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'couchdb-ini',
    title: 'CouchDB local.ini',
    family: 'database',
    foundIn: 'CouchDB administrators',
    layout: [
      '-pbkdf2-<key:hex*20>,<salt:text>,<iterations>',
      '-pbkdf2:<prf:word>-<key:hex>,<salt:text>,<iterations>',
    ],
    defaults: { prf: 'sha1' },
    reference: 'https://docs.couchdb.org/en/stable/intro/security.html',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'npm-pbkdf2-password-hash',
    title: 'npm pbkdf2-password-hash',
    family: 'node',
    foundIn: 'Node applications',
    layout: '<prf:word>$<iterations>$<length>$<salt:base64>$<key:base64>',
    starts: ['sha1$', 'sha256$', 'sha384$', 'sha512$'],
    shape: /^sha\d+\$\d+\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$/,
    reference: 'https://www.npmjs.com/package/pbkdf2-password-hash',
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'pbkdf2-params',
    title: 'PBKDF2 with everything in columns',
    family: 'pbkdf2',
    foundIn: 'Auth0, Okta, Stytch, WorkOS and Firebase imports',
    layout: '<key:digest>',
    shape: /^(?:(?:[0-9a-fA-F]{2}){16,}|[A-Za-z0-9+/_-]{22,}={0,2})$/,
    encodings: { salt: 'base64' },
    reference: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/',
    frequency: 1,
  }),
  pbkdf2Format({
    id: 'clerk-pbkdf2-sha256',
    title: 'Clerk pbkdf2_sha256',
    family: 'provider',
    foundIn: 'Clerk imports',
    // Django's shape with another meaning: the salt is decoded here.
    layout: 'pbkdf2_sha256$<iterations>$<salt:base64>$<key:base64>',
    prf: 'sha256',
    reference: CLERK,
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'clerk-pbkdf2-sha512',
    title: 'Clerk pbkdf2_sha512',
    family: 'provider',
    foundIn: 'Clerk imports',
    layout: 'pbkdf2_sha512$<iterations>$<salt:text>$<key:hex>',
    prf: 'sha512',
    reference: CLERK,
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'clerk-pbkdf2-sha512-hex',
    title: 'Clerk pbkdf2_sha512_hex',
    family: 'provider',
    foundIn: 'Clerk imports',
    layout: 'pbkdf2_sha512_hex$<iterations>$<salt:hex>$<key:hex>',
    prf: 'sha512',
    reference: CLERK,
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'clerk-pbkdf2-sha1',
    title: 'Clerk pbkdf2_sha1',
    family: 'provider',
    foundIn: 'Clerk imports',
    // Salts that are not hex are taken as text.
    layout: [
      'pbkdf2_sha1$<iterations>$<salt:hex>$<key:hex>$<length>',
      'pbkdf2_sha1$<iterations>$<salt:hex>$<key:hex>',
      'pbkdf2_sha1$<iterations>$<salt:text>$<key:hex>$<length>',
      'pbkdf2_sha1$<iterations>$<salt:text>$<key:hex>',
    ],
    prf: 'sha1',
    reference: CLERK,
    frequency: 0,
  }),
  pbkdf2Format({
    id: 'azuread-pph1',
    title: 'Entra Connect password hash sync',
    family: 'windows',
    foundIn: 'Microsoft Entra Connect',
    layout: [
      'v1;PPH1_MD4,<salt:hex>,<iterations>,<key:hex*32>;',
      'v1;PPH1_MD4,<salt:hex>,<iterations>,<key:hex*32>',
    ],
    prf: 'sha256',
    prehash: 'utf16le(HEX(md4(utf16le(password))))',
    reference:
      'https://learn.microsoft.com/en-us/entra/identity/hybrid/connect/how-to-connect-password-hash-synchronization',
  }),
];

export const PBKDF2_FORMATS: readonly PasswordFormat[] = [...strings, ...directories, ...products];
