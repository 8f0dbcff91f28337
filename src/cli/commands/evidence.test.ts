import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILE = join(folder, 'footbridge.evidence.yaml');

async function evidence(...words: readonly string[]) {
  const terminal = recordTerminal({ folder, environment: { FOOTBRIDGE_OPERATOR: 'jo' } });
  const exitCode = await run(['evidence', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

function fillIn(text: string): string {
  return text
    .replaceAll('legalBasis: ""', 'legalBasis: contract')
    .replaceAll(/(purpose|regionFrom|regionTo|retention|decidedBy): ""/g, '$1: decided');
}

describe('footbridge evidence', () => {
  it('goes from a bare export to a signed record, and notices what comes later', async () => {
    writeFileSync(join(folder, 'users.csv'), 'id,email\n1,jo@shop.example\n2,al@shop.example\n');
    const draft = await evidence('draft', 'users.csv');
    expect(draft.exitCode).toBe(3);
    expect(draft.said).toContain('1 kind of personal data added');

    const unfilled = await evidence('sign');
    expect(unfilled.exitCode).toBe(1);
    expect(unfilled.warned).toContain('EVIDENCE_INCOMPLETE');
    expect(unfilled.warned).toContain('`email` has no legalBasis');

    writeFileSync(FILE, fillIn(readFileSync(FILE, 'utf8')));
    expect((await evidence('sign', '--dry-run')).exitCode).toBe(0);
    expect((await evidence('check')).said).toContain('not signed');
    expect((await evidence('sign')).said).toMatch(/signed by jo\.\nHash: [0-9a-f]{64}/);
    expect((await evidence('check', '--against', 'users.csv')).exitCode).toBe(0);

    const assessment = { document: 'footbridge-assessment', categories: { email: 2, 'factors.totp': 1 } };
    writeFileSync(join(folder, 'assessment.json'), JSON.stringify(assessment));
    const later = await evidence('check', '--against', 'assessment.json', '--report', 'record.md');
    expect(later.exitCode).toBe(3);
    expect(later.said).toContain('Nobody has decided about: factors.totp');
    expect(readFileSync(join(folder, 'record.md'), 'utf8')).toContain('`factors.totp`');

    writeFileSync(FILE, readFileSync(FILE, 'utf8').replace('retention: decided', 'retention: forever'));
    expect((await evidence('check')).said).toContain('Look at what was changed');
    const changed = await evidence('check', '--json');
    expect(JSON.parse(changed.said)).toMatchObject({ state: 'changed', ok: false });
  });

  it('has no two entries for one kind of data, of which either could be the one that was signed', async () => {
    const entry = (basis: string) => `  - category: email\n    legalBasis: ${basis}\n    decidedBy: jo\n`;
    const head = 'document: footbridge-evidence\nversion: 1\nentries:\n';
    writeFileSync(join(folder, 'twice.yaml'), head + entry('not-carried') + entry('consent'));
    const twice = await evidence('sign', 'twice.yaml');
    expect(twice.exitCode).toBe(1);
    expect(twice.warned).toContain('`entries.1 (email)`: this kind of data has an entry already');
  });

  it('names the entry that cannot be read', async () => {
    const text =
      'document: footbridge-evidence\nversion: 1\nentries:\n  - category: email\n    legalBasis: because\n';
    writeFileSync(join(folder, 'wrong.yaml'), text);
    const wrong = await evidence('check', 'wrong.yaml');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.warned).toContain('entries.0.legalBasis (email)');
    expect((await evidence('check', 'absent.yaml')).warned).toContain('There is no absent.yaml');
  });
});
