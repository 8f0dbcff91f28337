import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { closePool } from '../../../passwords/index.ts';
import { run } from '../../run.ts';

/** bcrypt of "secret", made by @node-rs/bcrypt; SHA-1 of "salt" and "secret", made by node:crypto. */
const BCRYPT = '$2b$04$/uaF/uaF/uaF/uaF/uaF/uyUa5B4sNev9rTvA6TvEBWYO4koffwMy';
const SALTED = 'da00ec2e6ff9ed4d342b24a16e262c82f3c8b10b';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-hash-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closePool();
});

async function hash(
  words: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
) {
  const terminal = recordTerminal({ input, environment, folder });
  return { exitCode: await run(['hash', ...words], terminal), terminal };
}

describe('hash identify', () => {
  it('knows a bcrypt hash by its looks', async () => {
    const { exitCode, terminal } = await hash(['identify', BCRYPT]);
    expect(exitCode).toBe(0);
    expect(terminal.said()).toMatch(/^bcrypt-2b\s/);
  });

  it('says of bare hex what it may be and how to tell, and lists everything only when asked', async () => {
    const few = (await hash(['identify', MD5])).terminal.said();
    expect(few).toMatch(/raw-md5 .*and \d+ others \(--all\)\. One known password tells which/s);
    const all = (await hash(['identify', MD5, '--all'])).terminal.said();
    expect(all.split('\n').length).toBeGreaterThan(20);
  });

  it('lets the product decide', async () => {
    const { terminal } = await hash(['identify', `${MD5}:abc`, '--source', 'vbulletin', '--json']);
    expect(JSON.parse(terminal.said())[0]).toMatchObject({ format: 'vbulletin', certainty: 'likely' });
  });

  it('counts a column, and leaves a row that nobody knows as a problem with its number', async () => {
    const { exitCode, terminal } = await hash(['identify'], `${BCRYPT}\n${BCRYPT}\n!\nno:hash:at:all\n`);
    expect(exitCode).toBe(3);
    expect(terminal.said()).toMatch(/2 +bcrypt-2b .*cost 4 +weak/);
    expect(terminal.said()).toMatch(/1 +disabled +certain +locked/);
    expect(terminal.said()).toMatch(/row 4 +has the shape of no known format/);
  });

  it('says of wrapped hashes what is inside', async () => {
    const wrapped = (await hash(['wrap', ...CHEAP, '--guess'], `${MD5}\n`)).terminal.said();
    const { terminal } = await hash(['identify', '--json'], wrapped);
    expect(JSON.parse(terminal.said()).populations[0]).toMatchObject({
      format: 'footbridge-wrap',
      parameters: { 'over raw-md5': 1 },
    });
  });
});

/** So that a layer takes no time. */
const CHEAP = ['--memory', '64', '--passes', '1'];

describe('hash explain', () => {
  it('takes a hash apart, judges it by OWASP and NIST, and says who takes it', async () => {
    const { exitCode, terminal } = await hash(['explain', BCRYPT]);
    expect(exitCode).toBe(0);
    const said = terminal.said();
    expect(said).toMatch(/cost +4: 16 rounds/);
    expect(said).toMatch(/weak: 16 bcrypt rounds; OWASP asks for 1,024/);
    expect(said).toMatch(/meets SP 800-63B-4/);
    expect(said).toMatch(/guesses a second/);
    expect(said).toMatch(/as it is .*Supabase/);
    expect(said).toMatch(/no +Keycloak: /);
  });

  it('never repeats the hash unless it is asked to', async () => {
    for (const [text, more] of [
      [BCRYPT, []],
      [MD5, ['--json']],
      [`sha1$NaCl$${SALTED}`, []],
    ] as const) {
      expect((await hash(['explain', text, ...more])).terminal.said()).not.toContain(text.slice(-20));
    }
    expect((await hash(['explain', BCRYPT, '--show'])).terminal.said()).toContain(BCRYPT);
  });

  it('names the column without which a hash says nothing', async () => {
    const { exitCode, terminal } = await hash(['explain', SALTED, '--format', 'sha1-salt-pass']);
    expect(exitCode).toBe(3);
    expect(terminal.said()).toContain('--beside salt=…');
  });

  it('says of a marker that there is no password', async () => {
    expect((await hash(['explain', '!'])).terminal.said()).toMatch(/disabled: locked .*keep the account/s);
  });
});

describe('hash verify', () => {
  it('lets the right password fit and a wrong one not', async () => {
    expect((await hash(['verify', BCRYPT], 'secret\n')).exitCode).toBe(0);
    expect((await hash(['verify', BCRYPT], 'Secret\n')).exitCode).toBe(1);
  });

  it('reads the password from a file descriptor, so that it stands in no command line', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'secret\n');
    const descriptor = openSync(file, 'r');
    expect((await hash(['verify', BCRYPT, '--password-fd', String(descriptor)])).exitCode).toBe(0);
    closeSync(descriptor);
    const { exitCode, terminal } = await hash(['verify', BCRYPT, '--password-fd', '999']);
    expect(exitCode).toBe(2);
    expect(terminal.warned()).toContain('File descriptor 999 cannot be read');
  });

  it('takes what stands beside the hash by name', async () => {
    const words = ['verify', SALTED, '--format', 'sha1-salt-pass', '--beside', 'salt=salt'];
    const { exitCode, terminal } = await hash(words, 'secret\n');
    expect(exitCode).toBe(0);
    expect(terminal.said()).toMatch(/^It fits\. \(\w+: /);
  });

  it('calls a format nobody knows wrong use, not a failure of ours', async () => {
    const { exitCode, terminal } = await hash(['verify', BCRYPT, '--format', 'rot13'], 'secret\n');
    expect(exitCode).toBe(2);
    expect(terminal.warned()).toContain('There is no format "rot13"');
  });
});

describe('hash solve', () => {
  it('finds the scheme from a known password, the pepper coming from the environment', async () => {
    const words = ['solve', SALTED, '--secret', 'pepper=SITE', '--json'];
    const { exitCode, terminal } = await hash(words, 'secret\n', { SITE: 'salt' });
    expect(exitCode).toBe(0);
    expect(JSON.parse(terminal.said())).toContainEqual({ format: 'sha1(pepper . password)', kind: 'rule' });
  });

  it('answers 1 and says what may be missing where nothing fits', async () => {
    const { exitCode, terminal } = await hash(['solve', SALTED], 'secret\n');
    expect(exitCode).toBe(1);
    expect(terminal.said()).toMatch(/Is the salt given/);
  });
});

describe('hash bench', () => {
  it('measures every kind in a column once, with how late the event loop was', async () => {
    const column = `${BCRYPT}\n${BCRYPT}\n${MD5}\nnot a hash\n`;
    const { exitCode, terminal } = await hash(['bench', '--seconds', '0.05', '--json'], column);
    expect(exitCode).toBe(0);
    const results = JSON.parse(terminal.said());
    expect(results.map(({ format }: { format: string }) => format)).toEqual(['bcrypt-2b', 'raw-md5']);
    for (const { perSecond, loopDelay } of results) {
      expect(perSecond).toBeGreaterThan(1);
      expect(loopDelay).toBeGreaterThanOrEqual(0);
    }
  });
});
