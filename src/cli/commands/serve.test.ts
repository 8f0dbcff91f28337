import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { copyTemplate } from '../../../test/ledger-template.ts';
import { run } from '../run.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function laySomeLedger(): Promise<void> {
  const template = await copyTemplate();
  cpSync(template, join(folder, '.footbridge'), { recursive: true, mode: 0 });
  rmSync(template, { recursive: true, force: true });
}

function configure(settings: object): void {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    hooks: [{ type: 'generic', name: 'app', secrets: [{ secret: 'HOOK_KEY' }] }],
    ...settings,
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
}

function start(environment: Record<string, string> = { HOOK_KEY: 'the-secret-of-the-application' }) {
  const terminal = recordTerminal({ folder, environment });
  return { terminal, ended: run(['serve'], terminal) };
}

/** Opening a ledger takes two seconds, on a busy machine ten. */
const PATIENCE = { timeout: 60_000 };

describe('footbridge serve', () => {
  it(
    'says where it answers, ends with 0 when it is told to, and gives the ledger back',
    PATIENCE,
    async () => {
      configure({ serve: { port: 0 } });
      for (const time of ['first', 'second']) {
        const { terminal, ended } = start();
        await expect.poll(terminal.said, PATIENCE).toContain('Answering at http://127.0.0.1:');
        expect(terminal.said()).toContain('/hooks/app  generic');
        terminal.interrupt();
        expect([time, await ended]).toEqual([time, 0]);
      }
    },
  );

  it('begins although the legacy is away, and says so', PATIENCE, async () => {
    await laySomeLedger();
    // Port 9 (discard) of loopback: nobody listens there.
    configure({ serve: { port: 0 }, legacy: { type: 'http', url: 'http://127.0.0.1:9/check' } });
    const { terminal, ended } = start();
    await expect.poll(terminal.said, PATIENCE).toContain('Answering at');
    expect(terminal.warned()).toContain('A legacy that answers at its address');
    terminal.interrupt();
    expect(await ended).toBe(0);
  });

  it.each([
    ['nobody could ask anything', { hooks: [], target: { type: 'better-auth' } }, '`hooks`: empty'],
    ['others could read about the migration', { serve: { host: '0.0.0.0' } }, '`serve.adminTokens`: needed'],
  ])('does not begin where %s', async (_, settings, sentence) => {
    configure(settings);
    const { terminal, ended } = start();
    expect(await ended).toBe(2);
    expect(terminal.warned()).toContain(sentence);
  });

  it('does not begin without the secret of a hook, and names it', async () => {
    configure({});
    const { terminal, ended } = start({});
    expect(await ended).toBe(1);
    expect(terminal.warned()).toContain('HOOK_KEY');
  });
});
