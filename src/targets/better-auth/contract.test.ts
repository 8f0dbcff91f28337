import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createPace } from '../../net/pace.ts';
import { testTarget } from '../target-contract.ts';
import { openEmbedded } from './embedded.ts';
import { betterAuth } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-better-auth-'));
const secret = 'a secret for tests, long enough to be one: 0123456789';
let stop = async () => {};
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const PLAIN = 'Correct-Horse-9';

/** Made by PHP's password_hash, cost 4. */
const BCRYPT = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

testTarget(betterAuth, async () => {
  const config = betterAuth.config.parse({
    database: 'target.sqlite',
    secret,
    resetPage: 'http://localhost:3000/new-password',
  });
  const session = await betterAuth.open(config, {
    folder,
    pace: createPace({ concurrency: 4 }),
    secret: () => '',
  });
  // The application: another instance on the same file, in which strangers sign up by themselves.
  const { auth, database } = await openEmbedded({
    path: join(folder, 'target.sqlite'),
    secret,
    baseURL: 'http://localhost:3000',
    secrets: {},
    rateLimited: false,
  });
  stop = async () => database.close();
  return {
    config,
    session,
    password: { plain: PLAIN, credential: { hash: BCRYPT }, plan: 'native' },
    async makeStranger(email) {
      const body = { email, password: 'a stranger’s password', name: 'Stranger' };
      const { user } = await auth.api.signUpEmail({ body });
      return user.id;
    },
  };
});
