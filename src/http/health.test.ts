import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestLedger, type TestLedger } from '../../test/ledger-template.ts';
import { type ServedDoor, scriptDoor, serveDoor } from '../../test/scripted-door.ts';

let test: TestLedger;
let running: ServedDoor | undefined;

beforeAll(async () => {
  test = await openTestLedger();
});
afterAll(() => test.remove());
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function ready(served: Parameters<typeof serveDoor>[1] = {}, door = scriptDoor()) {
  running = await serveDoor(door, { db: test.ledger.db, ...served });
  const response = await running.get('/readyz');
  return { status: response.status, says: await response.json() };
}

describe('/readyz', () => {
  it('says yes where the ledger is there, at our migration, and the legacy is not failing', async () => {
    expect(await ready()).toEqual({
      status: 200,
      says: { ready: true, ledger: 'ok', migrations: 'current', legacy: 'closed', stopping: false },
    });
  });

  it('says no while the breaker keeps us from the legacy, unless we can do without it', async () => {
    const door = scriptDoor();
    door.now = { legacy: 'open', legacyInFlight: 0, unsettled: 0 };
    expect(await ready({}, door)).toMatchObject({ status: 503, says: { ready: false, legacy: 'open' } });
    await running?.stop();
    expect(await ready({ settings: { needsLegacy: false } }, door)).toMatchObject({
      status: 200,
      says: { ready: true, legacy: 'open' },
    });
  });

  it.each([
    ['is away', () => Promise.reject(new Error('ECONNREFUSED postgres://me:hunter2@db'))],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('says no in a second where the ledger %s, and not why', async (_, query) => {
    const answer = await ready({ db: { query } });
    expect(answer).toMatchObject({ status: 503, says: { ledger: 'unreachable', migrations: 'unknown' } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it.each([
    ['behind', 'delete from migration where number = (select max(number) from migration)'],
    ['ahead', "insert into migration (number, checksum) values (999999, 'of a newer one')"],
  ])('says no where another Footbridge left the ledger %s of ours', async (standing, statement) => {
    await test.ledger.db.rehearse(async (db) => {
      await db.query(statement);
      expect(await ready({ db })).toMatchObject({ status: 503, says: { migrations: standing } });
    });
  });
});

it('/healthz says that the process lives, whatever else is wrong', async () => {
  const db = { query: () => Promise.reject(new Error('away')) };
  running = await serveDoor(scriptDoor(), { db });
  const response = await running.get('/healthz');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});

it('balancers that send HEAD hear the same, without a body', async () => {
  running = await serveDoor(scriptDoor(), { db: test.ledger.db });
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(`${running.url}${path}`, { method: 'HEAD' });
    expect([path, response.status, await response.text()]).toEqual([path, 200, '']);
  }
});
