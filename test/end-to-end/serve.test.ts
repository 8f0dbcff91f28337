/**
 * `footbridge serve` as an operator runs it: a process of its own before a live legacy over HTTP, customers who cross
 * by logging in, and everything beside it: the log, the metrics, an import, a stop in the middle of a login.
 */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../servers/binaries.ts';
import { createDatabase } from '../servers/postgres.ts';
import { shared } from '../servers/shared.ts';
import { createProject, type Project } from './project.ts';

const SECRETS = {
  HOOK_KEY: 'the-secret-of-the-application',
  BETTER_AUTH_SECRET: 'a secret of thirty-two characters',
};
const ANA = { identifier: 'ana@example.com', password: 'kanarie "Σ" & 7+/=%' };
const SLOW = { identifier: 'slow@example.com', password: 'takes its time' };

/** An old shop with one endpoint that judges; whoever is slow waits until the test lets them in. */
interface OldShop {
  readonly url: string;
  readonly asked: string[];
  /** Resolves when the slow customer has arrived. */
  readonly slowOne: Promise<void>;
  letIn(): void;
  close(): Promise<void>;
}

async function openOldShop(): Promise<OldShop> {
  const asked: string[] = [];
  const slowOne = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const server: Server = createServer(async (request, response) => {
    // One look whether it is there, before anybody is asked about.
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { identifier, password } = (await json(request)) as typeof ANA;
    asked.push(identifier);
    if (identifier === SLOW.identifier) {
      slowOne.resolve();
      await gate.promise;
    }
    const right = [ANA, SLOW].find((one) => one.identifier === identifier && one.password === password);
    response.writeHead(right === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(right === undefined ? {} : { id: identifier, mail: identifier, first: 'Ana' }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`,
    asked,
    slowOne: slowOne.promise,
    letIn: gate.resolve,
    async close() {
      gate.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  /** Everything it wrote to standard error. */
  log(): string;
  ask(path: string, body: object): Promise<Response>;
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

async function serve(project: Project): Promise<Serving> {
  const child = project.start(['serve']);
  const log: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  if (child.stdout === null) throw new Error('it has no standard output');
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (typeof first[0] !== 'string') throw new Error(`serve ended: ${log.join('')}`);
  const { url } = JSON.parse(first[0]) as { url: string };
  return {
    process: child,
    url,
    ended,
    log: () => log.join(''),
    ask: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SECRETS.HOOK_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

function configOf(shop: OldShop): object {
  return {
    name: 'acme',
    source: { type: 'ndjson', path: 'customers.ndjson' },
    mapping: { fields: { id: 'id', email: 'mail', 'profile.given_name': 'first' } },
    legacy: { type: 'http', url: shop.url },
    target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
    hooks: [{ type: 'generic', name: 'app', secrets: [{ secret: 'HOOK_KEY' }] }],
    serve: { port: 0 },
  };
}

function usersOf(project: Project): readonly string[] {
  const database = new DatabaseSync(join(project.folder, 'new.sqlite'), { readOnly: true });
  const users = database.prepare('select email from user order by email').all();
  database.close();
  return users.map(({ email }) => String(email));
}

describe('footbridge serve on an embedded ledger', () => {
  let shop: OldShop;
  let project: Project;
  let serving: Serving;

  beforeAll(async () => {
    shop = await openOldShop();
    project = await createProject(SECRETS);
    project.configure(configOf(shop));
    project.write('customers.ndjson', '{"id":"7","mail":"bob@example.com","first":"Bob"}\n');
    serving = await serve(project);
  });
  afterAll(async () => {
    serving?.process.kill('SIGKILL');
    await serving?.ended;
    await shop?.close();
    project?.remove();
  });

  it('lets a customer of the legacy in, who is a user of the target from then on', async () => {
    const response = await serving.ask('/v1/login', ANA);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      outcome: 'match',
      customer: { targetId: expect.any(String) },
    });
    expect(usersOf(project)).toEqual(['ana@example.com']);
    expect(shop.asked).toEqual(['ana@example.com']);
  });

  it('does not ask the legacy about them again', async () => {
    const response = await serving.ask('/hooks/app/login', ANA);
    expect(response.status).toBe(409);
    expect(shop.asked).toEqual(['ana@example.com']);
  });

  it('refuses a wrong password and a caller without the secret', async () => {
    const wrong = await serving.ask('/v1/login', { identifier: 'eve@example.com', password: 'guessed' });
    expect(await wrong.json()).toEqual({ outcome: 'wrong' });
    expect(
      (await fetch(`${serving.url}/v1/login`, { method: 'POST', body: JSON.stringify(ANA) })).status,
    ).toBe(401);
  });

  it('is ready, and counts what it did', async () => {
    const ready = await fetch(`${serving.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { ready: true, ledger: 'ok', migrations: 'current', legacy: 'closed', stopping: false },
    ]);
    const metrics = await (await fetch(`${serving.url}/metrics`)).text();
    const answers =
      /^footbridge_login_answers_total\{hook="app",op="verify",outcome="(\S+?)",judge="(\S+?)".*\} 1$/gm;
    const counted = [...metrics.matchAll(answers)].map(([, outcome, judge]) => `${outcome} by ${judge}`);
    expect(counted.toSorted()).toEqual(['already-migrated by target', 'match by legacy', 'wrong by legacy']);
    expect(metrics).toContain('footbridge_legacy_seconds_count{legacy="http",outcome="match"} 1');
  });

  it('shows where everybody is to a visitor, and tells an import what to do', async () => {
    const status = await project.run(['status']);
    expect(status.result).toMatchObject({ identities: 1, states: [{ state: 'moved', count: 1 }] });
    const said = await project.run(['import']);
    expect(said.code).toBe(1);
    expect(said.stderr).toContain('LEDGER_BUSY');
    expect(said.stderr).toContain('keep the ledger on PostgreSQL');
  });

  it('finishes a login that is under way when it is told to stop, and ends with 0', async () => {
    const response = serving.ask('/v1/login', SLOW);
    await shop.slowOne;
    serving.process.kill('SIGTERM');
    await untilSaid(serving, /Finishing what is in flight/);
    shop.letIn();
    expect(await (await response).json()).toMatchObject({ outcome: 'match' });
    expect(await serving.ended).toEqual([0, null]);
    expect(usersOf(project)).toEqual(['ana@example.com', 'slow@example.com']);
  });

  it('left the password nowhere: not in its log and not in its files', () => {
    const log = serving.log();
    expect(log).toContain('"msg":"answered"');
    const bytes = Buffer.from(ANA.password);
    const spellings = [
      ANA.password,
      JSON.stringify(ANA.password).slice(1, -1),
      encodeURIComponent(ANA.password),
      bytes.toString('hex'),
      bytes.toString('base64'),
      bytes.toString('base64url'),
    ];
    for (const spelling of spellings) {
      expect(log).not.toContain(spelling);
      const found = spawnSync('grep', ['-rlaF', '--', spelling, project.folder], { encoding: 'utf8' });
      expect(found).toMatchObject({ status: 1, stdout: '' });
    }
  });
});

async function untilSaid({ process, log }: Serving, words: RegExp): Promise<void> {
  while (!words.test(log())) {
    if (process.stderr === null) throw new Error('it has no standard error');
    await once(process.stderr, 'data');
  }
}

needs('postgres')('footbridge serve on PostgreSQL', () => {
  let shop: OldShop;
  let project: Project;
  let two: readonly Serving[];

  beforeAll(async () => {
    shop = await openOldShop();
    const { url } = await shared('postgres');
    project = await createProject({
      ...SECRETS,
      DATABASE_URL: await createDatabase(url, `serve_${process.pid}`),
    });
    project.configure(configOf(shop));
    project.write('customers.ndjson', '{"id":"7","mail":"bob@example.com","first":"Bob"}\n');
    // The first makes ledger and target, so that the second finds them.
    const first = await serve(project);
    two = [first, await serve(project)];
  });
  afterAll(async () => {
    for (const { process } of two ?? []) process.kill('SIGTERM');
    await Promise.all((two ?? []).map(({ ended }) => ended));
    await shop?.close();
    project?.remove();
  });

  it('lets an import go on beside it', async () => {
    const said = await project.run(['import']);
    expect(said.result).toMatchObject({ account: { balanced: true, ended: { moved: 1 } } });
    expect(usersOf(project)).toEqual(['bob@example.com']);
  });

  it('makes one user of a customer who logs in at two instances at once', async () => {
    const outcomes = await Promise.all(
      two.map(async (serving) => {
        const answer = (await (await serving.ask('/v1/login', ANA)).json()) as { outcome: string };
        return answer.outcome;
      }),
    );
    expect(outcomes).toContain('match');
    expect(usersOf(project)).toEqual(['ana@example.com', 'bob@example.com']);
  });

  it('follows a route that was changed from the command line, at both instances', async () => {
    expect((await project.run(['route', 'set', 'others', '--to', 'legacy'])).code).toBe(0);
    // Instances read routes again every two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    for (const serving of two) {
      const answer = await serving.ask('/v1/login', { identifier: 'new@example.com', password: 'guessed' });
      expect(await answer.json()).toEqual({ outcome: 'blocked', reason: 'routed-to-legacy' });
    }
    expect(shop.asked).not.toContain('new@example.com');
  });
});
