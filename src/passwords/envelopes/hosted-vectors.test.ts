/**
 * The vectors of the survey of hosted platforms (2026-11-20, §0.4 and §0.5): password `migrate-me-2026`, salt bytes
 * 000102030405060708090a0b0c0d0e0f, digests computed with Node's crypto.
 */
import { afterAll } from 'vitest';
import { closePool } from '../pool.ts';
import { type Known, testKnown } from './vectors-contract.ts';

const PASSWORD = 'migrate-me-2026';
const B64_SALT = 'AAECAwQFBgcICQoLDA0ODw==';
const HEX_SALT = '000102030405060708090a0b0c0d0e0f';
const besideSalt = { salt: HEX_SALT, saltEncoding: 'hex' };

const BCRYPT = '$2b$10$abcdefghijklmnopqrstuum2m8jLTK1aT9mwclgeB7q3i9kc1x7qS';
const ARGON2 =
  '$argon2id$v=19$m=4096,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$L1QCdt7dKQ8U73U32Ax72DcGi2gnGAMhXNORJIKM8r4';
const PBKDF2 = '41o+qC28sPBQpSay9j35SHVRoHbNyIcgNIkFJSHVCc8=';
const SCRYPT = 'W+UfsHc+bl0PPYJugi33TIJm+C9YNqgvfetQEGmFLfc8/oVEeiYykr8JP0AADEJBG/Rf1TJcvWo7GwjtDs1aQQ==';
const SIGNER_KEY = '+2D4JWcoW+H+UxuaH8euzT/+vDgQPxe1yTA1X6YCJ9s1jGOB+lQoGoK70C/BC1QpoNspQHsNN9ucPDNKsCWQUw==';
const FIREBASE = 'CqQQ/s3H6MePwMh/4xKx/IPPT3AYiqtgt3gIZTtfehwY+bqZbAWjEV/sBfoZnI/GOSl7GJ3J18g41RwcpsGyKw==';

const webSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');

const KNOWN: Readonly<Record<string, Known>> = {
  'PBKDF2-SHA256': {
    password: PASSWORD,
    stored: {
      hash: 'e35a3ea82dbcb0f050a526b2f63df9487551a076cdc887203489052521d509cf',
      format: 'pbkdf2-params',
      beside: { ...besideSalt, iterations: 10_000, prf: 'sha256' },
    },
    envelopes: {
      auth0: {
        custom_password_hash: {
          algorithm: 'pbkdf2',
          hash: {
            value:
              '$pbkdf2-sha256$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw$41o+qC28sPBQpSay9j35SHVRoHbNyIcgNIkFJSHVCc8',
            encoding: 'utf8',
          },
        },
      },
      okta: {
        algorithm: 'PBKDF2',
        digestAlgorithm: 'SHA256_HMAC',
        iterationCount: 10_000,
        keySize: 32,
        salt: B64_SALT,
        value: PBKDF2,
      },
      firebase: {
        request: { hashAlgorithm: 'PBKDF2_SHA256', rounds: 10_000 },
        user: { passwordHash: '41o-qC28sPBQpSay9j35SHVRoHbNyIcgNIkFJSHVCc8=', salt: B64_SALT },
      },
      clerk: {
        password_hasher: 'pbkdf2_sha256',
        password_digest: `pbkdf2_sha256$10000$${B64_SALT}$${PBKDF2}`,
      },
      stytch: {
        hash_type: 'pbkdf_2',
        hash: PBKDF2,
        pbkdf_2_config: { salt: B64_SALT, iteration_amount: 10_000, key_length: 32, algorithm: 'sha256' },
      },
      descope: { pbkdf2: { hash: PBKDF2, salt: B64_SALT, iterations: 10_000, type: 'sha256' } },
    },
  },
  bcrypt: {
    password: PASSWORD,
    stored: { hash: `{bcrypt}${BCRYPT}` },
    envelopes: {
      auth0: { password_hash: BCRYPT },
      okta: {
        algorithm: 'BCRYPT',
        workFactor: 10,
        salt: 'abcdefghijklmnopqrstuu',
        value: 'm2m8jLTK1aT9mwclgeB7q3i9kc1x7qS',
      },
      firebase: {
        request: { hashAlgorithm: 'BCRYPT' },
        user: { passwordHash: webSafe(Buffer.from(BCRYPT).toString('base64')) },
      },
      clerk: { password_hasher: 'bcrypt', password_digest: BCRYPT },
      workos: { password_hash_type: 'bcrypt', password_hash: BCRYPT },
      stytch: { hash_type: 'bcrypt', hash: BCRYPT },
      supabase: BCRYPT,
      descope: { bcrypt: { hash: BCRYPT } },
      cognito: { job: { PasswordHashingAlgorithm: 'BCRYPT' }, column: BCRYPT },
    },
  },
  "Django's Argon2id": {
    password: PASSWORD,
    stored: { hash: `argon2${ARGON2}` },
    envelopes: {
      auth0: { custom_password_hash: { algorithm: 'argon2', hash: { value: ARGON2, encoding: 'utf8' } } },
      clerk: { password_hasher: 'argon2id', password_digest: ARGON2 },
      workos: { password_hash_type: 'argon2', password_hash: ARGON2 },
      stytch: { hash_type: 'argon_2id', hash: ARGON2 },
      supabase: ARGON2,
    },
  },
  'SHA-256 with the salt first': {
    password: PASSWORD,
    stored: {
      hash: 'zOLpqT1+dzXZOKEJhdEWjMOjJd4dxTdZfa51tPz+KIs=',
      format: 'sha256-salt-pass',
      beside: besideSalt,
    },
    envelopes: {
      auth0: {
        custom_password_hash: {
          algorithm: 'sha256',
          hash: {
            value: 'cce2e9a93d7e7735d938a10985d1168cc3a325de1dc537597dae75b4fcfe288b',
            encoding: 'hex',
          },
          salt: { value: HEX_SALT, encoding: 'hex', position: 'prefix' },
        },
      },
      okta: {
        algorithm: 'SHA-256',
        salt: B64_SALT,
        saltOrder: 'PREFIX',
        value: 'zOLpqT1+dzXZOKEJhdEWjMOjJd4dxTdZfa51tPz+KIs=',
      },
      firebase: {
        request: { hashAlgorithm: 'SHA256', rounds: 1, passwordHashOrder: 'SALT_AND_PASSWORD' },
        user: { passwordHash: 'zOLpqT1-dzXZOKEJhdEWjMOjJd4dxTdZfa51tPz-KIs=', salt: B64_SALT },
      },
    },
  },
  'SHA-256 with the salt behind': {
    password: PASSWORD,
    stored: { hash: '{SSHA256}gGsEDTyg5zMQtiDHygzlJo1nIhXNc6HB5rHXNCevrWEAAQIDBAUGBwgJCgsMDQ4P' },
    envelopes: {
      openldap: '{SSHA256}gGsEDTyg5zMQtiDHygzlJo1nIhXNc6HB5rHXNCevrWEAAQIDBAUGBwgJCgsMDQ4P',
      kratos: '{SSHA256}gGsEDTyg5zMQtiDHygzlJo1nIhXNc6HB5rHXNCevrWEAAQIDBAUGBwgJCgsMDQ4P',
      okta: {
        algorithm: 'SHA-256',
        salt: B64_SALT,
        saltOrder: 'POSTFIX',
        value: 'gGsEDTyg5zMQtiDHygzlJo1nIhXNc6HB5rHXNCevrWE=',
      },
    },
  },
  'MD5 without salt': {
    password: PASSWORD,
    stored: { hash: '{MD5}6dEq/8tfXbO+9fYxrl00Yw==' },
    envelopes: {
      okta: { algorithm: 'MD5', value: '6dEq/8tfXbO+9fYxrl00Yw==' },
      firebase: {
        request: { hashAlgorithm: 'MD5', rounds: 0, passwordHashOrder: 'SALT_AND_PASSWORD' },
        user: {
          passwordHash: webSafe(Buffer.from('e9d12affcb5f5db3bef5f631ae5d3463').toString('base64')),
        },
      },
      clerk: { password_hasher: 'md5', password_digest: 'e9d12affcb5f5db3bef5f631ae5d3463' },
      descope: { md5: { hash: 'e9d12affcb5f5db3bef5f631ae5d3463' } },
    },
  },
  'HMAC-SHA256': {
    password: PASSWORD,
    stored: {
      hash: '3a3e3f1a64a09b0a868cb001dcaee296be18b245ee7661af5c1cc8946ebcee90',
      format: 'hmac-sha256-key-salt',
      secrets: { pepper: 'pepper-key' },
    },
    envelopes: {
      auth0: {
        custom_password_hash: {
          algorithm: 'hmac',
          hash: {
            value: '3a3e3f1a64a09b0a868cb001dcaee296be18b245ee7661af5c1cc8946ebcee90',
            encoding: 'hex',
            digest: 'sha256',
            key: { value: Buffer.from('pepper-key').toString('hex'), encoding: 'hex' },
          },
        },
      },
    },
  },
  scrypt: {
    password: PASSWORD,
    stored: {
      hash: SCRYPT,
      format: 'scrypt-params',
      beside: { salt: B64_SALT, N: 16_384, r: 8, p: 1 },
    },
    envelopes: {
      auth0: {
        custom_password_hash: {
          algorithm: 'scrypt',
          hash: { value: Buffer.from(SCRYPT, 'base64').toString('hex'), encoding: 'hex' },
          salt: { value: HEX_SALT, encoding: 'hex' },
          keylen: 64,
          cost: 16_384,
          blockSize: 8,
          parallelization: 1,
        },
      },
      firebase: {
        request: {
          hashAlgorithm: 'STANDARD_SCRYPT',
          cpuMemCost: 16_384,
          blockSize: 8,
          parallelization: 1,
          dkLen: 64,
        },
        user: { passwordHash: webSafe(SCRYPT), salt: B64_SALT },
      },
      workos: {
        password_hash_type: 'scrypt',
        password_hash: `$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$${SCRYPT.replace('==', '')}`,
      },
    },
  },
  "Firebase's scrypt": {
    password: PASSWORD,
    stored: {
      hash: FIREBASE,
      format: 'firebase-scrypt',
      beside: { salt: 'ABEiM0RVZnequw==', saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
      secrets: { signerKey: SIGNER_KEY },
    },
    envelopes: {
      supabase: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${SIGNER_KEY}$ABEiM0RVZnequw==$${FIREBASE}`,
      clerk: {
        password_hasher: 'scrypt_firebase',
        password_digest: `${FIREBASE}$ABEiM0RVZnequw==$${SIGNER_KEY}$Bw==$8$14`,
      },
      descope: {
        firebase: {
          hash: FIREBASE,
          salt: 'ABEiM0RVZnequw==',
          saltSeparator: 'Bw==',
          signerKey: SIGNER_KEY,
          memory: 14,
          rounds: 8,
        },
      },
    },
  },
};

afterAll(closePool);

testKnown(KNOWN);
