import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
async function open(name: string, url: string, settings: Record<string, unknown> = {}) {
  const application = await openOperatorsAuth(url);
  closing.push(application.close);
  const shape = pathToFileURL('test/servers/operators-auth.ts').href;
  const module = `import { openOperatorsAuth } from ${JSON.stringify(shape)};
    export const { auth, close } = await openOperatorsAuth(${JSON.stringify(url)});`;
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
});

needs('mariadb')('on MariaDB', () => {
  testTarget(
    betterAuth,
    platform('mariadb', async () => (await shared('mariadb')).url),
  );
});
