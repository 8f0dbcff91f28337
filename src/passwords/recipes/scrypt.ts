/**
 * scrypt in every envelope that is a plain layout.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7914
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { scryptFormat } from '../recipe.ts';

/** Better Auth, Lucia and its imitators normalise first and use the salt as its hex text. */
const NODE = { prehash: 'nfkc(password)', family: 'node' } as const;

export const SCRYPT_FORMATS: readonly PasswordFormat[] = [
  scryptFormat({
    id: 'better-auth-scrypt',
    title: 'Better Auth',
    foundIn: 'Better Auth, Lucia 3, Oslo',
    layout: '<salt:hextext*32>:<key:hex*64>',
    defaults: { N: 16_384, r: 16, p: 1 },
    reference:
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/crypto/password.ts',
    frequency: 3,
    aliases: ['better-auth', 'lucia3-scrypt'],
    ...NODE,
  }),
  scryptFormat({
    id: 'lucia1-scrypt',
    title: 'Lucia 1',
    foundIn: 'Lucia 1',
    layout: '<salt:hextext*32>:<key:hex*64>',
    defaults: { N: 16_384, r: 8, p: 1 },
    reference: 'https://github.com/lucia-auth/lucia',
    frequency: 1,
    ...NODE,
  }),
  scryptFormat({
    id: 'lucia-s2-scrypt',
    title: 'Lucia 2 s2:',
    foundIn: 'Lucia 2',
    layout: 's2:<salt:word>:<key:hex*64>',
    defaults: { N: 16_384, r: 16, p: 1 },
    reference: 'https://github.com/lucia-auth/lucia',
    ...NODE,
  }),
  scryptFormat({
    id: 'passlib-scrypt-phc',
    title: 'scrypt, PHC string',
    family: 'modern',
    foundIn: 'passlib, libpass, Authelia, ZITADEL',
    layout: '$scrypt$ln=<logN>,r=<r>,p=<p>$<salt:base64unpadded?>$<key:base64unpadded>',
    shape: /^\$scrypt\$ln=\d{1,2},r=\d+,p=\d+\$[A-Za-z0-9+/]*={0,2}\$[A-Za-z0-9+/]+={0,2}$/,
    reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.scrypt.html',
    frequency: 2,
    aliases: ['scrypt'],
  }),
  scryptFormat({
    id: 'kratos-scrypt',
    title: 'Ory Kratos scrypt',
    family: 'modern',
    foundIn: 'Ory Kratos',
    // ln carries N itself, whatever its name says.
    layout: '$scrypt$ln=<N>,r=<r>,p=<p>$<salt:base64>$<key:base64>',
    shape: /^\$scrypt\$ln=\d{3,},r=\d+,p=\d+\$[A-Za-z0-9+/]+={0,2}\$[A-Za-z0-9+/]+={0,2}$/,
    reference: 'https://github.com/ory/kratos/blob/master/hash/hash_comparator.go',
  }),
  scryptFormat({
    id: 'adonis-scrypt-phc',
    title: 'AdonisJS scrypt',
    family: 'modern',
    foundIn: 'AdonisJS, @phc/scrypt',
    layout: '$scrypt$n=<N>,r=<r>,p=<p>$<salt:base64unpadded>$<key:base64unpadded*64>',
    reference: 'https://docs.adonisjs.com/guides/security/hashing',
  }),
  scryptFormat({
    id: 'django-scrypt',
    title: 'Django scrypt',
    family: 'scrypt',
    foundIn: 'Django 4 and later',
    layout: 'scrypt$<N>$<salt:text>$<r>$<p>$<key:base64*64>',
    shape: /^scrypt\$\d+\$[^$]+\$\d+\$\d+\$[A-Za-z0-9+/]+=*$/,
    reference: 'https://docs.djangoproject.com/en/5.2/topics/auth/passwords/',
    frequency: 2,
  }),
  scryptFormat({
    id: 'django-scrypt-thirdparty',
    title: 'django-scrypt',
    family: 'scrypt',
    foundIn: 'Django with the django-scrypt package',
    layout: 'scrypt$<salt:text>$<logN>$<r>$<p>$<length>$<key:base64>',
    shape: /^scrypt\$[^$]+\$\d{1,2}\$\d+\$\d+\$\d+\$[A-Za-z0-9+/]+=*$/,
    reference: 'https://pypi.org/project/django-scrypt/',
    frequency: 0,
  }),
  scryptFormat({
    id: 'werkzeug-scrypt',
    title: 'Werkzeug scrypt',
    family: 'scrypt',
    foundIn: 'Flask, Werkzeug 2.3 and later',
    layout: 'scrypt:<N>:<r>:<p>$<salt:text>$<key:hex*64>',
    reference: 'https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security',
    frequency: 3,
  }),
  scryptFormat({
    id: 'ruby-scrypt',
    title: 'Ruby scrypt gem',
    family: 'scrypt',
    foundIn: 'Ruby, authlogic SCrypt',
    layout: '<N:hexnumber>$<r:hexnumber>$<p:hexnumber>$<salt:hex>$<key:hex>',
    // A power of two in hex, which one in decimal is not from 16 on.
    shape: /^[1248]0*\$[0-9a-f]+\$[0-9a-f]+\$(?:[0-9a-f]{2})+\$(?:[0-9a-f]{2})+$/,
    reference: 'https://github.com/pbhogan/scrypt',
  }),
  scryptFormat({
    id: 'go-simple-scrypt',
    title: 'Go simple-scrypt',
    family: 'scrypt',
    foundIn: 'Go, elithrar/simple-scrypt',
    layout: '<N>$<r>$<p>$<salt:hex>$<key:hex>',
    shape:
      /^(?:2|4|8|16|32|64|128|256|512|1024|2048|4096|8192|16384|32768|65536|131072|262144|524288|1048576)\$\d+\$\d+\$(?:[0-9a-f]{2})+\$(?:[0-9a-f]{2})+$/,
    reference: 'https://github.com/elithrar/simple-scrypt',
  }),
  scryptFormat({
    id: 'hashcat-scrypt',
    title: 'hashcat scrypt',
    family: 'scrypt',
    foundIn: 'exports for hashcat',
    layout: 'SCRYPT:<N>:<r>:<p>:<salt:base64>:<key:base64>',
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    frequency: 0,
  }),
  scryptFormat({
    id: 'cisco-9',
    title: 'Cisco type 9',
    family: 'scrypt',
    foundIn: 'Cisco IOS',
    layout: '$9$<salt:crypttext*14>$<key:cisco64*32>',
    defaults: { N: 16_384, r: 1, p: 1 },
    reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    frequency: 0,
  }),
  scryptFormat({
    id: 'scrypt-params',
    title: 'scrypt with everything in columns',
    family: 'scrypt',
    foundIn: 'Auth0, Stytch, WorkOS and Firebase STANDARD_SCRYPT imports',
    layout: '<key:digest>',
    shape: /^(?:(?:[0-9a-fA-F]{2}){16,}|[A-Za-z0-9+/_-]{22,}={0,2})$/,
    encodings: { salt: 'base64' },
    reference: 'https://firebase.google.com/docs/auth/admin/import-users',
  }),
  scryptFormat({
    id: 'stytch-scrypt',
    title: 'Stytch scrypt',
    family: 'provider',
    foundIn: 'Stytch',
    // The salt is used as its URL-safe base64 text, undecoded.
    layout: '<key:base64*32>',
    defaults: { N: 32_768, r: 8, p: 1 },
    encodings: { salt: 'ascii-urlsafe-base64-text' },
    reference: 'https://stytch.com/docs/api/password-migrate',
    frequency: 0,
  }),
];
