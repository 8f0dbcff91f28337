import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { newWrite } from '../../../test/servers/better-auth.ts';
import { needs } from '../../../test/servers/binaries.ts';
import { openOperatorsAuth } from '../../../test/servers/operators-auth.ts';
import { createDatabase, dropDatabase } from '../../../test/servers/postgres.ts';
import { shared } from '../../../test/servers/shared.ts';
import { createPace } from '../../net/pace.ts';
import { testTarget } from '../target-contract.ts';
import { betterAuth } from './index.ts';

const PLAIN = 'Correct-Horse-9';

/** Made by PHP's password_hash, cost 4. */
const BCRYPT = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

const FIELDS = { 'profile.given_name': 'givenName', 'profile.family_name': 'familyName' };

const folder = mkdtempSync(join(tmpdir(), 'footbridge-operators-'));
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  rmSync(folder, { recursive: true });
});

/** Opens the target as an operator would: by the module that exports their `auth`. */
async function open(
  name: string,
  url: string,
  settings: Record<string, unknown> = {},
  hooks: readonly 'footbridge'[] = ['footbridge'],
) {
  const application = await openOperatorsAuth(url, hooks);
  closing.push(application.close);
  const shape = pathToFileURL('test/servers/operators-auth.ts').href;
  const module = `import { openOperatorsAuth } from ${JSON.stringify(shape)};
    export const { auth, close } = await openOperatorsAuth(${JSON.stringify(url)}, ${JSON.stringify(hooks)});`;
  writeFileSync(join(folder, `${name}.mjs`), module);
  const own: { close(): Promise<void> } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  closing.push(own.close);
  const plugins = ['admin', 'two-factor', 'username', 'organization', 'passkey'];
  const config = betterAuth.config.parse({ auth: `${name}.mjs`, plugins, fields: FIELDS, ...settings });
  const session = await betterAuth.open(config, {
    folder,
    pace: createPace({ concurrency: 4 }),
    secret: () => '',
  });
  return { config, session, application };
}

function platform(name: string, database: () => Promise<string>) {
  return async () => {
    const { config, session, application } = await open(name, await database());
    return {
      config,
      session,
      password: { plain: PLAIN, credential: { hash: BCRYPT }, plan: 'native' as const },
      async makeStranger(email: string) {
        const body = { email, password: 'a stranger’s password', name: 'Stranger' };
        const { user } = await application.auth.api.signUpEmail({ body });
        return user.id;
      },
    };
  };
}

needs('postgres')('on PostgreSQL', () => {
  const database = async (name: string) => {
    const { url } = await shared('postgres');
    closing.push(() => dropDatabase(url, name));
    return createDatabase(url, name);
  };
  testTarget(
    betterAuth,
    platform('postgres', () => database('operators_auth')),
  );

  it('says before anything is written which plugin is missing, and refuses whoever needs it', async () => {
    const { session } = await open('without-phone', await database('operators_without_phone'), {
      plugins: ['phone-number'],
    });
    const { identity, ...write } = newWrite({
      identifiers: [
        { type: 'email', value: 'phone@shop.example' },
        { type: 'phone', value: '+491701234567' },
      ],
    });
    const checks = await session.check([identity]);
    expect(checks.filter(({ ok, fatal }) => !ok && fatal)).toMatchObject([
      { title: 'The plugin "phone-number" is there' },
    ]);
    expect(await session.write([{ ...write, identity }])).toMatchObject([{ status: 'refused' }]);
    await session.close();
  });

  it('does not know what became of a batch whose commit was broken off, and finds out by looking', async () => {
    const url = await database('operators_broken_commit');
    const { session } = await open('broken-commit', url);
    const client = new pg.Client(url);
    await client.connect();
    // At the end of the transaction, when everything is written and COMMIT is under way, the server hangs up.
    await client.query(`CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`);
    await client.query(`CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON "user" DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION hang_up()`);
    const writes = [newWrite(), newWrite()];
    const outcomes = await session.write(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(['unknown', 'unknown']);

    await client.query('DROP TRIGGER hang_up ON "user"');
    const keys = writes.map(({ externalId }) => ({ externalId, identifiers: [] }));
    expect(await session.find(keys)).toEqual([undefined, undefined]);
    expect(await session.write(writes)).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    await client.end();
    await session.close();
  });

  it('asks to come again, with nothing done, when the server hangs up before the end', async () => {
    const url = await database('operators_broken_insert');
    const { session } = await open('broken-insert', url);
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`);
    await client.query(
      `CREATE TRIGGER hang_up AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION hang_up()`,
    );
    const write = newWrite({ password: { hash: BCRYPT } });
    expect(await session.write([write])).toMatchObject([{ status: 'retry', code: 'TARGET_UNAVAILABLE' }]);
    await client.end();
    await session.close();
  });

  it('finds out by trying that an application without footbridge() would refuse everybody', async () => {
    const { session } = await open('without-hooks', await database('operators_without_hooks'), {}, []);
    const checks = await session.check([]);
    expect(checks.filter(({ ok, fatal }) => !ok && fatal).map(({ title }) => title)).toEqual([
      'The tables are there and can be read',
      'Carried password hashes are verified',
    ]);
    await expect(session.fingerprint()).rejects.toMatchObject({ code: 'TARGET_NOT_READY' });
    await session.close();
  });
});

needs('mariadb')('on MariaDB', () => {
  testTarget(
    betterAuth,
    platform('mariadb', async () => (await shared('mariadb')).url),
  );
});
