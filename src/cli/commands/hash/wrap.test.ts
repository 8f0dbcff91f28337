import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { closePool, verify } from '../../../passwords/index.ts';
import { run } from '../../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-wrap-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closePool();
});

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const STRONG = '$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
/** So that a layer takes no time. */
const CHEAP = ['--memory', '64', '--passes', '1'];
const MD5 = ['--format', 'raw-md5'];

async function wrap(
  words: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const terminal = recordTerminal({ input, environment, folder });
  const exitCode = await run(['hash', 'wrap', ...CHEAP, ...words], terminal);
  return { exitCode, terminal, lines: terminal.said().trimEnd().split('\n') };
}

describe('a column of hashes, one a line', () => {
  it('comes out wrapped in its order, and what needs nothing as it was', async () => {
    const input = [...Array(12).keys()].map((i) => md5(`password ${i}`)).toSpliced(5, 1, STRONG);
    const { exitCode, lines, terminal } = await wrap(['--guess'], `${input.join('\r\n')}\r\n`);
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(12);
    expect(lines[5]).toBe(STRONG);
    expect(await verify('password 7', { hash: lines[7] ?? '' })).toBe(true);
    expect(terminal.warned()).toMatch(/11 +wrapped/);
    expect(terminal.warned()).toMatch(/1 +left as it is +it is strong as it stands/);
  });

  it('keeps what cannot be wrapped and counts it with the reason', async () => {
    const { exitCode, lines, terminal } = await wrap(['--json', '--guess'], `no hash\n${md5('x')}\n`);
    expect(exitCode).toBe(3);
    expect(lines[0]).toBe('no hash');
    expect(JSON.parse(terminal.warned().trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      rows: 2,
      wrapped: 1,
      left: { 'the hash has the shape of no known format': 1 },
    });
  });

  it('leaves what may be several formats until one is named, since a wrong guess locks people out', async () => {
    const { exitCode, lines, terminal } = await wrap([], `${md5('secret')}\n`);
    expect(exitCode).toBe(3);
    expect(lines).toEqual([md5('secret')]);
    expect(terminal.warned()).toMatch(/may be raw-md5 or one of \d+ others: name it with --format/);
  });

  it('asks for the same pepper again at the login', async () => {
    const { lines } = await wrap([...MD5, '--wrap-pepper', 'SITE'], md5('secret'), { SITE: 'P' });
    expect(await verify('secret', { hash: lines[0] ?? '', secrets: { wrapPepper: 'P' } })).toBe(true);
    await expect(verify('secret', { hash: lines[0] ?? '' })).rejects.toThrow('wrapPepper');
  });
});

describe('a CSV', () => {
  const rows = [
    'id;"the ""hash""";salt;note',
    `1;${md5('NaClsecret')};NaCl;"two\nlines"`,
    '2;!;;locked',
    'damaged row',
    `4;${md5('Salzsecret')};Salz;end`,
  ];
  const words = ['--column', 'the "hash"', '--beside-column', 'salt=salt', '--format', 'md5-salt-pass'];

  it('keeps its header, its delimiter and every other cell', async () => {
    const { exitCode, terminal } = await wrap(words, rows.join('\n'));
    const [header, first = '', ...others] = terminal
      .said()
      .trimEnd()
      .split(/\n(?=\d|damaged)/);
    expect(exitCode).toBe(3);
    expect(header).toBe(rows[0]);
    expect(first).toMatch(/^1;\$cwrap\$.*;NaCl;"two\nlines"$/s);
    expect(await verify('secret', { hash: first.split(';')[1] ?? '' })).toBe(true);
    expect(others[0]).toBe(rows[2]);
    expect(others[1]).toBe('damaged row');
    expect(others[2]).toMatch(/^4;\$cwrap\$.*;Salz;end$/);
    expect(terminal.warned()).toMatch(/not wrapped +has 1 column instead of 4/);
  });

  it('without the column is wrong use, and says which columns there are', async () => {
    const { exitCode, terminal } = await wrap(['--column', 'pw'], rows.join('\n'));
    expect(exitCode).toBe(2);
    expect(terminal.warned()).toContain('There is no column "pw"; there are id, the "hash", salt, note');
  });

  it('goes into a new file that nobody else may read', async () => {
    writeFileSync(join(folder, 'in.csv'), rows.join('\n'));
    const { terminal } = await wrap([...words, '--file', 'in.csv', '--output', 'out.csv'], '');
    const file = join(folder, 'out.csv');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').split('$cwrap$')).toHaveLength(3);
    expect(terminal.said()).toMatch(/^4 rows\n +2 +wrapped/);
    expect((await wrap([...words, '--file', 'in.csv', '--output', 'out.csv'], '')).exitCode).toBe(2);
  });
});

describe('NDJSON', () => {
  it('changes nothing but the hash, not even a number beyond 2^53 or an escape of PHP', async () => {
    const line = `{"id": 90071992547409931, "url": "https:\\/\\/a", "login": {"pw": "${md5('secret')}"}}`;
    const { lines } = await wrap([...MD5, '--column', 'login.pw'], `${line}\n{"id":2}\n`);
    const [first = '', second] = lines;
    const wrapped: string = JSON.parse(first).login.pw;
    expect(first.replace(wrapped, md5('secret'))).toBe(line);
    expect(second).toBe('{"id":2}');
    expect(await verify('secret', { hash: wrapped })).toBe(true);
  });

  it('finds a hash that is written with escapes, and by its name where it stands there twice', async () => {
    const sha = '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7'.replaceAll('/', '\\/');
    const { lines } = await wrap(['--column', 'pw'], `{"old":"${sha}","pw":"${sha}"}\n`);
    expect(lines[0]).toMatch(/^\{"old":"\{SSHA\}[^"]*","pw":"\$cwrap\$/);
  });

  it('leaves a line that is no JSON, and counts it', async () => {
    const { exitCode, lines, terminal } = await wrap(['--column', 'pw'], '{"pw":"!"}\n{"pw":\n');
    expect(exitCode).toBe(3);
    expect(lines).toEqual(['{"pw":"!"}', '{"pw":']);
    expect(terminal.warned()).toMatch(/1 +not wrapped +the line is no JSON object/);
  });
});
