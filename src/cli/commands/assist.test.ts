import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { copyTemplate } from '../../../test/ledger-template.ts';
import { addCustomer } from '../../../test/reset-rows.ts';
import { openLedger } from '../../ledger/ledger.ts';
import { run } from '../run.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assist-'));
  renameSync(await copyTemplate(), join(folder, '.footbridge'));
  const ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  await addCustomer(ledger, 'ana');
  await ledger.close();
  writeFileSync(
    join(folder, 'footbridge.config.json'),
    JSON.stringify({
      name: 'acme',
      source: { type: 'csv', path: 'customers.csv' },
      target: { type: 'better-auth' },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function footbridge(operator: string | undefined, ...words: string[]) {
  const environment = operator === undefined ? {} : { FOOTBRIDGE_OPERATOR: operator };
  const terminal = recordTerminal({ folder, environment });
  const exitCode = await run(words, terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

const CHECK = ['--level', 'ial1', '--check', 'strong driving-licence visual-inspection visual-comparison'];

describe('footbridge assist', () => {
  it('takes two operators from the request to the code, which is shown once', async () => {
    const asked = await footbridge('ines', 'assist', 'request', 'ana@shop.example', ...CHECK, '--json');
    const { id } = JSON.parse(asked.said);
    const own = await footbridge('ines', 'assist', 'approve', id);
    expect(own).toMatchObject({ exitCode: 1, warned: expect.stringContaining('request of their own') });
    expect((await footbridge('jon', 'assist', 'approve', id)).said).toContain(`footbridge assist code ${id}`);
    expect((await footbridge('jon', 'assist', 'code', id)).said).toMatch(
      /^\d{4} \d{4}\nGood until \d\d:\d\d UTC/,
    );
    expect((await footbridge('jon', 'assist', 'code', id)).warned).toContain('shown once already');
    expect((await footbridge('ines', 'assist', 'list', '--open')).said).toMatch(
      /approved +IAL1 .* ines +jon/,
    );
    const story = (await footbridge(undefined, 'where', 'ana@shop.example')).said;
    expect(story).toMatch(/assistance-requested.*\n.*assistance-approved.*\n.*assistance-code-shown/);
    expect(story).not.toContain('shop.example');
  });

  it.each([
    ['without a name', undefined, ['request', 'ana@shop.example', ...CHECK], 1, 'FOOTBRIDGE_OPERATOR'],
    [
      'with a level that is none',
      'ines',
      ['request', 'ana', '--level', 'high', '--check', 'fair'],
      2,
      'IAL1 or IAL2',
    ],
    [
      'with a check that is none',
      'ines',
      ['request', 'ana', '--level', 'IAL1', '--check', 'birthday'],
      2,
      'no word of it',
    ],
  ] as const)('refuses to ask %s', async (_, operator, words, exitCode, why) => {
    const done = await footbridge(operator, 'assist', ...words);
    expect(done).toMatchObject({ exitCode, warned: expect.stringContaining(why) });
  });
});

it('footbridge where says that it knows no such customer, and not whom', async () => {
  const { exitCode, warned } = await footbridge(undefined, 'where', 'nobody@shop.example');
  expect({ exitCode, warned }).toEqual({ exitCode: 1, warned: expect.stringContaining('CUSTOMER_UNKNOWN') });
  expect(warned).not.toContain('nobody@');
});
