import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { recogniseSource } from './index.ts';
import type { JsonObject } from './reading/json-value.ts';
import { readSample } from './reading/sample.ts';
import { readAll, testSource } from './source-contract.ts';
import { toIdentity } from './wordpress/user.ts';
import { wordpress } from './wordpress.ts';

/** As its plugin for SQLite makes them. */
const TABLES = `CREATE TABLE "wp_users" ("ID" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_login" text NOT NULL DEFAULT '' COLLATE NOCASE, "user_pass" text NOT NULL DEFAULT '',
    "user_nicename" text NOT NULL DEFAULT '', "user_email" text NOT NULL DEFAULT '', "user_url" text NOT NULL DEFAULT '',
    "user_registered" text NOT NULL DEFAULT '0000-00-00 00:00:00', "user_activation_key" text NOT NULL DEFAULT '',
    "user_status" integer NOT NULL DEFAULT 0, "display_name" text NOT NULL DEFAULT '');
  CREATE TABLE "wp_usermeta" ("umeta_id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" integer NOT NULL DEFAULT 0, "meta_key" text DEFAULT NULL, "meta_value" text)`;

function makeBlog(folder: string, rows: number): string {
  const database = new DatabaseSync(join(folder, 'blog.sqlite'));
  database.exec(TABLES);
  const user =
    database.prepare(`INSERT INTO wp_users (user_login, user_pass, user_nicename, user_email, user_registered,
    display_name) VALUES (?, '$P$9saltSALTlkJzvsltYDjlmLWize04h/', ?, ?, '2024-03-01 10:00:00', 'Ana')`);
  const meta = database.prepare('INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES (?, ?, ?)');
  database.exec('BEGIN');
  for (let row = 1; row <= rows; row += 1) {
    const { lastInsertRowid } = user.run(`user${row}`, `user${row}`, `user${row}@example.test`);
    meta.run(lastInsertRowid, 'wp_capabilities', 'a:1:{s:10:"subscriber";b:1;}');
  }
  database.exec('COMMIT');
  database.close();
  return 'blog.sqlite';
}

testSource(wordpress, {
  small: async (folder) => ({ config: wordpress.config.parse({ file: makeBlog(folder, 17) }), rows: 17 }),
  large: async (folder, rows) => wordpress.config.parse({ file: makeBlog(folder, rows) }),
  async change(folder) {
    const database = new DatabaseSync(join(folder, 'blog.sqlite'));
    database.exec('ALTER TABLE wp_users ADD COLUMN spam integer NOT NULL DEFAULT 0');
    database.close();
  },
});

const meta = (metas: Readonly<Record<string, string>>): JsonObject[] =>
  Object.entries(metas).map(([meta_key, meta_value]) => ({ meta_key, meta_value }));
const understand = (user: JsonObject, metas: Readonly<Record<string, string>> = {}) =>
  toIdentity({ ID: 7, user_login: 'ana', user_email: 'ana@example.test', ...user }, meta(metas), {
    prefix: 'wp_',
  });

describe('a user of WordPress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-wordpress-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the roles of every site of a network, and only those that are granted', () => {
    const { identity, fields } = understand(
      {},
      {
        wp_capabilities: 'a:2:{s:6:"editor";b:1;s:6:"author";b:0;}',
        wp_2_capabilities: 'a:1:{s:13:"administrator";b:1;}',
        wp_2_user_level: '10',
        other_capabilities: 'a:0:{}',
      },
    );
    expect(identity.memberships).toEqual([
      { type: 'role', name: 'editor' },
      { type: 'role', name: 'administrator', client: 'site 2' },
    ]);
    expect(fields).toEqual({ other_capabilities: 'a:0:{}' });
  });

  it('has a problem where the roles are an object, which is never made', () => {
    const { problems } = understand({}, { wp_capabilities: 'O:8:"stdClass":0:{}' });
    expect(problems).toMatchObject([{ code: 'FIELD_INVALID', field: 'wp_capabilities' }]);
  });

  it('is disabled where a network marked it as spam or deleted', () => {
    expect(understand({ spam: 1 }).identity.status).toBe('disabled');
    expect(understand({ deleted: '1' }).identity.status).toBe('disabled');
    expect(understand({ spam: 0, deleted: '0' }).identity.status).toBe('active');
  });

  it('keeps no made-up time and no made-up password', () => {
    const { identity, problems } = understand({ user_registered: '0000-00-00 00:00:00', user_pass: '' });
    expect(problems).toEqual([]);
    expect(identity).not.toHaveProperty('createdAt');
    expect(identity).not.toHaveProperty('password');
  });

  it('tells of factors that stay behind by their names, and brings no secret that is switched off', () => {
    const { identity, fields } = understand(
      {},
      {
        _two_factor_totp_key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        _two_factor_enabled_providers:
          'a:2:{i:0;s:16:"Two_Factor_Email";i:1;s:23:"Two_Factor_Backup_Codes";}',
        _two_factor_backup_codes: 'a:1:{i:0;s:34:"$P$9saltSALTlkJzvsltYDjlmLWize04h/";}',
      },
    );
    expect(identity.factors).toEqual([{ type: 'email', email: 'ana@example.test' }]);
    expect(fields).toEqual({ _two_factor_enabled_providers: 'Two_Factor_Backup_Codes' });
  });

  it('was last there when the newest session began', () => {
    const session = (login: number) => `a:2:{s:5:"login";i:${login};s:10:"expiration";i:1;}`;
    const tokens = `a:2:{s:2:"aa";${session(1_700_000_000)}s:2:"bb";${session(1_720_000_000)}}`;
    const { identity } = understand({}, { session_tokens: tokens, wc_last_active: '1710000000' });
    expect(Date.parse(identity.lastLoginAt ?? '')).toBe(1_720_000_000_000);
  });

  it('ends no reading by a session that began in no year there is', () => {
    for (const login of ['i:99999999999999999', 'i:99999999999999', 'd:INF', 'd:NAN', 'i:0']) {
      const { identity } = understand({}, { session_tokens: `a:1:{s:2:"aa";a:1:{s:5:"login";${login};}}` });
      expect(identity).not.toHaveProperty('lastLoginAt');
    }
  });

  it('leaves what plugins wrote over, under a name that is taken as it is', () => {
    const { fields } = understand({}, { __proto__x: '1', constructor: 'a', loyalty: '7' });
    expect(fields).toEqual({ __proto__x: '1', constructor: 'a', loyalty: '7' });
  });

  it('is recognised in an SQLite file', async () => {
    makeBlog(folder, 1);
    expect(recogniseSource(await readSample(join(folder, 'blog.sqlite')))?.id).toBe('wordpress');
  });

  it('is not looked for where there is no WordPress with this prefix', async () => {
    const config = wordpress.config.parse({ file: 'blog.sqlite', prefix: 'shop_' });
    await expect(readAll(wordpress.open(config, { folder, pageSize: 10 }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});
