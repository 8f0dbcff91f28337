/**
 * A Better Auth as an operator would have it: their own options, on PostgreSQL or MySQL, with our plugin added.
 *
 * @module
 */
import { passkey } from '@better-auth/passkey';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { admin, organization, twoFactor, username } from 'better-auth/plugins';
import { createPool } from 'mysql2/promise';
import pg from 'pg';
import { footbridge } from '../../src/better-auth.ts';

/** Its tables are made the first time. `close` ends the connections. Without 'footbridge', our plugin is missing. */
export async function openOperatorsAuth(url: string, hooks: readonly 'footbridge'[] = ['footbridge']) {
  const pool = openPool(url);
  const options = {
    database: pool,
    secret: 'the secret of an operator, long enough to be one: 0123456789',
    baseURL: 'http://localhost:3000',
    logger: { level: 'error' },
    telemetry: { enabled: false },
    advanced: { database: { validateSchema: false } },
    emailAndPassword: { enabled: true },
    user: {
      additionalFields: {
        givenName: { type: 'string', required: false },
        familyName: { type: 'string', required: false },
      },
    },
    plugins: [admin(), twoFactor(), username(), organization(), passkey(), ...hooks.map(() => footbridge())],
  } satisfies BetterAuthOptions;
  await (await getMigrations(options)).runMigrations();
  return {
    auth: betterAuth(options),
    close: () => pool.end(),
  };
}

function openPool(url: string) {
  return url.startsWith('mysql')
    ? createPool({ uri: url, timezone: 'Z', connectionLimit: 4 })
    : new pg.Pool({ connectionString: url, max: 4 });
}
