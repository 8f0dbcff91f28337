/**
 * How fast users go into a real Keycloak on a PostgreSQL that syncs to disk: which call, how many at once, and what
 * our own write path costs beside a bare client that does nothing but the same calls.
 *
 *     npx node bench/keycloak.ts [users per measurement] [beside]
 *
 * With `beside`, only our write path beside the bare client.
 *
 * Ways are measured in turns, forwards and backwards, so that a machine that gets busier, a Java that gets warmer and
 * a table that grows meet all of them. The median of the rounds counts, and ratios more than rates.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { blankIdentity } from '../src/identity/identity.ts';
import { createPace } from '../src/net/pace.ts';
import { Config } from '../src/targets/keycloak/config.ts';
import { TRANSACTION } from '../src/targets/keycloak/import.ts';
import { keycloak } from '../src/targets/keycloak/index.ts';
import { toUser } from '../src/targets/keycloak/user.ts';
import type { Write } from '../src/targets/target.ts';
import { startKeycloak } from '../test/servers/keycloak.ts';
import { createRealm, type Realm } from '../test/servers/keycloak-realm.ts';

const USERS = Number(process.argv[2] ?? 1000);
/** What the engine has under way, and how many of it. */
const SLOTS = 3;
const BATCH = 250;

const NAIVE = 'one after the other, with fetch';
const OURS = 'target keycloak';

/** Django's PBKDF2, as in docs; never verified here. */
const HASH = 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=';

/** [users in a transaction, transactions at once] */
const IMPORTS = [
  [1, 8],
  [10, 8],
  [25, 1],
  [25, 4],
  [25, 8],
  [50, 4],
  [100, 4],
  [250, 2],
] as const;

const server = await startKeycloak({ durable: true });
try {
  const realm = await createRealm(server, 'bench');
  const token = keepToken(realm);
  const pool = new Pool(realm.url, { connections: 64 });
  const post = async (path: string, body: unknown): Promise<void> => {
    const reply = await pool.request({
      method: 'POST',
      path: `/admin/realms/${realm.realm}${path}`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
      body: JSON.stringify(body),
    });
    const said = await reply.body.text();
    if (reply.statusCode > 299) throw new Error(`${path} was answered with ${reply.statusCode}: ${said}`);
  };

  /** Nothing but the call, so many at once: as fast as this Keycloak takes them. */
  const saturate = (path: string, size: number, atOnce: number) => async (users: readonly Write[]) => {
    const waiting = chunk(users.map(toBody), size);
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop())
          await post(path, path === '/users' ? next[0] : { ifResourceExists: 'FAIL', users: next });
      }),
    );
  };
  const naive = async (users: readonly Write[]): Promise<void> => {
    for (const user of users) {
      const reply = await fetch(`${realm.url}/admin/realms/${realm.realm}/users`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
        body: JSON.stringify(toBody(user)),
      });
      if (!reply.ok) throw new Error(`creating a user was answered with ${reply.status}`);
      await reply.text();
    }
  };
  const session = await keycloak.open(configOf(realm), {
    folder: '.',
    pace: createPace({ concurrency: 64 }),
    secret: () => '',
  });
  /** As the engine drives it: batches of its own size, three of them under way. */
  const ours = async (writes: readonly Write[]): Promise<void> => {
    const waiting = chunk(writes, BATCH);
    await Promise.all(
      Array.from({ length: SLOTS }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await writeOne(next);
      }),
    );
  };
  const writeOne = async (batch: readonly Write[]): Promise<void> => {
    const refused = (await session.write(batch)).filter(({ status }) => status !== 'done');
    if (refused.length > 0)
      throw new Error(`${refused.length} were not written: ${JSON.stringify(refused[0])}`);
  };
  const readBack = async (writes: readonly Write[]): Promise<void> => {
    const ids = (await session.write(writes)).map((outcome) =>
      outcome.status === 'done' ? outcome.targetId : '',
    );
    const started = performance.now();
    await session.read(ids);
    readSeconds.push((performance.now() - started) / 1000);
  };
  const readSeconds: number[] = [];

  const ways = new Map<string, (users: readonly Write[]) => Promise<void>>([
    [NAIVE, naive],
    ['single creations, 4 at once', saturate('/users', 1, 4)],
    ['single creations, 16 at once', saturate('/users', 1, 16)],
    ...IMPORTS.map(
      ([size, atOnce]) =>
        [`import of ${size}, ${atOnce} at once`, saturate('/partialImport', size, atOnce)] as const,
    ),
  ]);
  const pair = new Map<string, (users: readonly Write[]) => Promise<void>>([
    [NAIVE, naive],
    ['bare client, 4 at once', saturate('/partialImport', TRANSACTION, 4)],
    [OURS, ours],
    ['bare client, 8 at once', saturate('/partialImport', TRANSACTION, 8)],
  ]);

  await saturate('/users', 1, 8)(newUsers(USERS));
  await saturate('/partialImport', TRANSACTION, 8)(newUsers(USERS * 8));
  await ours(newUsers(USERS));

  const alone = process.argv[3] === 'beside' ? new Map<string, number>() : await measure(ways, 3, USERS);
  const beside = await measure(pair, 7, USERS * 2);
  for (let round = 0; round < 3; round += 1) await readBack(newUsers(Math.min(USERS, 500)));

  for (const [name, rate] of [...alone, ...beside])
    console.log(`${name.padEnd(34)} ${Math.round(rate)} users/s`);
  console.log(
    `${'reading back'.padEnd(34)} ${Math.round(Math.min(USERS, 500) / median(readSeconds))} users/s`,
  );
  const bare = Math.max(beside.get('bare client, 4 at once') ?? 0, beside.get('bare client, 8 at once') ?? 0);
  const rate = beside.get(OURS) ?? Number.NaN;
  console.log(`beside a bare client with the same calls: ${(rate / bare).toFixed(2)}`);
  console.log(`against one after the other: ${(rate / (beside.get(NAIVE) ?? Number.NaN)).toFixed(1)} times`);
  await session.close();
  await pool.close();
  await realm.remove();
} finally {
  await server.stop();
}

/** Users a second of each way, the median of the rounds. */
async function measure(
  ways: ReadonlyMap<string, (users: readonly Write[]) => Promise<void>>,
  rounds: number,
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map([...ways.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? [...ways] : [...ways].toReversed();
    for (const [name, write] of order) {
      const users = newUsers(name === NAIVE ? Math.ceil(count / 8) : count);
      const started = performance.now();
      await write(users);
      rates.get(name)?.push(users.length / ((performance.now() - started) / 1000));
    }
  }
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

/** A token for every half of its minute. */
function keepToken(realm: Realm): () => Promise<string> {
  let held: { readonly value: Promise<string>; readonly since: number } | undefined;
  return () => {
    if (held === undefined || performance.now() - held.since > 30_000)
      held = { value: requestToken(realm), since: performance.now() };
    return held.value;
  };
}

async function requestToken({ url, realm, clientId, clientSecret }: Realm): Promise<string> {
  const reply = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token } = (await reply.json()) as { access_token: string };
  return access_token;
}

function configOf({ url, realm, clientId, clientSecret }: Realm): Config {
  return Config.parse({ url, realm, clientId, clientSecret });
}

/** The same that the target sends: the realm's default role is part of it, and an insert of its own for Keycloak. */
function toBody(write: Write) {
  const config = Config.parse({ url: 'http://localhost', realm: 'bench', clientSecret: 'x' });
  return { ...toUser(write, config), realmRoles: ['default-roles-bench'] };
}

function newUsers(count: number): readonly Write[] {
  return Array.from({ length: count }, () => {
    const externalId = randomBytes(16).toString('hex');
    return {
      id: externalId,
      operation: 'create',
      externalId,
      credentialPlan: 'transcoded',
      identity: {
        ...blankIdentity(`bench-${externalId}`),
        identifiers: [{ type: 'email', value: `${externalId}@example.org`, verified: true }],
        profile: { given_name: 'Ada', family_name: 'Lovelace', locale: 'en' },
        attributes: { plan: 'gold', points: 12 },
        password: { hash: HASH, format: 'django-pbkdf2-sha256' },
        createdAt: '2019-01-02T03:04:05Z',
      },
    };
  });
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
