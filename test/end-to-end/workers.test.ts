/** A second machine takes part in an import, dies in the middle of it, and nobody is lost or moved twice. */
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/ledger/database/open.ts';
import { needs } from '../servers/binaries.ts';
import { createDatabase } from '../servers/postgres.ts';
import { shared } from '../servers/shared.ts';
import { CROWD_MAPPING, emailOf, makeCrowd } from './crowd.ts';
import { createProject, listen, type Project, type Said } from './project.ts';

const CONFIG = {
  name: 'workers',
  source: { type: 'ndjson', path: 'crowd.ndjson' },
  target: { type: 'better-auth', database: 'new.sqlite', secret: { secret: 'BETTER_AUTH_SECRET' } },
  mapping: CROWD_MAPPING,
  batchSize: 20,
};

needs('postgres')('an import with a worker that is killed', () => {
  const crowd = makeCrowd(6_000);
  let project: Project;
  let said: Said;
  let shares: Record<number, number>;

  beforeAll(async () => {
    const { url } = await shared('postgres');
    const ledger = await createDatabase(url, `workers_${process.pid}`);
    project = await createProject({
      DATABASE_URL: ledger,
      BETTER_AUTH_SECRET: 'a secret of thirty-two characters',
    });
    project.write('crowd.ndjson', crowd.ndjson);
    project.configure(CONFIG);
    // Makes ledger, key and target before two processes want them at once.
    await project.run(['import', '--dry-run']);
    const database = await openDatabase({ url: ledger });
    // It waits for work: on a busy machine an import might be over before a second process has started.
    const worker = project.start(['worker']);
    await untilThere(database, 'select from worker where stopped_at is null', 1);
    const importing = listen(project.start(['import']));
    // Both have written something: from now on the death of one leaves work behind.
    const busy = `select distinct worker_id from batch where step = 'write' and state = 'done'`;
    await untilThere(database, busy, 2);
    worker.kill('SIGKILL');
    await once(worker, 'close');
    said = await importing;
    const { rows } = await database.query<{ worker_id: number; count: number }>(
      `select worker_id, count(*) as count from batch where step = 'write' and state = 'done' group by 1`,
    );
    shares = Object.fromEntries(rows.map(({ worker_id, count }) => [worker_id, Number(count)]));
    await database.close();
  });
  afterAll(() => project?.remove());

  it('lets no machine take part whose configuration points to another target', async () => {
    project.configure({ ...CONFIG, target: { ...CONFIG.target, database: 'other.sqlite' } });
    const { code, stderr } = await project.run(['worker']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('TARGET_SWITCHED') });
  });

  it('was shared between the two', () => {
    expect(Object.keys(shares)).toHaveLength(2);
  });

  it('moves everybody once', () => {
    expect(said.result).toMatchObject({ account: { balanced: true, ended: { moved: crowd.good.length } } });
    const database = new DatabaseSync(join(project.folder, 'new.sqlite'), { readOnly: true });
    const users = database.prepare('select email from user order by email').all();
    database.close();
    expect(users.map(({ email }) => email)).toEqual(crowd.good.map(emailOf).sort());
  });
});

async function untilThere(
  database: Awaited<ReturnType<typeof openDatabase>>,
  query: string,
  wanted: number,
): Promise<void> {
  for (;;) {
    const { rows } = await database.query(query).catch(() => ({ rows: [] }));
    if (rows.length >= wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
