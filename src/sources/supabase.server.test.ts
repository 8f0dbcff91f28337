import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import {
  fillWithUsers,
  idOf,
  makePeople,
  makeSchema,
  onDatabase,
  PASSWORDS,
} from '../../test/servers/supabase.ts';
import { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';
import { supabase } from './supabase.ts';

const made: string[] = [];

async function makeProject(name: string): Promise<string> {
  const { url } = await shared('postgres');
  const template = { name: 'supabase_template', prepare: makeSchema };
  made.push(name);
  return createDatabase(url, name, template);
}

async function filled(folder: string, count: number): Promise<string> {
  const url = await makeProject(basename(folder).toLowerCase().replaceAll('-', '_'));
  await fillWithUsers(url, count);
  return url;
}

needs('postgres')('Supabase Auth', () => {
  afterAll(async () => {
    const { url } = await shared('postgres');
    for (const name of new Set([...made, 'supabase_template'])) await dropDatabase(url, name);
  });

  testSource(supabase, {
    small: async (folder) => ({ config: supabase.config.parse({ url: await filled(folder, 17) }), rows: 17 }),
    large: async (folder, rows) => supabase.config.parse({ url: await filled(folder, rows) }),
    change: (_, { url }) => onDatabase(url, 'ALTER TABLE auth.users ADD COLUMN loyalty integer'),
  });

  describe('the users of a project', () => {
    let records: readonly SourceRecord[];
    let url: string;
    const find = (name: Parameters<typeof idOf>[0]) =>
      records.find(({ position }) => position === `user ${idOf(name)}`);

    beforeAll(async () => {
      url = await makeProject('supabase_source');
      await makePeople(url);
      records = await readAll(supabase.open(supabase.config.parse({ url }), { folder: '.', pageSize: 3 }));
    });

    it('are understood without a problem and with nothing left over', () => {
      expect(records).toHaveLength(8);
      expect(records.flatMap(({ problems }) => problems)).toEqual([]);
      expect(records.map(({ fields }) => fields)).toEqual(records.map(() => ({})));
      for (const { identity } of records) expect(Identity.safeParse(identity).error).toBeUndefined();
    });

    it('hold all that the project knows of them', () => {
      expect(find('ana')?.identity).toEqual({
        sourceId: idOf('ana'),
        kind: 'person',
        status: 'active',
        identifiers: [
          {
            type: 'email',
            value: 'ana@shop.example',
            verified: true,
            verifiedAt: '2024-03-01T10:05:00Z',
            evidence: 'supabase email_confirmed_at',
          },
          { type: 'phone', value: '+351912345678', verified: false, evidence: 'supabase phone_confirmed_at' },
        ],
        profile: { name: 'Ana Lima', picture: 'https://x.example/a.png' },
        attributes: { app_metadata: { plan: 'gold' }, user_metadata: { theme: 'dark' } },
        password: expect.objectContaining({ format: 'bcrypt-2a' }),
        factors: [
          {
            type: 'totp',
            secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
            algorithm: 'SHA1',
            digits: 6,
            period: 30,
            label: 'phone',
            createdAt: '2024-04-01T10:00:00Z',
          },
        ],
        links: [
          {
            provider: 'google',
            issuer: 'https://accounts.google.com',
            subject: '1071',
            username: 'ana@gmail.example',
          },
        ],
        consents: [],
        memberships: [],
        createdAt: '2024-03-01T10:00:00.123456Z',
        lastLoginAt: '2026-07-01T12:30:00Z',
      });
    });

    it('are in the state in which the project has them, and the deleted ask to be deleted', () => {
      const statusOf = (name: Parameters<typeof idOf>[0]) => find(name)?.identity?.status;
      expect([statusOf('banned'), statusOf('barred'), statusOf('invited'), statusOf('bob')]).toEqual([
        'disabled',
        'locked',
        'invited',
        'active',
      ]);
      expect(find('gone')?.operation).toBe('delete');
      expect(find('gone')?.identity?.identifiers).toEqual([]);
      expect(find('guest')?.identity).toMatchObject({ identifiers: [], attributes: { is_anonymous: true } });
      expect(find('sso')?.identity?.links).toMatchObject([
        { provider: 'sso:11111111-0000-4000-8000-000000000000' },
      ]);
    });

    it('have hashes that verify', async () => {
      for (const name of ['ana', 'bob'] as const) {
        const { hash = '', format = '' } = find(name)?.identity?.password ?? {};
        expect(await verify(PASSWORDS[name], { hash, format })).toBe(true);
        expect(await verify(`${PASSWORDS[name]}!`, { hash, format })).toBe(false);
      }
      expect(find('sso')?.identity).not.toHaveProperty('password');
    });

    it('have no verified address where the project confirmed everybody by itself', async () => {
      const config = supabase.config.parse({ url, autoconfirm: true });
      const [first] = await readAll(supabase.open(config, { folder: '.', pageSize: 10 }));
      expect(first?.identity?.identifiers[0]).toEqual({ type: 'email', value: 'ana@shop.example' });
    });
  });
});
