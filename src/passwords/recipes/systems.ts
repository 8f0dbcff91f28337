/**
 * Databases, brokers, Windows, .NET, Java and network equipment: fixed digests with fixed salts.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes
 * @module
 */
import type { Family, PasswordFormat } from '../format.ts';
import { digestFormat } from '../recipe.ts';
import type { Row } from '../recipe-inputs.ts';

const HASHCAT = 'https://hashcat.net/wiki/doku.php?id=example_hashes';

type Given = Omit<Row, 'family'> & { readonly rule: string };
const of = (family: Family) => (row: Given) => digestFormat({ reference: HASHCAT, ...row, family });

/** StoredKey of RFC 5802 §3: enough to verify, since the server key is derived beside it. */
const storedKey = (digest: string, size: number, password = 'saslprep(password)'): string =>
  `${digest}(hmac_${digest}(pbkdf2_${digest}(${password}, salt, iterations, ${size}), "Client Key"))`;

const database = of('database');
const databases: readonly PasswordFormat[] = [
  database({
    id: 'mysql41',
    title: 'MySQL 4.1',
    foundIn: 'MySQL, MariaDB mysql_native_password',
    layout: ['*<key:HEX>', '<key:HEX>'],
    rule: 'sha1(sha1(password))',
    frequency: 1,
  }),
  database({
    id: 'postgres-md5',
    title: 'PostgreSQL md5',
    foundIn: 'PostgreSQL before 14',
    layout: 'md5<key:hex>',
    rule: 'md5(password . username)',
    reference: 'https://www.postgresql.org/docs/current/auth-password.html',
  }),
  database({
    id: 'postgres-scram-sha256',
    title: 'PostgreSQL SCRAM-SHA-256',
    foundIn: 'PostgreSQL 10 and later',
    layout: 'SCRAM-SHA-256$<iterations>:<salt:base64>$<key:base64>:<serverKey:base64>',
    rule: storedKey('sha256', 32),
    reference: 'https://www.rfc-editor.org/rfc/rfc7677',
  }),
  ...(
    [
      ['dovecot-scram-sha1', 'SCRAM-SHA-1', 'sha1', 20],
      ['dovecot-scram-sha256', 'SCRAM-SHA-256', 'sha256', 32],
    ] as const
  ).map(([id, mark, digest, size]) =>
    digestFormat({
      id,
      title: `Dovecot {${mark}}`,
      family: 'ldap',
      foundIn: 'Dovecot',
      layout: `{${mark}}<iterations>,<salt:base64>,<key:base64>,<serverKey:base64>`,
      rule: storedKey(digest, size),
      reference: 'https://www.rfc-editor.org/rfc/rfc5802',
    }),
  ),
  database({
    id: 'mongodb-cr',
    title: 'MongoDB-CR',
    foundIn: 'MongoDB up to 3',
    layout: '<key:hex>',
    rule: 'md5(username . ":mongo:" . password)',
  }),
  database({
    id: 'mssql2000',
    title: 'SQL Server 2000',
    foundIn: 'Microsoft SQL Server 2000',
    // The second digest, of the password in upper case, is the one a server that ignores case compares.
    layout: '0x0100<salt*4+exact*20+key*20:HEX>',
    rule: 'sha1(utf16le(upper(password)) . salt)',
  }),
  database({
    id: 'mssql2005',
    title: 'SQL Server 2005',
    foundIn: 'Microsoft SQL Server 2005, 2008',
    layout: '0x0100<salt*4+key:HEX>',
    rule: 'sha1(utf16le(password) . salt)',
  }),
  database({
    id: 'mssql2012',
    title: 'SQL Server 2012',
    foundIn: 'Microsoft SQL Server 2012 and later',
    layout: '0x0200<salt*4+key:HEX>',
    rule: 'sha512(utf16le(password) . salt)',
  }),
  database({
    id: 'oracle11',
    title: 'Oracle 11g S:',
    foundIn: 'Oracle Database 11g',
    layout: ['S:<key*20+salt*10:HEX>', '<key*20+salt*10:HEX>'],
    starts: ['', 'S:'],
    shape: /^(?:S:[0-9A-Fa-f]{60}|[0-9A-F]{60})$/,
    rule: 'sha1(password . salt)',
  }),
  database({
    id: 'oracle12',
    title: 'Oracle 12c T:',
    foundIn: 'Oracle Database 12c and later',
    layout: ['T:<key*64+salt*16:HEX>', '<key*64+salt*16:HEX>'],
    starts: ['', 'T:'],
    shape: /^(?:T:[0-9A-Fa-f]{160}|[0-9A-F]{160})$/,
    rule: 'sha512(pbkdf2_sha512(password, salt . "AUTH_PBKDF2_SPEEDY_KEY", 4096, 64) . salt)',
  }),
  database({
    id: 'sybase-ase',
    title: 'Sybase ASE',
    foundIn: 'SAP ASE, Sybase',
    layout: '0xc007<salt*8+key:hex>',
    rule: 'sha256(pad(utf16be(password), 510) . salt)',
    frequency: 0,
  }),
  database({
    id: 'redis-acl-sha256',
    title: 'Redis ACL',
    foundIn: 'Redis',
    layout: '#<key:hex>',
    rule: 'sha256(password)',
    frequency: 0,
  }),
  ...(['md5', 'sha256', 'sha512'] as const).map((name) =>
    database({
      id: `rabbitmq-${name}`,
      title: `RabbitMQ ${name.toUpperCase()}`,
      foundIn: 'RabbitMQ',
      layout: '<salt*4+key:base64>',
      rule: `${name}(salt . password)`,
      reference: 'https://www.rabbitmq.com/docs/passwords',
      frequency: 0,
    }),
  ),
  database({
    id: 'mosquitto-6',
    title: 'Mosquitto $6$',
    foundIn: 'Eclipse Mosquitto 1',
    layout: '$6$<salt:base64>$<key:base64>',
    rule: 'sha512(password . salt)',
    frequency: 0,
  }),
];

const windows = of('windows');
const microsoft: readonly PasswordFormat[] = [
  windows({
    id: 'nthash',
    title: 'NT hash',
    foundIn: 'Active Directory, Windows, Samba',
    layout: ['<key:hex>', '$NT$<key:hex>', '{NT}<key:hex>'],
    rule: 'md4(utf16le(password))',
    frequency: 2,
    aliases: ['ntlm'],
    starts: ['', '$NT$', '{NT}'],
    shape: /^(?:\$NT\$|\{NT\})?[0-9a-fA-F]{32}$/,
  }),
  windows({
    id: 'bsd-nthash',
    title: 'FreeBSD $3$',
    foundIn: 'FreeBSD',
    layout: ['$3$$<key:hex>', '$3$<key:hex>'],
    rule: 'md4(utf16le(password))',
    frequency: 0,
  }),
  windows({
    id: 'msdcc',
    title: 'Windows cached credentials 1',
    foundIn: 'Windows',
    layout: '<key:hex>',
    rule: 'md4(md4(utf16le(password)) . utf16le(lower(username)))',
    frequency: 0,
  }),
  windows({
    id: 'msdcc2',
    title: 'Windows cached credentials 2',
    foundIn: 'Windows Vista and later',
    layout: '<key:hex>',
    rule: 'pbkdf2_sha1(md4(md4(utf16le(password)) . utf16le(lower(username))), utf16le(lower(username)), iterations, 16)',
    defaults: { iterations: 10_240 },
    frequency: 0,
  }),
];

const dotnet = of('dotnet');
const membership = 'https://learn.microsoft.com/en-us/dotnet/api/system.web.security.sqlmembershipprovider';
const net: readonly PasswordFormat[] = [
  ...(['sha1', 'sha256'] as const).map((name) =>
    dotnet({
      id: `aspnet-membership-${name}`,
      title: `ASP.NET membership ${name.toUpperCase()}`,
      foundIn: 'ASP.NET SqlMembershipProvider, Sitecore up to 10.0, DNN, Sitefinity, Kentico',
      layout: '<key:base64>',
      rule: `${name}(salt . utf16le(password))`,
      encodings: { salt: 'base64' },
      reference: membership,
      frequency: 2,
    }),
  ),
  dotnet({
    id: 'aspnet-membership-hmacsha256',
    title: 'ASP.NET membership HMACSHA256',
    foundIn: '.NET 4 membership, Clerk hmac_sha256_utf16_b64',
    layout: '<key:base64>',
    // KeyedHashAlgorithm wants a key of a whole block and repeats the salt to get one.
    rule: 'hmac_sha256(cycle(salt, 64), utf16le(password))',
    encodings: { salt: 'base64' },
    reference: membership,
  }),
  dotnet({
    id: 'episerver-0',
    title: 'EPiServer 6',
    foundIn: 'EPiServer 6',
    layout: '$episerver$*0*<salt:base64>*<key:base64unpadded>',
    rule: 'sha1(salt . utf16le(password))',
  }),
  dotnet({
    id: 'episerver-1',
    title: 'EPiServer 6, .NET 4',
    foundIn: 'EPiServer 6',
    layout: '$episerver$*1*<salt:base64>*<key:base64unpadded>',
    rule: 'sha256(salt . utf16le(password))',
  }),
  ...(['sha1', 'sha256'] as const).map((name) =>
    dotnet({
      id: `umbraco-hmac${name}`,
      title: `Umbraco HMAC-${name.toUpperCase()}`,
      foundIn: name === 'sha1' ? 'Umbraco 4 to 7' : 'Umbraco 7.6 to 8',
      layout: '<key:base64>',
      // The password is its own key, so there is no salt.
      rule: `hmac_${name}(utf16le(password), utf16le(password))`,
    }),
  ),
  dotnet({
    id: 'hmailserver-sha256',
    title: 'hMailServer',
    foundIn: 'hMailServer',
    layout: '<salt:hextext*6><key:hex>',
    rule: 'sha256(salt . password)',
  }),
  dotnet({
    id: 'coldfusion10',
    title: 'ColdFusion 10',
    foundIn: 'Adobe ColdFusion 10 and later',
    layout: '<key:hex>:<salt:text*64>',
    shape: /^[0-9a-fA-F]{64}:[0-9A-F]{64}$/,
    rule: 'sha256(salt . HEX(sha1(password)))',
    frequency: 0,
  }),
  dotnet({
    id: 'peoplesoft-sha1',
    title: 'PeopleSoft',
    foundIn: 'Oracle PeopleSoft',
    layout: '<key:base64>',
    rule: 'sha1(utf16le(password))',
    frequency: 1,
  }),
];

const java = of('java');
const jasypt = 'http://www.jasypt.org/howtoencryptuserpasswords.html';
const javaProducts: readonly PasswordFormat[] = [
  java({
    id: 'spring-sha256-standard',
    title: 'Spring {sha256}',
    foundIn: 'Spring Security StandardPasswordEncoder',
    layout: '{sha256}<salt*8+key:hex>',
    rule: 'iterate(1024, salt . pepper . password, sha256(it))',
    defaults: { pepper: '' },
  }),
  java({
    id: 'spring-sha256-standard-raw',
    title: 'Spring StandardPasswordEncoder',
    foundIn: 'Spring Security without a delegating encoder',
    layout: '<salt*8+key:hex>',
    rule: 'iterate(1024, salt . pepper . password, sha256(it))',
    defaults: { pepper: '' },
  }),
  java({
    id: 'jasypt-basic',
    title: 'jasypt basic',
    foundIn: 'jasypt BasicPasswordEncryptor',
    layout: '<salt*8+key:base64>',
    rule: 'iterate(iterations, salt . nfc(password), md5(it))',
    defaults: { iterations: 1000 },
    reference: jasypt,
  }),
  java({
    id: 'jasypt-strong',
    title: 'jasypt strong',
    foundIn: 'jasypt StrongPasswordEncryptor',
    layout: '<salt*16+key:base64>',
    rule: 'iterate(iterations, salt . nfc(password), sha256(it))',
    defaults: { iterations: 100_000 },
    reference: jasypt,
  }),
  java({
    id: 'jenkins-sha256',
    title: 'Jenkins before 1.5xx',
    foundIn: 'Jenkins, Hudson',
    layout: '<salt:text>:<key:hex>',
    shape: /^[^:]{6}:[0-9a-f]{64}$/,
    rule: 'sha256(password . "{" . salt . "}")',
    frequency: 0,
  }),
  java({
    id: 'wso2-sha256',
    title: 'WSO2',
    foundIn: 'WSO2 Identity Server, WSO2 API Manager',
    layout: '<key:base64>',
    rule: 'sha256(password . salt)',
    reference: 'https://is.docs.wso2.com/en/latest/guides/users/user-stores/',
    frequency: 1,
  }),
];

const equipment = of('windows');
const network: readonly PasswordFormat[] = [
  equipment({
    id: 'cisco-4',
    title: 'Cisco type 4',
    foundIn: 'Cisco IOS',
    layout: '<key:cisco64>',
    rule: 'sha256(password)',
    frequency: 0,
  }),
  equipment({
    id: 'netscaler-sha1',
    title: 'NetScaler',
    foundIn: 'Citrix NetScaler',
    layout: '1<salt:hextext*8><key:hex>',
    rule: 'sha1(salt . password . "\\0")',
    frequency: 0,
  }),
  equipment({
    id: 'netscaler-sha512',
    title: 'NetScaler SHA-512',
    foundIn: 'Citrix ADC',
    layout: '2<salt:hextext*8><key:hex>',
    rule: 'sha512(salt . password . "\\0")',
    frequency: 0,
  }),
  equipment({
    id: 'fortios-ak1',
    title: 'FortiOS AK1',
    foundIn: 'Fortinet FortiGate',
    layout: 'AK1<salt*12+key:base64>',
    rule: 'sha1(salt . password . "\\xa3\\x88\\xba\\x2e\\x42\\x4c\\xb0\\x4a\\x53\\x79\\x30\\xc1\\x31\\x07\\xcc\\x3f\\xa1\\x32\\x90\\x29\\xa9\\x81\\x5b\\x70")',
    frequency: 0,
  }),
  equipment({
    id: 'xsha-macos104',
    title: 'macOS 10.4 to 10.6',
    foundIn: 'macOS 10.4 to 10.6',
    layout: '<salt*4+key:hex>',
    rule: 'sha1(salt . password)',
    frequency: 0,
  }),
  equipment({
    id: 'xsha512-macos107',
    title: 'macOS 10.7',
    foundIn: 'macOS 10.7',
    layout: '<salt*4+key:hex>',
    rule: 'sha512(salt . password)',
    frequency: 0,
  }),
];

const mail = of('ldap');
const mailAndDirectory: readonly PasswordFormat[] = [
  mail({
    id: 'dovecot-plain-md5',
    title: 'Dovecot {PLAIN-MD5}',
    foundIn: 'Dovecot',
    layout: '{PLAIN-MD5}<key:hex>',
    rule: 'md5(password)',
  }),
  mail({
    id: 'dovecot-plain-md4',
    title: 'Dovecot {PLAIN-MD4}',
    foundIn: 'Dovecot',
    layout: '{PLAIN-MD4}<key:hex>',
    rule: 'md4(password)',
    frequency: 0,
  }),
  mail({
    id: 'ldap-apr1',
    title: 'OpenLDAP {APR1}',
    foundIn: 'OpenLDAP contrib',
    layout: '{APR1}<key+salt:base64>',
    rule: 'apr1(password, salt)',
    frequency: 0,
  }),
  mail({
    id: 'ldap-bsdmd5',
    title: 'OpenLDAP {BSDMD5}',
    foundIn: 'OpenLDAP contrib',
    layout: '{BSDMD5}<key+salt:base64>',
    rule: 'md5crypt(password, salt)',
    frequency: 0,
  }),
  mail({
    id: 'ns-mta-md5',
    title: 'Netscape {NS-MTA-MD5}',
    foundIn: 'Netscape and Sun mail servers',
    layout: '{NS-MTA-MD5}<key:hex*16><salt:hextext*32>',
    rule: 'md5(salt . "\\x59" . password . "\\xf7" . salt)',
    frequency: 0,
  }),
  mail({
    id: 'htdigest',
    title: 'Apache htdigest',
    foundIn: 'Apache mod_auth_digest',
    layout: '<key:hex>',
    rule: 'md5(username . ":" . realm . ":" . password)',
    reference: 'https://httpd.apache.org/docs/2.4/programs/htdigest.html',
  }),
  mail({
    id: 'rt-sha512',
    title: 'Request Tracker 4.0',
    foundIn: 'Request Tracker 4',
    layout: '!sha512!<salt:text>!<key:base64unpadded>',
    rule: 'sha512(salt . password)',
    frequency: 0,
  }),
  mail({
    id: 'rt-sha256-md5-truncated',
    title: 'Request Tracker 3.8',
    foundIn: 'Request Tracker 3.8',
    layout: '<salt*4+key:base64>',
    rule: 'slice(sha256(salt . md5(password)), 0, 26)',
    frequency: 0,
  }),
  mail({
    id: 'plain-prefixed',
    title: '{PLAIN}',
    foundIn: 'Dovecot, LDAP',
    layout: ['{PLAIN}<key:text?>', '{CLEARTEXT}<key:text?>', '{CLEAR}<key:text?>', '{noop}<key:text?>'],
    rule: 'password',
  }),
  java({
    id: 'spring-noop',
    title: 'Spring {noop}',
    foundIn: 'Spring Security',
    layout: '{noop}<key:text?>',
    rule: 'password',
  }),
  // Never recognised by itself: any text has this shape.
  mail({
    id: 'plain',
    title: 'Plain text',
    foundIn: 'where nobody hashed',
    layout: '<key:text?>',
    shape: /^(?!)/,
    rule: 'password',
  }),
];

export const SYSTEM_FORMATS: readonly PasswordFormat[] = [
  ...databases,
  ...microsoft,
  ...net,
  ...javaProducts,
  ...network,
  ...mailAndDirectory,
];
