import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { copyTemplate } from '../../../test/ledger-template.ts';
import { ADMIN, type ServedDoor, scriptDoor, serveDoor } from '../../../test/scripted-door.ts';
import { openDesk } from '../../http/v1/ledger-desk.ts';
import { type Ledger, openLedger } from '../../ledger/ledger.ts';
import { run } from '../run.ts';

let folder: string;
let ledger: Ledger;
let server: ServedDoor;

/** The ledger is held by a server, as it is while logins are answered; opening one takes two seconds each time. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'route-'));
  const template = await copyTemplate();
  cpSync(template, join(folder, '.footbridge'), { recursive: true, mode: 0 });
  rmSync(template, { recursive: true, force: true });
  ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  const door = scriptDoor();
  const desk = openDesk({
    ledger,
    door,
    migration: 'acme',
    cohorts: [],
    operator: 'the server',
    reset: { sessionLife: 1_800_000, contactRate: 0.03 },
  });
  server = await serveDoor(door, { desk, settings: { adminTokens: [ADMIN] } });
});
afterAll(async () => {
  await server.stop();
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await ledger.db.script('delete from route; delete from route_exception;');
  configure({});
});

function configure(settings: object): void {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth' },
    login: { cohorts: [{ name: 'staff', where: { domains: ['acme.example'] } }] },
    serve: { port: Number(new URL(server.url).port), adminTokens: [{ secret: 'ADMIN_TOKEN' }] },
    ...settings,
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
}

async function route(...words: string[]) {
  const environment = { ADMIN_TOKEN: ADMIN, FOOTBRIDGE_OPERATOR: 'ines' };
  const terminal = recordTerminal({ folder, environment });
  const exitCode = await run(['route', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

async function shares(): Promise<unknown> {
  const { cohorts, exceptions } = JSON.parse((await route('show', '--json')).said);
  return [
    ...cohorts.map(({ cohort, share }: { cohort: string; share: number }) => [cohort, share]),
    exceptions,
  ];
}

describe('a dry run', () => {
  /** Every row that is about routes, with the events. */
  async function content() {
    const { rows } = await ledger.db.query(
      `select 'route' as kind, to_jsonb(r) as row from route r
       union all select 'exception', to_jsonb(e) from route_exception e
       union all select 'event', to_jsonb(e) from event e order by 1, 2`,
    );
    return rows;
  }

  it.each([
    ['set staff --share 40', '100 % footbridge would become 40 %'],
    ['set others --to legacy', 'others: 100 % footbridge would become 0 %'],
    ['pin ines@acme.example --to legacy', 'footbridge would become legacy'],
    ['pin ines@acme.example --to cohort', 'footbridge would become as their cohort'],
    ['pin jon@acme.example', 'as their cohort would become footbridge'],
  ])(
    'of route %s says what would change, changes nothing, and asks no server to',
    async (words, sentence) => {
      expect((await route('pin', 'ines@acme.example')).exitCode).toBe(0);
      const before = await content();
      // No server can be asked: whoever answered would have to be somewhere else.
      configure({ serve: { port: 1, adminTokens: [{ secret: 'ADMIN_TOKEN' }] } });
      const { exitCode, said } = await route(...words.split(' '), '--dry-run');
      expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.stringContaining(sentence) });
      expect(await content()).toEqual(before);
    },
  );

  it('of a pin refuses what nobody can log in with, as the pin itself does', async () => {
    const { exitCode, warned } = await route('pin', '  ', '--dry-run');
    expect({ exitCode, warned }).toEqual({
      exitCode: 2,
      warned: expect.stringContaining('Nobody can log in'),
    });
  });

  it('of a pin tells a machine both sides and nobody’s name', async () => {
    const { said } = await route('pin', 'ines@acme.example', '--to', 'legacy', '--dry-run', '--json');
    expect(JSON.parse(said)).toEqual({ place: 'cohort', wanted: 'legacy' });
  });
});

describe('footbridge route', () => {
  it('shows that everybody is ours before anything was said', async () => {
    const { exitCode, said } = await route('show');
    expect(exitCode).toBe(0);
    expect(said).toMatch(/^staff +100 % footbridge +0 % legacy$/m);
    expect(said).toMatch(/^others +100 % footbridge +0 % legacy$/m);
  });

  it('divides a cohort, from either side, and those who fall under no rule', async () => {
    await route('set', 'staff', '--share', '30', '--to', 'legacy');
    await route('set', 'others', '--share', '5');
    expect(await shares()).toEqual([['staff', 70], ['', 5], 0]);
    await route('set', 'staff', '--to', 'legacy');
    expect(await shares()).toEqual([['staff', 0], ['', 5], 0]);
  });

  it('gives one customer a side of their own and takes it away again', async () => {
    expect((await route('pin', 'Ana@Example.com', '--to', 'legacy')).said).toContain(
      'a side of their own: 1',
    );
    expect(await shares()).toEqual([['staff', 100], ['', 100], 1]);
    await route('pin', 'ana@example.com', '--to', 'cohort');
    expect(await shares()).toEqual([['staff', 100], ['', 100], 0]);
  });

  it('names a cohort that has a share and no rule any more', async () => {
    await route('set', 'staff', '--share', '50');
    configure({ login: { cohorts: [] } });
    expect((await route('show')).said).toContain('staff has a route, but no rule');
  });

  it.each([
    ['a cohort that does not exist', ['set', 'staf'], 'No cohort is called staf'],
    ['a share that is none', ['set', 'staff', '--share', 'half'], '--share is not'],
    ['a share beyond all', ['set', 'staff', '--share', '101'], '--share is not'],
    ['a side that does not exist', ['set', 'staff', '--to', 'moon'], '--to is'],
    ['an identifier nobody can have', ['pin', ' \t '], 'Nobody can log in'],
  ])('refuses %s', async (_, words, sentence) => {
    const { exitCode, warned } = await route(...words);
    expect(exitCode).toBe(2);
    expect(warned).toContain(sentence);
  });
});

describe('while a server holds the embedded ledger', () => {
  it('the chain says who wanted the change, and not who carried it out', async () => {
    await route('set', 'others', '--share', '20');
    const { rows } = await ledger.db.query<{ facts: { by: string } }>(
      "select facts from event where kind = 'routed' order by seq desc limit 1",
    );
    expect(rows.map(({ facts }) => facts.by)).toEqual(['ines']);
  });

  it('that will not have us, it says which setting to look at', async () => {
    configure({ serve: { port: Number(new URL(server.url).port) } });
    const { exitCode, warned } = await route('set', 'others', '--share', '20');
    expect(exitCode).toBe(1);
    expect(warned).toContain('serve.adminTokens');
  });

  it('that cannot be found, it says what to do', async () => {
    configure({ serve: { port: 1 } });
    const { exitCode, warned } = await route('set', 'others', '--share', '20');
    expect(exitCode).toBe(1);
    expect(warned).toContain('LEDGER_BUSY');
    expect(warned).toContain('keep the ledger on PostgreSQL');
  });
});

it('nobody has to be asked where the ledger is free', async () => {
  const template = await copyTemplate();
  configure({ ledger: { folder: template }, serve: { port: 1 } });
  const { exitCode, said } = await route('set', 'staff', '--share', '40');
  rmSync(template, { recursive: true, force: true });
  expect(exitCode).toBe(0);
  expect(said).toMatch(/^staff +40 % footbridge +60 % legacy$/m);
});
