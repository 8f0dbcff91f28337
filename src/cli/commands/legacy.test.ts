import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { run } from '../run.ts';

const PASSWORD = 'the password of the probe';
let folder: string;
let shop: ScriptedHttp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  shop = await startScriptedHttp(({ body }) => {
    if (body === '') return { status: 200 };
    return JSON.parse(body).password === PASSWORD ? { status: 200, body: { id: 'p-1' } } : { status: 401 };
  });
  configure({ legacy: { type: 'http', url: `${shop.url}/login` } });
});
afterAll(async () => {
  await shop.stop();
  rmSync(folder, { recursive: true, force: true });
});

function configure(settings: object): void {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth' },
    ...settings,
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
}

const BRIEFLY = ['--max', '2', '--max-calls', '20', '--step-seconds', '0.05'];

async function probe(words: readonly string[], password: string | undefined = PASSWORD) {
  const terminal = recordTerminal({ folder, environment: { PROBE_PASSWORD: password } });
  const named = ['--account', 'probe@example.com', '--password-secret', 'PROBE_PASSWORD'];
  const exitCode = await run(['legacy', 'probe', ...named, ...BRIEFLY, ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

describe('footbridge legacy probe', () => {
  it('says what the legacy stands, keeps it in a file, and asks as one who logs in', async () => {
    const { exitCode, said } = await probe(['--out', 'probe.json']);
    expect(exitCode).toBe(0);
    expect(said).toMatch(/1 at a time: .* a second, p50/);
    expect(said).toMatch(/^Safe: .* logins a second/m);
    const kept = JSON.parse(readFileSync(join(folder, 'probe.json'), 'utf8'));
    expect(kept.document).toBe('footbridge-legacy-probe');
    expect(kept.calls).toBeLessThanOrEqual(20);
    expect(JSON.parse(shop.requests.at(-1)?.body ?? '').identifier).toBe('probe@example.com');
  });

  it('says 3 where the busiest hour is more than that', async () => {
    const { exitCode, said } = await probe(['--peak-per-hour', '100000000', '--max', '1']);
    expect(exitCode).toBe(3);
    expect(said).toContain('more than was tried');
    expect((await probe(['--peak-per-hour', '1'])).exitCode).toBe(0);
  });

  it('says that nothing was measured, and not that the legacy stands nothing', async () => {
    const { exitCode, said } = await probe(['--max-calls', '1', '--peak-per-hour', '3600']);
    expect(exitCode).toBe(3);
    expect(said).toContain(
      'Ended after 1 login: as many logins as allowed (--max-calls). Nothing was measured.',
    );
    expect(said).not.toContain('did not stand');
  });

  it('never lets the password out', async () => {
    const { said, warned } = await probe(['--json', '--wrong-password-too']);
    expect(warned).toContain('Three wrong passwords');
    expect(said + warned).not.toContain(PASSWORD);
    expect(JSON.parse(said).wrong.otherwise).toBe(0);
  });

  it('ends after one login where the account cannot log in', async () => {
    const before = shop.requests.length;
    const { exitCode, warned } = await probe([], 'mistyped');
    expect(exitCode).toBe(1);
    expect(warned).toContain('LEGACY_PROBE_REFUSED');
    expect(shop.requests.length).toBe(before + 1);
  });

  it.each([
    ['a secret that is not set', ['--password-secret', 'NOT_SET'], 1, 'SECRET_MISSING'],
    ['a password in place of its name', ['--password-secret', 'hunter 2'], 2, 'not a password'],
    ['a type that is none', ['--type', 'face'], 2, 'email, phone and username'],
    ['an account that nobody can have', ['--account', ' \t '], 2, 'Nobody can log in'],
    ['a bound that is none', ['--max', 'many'], 2, '--max is not'],
  ])('refuses %s', async (_, words, code, sentence) => {
    const { exitCode, warned } = await probe(words);
    expect(exitCode).toBe(code);
    expect(warned).toContain(sentence);
  });

  it('refuses where no legacy is configured', async () => {
    configure({});
    const { exitCode, warned } = await probe([]);
    expect(exitCode).toBe(2);
    expect(warned).toContain('names no `legacy`');
  });
});
