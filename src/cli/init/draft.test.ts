import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../config/load.ts';
import { type Asker, nobody } from './asker.ts';
import { draftConfig } from './draft.ts';

const EXPORT = [
  'id,email,first_name,pw,status,points,last_login',
  '1,ada@example.com,Ada,$2b$04$/uaF/uaF/uaF/uaF/uaF/uyUa5B4sNev9rTvA6TvEBWYO4koffwMy,blocked,10,2026-01-02T03:04:05Z',
  '2,bela@example.com,Bela,$2b$04$/uaF/uaF/uaF/uaF/uaF/uyUa5B4sNev9rTvA6TvEBWYO4koffwMy,active,20,2026-01-02T03:04:05Z',
  '',
].join('\n');

function folderWithExport(): string {
  const folder = mkdtempSync(join(tmpdir(), 'acme-shop-'));
  writeFileSync(join(folder, 'customers.csv'), EXPORT);
  return folder;
}

const WISHES = { source: 'customers.csv', target: 'better-auth' };

describe('a draft that nobody is asked about', () => {
  it('recognises the export, maps what it knows, and is a valid configuration', async () => {
    const { config } = await draftConfig(folderWithExport(), WISHES, new Map(), nobody);
    expect(checkConfig(config, 'footbridge.config.ts')).toMatchObject({
      source: { type: 'csv', path: 'customers.csv' },
      mapping: { fields: { id: 'id', email: 'email', 'password.hash': 'pw' }, keep: ['points'] },
    });
  });

  it('is named after its folder', async () => {
    expect((await draftConfig(folderWithExport(), WISHES, new Map(), nobody)).config.name).toMatch(
      /^acme-shop-\w+/,
    );
  });

  it('leaves a status in unknown words unmapped, so that nobody who was blocked gets in', async () => {
    const { config, undecided, remarks } = await draftConfig(folderWithExport(), WISHES, new Map(), nobody);
    expect(undecided).toEqual(['status']);
    expect(JSON.stringify(config.mapping)).not.toContain('status');
    expect(remarks.mapping).toContain('status could be "status"');
  });

  it('foresees what the target cannot hold, and accepts no loss by itself', async () => {
    const { config, losses } = await draftConfig(folderWithExport(), WISHES, new Map(), nobody);
    expect(losses).toEqual([{ field: 'lastLoginAt', count: 2 }]);
    expect(config.accept).toBeUndefined();
  });

  it('takes settings from --set, secrets as names of variables', async () => {
    const given = new Map([
      ['target.secret', 'AUTH_SECRET'],
      ['target.baseURL', 'https://id.acme.example'],
    ]);
    const { config } = await draftConfig(folderWithExport(), WISHES, given, nobody);
    expect(config.target).toEqual({
      type: 'better-auth',
      secret: { secret: 'AUTH_SECRET' },
      baseURL: 'https://id.acme.example',
    });
  });

  it.each([
    ['a source', { target: 'better-auth' }, '--source'],
    ['a target', { source: 'customers.csv' }, '--target'],
  ])('without %s says which option is needed', async (_title, wishes, option) => {
    await expect(draftConfig(folderWithExport(), wishes, new Map(), nobody)).rejects.toMatchObject({
      code: 'USAGE_WRONG',
      message: expect.stringContaining(option),
    });
  });

  it('of a file that is not there says so', async () => {
    const missing = draftConfig(folderWithExport(), { ...WISHES, source: 'gone.csv' }, new Map(), nobody);
    await expect(missing).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
  });
});

it('a person decides what is kept and which losses are accepted', async () => {
  const somebody: Asker = {
    text: async (question) => (question.startsWith('What is read') ? 'customers.csv' : 'acme'),
    choose: async () => 'better-auth',
    pick: async (question, choices) =>
      question.startsWith('The target') ? choices.map(({ value }) => value) : [],
  };
  const { config } = await draftConfig(folderWithExport(), {}, new Map(), somebody);
  expect(config).toMatchObject({ name: 'acme', mapping: { ignore: ['points'] }, accept: ['lastLoginAt'] });
});
