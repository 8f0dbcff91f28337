/**
 * Target: Keycloak 26, over its Admin API.
 *
 * Customers keep PBKDF2 and Argon2 passwords, TOTP, passkeys, recovery codes and links; a UUID stays the user's id.
 * Every other hash waits in the vault: Keycloak would answer 201 to it and let nobody in.
 *
 * What was measured against 26.7.4, and differs from what is written elsewhere, stands at the line it concerns.
 *
 * @see https://www.keycloak.org/docs-api/latest/rest-api/index.html
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { defineTarget, type Fit, type TargetContext, type TargetSession } from '../target.ts';
import { addFactor } from './add-factor.ts';
import { connectApi } from './api.ts';
import { beginReset } from './begin-reset.ts';
import { checkReset } from './check-reset.ts';
import { checkRealm } from './checks.ts';
import { Config } from './config.ts';
import { findUsers } from './find.ts';
import { logIn } from './login.ts';
import { createMemberships } from './memberships.ts';
import { fitPassword, PASSWORDS } from './password.ts';
import { toPasswordPolicy } from './password-policy.ts';
import { readUsers } from './read.ts';
import { inspectRealm, missingMemberships } from './readiness.ts';
import { restoreUser } from './restore.ts';
import { setPassword } from './set-password.ts';
import { judgeUser } from './user.ts';
import { removeUser, writeBatch } from './write.ts';

export const keycloak = defineTarget<Config>({
  id: 'keycloak',
  title: 'Keycloak',
  config: Config,
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    passwords: PASSWORDS,
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: false,
    memberships: ['group', 'role'],
    timestamps: ['createdAt'],
    ids: 'kept',
    /** Several transactions of 25 at once; more only makes pausing and a crash coarser. */
    batch: { max: 500, whole: true },
    laterHash: 'yes',
    undo: true,
    reset: {
      setsPassword: true,
      addsFactors: ['totp', 'webauthn', 'recovery-codes'],
      begins: ['password', 'passkey', 'totp', 'recovery-codes'],
    },
    cannot: [
      'Hashes other than PBKDF2 (SHA-1, SHA-256, SHA-512) and Argon2, and those with a pepper: they wait in the vault.',
      'A second e-mail address, phone number or user name of the same customer.',
      'Capital letters in user names and e-mail addresses: Keycloak stores and compares them in lower case.',
      'Consents, and organisations of the realm.',
      'Times of the last change and of the last login.',
      'Codes by SMS and by e-mail.',
      'Recovery codes that were hashed otherwise than with SHA-512; the others are asked for in their order.',
      'Passkeys without typing a user name, unless their user handle is the UUID that the customer keeps.',
      'A lock that ends by itself: a locked customer arrives disabled.',
      'User names changed later, unless the realm allows it ("Edit username").',
    ],
  },
  limits: {
    usersPerSecond: 435,
    basis: 'measured',
    source:
      'docs/performance.md: 500 users with PBKDF2 hashes into Keycloak 26.7.4 on PostgreSQL, all on two cores; a server of its own does more.',
    notes: [
      'Reading back: 398 a second, beside it.',
      'On two cores that did much else it was as little as a tenth of that.',
      'A partial import is one transaction: 25 users in each, several at once.',
    ],
  },
  fit,
  open: openSession,
});

function fit(identity: Identity, config: Config): Fit {
  return { ...fitPassword(identity), ...judgeUser(identity, config) };
}

async function openSession(config: Config, { pace }: TargetContext): Promise<TargetSession> {
  const api = connectApi(config, pace);
  const place = { api, config, memberships: createMemberships(api, config) };
  return {
    async fingerprint() {
      // Unlike its name, the id of a realm changes when it is deleted and made again.
      return (await api.realm()).id;
    },
    check: (sample) => checkRealm(place, sample),
    inspect: () => inspectRealm(place),
    missingMemberships: (wanted) => missingMemberships(place, wanted),
    find: (keys) => findUsers(api, config, keys),
    write: (writes) => writeBatch(place, writes),
    read: (ids) => readUsers(place, ids),
    remove: (ids) => Promise.all(ids.map((id) => removeUser(place, id))),
    restore: (image, identity) => restoreUser(place, image, identity),
    ...(config.loginClientId !== undefined && {
      login: (identifier: Parameters<typeof logIn>[1], password: string) =>
        logIn(place, identifier, password),
    }),
    passwordPolicy: async () => toPasswordPolicy(await api.realm()),
    setPassword: (id, password) => setPassword(place, id, password),
    addFactor: (id, factor) => addFactor(place, id, factor),
    beginReset: (id, reset) => beginReset(place, id, reset),
    checkReset: (returnTo) => checkReset(place, returnTo),
    close: () => api.close(),
  };
}
