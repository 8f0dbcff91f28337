/** 20,000 customers, one embedded ledger, one Better Auth, twenty kills at random points: nobody lost, nobody twice. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromStoredText } from '../../src/better-auth/stored-password.ts';
import { signIn } from '../../src/cli/demo/sign-in.ts';
import { verify } from '../../src/passwords/index.ts';
import { startBetterAuth } from '../servers/better-auth.ts';
import { seededRandom } from '../servers/fault-proxy.ts';
import { CROWD_MAPPING, emailOf, makeCrowd, passwordOf } from './crowd.ts';
import { type Killed, killAgainAndAgain } from './killing.ts';
import { createProject, type Project } from './project.ts';

const SECRET = 'a secret of thirty-two characters';
const CUSTOMERS = 20_000;
const KILLS = 20;

describe('an import into Better Auth that is killed twenty times', () => {
  const crowd = makeCrowd(CUSTOMERS);
  const random = seededRandom(20261120);
  let project: Project;
  let killed: Killed;
  let users: { id: string; email: string; password: string }[];

  beforeAll(async () => {
    project = await createProject({ BETTER_AUTH_SECRET: SECRET });
    project.write('crowd.ndjson', crowd.ndjson);
    project.configure({
      name: 'crash',
      source: { type: 'ndjson', path: 'crowd.ndjson' },
      target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
      mapping: CROWD_MAPPING,
      batchSize: 100,
    });
    const written = countUsers(join(project.folder, 'new.sqlite'));
    killed = await killAgainAndAgain(project, { times: KILLS, random, written, writesAtMost: 1_200 });
    const database = new DatabaseSync(join(project.folder, 'new.sqlite'), { readOnly: true });
    users = database
      .prepare(
        `select user.id, user.email, account.password from user join account on account.userId = user.id
          where account.providerId = 'credential'`,
      )
      .all() as typeof users;
    database.close();
  }, 600_000);
  afterAll(() => project?.remove());

  it('was killed while it read and while it wrote', () => {
    expect(killed.kills).toBe(KILLS);
    expect(killed.during.write ?? 0).toBeGreaterThan(5);
  });

  it('accounts for every row in exactly one outcome', () => {
    expect(killed.said.result).toMatchObject({
      ended: 'done',
      account: { read: crowd.rows, balanced: true, ended: { moved: crowd.good.length } },
    });
  });

  it('leaves exactly the expected users in the target, none twice', () => {
    expect(users.map(({ email }) => email).sort()).toEqual(crowd.good.map(emailOf).sort());
  });

  it('gives every one of them a hash that accepts the old password and refuses another', async () => {
    const texts = new Map(users.map(({ email, password }) => [email, password]));
    for (const number of crowd.good) {
      const carried = fromStoredText(texts.get(emailOf(number)) ?? '');
      if (carried?.format === undefined) throw new Error(`customer ${number} has no carried password`);
      const stored = { hash: carried.hash, format: carried.format };
      expect(await verify(passwordOf(number), stored)).toBe(true);
      if (number % 50 === 1) expect(await verify(passwordOf(number + 1), stored)).toBe(false);
    }
  });

  it('lets customers in over HTTP', async () => {
    const server = await startBetterAuth({ database: join(project.folder, 'new.sqlite'), secret: SECRET });
    const origin = server.url.replace('/api/auth', '');
    for (let tried = 0; tried < 40; tried += 1) {
      const number = crowd.good[Math.floor(random() * crowd.good.length)] ?? 1;
      const email = emailOf(number);
      expect(await signIn(origin, { email, password: 'wrong' })).toBe('refused');
      expect(await signIn(origin, { email, password: passwordOf(number) })).toBe('signed in');
    }
    await server.stop();
  });

  it('keeps an event chain that verifies', async () => {
    expect((await project.run(['audit', 'verify'])).code).toBe(0);
  });
});

/** Before the target exists there are none. */
function countUsers(path: string): () => number {
  return () => {
    try {
      const database = new DatabaseSync(path, { readOnly: true });
      const row = database.prepare('select count(*) as count from user').get();
      database.close();
      return Number(row?.count ?? 0);
    } catch {
      return 0;
    }
  };
}
