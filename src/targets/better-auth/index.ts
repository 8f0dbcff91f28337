/**
 * Target: Better Auth, embedded or the operator's own instance.
 *
 * Rows go straight into its tables, so hashes, dates and factors arrive as they were. The application must run with
 * the plugin `footbridge()`: it verifies what Better Auth cannot. Ids are mapped, not kept: Better Auth's come in
 * three shapes (text, UUID, serial) that a legacy id need not have, they stand in tokens and URLs, and a legacy id
 * may be an e-mail address. Our external id stands in a table of its own beside them.
 *
 * @see https://better-auth.com/docs/concepts/database
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import { FORMATS } from '../../passwords/index.ts';
import { defineTarget, type Fit, type TargetContext, type TargetSession } from '../target.ts';
import { addFactor } from './add-factor.ts';
import { beginResetAt } from './begin-reset.ts';
import { carry } from './carry.ts';
import { checkReset } from './check-reset.ts';
import { checkInstance } from './checks.ts';
import { Config } from './config.ts';
import { describeFailure, failureOf, outcomeOf } from './failures.ts';
import { findUsers } from './find.ts';
import { fingerprintInstance } from './fingerprint.ts';
import { fitPassword } from './fit-password.ts';
import { openInstance } from './instance.ts';
import { logIn } from './login.ts';
import { readUsers } from './read.ts';
import { inspectInstance } from './readiness.ts';
import { removeUsers } from './remove.ts';
import { restoreUser } from './restore.ts';
import { passwordPolicyOf, setPassword } from './set-password.ts';
import { writeBatch } from './write.ts';

export const betterAuth = defineTarget<Config>({
  id: 'better-auth',
  title: 'Better Auth',
  config: Config,
  accepts: {
    identifiers: ['email', 'username', 'phone'],
    /** Carried hashes are verified with src/passwords itself, so every format goes in as it is. */
    passwords: Object.fromEntries(FORMATS.map(({ id }) => [id, 'native'])),
    factors: ['totp', 'webauthn', 'recovery-codes'],
    links: true,
    consents: true,
    memberships: ['organisation', 'role'],
    timestamps: ['createdAt', 'updatedAt'],
    ids: 'mapped',
    /** Above this the statements outgrow SQLite's parameters and the speed does not rise any more. */
    batch: { max: 500, whole: false },
    laterHash: 'yes',
    undo: true,
    reset: {
      setsPassword: true,
      addsFactors: ['totp', 'webauthn', 'recovery-codes'],
      begins: ['password'],
    },
    cannot: [
      'A second e-mail address, phone number, user name or authenticator app of the same customer.',
      'Claims, attributes and consents without an additional user field (`target.fields`).',
      'Roles without an entry in `target.roles`; groups.',
      'Security keys that were only a second factor; codes by SMS or e-mail as a setting of one customer.',
      'Hashed recovery codes: Better Auth compares plain ones.',
      'The order to change a password at the next login, and the time of the last login.',
      'E-mail addresses that are not ASCII: its sign-in refuses them.',
      'Links and passkeys that the legacy takes away later: an update only adds them.',
    ],
  },
  limits: {
    usersPerSecond: 1636,
    basis: 'measured',
    source:
      'docs/performance.md: 100,000 customers into SQLite on two cores, the ledger on PostgreSQL beside it, every user read back.',
    notes: ['300,000 customers: 1,859 a second.', 'The one thread that builds rows is what bounds it.'],
  },
  fit,
  open: openSession,
});

function fit(identity: Identity, config: Config): Fit {
  const carried = carry(identity, config);
  const password = fitPassword(identity);
  const losses = password.loss === undefined ? carried.losses : [...carried.losses, password.loss];
  return {
    credentialPlan: password.plan,
    reason: password.reason,
    losses,
    ...(carried.refusal === undefined ? {} : { refusal: carried.refusal }),
  };
}

async function openSession(config: Config, context: TargetContext): Promise<TargetSession> {
  const instance = await openInstance(config, context);
  const { pace } = context;
  return {
    fingerprint: () => pace.run(() => fingerprintInstance(instance)),
    check: (sample) => pace.run(() => checkInstance(instance, config, sample)),
    inspect: () => pace.run(() => reachable(inspectInstance(instance, config))),
    find: (keys) => pace.run(() => reachable(findUsers(instance, keys))),
    write: (writes) => pace.run(() => reachable(writeBatch(instance, config, writes))),
    read: (targetIds) => pace.run(() => reachable(readUsers(instance, config, targetIds))),
    remove: (targetIds) => pace.run(() => reachable(removeUsers(instance, targetIds))),
    restore: (image) =>
      pace.run(() => restoreUser(instance, image).catch((error: unknown) => outcomeOf(error, true))),
    login: (identifier, password) => logIn(instance, pace, identifier, password),
    passwordPolicy: async () => passwordPolicyOf(instance),
    setPassword: (targetId, password) => pace.run(() => setPassword(instance, targetId, password)),
    addFactor: (targetId, factor) => pace.run(() => addFactor(instance, config, targetId, factor)),
    checkReset: async () => checkReset(instance, config),
    ...(config.resetPage !== undefined && {
      beginReset: beginResetAt(instance, pace, config.resetPage),
    }),
    close: () => instance.close(),
  };
}

/** @throws RemoteError where the database is gone, whatever it calls that. */
async function reachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (failureOf(error) !== 'unavailable') throw error;
    throw new RemoteError(`Better Auth: ${describeFailure(error)}`, {
      answer: 'retry',
      ambiguous: false,
      cause: error,
    });
  }
}
