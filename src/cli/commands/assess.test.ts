import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { run } from '../run.ts';

const BCRYPT = '$2b$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assess-'));
});

function put(name: string, rows: readonly object[]): void {
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

async function assess(...words: string[]) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['assess', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

const auth0User = (id: number, more: object = {}) => ({
  user_id: `auth0|${id}`,
  email: `c${id}@acme.io`,
  email_verified: true,
  identities: [{ connection: 'db', provider: 'auth0', user_id: String(id), isSocial: false }],
  created_at: '2024-01-01T00:00:00.000Z',
  last_login: '2026-11-01T00:00:00.000Z',
  ...more,
});

describe('footbridge assess', () => {
  it('answers for a bare export what it is, who is there and what they can become', async () => {
    put('users.ndjson', [auth0User(1, { password_hash: BCRYPT }), auth0User(2, { password_hash: BCRYPT })]);
    const { exitCode, said } = await assess('users.ndjson', '--target', 'keycloak', '--target', 'okta');
    expect(said).toContain('users.ndjson  Auth0, 2 rows');
    expect(said).toMatch(/2 rows = identities 2 ✓ +ages are counted back from 2026-11-01/);
    expect(said).toMatch(/bcrypt-2b +cost 10 +2 +100 % +strong/);
    expect(said).toMatch(/What is wrong\n +nothing was found/);
    expect(said).toMatch(/^ +Keycloak +– +100 % /m);
    expect(said).toMatch(/^ +Okta +100 % /m);
    expect(exitCode).toBe(0);
  });

  it('says of an empty file that it is empty', async () => {
    writeFileSync(join(folder, 'users.csv'), '');
    const { exitCode, warned } = await assess('users.csv');
    expect(warned).toContain('users.csv is empty');
    expect(exitCode).toBe(1);
  });

  it('joins hashes that stand in a file of their own', async () => {
    put('users.ndjson', [auth0User(1)]);
    put('hashes.ndjson', [{ _id: { $oid: '1' }, passwordHash: BCRYPT }]);
    const { said } = await assess('users.ndjson', '--set', 'passwords=hashes.ndjson', '--json');
    expect(JSON.parse(said).everybody.passwords).toMatchObject([{ format: 'bcrypt-2b', count: 1 }]);
  });

  it('proposes a mapping where nobody decided one, says so, and blames nobody for fields that are left over', async () => {
    writeFileSync(join(folder, 'crm.csv'), 'id,mail,points\n1,a@acme.io,5\n2,b@acme.io,7\n');
    const { exitCode, said } = await assess('crm.csv');
    expect(said).toContain('Mapping of crm.csv proposed from names and values: id, email ← mail');
    expect(said).toContain('Not mapped  points 2');
    expect(exitCode).toBe(0);
  });

  it('ends with 3 where somebody could not cross, and lists every problem in a private file', async () => {
    put('users.ndjson', [
      auth0User(1),
      auth0User(2, { email: 'c1@acme.io' }),
      auth0User(3, { email: 'nonsense' }),
    ]);
    for (const name of ['problems.ndjson', 'problems.csv']) {
      const { exitCode, said } = await assess('users.ndjson', '--problems', name);
      expect(exitCode).toBe(3);
      expect(said).toContain(`3 problems are in ${name}`);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    const lines = readFileSync(join(folder, 'problems.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).code)).toEqual([
      'EMAIL_INVALID',
      'IDENTIFIER_DUPLICATE',
      'IDENTIFIER_DUPLICATE',
    ]);
    const csv = readFileSync(join(folder, 'problems.csv'), 'utf8');
    expect(csv).toMatch(
      /^source,row,position,code,severity,field,found,expected,fix\nusers\.ndjson,3,line 3,EMAIL_INVALID,blocks,/,
    );
    const again = await assess('users.ndjson', '--problems', 'problems.csv');
    expect(again).toMatchObject({ exitCode: 2, warned: expect.stringContaining('cannot be made') });
  });

  it('writes a report that shows nobody, unless values were asked for', async () => {
    put('users.ndjson', [auth0User(1, { name: 'CÃ¢mara' })]);
    await assess('users.ndjson', '--report', 'a.html');
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).not.toContain('CÃ¢mara');
    const { said } = await assess('users.ndjson', '--reveal', '--json');
    expect(said).toContain('CÃ¢mara');
  });

  it('reads the sources of a configuration with their mapping, and asks about its target', async () => {
    writeFileSync(join(folder, 'crm.csv'), 'nr,mail,points\n1,a@acme.io,5\n');
    const config = {
      name: 'acme',
      source: { type: 'csv', path: 'crm.csv' },
      target: { type: 'keycloak', url: 'https://id.acme.io', realm: 'acme', clientSecret: { secret: 'KC' } },
      mapping: { fields: { id: 'nr', email: 'mail' } },
    };
    writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
    const { exitCode, said } = await assess('--json');
    const found = JSON.parse(said);
    expect(found.outlooks.map(({ target }: { target: string }) => target)).toEqual(['keycloak']);
    // The mapping was decided, so a field that it does not name holds its row.
    expect(found.findings).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'points', severity: 'blocks' }]);
    expect(exitCode).toBe(3);
    expect(existsSync(join(folder, '.footbridge'))).toBe(false);
  });

  it('refuses logins without a legacy that stays, and a reset where no address is confirmed, with the reason', async () => {
    put('users.ndjson', [auth0User(1, { email_verified: false, password_hash: BCRYPT })]);
    const { said } = await assess('users.ndjson');
    expect(said).toMatch(/bulk +open/);
    expect(said).toMatch(/jit +refused +No live legacy is configured/);
    expect(said).toMatch(/reset +refused +None of 1 customers has a verified e-mail address/);
    writeFileSync(
      join(folder, 'footbridge.config.json'),
      JSON.stringify({
        name: 'acme',
        source: { type: 'auth0', users: 'users.ndjson' },
        legacy: { type: 'http', url: 'http://127.0.0.1:9/check' },
        target: { type: 'better-auth', database: 'x.sqlite' },
      }),
    );
    expect((await assess()).said).toMatch(/jit +open/);
    const soon = JSON.parse((await assess('--legacy-until', '2026-11-02', '--json')).said);
    expect(soon.paths).toContainEqual({
      path: 'jit',
      refused: expect.stringContaining('The legacy ends in 0 days'),
    });
  });

  it('lists what else hangs on the accounts', async () => {
    put('users.ndjson', [auth0User(1)]);
    writeFileSync(join(folder, 'apps.csv'), 'kind,name,owner\napplication,shop,web team\n');
    const { said } = await assess('users.ndjson', '--inventory', 'apps.csv');
    expect(said).toMatch(/Inventory +application 1/);
  });

  it.each([
    [['nothing.ndjson'], 'nothing.ndjson'],
    [['users.ndjson', '--target', 'okat'], 'did you mean "okta"'],
    [['users.ndjson', '--as-of', 'yesterday'], '--as-of looks like'],
    [['users.ndjson', '--set', 'nonsense'], '--set looks like'],
    [['users.ndjson', '--set', 'colour=red'], '--set'],
  ])('says what is wrong with %j', async (words, said) => {
    put('users.ndjson', [auth0User(1)]);
    const { exitCode, warned } = await assess(...words);
    expect(exitCode).toBeGreaterThan(0);
    expect(warned).toContain(said);
  });
});
