import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-scan-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = ['pl4nted', 'S3cret', '0123456789'].join('-');

async function scan(...words: readonly string[]) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['scan', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

describe('footbridge scan', () => {
  it('answers 3 while a secret is there, says what is gone once it is, and never says the secret', async () => {
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'shop/.env'), `\nCLIENT_SECRET=${SECRET}\n`);
    const before = await scan('shop', '--output', 'before.json');
    expect(before.exitCode).toBe(3);
    expect(before.said).toContain('1 secret found. 1 file read.');
    expect(before.said).toMatch(/shop\/\.env:2 +client-secret +[0-9a-f]{16}/);
    expect(before.said + readFileSync(join(folder, 'before.json'), 'utf8')).not.toContain(SECRET);

    writeFileSync(join(folder, 'shop/.env'), '\n');
    const after = await scan('shop', '--before', 'before.json');
    expect(after.exitCode).toBe(0);
    expect(after.said).toContain('Since the earlier scan: 1 gone, 0 left, 0 new.');
  });

  it('takes the scan out of an assessment, and nothing else for one', async () => {
    const earlier = readFileSync(join(folder, 'before.json'), 'utf8');
    writeFileSync(join(folder, 'assessment.json'), `{"document":"footbridge-assessment","scan":${earlier}}`);
    const compared = await scan('shop', '--before', 'assessment.json', '--json');
    expect(JSON.parse(compared.said)).toMatchObject({ compared: { gone: [{ kind: 'client-secret' }] } });
    writeFileSync(join(folder, 'other.json'), '{}');
    const wrong = await scan('shop', '--before', 'other.json');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.warned).toContain('other.json holds no scan for secrets');
  });

  it('says that a folder is not there', async () => {
    const absent = await scan('nowhere');
    expect(absent.exitCode).toBe(1);
    expect(absent.warned).toContain('SOURCE_MISSING');
  });
});
