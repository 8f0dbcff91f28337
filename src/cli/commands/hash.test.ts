import { expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

/** bcrypt of "secret", made by @node-rs/bcrypt; SHA-1 of "salt" and "secret", made by node:crypto. */
const BCRYPT = '$2b$04$/uaF/uaF/uaF/uaF/uaF/uyUa5B4sNev9rTvA6TvEBWYO4koffwMy';
const SALTED = 'da00ec2e6ff9ed4d342b24a16e262c82f3c8b10b';

async function hash(words: readonly string[], input = '') {
  const terminal = recordTerminal({ input });
  return { exitCode: await run(['hash', ...words], terminal), terminal };
}

it('a bcrypt hash is known by its looks', async () => {
  const { exitCode, terminal } = await hash(['identify', BCRYPT]);
  expect(exitCode).toBe(0);
  expect(terminal.said()).toMatch(/^bcrypt-2b\s/);
});

it('hashes are read from standard input, and one that nobody knows is left as a problem', async () => {
  const { exitCode, terminal } = await hash(['identify'], `${BCRYPT}\nno:hash:at:all\n`);
  expect(exitCode).toBe(3);
  expect(terminal.said()).toMatch(/^bcrypt-2b .*\nof no known format\n$/s);
});

it('the right password fits and a wrong one does not', async () => {
  expect((await hash(['verify', BCRYPT], 'secret\n')).exitCode).toBe(0);
  expect((await hash(['verify', BCRYPT], 'Secret\n')).exitCode).toBe(1);
});

it('what stands beside the hash is given by name', async () => {
  const words = ['verify', SALTED, '--format', 'sha1-salt-pass', '--beside', 'salt=salt'];
  const { exitCode, terminal } = await hash(words, 'secret\n');
  expect(exitCode).toBe(0);
  expect(terminal.said()).toMatch(/^It fits\. \(\w+: /);
});

it('a format nobody knows is wrong use, not a failure of ours', async () => {
  const { exitCode, terminal } = await hash(['verify', BCRYPT, '--format', 'rot13'], 'secret\n');
  expect(exitCode).toBe(2);
  expect(terminal.warned()).toContain('USAGE_WRONG');
});
