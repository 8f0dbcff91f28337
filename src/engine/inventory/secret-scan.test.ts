import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareScans, scanForSecrets } from './secret-scan.ts';

const root = mkdtempSync(join(tmpdir(), 'footbridge-scan-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Buffer): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const now = () => new Date('2026-11-20T12:00:00Z');
const scan = (folders: readonly string[], before?: Awaited<ReturnType<typeof scanForSecrets>>) =>
  scanForSecrets({ folders, folder: root, now, ...(before === undefined ? {} : { before }) });

/** Put together here, so that a scan of this very file finds none. */
const SECRET = ['pl4nted', 'S3cret', '0123456789'].join('-');
const GITHUB = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
const IN_BRACES = '$'.concat('{CLIENT_SECRET}');

const PLANTED: readonly (readonly [file: string, line: string, kind: string])[] = [
  ['.env', `DATABASE_URL=postgres://shop:${SECRET}@db.internal/shop`, 'database-url'],
  ['mail.env', `SMTP_URL=smtps://mailer:${SECRET}@smtp.internal`, 'smtp-url'],
  ['config/auth.php', `'client_secret' => '${SECRET}',`, 'client-secret'],
  ['realm.json', `{ "clientId": "shop", "secret": "${SECRET}" }`, 'client-secret'],
  ['firebase.json', `{ "base64_signer_key": "${SECRET}" }`, 'signer-key'],
  ['application.yml', `  jwt_secret: ${SECRET}`, 'jwt-signing-key'],
  ['rails/secrets.yml', `  secret_key_base: ${SECRET}`, 'jwt-signing-key'],
  ['app.properties', `spring.datasource.db_password=${SECRET}`, 'password'],
  ['settings.py', `PASSWORD_PEPPER = "${SECRET}"`, 'pepper'],
  ['ldap.conf', `bind_password = ${SECRET}`, 'password'],
  ['ci.yml', `  AUTH0_API_TOKEN: ${SECRET}`, 'api-token'],
];

describe('a scan for secrets', () => {
  it.each(PLANTED)(
    'finds what stands in %s, and gives away where it is, not what',
    async (file, line, kind) => {
      const folder = `planted/${kind}-${file.replaceAll('/', '-')}`;
      write(`${folder}/${file}`, `# first line\n${line}\n`);
      const found = await scan([folder]);
      expect(found.findings).toEqual([
        { file: `${folder}/${file}`, line: 2, kind, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
      ]);
      expect(JSON.stringify(found)).not.toContain(SECRET);
    },
  );

  it('finds what the kept rules know, though a comment in the file says not to', async () => {
    write('kept/deploy.sh', `# secretlint-disable\ngit clone https://${GITHUB}@github.com/acme/shop\n`);
    const { findings } = await scan(['kept']);
    expect(findings.map(({ kind, line }) => [kind, line])).toEqual([['github-token', 2]]);
  });

  it.each([
    ['.env', `CLIENT_SECRET=${IN_BRACES}`],
    ['a.yml', 'client_secret: {{ vault.client_secret }}'],
    ['config.ts', "clientSecret: secret('KC_CLIENT_SECRET'),"],
    ['code.ts', 'const clientSecret = options.clientSecret;'],
    ['b.env', 'DB_PASSWORD=<your password>'],
    ['c.env', 'DB_PASSWORD=********'],
    ['d.env', `DATABASE_URL=postgres://shop:${IN_BRACES}@db/shop`],
  ])('takes no template and no name for a secret: %s', async (file, line) => {
    write(`clean-${file}/${file}`, `${line}\n`);
    expect((await scan([`clean-${file}`])).findings).toEqual([]);
  });

  it('stays inside the folder, and says what it left out', async () => {
    const line = `CLIENT_SECRET=${SECRET}\n`;
    write('outside/.env', line);
    write('inside/node_modules/x/.env', line);
    write('inside/.git/config', line);
    write('inside/large.env', line + 'x'.repeat(1024 * 1024));
    write('inside/binary.env', Buffer.from(`\0${line}`));
    symlinkSync(join(root, 'outside'), join(root, 'inside/away'));
    symlinkSync(join(root, 'outside/.env'), join(root, 'inside/file.env'));
    const found = await scan(['inside']);
    expect(found.findings).toEqual([]);
    expect(found.files).toBe(0);
    expect(found.skipped).toEqual({ 'a link': 2, 'larger than 1 MiB': 1, binary: 1 });
  });

  it('says that a folder is not there or only linked, instead of finding nothing in it', async () => {
    await expect(scan(['nowhere'])).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    write('behind/.env', `CLIENT_SECRET=${SECRET}\n`);
    symlinkSync(join(root, 'behind'), join(root, 'link'));
    await expect(scan(['link'])).rejects.toThrow(/name what it leads to/);
  });
});

describe('scans before and after', () => {
  it('show what is gone, what is left, also where it moved to, and what is new', async () => {
    write('move/a.env', `CLIENT_SECRET=${SECRET}\n`);
    write('move/b.env', `CLIENT_SECRET=${SECRET}-other\n`);
    const before = await scan(['move']);
    rmSync(join(root, 'move/b.env'));
    rmSync(join(root, 'move/a.env'));
    write('move/elsewhere.env', `\n\nOLD_CLIENT_SECRET=${SECRET}\n`);
    write('move/c.env', `CLIENT_SECRET=${SECRET}-fresh\n`);
    const { gone, left, fresh } = compareScans(before, await scan(['move'], before));
    expect(gone.map(({ file }) => file)).toEqual(['move/b.env']);
    expect(left.map(({ file, line }) => [file, line])).toEqual([['move/elsewhere.env', 3]]);
    expect(fresh.map(({ file }) => file)).toEqual(['move/c.env']);
  });

  it('call nothing gone where the later one has not looked, or could not list all it found', async () => {
    write('seen/a.env', `CLIENT_SECRET=${SECRET}-seen\n`);
    write('unseen/b.env', `CLIENT_SECRET=${SECRET}-other\n`);
    const before = await scan(['./seen', 'unseen']);
    rmSync(join(root, 'seen/a.env'));
    const after = await scan(['seen'], before);
    const files = (found: readonly { file: string }[]) => found.map(({ file }) => file);
    const partly = compareScans(before, after);
    expect([files(partly.gone), files(partly.unseen)]).toEqual([['seen/a.env'], ['unseen/b.env']]);
    const cut = compareScans(before, { ...after, more: 1 });
    expect([files(cut.gone), files(cut.unseen)]).toEqual([[], ['seen/a.env', 'unseen/b.env']]);
    expect(files(compareScans(before, await scan(['.'], before)).gone)).toEqual(['seen/a.env']);
  });

  it('are not compared when they have no salt in common: nothing would be found again', async () => {
    write('salt/a.env', `CLIENT_SECRET=${SECRET}\n`);
    const [one, other] = [await scan(['salt']), await scan(['salt'])];
    expect(() => compareScans(one, other)).toThrow(/cannot be compared/);
  });
});
