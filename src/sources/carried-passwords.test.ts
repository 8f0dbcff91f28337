import { expect, it } from 'vitest';
import type { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import { toIdentity as fromAuth0 } from './auth0/user.ts';
import { toIdentity as fromFirebase } from './firebase/user.ts';
import { toIdentity as fromKeycloak } from './keycloak/user.ts';

/** The password of all vectors in this file, which were computed with each system's own rule. */
const PASSWORD = 'Pässwörd9';

const PBKDF2 = {
  secretData:
    '{"value":"FMqXXzu2ryAcCDKpAJnrZ/l3IaNbMZQ7E6+lco8zLrL6Q7ytEr/cfCbUPqXPxlo1AwHZjQOQTvYeFtN8EW8xLw==","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{}}',
  credentialData: '{"hashIterations":1000,"algorithm":"pbkdf2-sha256","additionalParameters":{}}',
};
const ARGON2 = {
  secretData:
    '{"value":"JnuHX/hQ6AWdYM0xB+F7nYVKVqFCLieQ+hzYfe2m6ZA=","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{}}',
  credentialData:
    '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}',
};
const FLAT = {
  hashedSaltedValue:
    'FMqXXzu2ryAcCDKpAJnrZ/l3IaNbMZQ7E6+lco8zLrL6Q7ytEr/cfCbUPqXPxlo1AwHZjQOQTvYeFtN8EW8xLw==',
  salt: 'MDEyMzQ1Njc4OWFiY2RlZg==',
  hashIterations: 1_000,
  algorithm: 'pbkdf2-sha256',
};
const SIGNER_KEY = Buffer.alloc(64, 7).toString('base64');
const FIREBASE = {
  localId: 'u1',
  passwordHash: '+uA0pNv4QKAc5sjQRVe8zR6GzcxUuAnibZN2oQMQ1fg0bKoLxJdaGesgerpuMIoKwzeFicPtdrrTVzNxhehg0Q==',
  salt: 'c2FsdHNhbHQ=',
};
const CUSTOM = {
  algorithm: 'sha1',
  hash: { value: '725d7dac24d657b3ec673096297ad01af64168f0', encoding: 'hex' },
  salt: { value: 'saltSALT', position: 'prefix' },
};

const keycloakUser = (credential: object) =>
  fromKeycloak({ id: 'a', enabled: true, credentials: [{ type: 'password', ...credential }] }).identity;

it.each<[string, Identity]>([
  ['PBKDF2 of Keycloak', keycloakUser(PBKDF2)],
  ['Argon2 of Keycloak', keycloakUser(ARGON2)],
  ['Keycloak before its version 8', keycloakUser(FLAT)],
  [
    'Firebase',
    fromFirebase(FIREBASE, { signerKey: 'signer', saltSeparator: 'Bw==', rounds: 8, memCost: 14 }).identity,
  ],
  [
    'Auth0',
    fromAuth0({
      user_id: 'auth0|1',
      password_hash: '$2b$04$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO',
    }).identity,
  ],
  [
    'a foreign hash in a file for Auth0’s import',
    fromAuth0({ user_id: 'auth0|1', custom_password_hash: CUSTOM }).identity,
  ],
])(
  'a password hash of %s verifies as it came out of the source, and refuses another password',
  async (_, { password }) => {
    if (password === undefined) throw new Error('the source gave no password');
    const { hash, format, beside, secrets } = password;
    const stored = {
      hash,
      ...(format !== undefined && { format }),
      ...(beside !== undefined && { beside }),
      ...(secrets !== undefined && { secrets: { signerKey: SIGNER_KEY } }),
    };
    expect(await verify(PASSWORD, stored)).toBe(true);
    expect(await verify('Passwort9', stored)).toBe(false);
  },
);
