import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAssessment } from '../../../test/an-assessment.ts';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forecast-'));
  write('a.json', anAssessment({ customers: 1_500 }));
  write('silent.json', anAssessment({ customers: 30 }));
  const probe = { document: 'footbridge-legacy-probe', version: 1, at: '', atLeast: true };
  write('slow.json', { ...probe, safeLoginsPerSecond: 0.000001 });
  write('fast.json', { ...probe, safeLoginsPerSecond: 50 });
  write('nothing.json', { ...probe, safeLoginsPerSecond: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

async function forecast(...words: string[]) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['forecast', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

describe('footbridge forecast', () => {
  it('draws who comes back, and puts the paths side by side, from nothing but an assessment', async () => {
    const { exitCode, said } = await forecast('a.json');
    expect(exitCode).toBe(0);
    expect(said).toContain('● active');
    expect(said).toMatch(/^ {2}182 days +\d+ %/m);
    expect(said).toMatch(/keycloak: 1,350 customers in/);
    expect(said).toMatch(/all in all, \$ +\d/);
    // Whoever adds the costs up finds the sum.
    expect(said).toMatch(/messages, \$ +\d/);
    expect(said).toContain('JIT_NO_LEGACY');
  });

  it('is a document for machines, in which a number of ones own has replaced ours', async () => {
    const { said } = await forecast(
      'a.json',
      '--json',
      '--assume',
      'customerValue=7',
      '--assume',
      'windowDays=60',
    );
    const { document, assumptions } = JSON.parse(said);
    expect(document).toBe('footbridge-forecast');
    expect(assumptions).toContainEqual(
      expect.objectContaining({ name: 'customerValue', value: 7, source: 'yours' }),
    );
  });

  it('says 3 where the path that was asked for is refused, and where the data cannot say', async () => {
    expect((await forecast('a.json', '--path', 'jit')).exitCode).toBe(3);
    expect((await forecast('a.json', '--path', 'bulk')).exitCode).toBe(0);
    const { exitCode, said } = await forecast('silent.json');
    expect(exitCode).toBe(3);
    expect(said).toContain('TOO_FEW');
  });

  it('refuses a reset of a cohort that nobody can write to', async () => {
    const { exitCode, said } = await forecast('a.json', '--cohort', 'staff', '--path', 'reset', '--json');
    expect(exitCode).toBe(3);
    const { paths } = JSON.parse(said);
    expect(paths[2].refused.code).toBe('RESET_NO_CHANNEL');
  });

  it('goes by what a probe has measured, and by the day the legacy ends', async () => {
    const refusalOf = async (...words: string[]) => {
      const { said } = await forecast('a.json', '--json', ...words);
      return JSON.parse(said).paths[1].refused?.code;
    };
    expect(await refusalOf('--probe', 'slow.json')).toBe('JIT_LEGACY_TOO_SLOW');
    expect(await refusalOf('--probe', 'fast.json')).toBeUndefined();
    expect(await refusalOf('--probe', 'fast.json', '--legacy-until', '2026-11-25')).toBe('JIT_LEGACY_ENDS');
  });

  it('does not take a probe that measured nothing for a legacy that stands nothing', async () => {
    const { said } = await forecast('a.json', '--json', '--probe', 'nothing.json');
    expect(JSON.parse(said).paths[1].refused).toBeUndefined();
  });

  it('counts the days of the legacy from today, however old the export is', async () => {
    const old = anAssessment();
    write('old.json', { ...old, asOf: '2020-01-01T00:00:00Z' });
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const { said } = await forecast('old.json', '--json', '--probe', 'fast.json', '--legacy-until', soon);
    expect(JSON.parse(said).paths[1].refused?.code).toBe('JIT_LEGACY_ENDS');
  });

  it.each([
    ['a file that is not there', ['b.json'], 'cannot be read'],
    ['a file that is no assessment', ['fast.json'], '`document`'],
    ['an assumption that is none', ['a.json', '--assume', 'custmerValue=1'], 'did you mean "customerValue"'],
    ['an assumption without a number', ['a.json', '--assume', 'customerValue=much'], 'not name=number'],
    ['a cohort that is none', ['a.json', '--cohort', 'stuff'], 'did you mean "staff"'],
    ['a target nobody asked about', ['a.json', '--target', 'okta'], 'did not ask about'],
    ['a path that is none', ['a.json', '--path', 'air'], 'none of bulk, jit and reset'],
    ['a day that is none', ['a.json', '--probe', 'fast.json', '--legacy-until', 'soon'], 'not a day'],
    ['a day of no month', ['a.json', '--probe', 'fast.json', '--legacy-until', '2027-02-30'], 'not a day'],
    ['a probe that is none', ['a.json', '--probe', 'a.json'], 'legacy probe --out'],
  ])('refuses %s', async (_, words, sentence) => {
    const { exitCode, warned } = await forecast(...words);
    expect(exitCode).toBe(2);
    expect(warned).toContain(sentence);
  });
});
