import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run as runCommand } from '../run.ts';

const ROWS = ['id,mail,points', '1, Ana@SHOP.example,7', '2,bob@shop.example,', '3,,9'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'footbridge-map-'));
  writeFileSync(join(folder, 'users.csv'), ROWS.join('\n'));
});

async function run(...words: string[]) {
  const terminal = recordTerminal({ folder, environment: {} });
  const exitCode = await runCommand(words, terminal);
  return { exitCode, stdout: terminal.said(), stderr: terminal.warned() };
}

describe('footbridge map', () => {
  it('says of a bare export what it proposes, what that makes of real rows, and what nobody decided', async () => {
    const { exitCode, stdout } = await run('map', 'users.csv');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/email +← mail/);
    expect(stdout).toMatch(/points +no known name/);
    expect(stdout).toMatch(/mail +.*→ +email +A\*\*\*@s\*\*\*\.example/);
    expect(stdout).toMatch(/IDENTIFIER_MISSING +1 +row 3/);
    expect(stdout).not.toMatch(/ana@|bob@/i);
  });

  it('shows the row that is asked for, in the clear only when that is said', async () => {
    expect((await run('map', 'users.csv', '--row', '2')).stdout).not.toContain('bob');
    expect((await run('map', 'users.csv', '--row', '2', '--reveal')).stdout).toContain('bob@shop.example');
    expect(await run('map', 'users.csv', '--row', '9')).toMatchObject({ exitCode: 2 });
  });

  it('says the same to a machine, without data of customers', async () => {
    const { stdout } = await run('map', 'users.csv', '--json');
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({
      mapping: { fields: { id: 'id', email: 'mail' } },
      undecided: [{ field: 'points' }],
      rows: 3,
      shown: [{ row: 1 }, { row: 2 }],
    });
    expect(said.fixes).toContainEqual(expect.objectContaining({ name: 'spaces', count: 1, on: true }));
    expect(stdout).not.toMatch(/ana@|bob@/i);
  });

  it('writes the mapping into the configuration, adds to it, and replaces none without being told', async () => {
    const config = join(folder, 'footbridge.config.json');
    const source = { type: 'csv', path: 'users.csv' };
    const written = { name: 'acme', source, target: { type: 'better-auth' } };
    writeFileSync(config, JSON.stringify(written));
    expect((await run('map', '--write')).stdout).toContain('The mapping is in footbridge.config.json');
    const after = JSON.parse(readFileSync(config, 'utf8'));
    expect(after).toEqual({ ...written, mapping: { fields: { id: 'id', email: 'mail' } } });

    writeFileSync(
      config,
      JSON.stringify({ ...after, mapping: { fields: { id: 'id' }, ignore: ['points'] } }),
    );
    const refused = await run('map', '--write');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('--overwrite');
    expect((await run('map', '--write', '--overwrite')).exitCode).toBe(3);
    expect(JSON.parse(readFileSync(config, 'utf8')).mapping).toEqual({
      fields: { id: 'id', email: 'mail' },
      ignore: ['points'],
    });
  });
});
