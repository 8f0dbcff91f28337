/**
 * A migration from the command line alone: import, look, resolve, steer, undo, audit.
 *
 * What needs two processes or a signal starts them; the rest runs the same command line in this one.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { run as runCommand } from '../../src/cli/run.ts';
import { startFootbridge } from '../cli/footbridge.ts';
import { recordTerminal } from '../cli/recorded-terminal.ts';

const SECRET = {
  FOOTBRIDGE_KEY: Buffer.from(createHash('sha256').update('a key').digest()).toString('base64'),
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
});

function writeMigration(customers: readonly string[], settings: object = {}): void {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth', database: 'better-auth.sqlite' },
    mapping: { fields: { id: 'id', email: 'email', 'profile.given_name': 'name' } },
    ...settings,
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  writeCustomers(customers);
}

function writeCustomers(customers: readonly string[]): void {
  writeFileSync(join(folder, 'customers.csv'), ['id,email,name', ...customers, ''].join('\n'));
}

function crowd(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index},customer.${index}@example.com,Nr ${index}`);
}

function run(...words: string[]) {
  return runWith(SECRET, ...words);
}

async function runWith(environment: Record<string, string>, ...words: string[]) {
  const terminal = recordTerminal({ folder, environment });
  const exitCode = await runCommand(words, terminal);
  return { exitCode, stdout: terminal.said(), stderr: terminal.warned() };
}

async function runJson(...words: string[]) {
  const finished = await run(...words, '--json');
  return { ...finished, result: JSON.parse(finished.stdout) };
}

function usersInTarget(): readonly string[] {
  const database = new DatabaseSync(join(folder, 'better-auth.sqlite'), { readOnly: true });
  try {
    return database
      .prepare('select email from user order by email')
      .all()
      .map(({ email }) => String(email));
  } finally {
    database.close();
  }
}

describe('an import', () => {
  it('moves everybody, says so, and answers 0', async () => {
    writeMigration(crowd(3));
    const { exitCode, stdout, stderr } = await run('import');
    expect(stdout).toMatch(/read 3 = moved 3 ✓/);
    expect({ exitCode, warned: stderr.includes('!') }).toEqual({ exitCode: 0, warned: false });
    expect(usersInTarget()).toHaveLength(3);
  });

  it('with one bad row moves the others, names the row, and answers 3', async () => {
    writeMigration([...crowd(2), '7,no address,Nobody']);
    const { exitCode, stdout } = await run('import');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/read 3 = held 1 \+ moved 2 ✓/);
    const { result } = await runJson('problems', 'list');
    expect(result.problems).toMatchObject([{ code: 'EMAIL_INVALID', position: 'line 4', field: 'email' }]);
  });

  it('from a repaired export moves only what changed', async () => {
    writeMigration([...crowd(2), '7,no address,Nobody']);
    await run('import');
    writeCustomers([...crowd(2), '7,somebody@example.com,Nobody']);
    const { exitCode, result } = await runJson('import');
    expect(exitCode).toBe(0);
    expect(result.account.staged).toMatchObject({ unchanged: 2 });
    expect(result.account.written).toMatchObject({ created: 1 });
    expect(usersInTarget()).toHaveLength(3);
  });

  it('as a dry run writes nothing, here or there', async () => {
    writeMigration([...crowd(2), '7,no address,Nobody']);
    const { exitCode, stdout } = await run('import', '--dry-run');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Nothing was written');
    expect(stdout).toContain('create 2');
    expect(usersInTarget()).toHaveLength(0);
    expect((await runJson('status')).result).toMatchObject({ identities: 0, runs: [] });
  });

  it('stopped with Ctrl-C finishes what is in flight, answers 130, and goes on when it is run again', async () => {
    writeMigration(crowd(6_000), { batchSize: 20, pace: { concurrency: 1, perSecond: 1 } });
    const first = startFootbridge(folder, ['import'], SECRET);
    await first.heard(/moving: [1-9]/);
    first.process.kill('SIGINT');
    const { exitCode, stderr } = await first.finished;
    expect(stderr).toContain('Ctrl-C again stops at once');
    expect(exitCode).toBe(130);
    writeMigration(crowd(6_000));
    expect(await run('import')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('moved 6,000 ✓'),
    });
    expect(usersInTarget()).toHaveLength(6_000);
  });
});

describe('a running import, from another terminal', () => {
  it('is watched, paused, resumed faster, and finishes', async () => {
    writeMigration(crowd(3_000), { batchSize: 20, pace: { concurrency: 1, perSecond: 1 } });
    const importing = startFootbridge(folder, ['import', '--json'], SECRET);
    await importing.heard(/"phase":"write","done":[1-9]/);
    expect((await runJson('status')).result.states.length).toBeGreaterThan(1);
    expect(await run('run', 'pause')).toMatchObject({ exitCode: 0 });
    await importing.heard(/"note":"paused"/);
    expect(await run('run', 'tune', '--per-second', '100000', '--concurrency', '32')).toMatchObject({
      exitCode: 0,
    });
    expect(await run('run', 'resume')).toMatchObject({ exitCode: 0 });
    expect(await importing.finished).toMatchObject({ exitCode: 0 });
    expect(usersInTarget()).toHaveLength(3_000);
  });

  it('is not joined by a second importer', async () => {
    writeMigration(crowd(3_000), { batchSize: 20, pace: { concurrency: 1, perSecond: 1 } });
    const importing = startFootbridge(folder, ['import'], SECRET);
    await importing.heard(/moving: [1-9]/);
    const second = await run('import');
    expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('LEDGER_BUSY') });
    expect(await run('run', 'cancel')).toMatchObject({ exitCode: 0 });
    expect(await importing.finished).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('was cancelled'),
    });
  });
});

it('a rollback takes back what the run made, and leaves whoever was there before', async () => {
  writeMigration(crowd(2));
  await run('import');
  writeCustomers(crowd(5));
  await run('import');
  const asked = await run('rollback', '2');
  expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') });
  expect((await runJson('rollback', '2', '--dry-run')).result).toEqual({
    run: 2,
    writes: 3,
    counts: { remove: 3 },
  });
  expect((await runJson('rollback', '2', '--yes')).result.counts).toEqual({ removed: 3 });
  expect(usersInTarget()).toEqual(['customer.0@example.com', 'customer.1@example.com']);
});

it('a run is undone by its label, of one customer or of all', async () => {
  writeMigration(crowd(3));
  await run('import', '--label', 'pilot');
  expect((await runJson('rollback', 'pilot', '--only', '1', '--yes')).result.counts).toEqual({ removed: 1 });
  expect(usersInTarget()).toEqual(['customer.0@example.com', 'customer.2@example.com']);
  expect((await runJson('rollback', 'pilot', '--yes')).result.counts).toEqual({ removed: 2 });
  expect(usersInTarget()).toEqual([]);
});

it('the id map holds everybody who crossed, in a file only its owner may read', async () => {
  writeMigration([...crowd(2), '7,no address,Nobody']);
  await run('import');
  expect(await run('ids', '--output', 'ids.csv')).toMatchObject({ exitCode: 0 });
  const path = join(folder, 'ids.csv');
  expect(readFileSync(path, 'utf8')).toMatch(/^source_id,target_id\n([01],\S+\n){2}$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe('problems', () => {
  beforeEach(async () => {
    writeMigration(['1,same@example.com,A', '2,same@example.com,B', '3,not an address,C']);
    await run('import');
  });

  it('are exported with their records into a file only its owner may read, never over another', async () => {
    expect(await run('problems', 'export', '--output', 'problems.ndjson')).toMatchObject({ exitCode: 0 });
    const path = join(folder, 'problems.ndjson');
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ code }) => code).sort()).toEqual([
      'EMAIL_INVALID',
      'IDENTIFIER_DUPLICATE',
      'IDENTIFIER_DUPLICATE',
    ]);
    expect(lines.find(({ row }) => row === 2).identity.profile).toEqual({ given_name: 'B' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await run('problems', 'export', '--output', 'problems.ndjson')).toMatchObject({ exitCode: 2 });
  });

  it('are resolved one by one or by code, and whoever is exempt stays out for good', async () => {
    const { result } = await runJson('problems', 'list', '--code', 'IDENTIFIER_DUPLICATE');
    const second = result.problems.find(({ row }: { row: number }) => row === 2);
    expect(await run('problems', 'resolve', String(second.id), '--as', 'exempt')).toMatchObject({
      exitCode: 0,
    });
    await run('problems', 'resolve', '--code', 'EMAIL_INVALID', '--as', 'exempt', '--note', 'a test account');
    expect(await run('import')).toMatchObject({ exitCode: 0 });
    expect(usersInTarget()).toEqual(['same@example.com']);
    expect(await run('problems', 'list')).toMatchObject({ exitCode: 0, stdout: 'No problems.\n' });
  });
});

it('the log of a run is a zip that opens with its password and no other, and names nobody', async () => {
  writeMigration([...crowd(2), '7,no address,Nobody']);
  await run('import');
  const { result } = await runJson('run', 'log', '1', '--output', 'run-1.zip');
  const bytes = new Uint8Array(readFileSync(join(folder, 'run-1.zip')));
  const read = async (password: string) => {
    const zip = new ZipReader(new Uint8ArrayReader(bytes), { password, useWebWorkers: false });
    const entries = await zip.getEntries();
    const texts = entries.map(async (entry) =>
      entry.directory ? '' : Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString(),
    );
    return { names: entries.map(({ filename }) => filename), text: (await Promise.all(texts)).join('') };
  };
  const { names, text } = await read(result.password);
  expect(names).toEqual(['run.json', 'events.ndjson', 'problems.ndjson']);
  expect(text).toContain('EMAIL_INVALID');
  expect(text).not.toContain('customer.0');
  await expect(read('wrong')).rejects.toThrow();
});

describe('the key', () => {
  it('that is wrong opens nothing', async () => {
    writeMigration(crowd(1));
    await run('import');
    const other = {
      FOOTBRIDGE_KEY: Buffer.from(createHash('sha256').update('another').digest()).toString('base64'),
    };
    expect(await runWith(other, 'status')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('KEY_WRONG'),
    });
  });

  it('is rotated, and from then on only the new one opens the ledger', async () => {
    writeMigration(crowd(2));
    await run('import');
    const { stdout } = await runWith({}, 'key', 'new');
    const FOOTBRIDGE_NEW_KEY = stdout.trim();
    expect(await runWith({ ...SECRET, FOOTBRIDGE_NEW_KEY }, 'key', 'rotate', '--yes')).toMatchObject({
      exitCode: 0,
    });
    expect((await run('status')).stderr).toContain('KEY_WRONG');
    expect(await runWith({ FOOTBRIDGE_KEY: FOOTBRIDGE_NEW_KEY }, 'audit', 'verify')).toMatchObject({
      exitCode: 0,
    });
  });

  it('is generated where none is given, with a warning that says where', async () => {
    writeMigration(crowd(1));
    const { exitCode, stderr } = await runWith({}, 'import');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('A key was generated');
  });
});

it('the event chain passes through a head that was noted earlier, and through no other', async () => {
  writeMigration(crowd(1));
  await run('import');
  const { result } = await runJson('audit', 'verify');
  await run('import');
  expect(await run('audit', 'verify', '--anchor', `${result.seq}:${result.link}`)).toMatchObject({
    exitCode: 0,
  });
  const forged = `${result.seq}:${'0'.repeat(64)}`;
  expect(await run('audit', 'verify', '--anchor', forged)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('LEDGER_TAMPERED'),
  });
});

it('a worker on an embedded ledger is wrong use, and says what it needs', async () => {
  writeMigration(crowd(1));
  expect(await run('worker')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('PostgreSQL') });
});
