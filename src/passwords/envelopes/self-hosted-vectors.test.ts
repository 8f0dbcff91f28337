/**
 * The vectors of the survey of self-hosted platforms (2026-11-20, §0.5): password `Correct-Horse-9`, salt bytes
 * 00112233445566778899aabbccddeeff unless inside the string.
 *
 * OpenLDAP, Better Auth and Django accepted theirs while running; the others were built by the routine that
 * reproduces the vendor's own examples.
 */
import { afterAll } from 'vitest';
import { closePool } from '../pool.ts';
import { type Known, testKnown } from './vectors-contract.ts';

const PASSWORD = 'Correct-Horse-9';

const B64_SALT = 'ABEiM0RVZneImaq7zN3u/w==';
const HEX_SALT = '00112233445566778899aabbccddeeff';
const besideSalt = { salt: HEX_SALT, saltEncoding: 'hex' };
const PBKDF2_64 = '+ZmH/iFGTJyl8t0J+nMx63oa+g+h2Fax1C2wvW/MKYVh217asCrVIv5An/jVSBuO5ac5GR/AJiK8KiUpaTN0/A==';
const PBKDF2_SHA512 =
  's9lzq567g/yemE+tl3vIuY7ETuc9wq7XMNrBBapXMgmtbw2oHn5l3JZ6btB+poYd/gg7eJVcN4z2LqlBMlvcag==';
const ARGON2 =
  '$argon2id$v=19$m=8192,t=3,p=1$QUJDREVGR0hJSktMTU5PUA$VBI27IhnD6yIx/WRvdP2hCh86ylTMG8umXONz3zhUu0';
const DJANGO = 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=';
const BETTER_AUTH =
  '00112233445566778899aabbccddeeff:ffa8b1f7408c5549409504f05f06894d2824957a81b46e022bd3462cae38a40705e93bb4b92daf66fbfe96940e9aee493c9c8f48a613384b35cf7d133680de2f';

/** Salt, separator, signer key and hash of Firebase, as S, P, K and H below. */
const S = 'ABEiM0RVZnc=';
const P = 'Qg==';
const K = '346LNTVY+cnmDds8mvGcSn5IJHIWVe3S6+UKWn3VoTNJPCBsCnYy/O7ECzVYvZ/KelYEuaoDNXMjOyzHTsocfQ==';
const H = '/6bC8vGeCTjky+RF//bZVEoJ27jPBlRRsijsBmWd/B58OmZhh3E6JKL26vO7F781f6BCA3YbQokzpm/WqHX5xQ==';

const keycloakPbkdf2 = (algorithm: string, hashIterations: number, value: string) => ({
  type: 'password',
  credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters: {} }),
  secretData: JSON.stringify({ value, salt: B64_SALT, additionalParameters: {} }),
});

const KNOWN: Readonly<Record<string, Known>> = {
  'PBKDF2-SHA256 of 32 bytes': {
    password: PASSWORD,
    stored: {
      hash: `pbkdf2_sha256$27500$${B64_SALT}$+ZmH/iFGTJyl8t0J+nMx63oa+g+h2Fax1C2wvW/MKYU=`,
      format: 'clerk-pbkdf2-sha256',
    },
    envelopes: {
      kratos:
        '$pbkdf2-sha256$i=27500,l=32$ABEiM0RVZneImaq7zN3u/w$+ZmH/iFGTJyl8t0J+nMx63oa+g+h2Fax1C2wvW/MKYU',
      zitadel: '$pbkdf2-sha256$27500$ABEiM0RVZneImaq7zN3u/w$.ZmH/iFGTJyl8t0J.nMx63oa.g.h2Fax1C2wvW/MKYU',
      openldap: '{PBKDF2-SHA256}27500$ABEiM0RVZneImaq7zN3u/w$.ZmH/iFGTJyl8t0J.nMx63oa.g.h2Fax1C2wvW/MKYU',
      fusionauth: {
        encryptionScheme: 'salted-pbkdf2-hmac-sha256',
        factor: 27_500,
        salt: B64_SALT,
        password: '+ZmH/iFGTJyl8t0J+nMx63oa+g+h2Fax1C2wvW/MKYU=',
      },
      logto: {
        passwordAlgorithm: 'Legacy',
        passwordDigest:
          '["pbkdf2",["hex:00112233445566778899aabbccddeeff","27500","32","sha256","@"],"f99987fe21464c9ca5f2dd09fa7331eb7a1afa0fa1d856b1d42db0bd6fcc2985"]',
      },
    },
  },
  'PBKDF2-SHA256 of 64 bytes': {
    password: PASSWORD,
    stored: { hash: PBKDF2_64, format: 'casdoor-pbkdf2-salt', beside: { salt: B64_SALT } },
    envelopes: {
      keycloak: keycloakPbkdf2('pbkdf2-sha256', 27_500, PBKDF2_64),
      casdoor: { passwordType: 'pbkdf2-salt', password: PBKDF2_64, passwordSalt: B64_SALT },
      fusionauth: {
        encryptionScheme: 'salted-pbkdf2-hmac-sha256-512',
        factor: 27_500,
        salt: B64_SALT,
        password: PBKDF2_64,
      },
    },
  },
  'PBKDF2-SHA512': {
    password: PASSWORD,
    stored: {
      hash: PBKDF2_SHA512,
      format: 'pbkdf2-params',
      beside: { salt: B64_SALT, iterations: 30_000, prf: 'sha512' },
    },
    envelopes: {
      keycloak: keycloakPbkdf2('pbkdf2-sha512', 30_000, PBKDF2_SHA512),
      fusionauth: {
        encryptionScheme: 'salted-pbkdf2-hmac-sha512-512',
        factor: 30_000,
        salt: B64_SALT,
        password: PBKDF2_SHA512,
      },
    },
  },
  "Argon2id in Keycloak's JSON": {
    password: PASSWORD,
    stored: {
      hash: JSON.stringify({
        secretData: JSON.stringify({
          value: 'VBI27IhnD6yIx/WRvdP2hCh86ylTMG8umXONz3zhUu0=',
          salt: 'QUJDREVGR0hJSktMTU5PUA==',
        }),
        credentialData: JSON.stringify({
          hashIterations: 3,
          algorithm: 'argon2',
          additionalParameters: { type: ['id'], version: ['1.3'], memory: ['8192'], parallelism: ['1'] },
        }),
      }),
    },
    envelopes: {
      kratos: ARGON2,
      zitadel: ARGON2,
      supabase: ARGON2,
      openldap: `{ARGON2}${ARGON2}`,
      supertokens: { passwordHash: ARGON2, hashingAlgorithm: 'argon2' },
      logto: { passwordAlgorithm: 'Argon2id', passwordDigest: ARGON2 },
    },
  },
  bcrypt: {
    password: PASSWORD,
    stored: { hash: '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2' },
    envelopes: {
      fusionauth: {
        encryptionScheme: 'bcrypt',
        factor: 4,
        salt: 'aURYlXxit7HXTL1g.DRbU.',
        password: 'jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2',
      },
    },
  },
  'PBKDF2 with a salt that is text, as passlib writes it': {
    password: PASSWORD,
    stored: { hash: '$pbkdf2-sha256$27500$TmFDbE5hQ2xOYUNs$rEsydm3Z1FlFiMcEe0CtqvkZc2./dHjubTgNH6cid3Y' },
    envelopes: {
      authentik: DJANGO,
      casdoor: { passwordType: 'pbkdf2-django', password: DJANGO },
    },
  },
  'scrypt with everything in columns': {
    password: PASSWORD,
    stored: {
      hash: 'J2fyJBuN0OXUVDm6pGLRGBPzUW+tx/ZPR7j+2fNz4Ec=',
      format: 'scrypt-params',
      beside: { salt: B64_SALT, N: 16_384, r: 8, p: 1 },
    },
    envelopes: {
      kratos:
        '$scrypt$ln=16384,r=8,p=1$ABEiM0RVZneImaq7zN3u/w==$J2fyJBuN0OXUVDm6pGLRGBPzUW+tx/ZPR7j+2fNz4Ec=',
      zitadel: '$scrypt$ln=14,r=8,p=1$ABEiM0RVZneImaq7zN3u/w$J2fyJBuN0OXUVDm6pGLRGBPzUW+tx/ZPR7j+2fNz4Ec',
    },
  },
  'SHA-256 with the salt first': {
    password: PASSWORD,
    stored: {
      hash: '5a7b545b41072eb8cf04bd84e9bd92fc48389f549f14f1329d50db75bd6432dd',
      format: 'sha256-salt-pass',
      beside: besideSalt,
    },
    envelopes: {
      kratos:
        '$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$ABEiM0RVZneImaq7zN3u/w==$WntUW0EHLrjPBL2E6b2S/Eg4n1SfFPEynVDbdb1kMt0=',
    },
  },
  'SHA-1 without salt': {
    password: PASSWORD,
    stored: { hash: '9d3d3bdf1e93f4a737104855707a9c33d2c3bc64', format: 'raw-sha1' },
    envelopes: { kratos: '$sha1$pf=e1BBU1NXT1JEfQ==$$nT073x6T9Kc3EEhVcHqcM9LDvGQ=' },
  },
  'MD5 without salt': {
    password: PASSWORD,
    stored: { hash: 'bd347294ce11cf3839ca8dc32f59d481', format: 'raw-md5' },
    envelopes: { kratos: '$md5$vTRylM4Rzzg5yo3DL1nUgQ==', zitadel: 'bd347294ce11cf3839ca8dc32f59d481' },
  },
  'HMAC-SHA256': {
    password: PASSWORD,
    stored: {
      hash: '536ce8dbe2c1ef98c3e68f46a07fc339c5f339b62fd8b410c15cac48029dbe6c',
      format: 'hmac-sha256-key-salt',
      beside: { pepper: 'k3y-k3y-k3y-k3y!' },
    },
    envelopes: {
      kratos:
        '$hmac-sha256$NTM2Y2U4ZGJlMmMxZWY5OGMzZTY4ZjQ2YTA3ZmMzMzljNWYzMzliNjJmZDhiNDEwYzE1Y2FjNDgwMjlkYmU2Yw==$azN5LWszeS1rM3ktazN5IQ==',
    },
  },
  'SHA-512 with the salt behind, in hex': {
    password: PASSWORD,
    stored: {
      hash: '4d23a3485bb367ef09a50838a6aa08e24e27c01914f91765cc8e8b4e833e897e5f5960ab2da020410d77990a1f18274c6db08c86d3947d8b2a2b31e5d5e88331',
      format: 'sha512-pass-salt',
      beside: besideSalt,
    },
    envelopes: {
      kratos:
        '{SSHA512}TSOjSFuzZ+8JpQg4pqoI4k4nwBkU+RdlzI6LToM+iX5fWWCrLaAgQQ13mQofGCdMbbCMhtOUfYsqKzHl1eiDMQARIjNEVWZ3iJmqu8zd7v8=',
      openldap:
        '{SSHA512}TSOjSFuzZ+8JpQg4pqoI4k4nwBkU+RdlzI6LToM+iX5fWWCrLaAgQQ13mQofGCdMbbCMhtOUfYsqKzHl1eiDMQARIjNEVWZ3iJmqu8zd7v8=',
    },
  },
  "Better Auth's scrypt": {
    password: PASSWORD,
    stored: { hash: BETTER_AUTH, format: 'better-auth-scrypt' },
    envelopes: { 'better-auth': BETTER_AUTH },
  },
  'SHA-256 of the hex of SHA-256, and a salt': {
    password: PASSWORD,
    stored: {
      hash: 'bf9a76a615af2c8fd76a9ff27ce06b60757343e6b816f656fa06a2604cc1c8d7',
      format: 'sha256-sha256pass-salt',
      beside: { salt: 'orgsalt' },
    },
    envelopes: {
      casdoor: {
        passwordType: 'salt',
        password: 'bf9a76a615af2c8fd76a9ff27ce06b60757343e6b816f656fa06a2604cc1c8d7',
        passwordSalt: 'orgsalt',
      },
    },
  },
  'SHA-256 with a text behind': {
    password: PASSWORD,
    stored: {
      hash: '8600e179ea66493d44f8b634eff134dccce659384f3fb2e49d4d8a752f46025d',
      format: 'sha256-pass-salt',
      beside: { salt: 'pepper-salt' },
    },
    envelopes: {
      logto: {
        passwordAlgorithm: 'Legacy',
        passwordDigest:
          '["sha256",["@","pepper-salt"],"8600e179ea66493d44f8b634eff134dccce659384f3fb2e49d4d8a752f46025d"]',
      },
    },
  },
  "Firebase's scrypt": {
    password: PASSWORD,
    stored: {
      hash: H,
      format: 'firebase-scrypt',
      beside: { salt: S, saltSeparator: P, rounds: 8, memCost: 14 },
      secrets: { signerKey: K },
    },
    envelopes: {
      kratos: `$firescrypt$ln=14,r=8,p=1$${S}$${H}$${P}$${K}`,
      supertokens: {
        passwordHash: `$f_scrypt$${H}$${S}$m=14$r=8$s=${P}`,
        hashingAlgorithm: 'firebase_scrypt',
      },
      supabase: `$fbscrypt$v=1,n=14,r=8,p=1,ss=${P},sk=${K}$${S}$${H}`,
      logto: {
        passwordAlgorithm: 'Legacy',
        passwordDigest: `["firebase-scrypt",["${S}","${K}","${P}","8","14","@"],"${H}"]`,
      },
    },
  },
};

afterAll(closePool);

testKnown(KNOWN);
