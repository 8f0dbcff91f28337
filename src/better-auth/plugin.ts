/**
 * The Better Auth plugin `footbridge()`: what has to run inside the application that customers moved into.
 *
 * It verifies carried password hashes and replaces each by Better Auth's own at its customer's first right login;
 * it accepts the codes of carried TOTP secrets; it notes who has logged in, so that an undo leaves them alone; with
 * `jit` it lets customers in who have not crossed yet (`jit.ts`); and it declares the two tables by which a migration
 * recognises what it made. Everything else stays Better Auth's: sessions, lockout, two-factor attempts, cookies.
 *
 * @see https://better-auth.com/docs/concepts/plugins
 * @module
 */
import type { BetterAuthPlugin, GenericEndpointContext } from 'better-auth';
import type { Broker } from '../broker/broker.ts';
import { type Jit, jit } from './jit.ts';
import { type FootbridgeOptions, passwordHooks } from './passwords.ts';
import { noteSignIn, upgradePassword } from './sign-in.ts';
import { TOTP_HOOKS } from './totp-hooks.ts';

/** The tables, as Better Auth's own migrations create them (`npx auth migrate`). */
export const SCHEMA = {
  /** One row for each user this migration made. */
  footbridgeIdentity: {
    fields: {
      externalId: { type: 'string', required: true, unique: true, input: false },
      userId: {
        type: 'string',
        required: true,
        unique: true,
        input: false,
        references: { model: 'user', field: 'id', onDelete: 'cascade' },
      },
      /** Digest of the password text the migration wrote last: tells whether the legacy changed it since. */
      passwordCarried: { type: 'string', required: false, input: false },
      /** Digest of the password text as we left it, upgraded or not: tells whether the customer changed it. */
      passwordKnown: { type: 'string', required: false, input: false },
      /** Digest of the two-factor secret the migration wrote: tells whether the customer enrolled another. */
      totpKnown: { type: 'string', required: false, input: false },
      lastLoginAt: { type: 'date', required: false, input: false },
    },
  },
  /** One row: the identity of this database, so that a migration notices when it is pointed at another. */
  footbridgeInstance: {
    fields: { createdAt: { type: 'date', required: true, input: false } },
  },
} as const satisfies NonNullable<BetterAuthPlugin['schema']>;

export interface PluginOptions extends FootbridgeOptions {
  /**
   * Who is asked about customers without a password here: Footbridge's hook `in-process`, or a function. Absent: nobody;
   * then only those sign in who were moved before.
   */
  readonly jit?: Broker;
}

/**
 * Add it to the plugins of the application before anybody is moved.
 *
 * @example
 * betterAuth({ plugins: [footbridge({ secrets: { pepper: process.env.LEGACY_PEPPER ?? '' } })] })
 * @example
 * footbridge({ jit: { url: 'https://jit.example.com/hooks/in-process', key: process.env.FOOTBRIDGE_HOOK_KEY ?? '' } })
 */
export function footbridge(options: PluginOptions = {}) {
  const crossing = options.jit === undefined ? undefined : jit(options.jit);
  return {
    id: 'footbridge',
    schema: SCHEMA,
    init(context) {
      return {
        context: { password: { ...context.password, ...passwordHooks(options, context.password) } },
        options: {
          databaseHooks: {
            session: {
              create: { after: (session, request) => afterSignIn(session.userId, request, crossing) },
            },
            ...(crossing === undefined ? {} : crossingHooks(crossing)),
          },
        },
      };
    },
    hooks: {
      before: [...TOTP_HOOKS.before, ...(crossing?.before ?? [])],
      after: [...TOTP_HOOKS.after, ...(crossing?.after ?? [])],
    },
  } satisfies BetterAuthPlugin;
}

/**
 * A session is made once a login is right and allowed: a banned or unverified user never comes this far. What
 * fails here must not lock the customer out, so it is logged and tried again at the next login.
 */
async function afterSignIn(
  userId: string,
  request: GenericEndpointContext | null,
  crossing: Jit | undefined,
): Promise<void> {
  // Outside of a request Better Auth's types say null, and what comes is undefined.
  if (request == null) return;
  try {
    const isFirst = await noteSignIn(userId, request);
    await upgradePassword(userId, request);
    if (isFirst) await crossing?.settle('signed-in', userId, request);
  } catch (error) {
    request.context.logger.error(
      'footbridge: the sign-in was right, but could not be noted',
      error instanceof Error ? error.name : '',
    );
  }
}

/**
 * A deletion is told before the rows go, since those say who it was: a user whose deletion then fails is still here,
 * and has a password here.
 */
function crossingHooks(crossing: Jit) {
  return {
    account: {
      create: {
        async after(
          { providerId, userId }: { readonly providerId: string; readonly userId: string },
          request: GenericEndpointContext | null,
        ) {
          if (request != null && providerId === 'credential') await crossing.noteCredential(userId, request);
        },
      },
    },
    user: {
      delete: {
        async before({ id }: { readonly id: string }, request: GenericEndpointContext | null) {
          if (request != null) await crossing.settle('deleted', id, request);
        },
      },
    },
  };
}
