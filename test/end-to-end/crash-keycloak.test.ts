/**
 * 20,000 customers, a ledger on PostgreSQL, a Keycloak that answers badly on purpose, twenty kills at random points:
 * every row has one outcome, and Keycloak holds exactly the expected users, none twice, all with working passwords.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/ledger/database/database.ts';
import { openDatabase } from '../../src/ledger/database/open.ts';
import { needs } from '../servers/binaries.ts';
import { type FaultProxy, seededRandom, startFaultProxy } from '../servers/fault-proxy.ts';
import { createRealm, type Realm } from '../servers/keycloak-realm.ts';
import { createDatabase } from '../servers/postgres.ts';
import { shared } from '../servers/shared.ts';
import { CROWD_MAPPING, emailOf, makeCrowd, passwordOf } from './crowd.ts';
import { type Killed, killAgainAndAgain } from './killing.ts';
import { createProject, type Project } from './project.ts';

const CUSTOMERS = 20_000;
const KILLS = 20;

needs('keycloak', 'postgres')('an import into a faulty Keycloak that is killed twenty times', () => {
  const crowd = makeCrowd(CUSTOMERS);
  const random = seededRandom(20261120);
  let realm: Realm;
  let proxy: FaultProxy;
  let project: Project;
  let killed: Killed;
  let users: { id: string; username: string; email: string }[];

  beforeAll(async () => {
    const keycloak = await shared('keycloak');
    realm = await createRealm(keycloak, 'crash', {
      // Whoever logs in keeps the hash as it came, so that the test measures no Argon2.
      passwordPolicy: 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)',
    });
    proxy = await startFaultProxy({ target: keycloak.url, seed: 20261120, retryAfter: 1, slowness: 3_000 });
    const { url } = await shared('postgres');
    const ledger = await createDatabase(url, `crash_${process.pid}`);
    project = await createProject({ KC_SECRET: realm.clientSecret, DATABASE_URL: ledger });
    project.write('crowd.ndjson', crowd.ndjson);
    project.configure({
      name: 'crash',
      source: { type: 'ndjson', path: 'crowd.ndjson' },
      target: {
        type: 'keycloak',
        url: proxy.url,
        realm: realm.realm,
        clientId: realm.clientId,
        clientSecret: { secret: 'KC_SECRET' },
      },
      mapping: CROWD_MAPPING,
      batchSize: 100,
    });
    proxy.inject([
      {
        path: /\/admin\//,
        faults: ['too-many', 'error-before', 'error-after', 'drop-before', 'drop-after', 'slow'],
        chance: 0.004,
      },
    ]);
    const database = await openDatabase({ url: ledger });
    const written = () => countSettled(database);
    killed = await killAgainAndAgain(project, { times: KILLS, random, written, writesAtMost: 1_200 });
    proxy.inject([]);
    await database.close();
    users = await listUsers(realm);
  }, 900_000);
  afterAll(async () => {
    await proxy?.stop();
    await realm?.remove();
    project?.remove();
  });

  it('met every kind of fault, and was killed while it wrote', () => {
    expect([...proxy.faults.keys()].sort()).toEqual(
      ['drop-after', 'drop-before', 'error-after', 'error-before', 'slow', 'too-many'].sort(),
    );
    expect(killed.during.write ?? 0).toBeGreaterThan(5);
  });

  it('accounts for every row in exactly one outcome', () => {
    expect(killed.said.result).toMatchObject({
      ended: 'done',
      account: { read: crowd.rows, balanced: true, ended: { moved: crowd.good.length } },
    });
  });

  it('leaves exactly the expected users in Keycloak, none twice', () => {
    expect(users.map(({ email }) => email).sort()).toEqual(crowd.good.map(emailOf).sort());
  });

  it('lets every one of them in with the old password', async () => {
    const refused: number[] = [];
    let next = 0;
    const tryOn = async () => {
      for (let at = next++; at < crowd.good.length; at = next++) {
        const number = crowd.good[at] ?? 0;
        const { status } = await realm.login(emailOf(number), passwordOf(number));
        if (status !== 200) refused.push(number);
      }
    };
    await Promise.all(Array.from({ length: 12 }, tryOn));
    expect(refused).toEqual([]);
  }, 600_000);

  it('lets nobody in with another password', async () => {
    for (const number of crowd.good.slice(0, 50)) {
      const { error } = await realm.login(emailOf(number), passwordOf(number + 1));
      expect(error).toBe('Invalid user credentials');
    }
  });

  it('keeps an event chain that verifies', async () => {
    expect((await project.run(['audit', 'verify'])).code).toBe(0);
  });
});

/** Before the ledger is made there are none. */
async function countSettled(database: Database): Promise<number> {
  const { rows } = await database
    .query<{ count: number }>(`select count(*) as count from write where state = 'settled'`)
    .catch(() => ({ rows: [] }));
  return Number(rows[0]?.count ?? 0);
}

async function listUsers(realm: Realm): Promise<{ id: string; username: string; email: string }[]> {
  const users: { id: string; username: string; email: string }[] = [];
  for (;;) {
    const page = await realm.admin('GET', `/users?briefRepresentation=true&first=${users.length}&max=1000`);
    users.push(...(page as typeof users));
    if ((page as typeof users).length < 1000) return users;
  }
}
