import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAssessment } from '../../../test/an-assessment.ts';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readiness-'));
  write('footbridge.config.json', {
    name: 'acme',
    source: { type: 'csv', path: 'nowhere.csv' },
    target: { type: 'better-auth' },
  });
  const assessment = anAssessment({ customers: 200 });
  const [outlook] = assessment.outlooks;
  write('of-another.json', assessment);
  write('asked.json', { ...assessment, outlooks: [{ ...outlook, target: 'better-auth' }] });
  const { verified: _, ...cut } = assessment.everybody;
  write('cut.json', { ...assessment, everybody: cut });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

async function readiness(file: string) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['readiness', '--assessment', file], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

describe('footbridge readiness --assessment', () => {
  it('needs neither a ledger nor the source, and makes none', async () => {
    const { exitCode, said } = await readiness('asked.json');
    expect(exitCode).toBe(3);
    expect(said).toContain('Let customers ask for a new password by themselves');
    expect(existsSync(join(folder, '.footbridge/key'))).toBe(false);
  });

  it('is not ready for people of whom the assessment never asked what becomes of them', async () => {
    const { exitCode, warned } = await readiness('of-another.json');
    expect(exitCode).toBe(2);
    expect(warned).toContain('did not ask about the target "better-auth"');
  });

  it('says that a file is cut, and not that Footbridge failed', async () => {
    const { exitCode, warned } = await readiness('cut.json');
    expect(exitCode).toBe(2);
    expect(warned).toContain('is not what `footbridge assess --json` prints');
  });
});
