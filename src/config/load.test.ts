import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FootbridgeError } from '../problems/problem.ts';
import { ndjson } from '../sources/ndjson.ts';
import { defineSource } from '../sources/source.ts';
import { checkConfig, loadConfig } from './load.ts';

/** Vitest resolves imports its own way, so what Node does is asked of Node. */
const LOADER = new URL('./load.ts', import.meta.url).href;

const SMALLEST = {
  name: 'acme',
  source: { type: 'csv', path: 'customers.csv' },
  target: { type: 'better-auth' },
};

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function load(config: unknown): ReturnType<typeof loadConfig> {
  return loadConfig(folderWith({ 'footbridge.config.json': JSON.stringify(config) }));
}

async function refusal(config: unknown): Promise<FootbridgeError> {
  return load(config).then(
    () => expect.fail('it was taken'),
    (error: FootbridgeError) => error,
  );
}

describe('a configuration is found and read', () => {
  it.each([
    ['footbridge.config.json', JSON.stringify(SMALLEST)],
    [
      'footbridge.config.yaml',
      'name: acme\nsource: {type: csv, path: customers.csv}\ntarget: {type: better-auth}\n',
    ],
    ['footbridge.config.mjs', `export default ${JSON.stringify(SMALLEST)}`],
  ])('from %s', async (name, text) => {
    const folder = folderWith({ [name]: text });
    const { config, path } = await loadConfig(folder);
    expect(path).toBe(join(folder, name));
    expect(config).toMatchObject(SMALLEST);
  });

  it('from footbridge.config.ts, in a folder where nothing is installed, without a word of warning', () => {
    const folder = folderWith({
      'footbridge.config.ts': `import { defineMigration } from 'footbridge';
        const name: string = 'typed';
        export default defineMigration({ ...${JSON.stringify(SMALLEST)}, name });`,
    });
    const script = `import { loadConfig } from ${JSON.stringify(LOADER)};
      console.log((await loadConfig(${JSON.stringify(folder)})).config.name);`;
    const said = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(said).toMatchObject({ stdout: 'typed\n', stderr: '' });
  });

  it('from the file --config names, and then its folder is the one other files are relative to', async () => {
    const folder = folderWith({ 'other.json': JSON.stringify(SMALLEST) });
    expect((await loadConfig('/', join(folder, 'other.json'))).folder).toBe(folder);
  });

  it('with every default filled in', async () => {
    expect((await load(SMALLEST)).config).toMatchObject({
      credentials: { unsupported: 'hold', absent: 'none' },
      accept: [],
      waves: [],
      pace: { concurrency: 32 },
      logs: { keepDays: 90 },
    });
  });

  it('with references to secrets left unresolved, so that they need not be set yet', async () => {
    const { config } = await load({ ...SMALLEST, ledger: { secret: 'NOT_SET_ANYWHERE' } });
    expect(config.ledger).toEqual({ secret: 'NOT_SET_ANYWHERE' });
  });
});

describe('without a configuration', () => {
  it('the error says how to get one', async () => {
    await expect(loadConfig(folderWith({}))).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      message: expect.stringContaining('footbridge init'),
    });
  });

  it('in a file that was named, the error says which', async () => {
    await expect(loadConfig(folderWith({}), 'acme.yaml')).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      message: expect.stringContaining('acme.yaml'),
    });
  });
});

describe("a source of one's own", () => {
  const own = defineSource({
    ...ndjson,
    id: 'till-rolls',
    title: 'Till rolls',
    config: z.strictObject({ shelf: z.number() }),
    fromFile: () => ({ shelf: 1 }),
    open: () => expect.fail('nothing is opened when a configuration is checked'),
  });
  const config = { ...SMALLEST, connectors: { sources: [own] } };

  it('is named by its type like any other', () => {
    const checked = checkConfig(
      { ...config, source: { type: 'till-rolls', shelf: 3 } },
      'footbridge.config.ts',
    );
    expect(checked.source).toEqual({ type: 'till-rolls', shelf: 3 });
  });

  it('has its settings checked like any other', () => {
    const wrong = { ...config, source: { type: 'till-rolls', shelf: 'top' } };
    expect(() => checkConfig(wrong, 'footbridge.config.ts')).toThrow('`source.shelf`: expected number');
  });

  it('that is none is refused', () => {
    const wrong = { ...SMALLEST, connectors: { sources: ['till-rolls'] } };
    expect(() => checkConfig(wrong, 'footbridge.config.ts')).toThrow('what defineSource returns');
  });
});

describe('a wrong configuration is refused with the place and the fix', () => {
  it.each([
    ['an unknown setting', { ...SMALLEST, acept: [] }, '`acept` is no setting; did you mean "accept"?'],
    [
      'an unknown source',
      { ...SMALLEST, source: { type: 'cvs' } },
      '`source.type`: no source of this name; did you mean "csv"?',
    ],
    [
      'a setting the source does not have',
      { ...SMALLEST, source: { ...SMALLEST.source, delimeter: ';' } },
      '`source.delimeter` is no setting; did you mean "delimiter"?',
    ],
    ['a setting the source needs', { ...SMALLEST, source: { type: 'csv' } }, '`source.path`'],
    [
      'a canonical path that does not exist',
      { ...SMALLEST, mapping: { fields: { emial: 'mail' } } },
      'mapping.fields',
    ],
    ['a wave without a name', { ...SMALLEST, waves: [{ limit: 1 }] }, '`waves[0].name`'],
    ['a name with spaces', { ...SMALLEST, name: 'Acme Corp' }, 'lower-case letters, digits and hyphens'],
    ['nothing at all', null, '(the whole file)'],
  ])('%s', async (_title, config, words) => {
    const { code, message } = await refusal(config);
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain(words);
    expect(message).toContain('footbridge.config.json');
  });

  it('a secret written into it, without repeating it', async () => {
    const { message } = await refusal({
      ...SMALLEST,
      target: { type: 'better-auth', secret: 'x'.repeat(40) },
    });
    expect(message).toContain('`target.secret`: a secret has no place in a configuration');
    expect(message).not.toContain('xxx');
  });

  it('a file that is no JSON', async () => {
    await expect(loadConfig(folderWith({ 'footbridge.config.json': '{' }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('footbridge.config.json cannot be read'),
    });
  });

  it('a module that exports nothing', async () => {
    await expect(loadConfig(folderWith({ 'footbridge.config.ts': 'export {};' }))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('export default defineMigration'),
    });
  });
});
