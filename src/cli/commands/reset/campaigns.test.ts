/** `footbridge reset`: a campaign from its forecast to its end, as an operator steers it from a terminal. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { customer } from '../../../../test/crossing.ts';
import { copyTemplate } from '../../../../test/ledger-template.ts';
import { plantCustomers } from '../../../../test/reset.ts';
import { type Mailbox, startMailbox } from '../../../../test/servers/mailbox.ts';
import { openLedger } from '../../../ledger/ledger.ts';
import { run } from '../../run.ts';

let folder: string;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
  folder = mkdtempSync(join(tmpdir(), 'footbridge-campaigns-'));
  const template = await copyTemplate();
  cpSync(template, join(folder, '.footbridge'), { recursive: true });
  rmSync(template, { recursive: true });
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth' },
    reset: {
      brand: { name: 'Acme Travel' },
      channels: [mailbox.settings],
      journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://acme.example/login' },
    },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  const ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  await plantCustomers(ledger, [
    { identity: customer('ada') },
    { identity: customer('ben') },
    { identity: customer('cleo', { identifiers: [{ type: 'username', value: 'cleo' }] }) },
  ]);
  await ledger.close();
});

afterAll(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true });
});

async function reset(...words: string[]) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['reset', ...words, '--json'], terminal);
  const said = terminal.said();
  return { exitCode, result: said === '' ? undefined : JSON.parse(said), warned: terminal.warned() };
}

async function killedWhilePreparing(name: string, customers: readonly string[]): Promise<void> {
  const { result } = await reset('start', 'unwritten', '--dry-run');
  const ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  await ledger.db.query(
    `with begun as (insert into campaign (name, state, settings, by_whom) values ($1, 'preparing', $2, 'tester') returning id)
     insert into journey (campaign_id, identity_id, language, channel)
     select begun.id, unnest($3::uuid[]), 'en', 'smtp' from begun`,
    [name, JSON.stringify(result.settings), customers.map((one) => ledger.index.identityId('list', one))],
  );
  await ledger.close();
}

it('goes from the forecast to the last message, steered on the way', async () => {
  const dry = await reset('start', 'autumn', '--dry-run');
  expect(dry).toMatchObject({
    exitCode: 3,
    result: { counts: { asked: 2, unreachable: 1 }, forecast: { never: 0 }, waves: 1 },
  });
  expect(JSON.stringify(dry.result)).not.toContain('@');
  expect((await reset('list')).result).toEqual([]);

  // As a `start` leaves it that was killed after its first page.
  await killedWhilePreparing('winter', ['ada']);
  expect(await reset('start', 'winter', '--dry-run', '--per-hour', '1')).toMatchObject({
    result: { counts: { asked: 2, unreachable: 1 }, settings: { perHour: 1_000 } },
  });
  await reset('stop', 'winter', '--yes');

  expect(await reset('start', 'autumn')).toMatchObject({ exitCode: 2 });
  expect(await reset('start', 'autumn', '--yes')).toMatchObject({ exitCode: 3, result: { prepared: true } });
  expect(await reset('start', 'autumn', '--yes')).toMatchObject({ exitCode: 1 });
  expect((await reset('customers', 'autumn')).result).toHaveLength(1);

  expect((await reset('pause', 'autumn')).result).toEqual({ campaign: 'autumn', state: 'paused' });
  expect((await reset('send')).result).toMatchObject({ counts: { handed: 0 } });
  expect((await reset('change', 'autumn', '--per-hour', '7200', '--quiet', '00:00-00:00')).exitCode).toBe(0);
  expect(await reset('change', 'autumn', '--per-hour', 'many')).toMatchObject({ exitCode: 2 });
  await reset('resume', 'autumn');
  expect(await reset('send')).toMatchObject({ exitCode: 0, result: { counts: { handed: 2 } } });
  expect(mailbox.received.map(({ to }) => to).sort()).toEqual(['ada@shop.example', 'ben@shop.example']);

  const [status] = (await reset('status', 'autumn')).result.campaigns;
  expect(status).toMatchObject({
    state: 'running',
    selected: 3,
    outcomes: { asked: 2, unreachable: 1 },
    perhapsTwice: 0,
    lastHour: 2,
    answering: { measured: false },
  });
  expect((await reset('remind', 'autumn')).result).toEqual({ campaign: 'autumn', reminded: 0 });
  const one = await reset('customer', 'ada@shop.example');
  expect(one.result).toMatchObject({
    journeys: [
      { campaign: 'autumn', ended: null },
      { campaign: 'winter', ended: 'stopped' },
    ],
    messages: [{ state: 'due' }, { kind: 'invitation', state: 'handed' }],
  });
  expect((await reset('stop', 'autumn', '--yes')).result).toEqual({ campaign: 'autumn', state: 'stopped' });
  expect(await reset('resume', 'autumn')).toMatchObject({ exitCode: 1 });
  expect(await reset('pause', 'winter')).toMatchObject({ exitCode: 1 });
});
