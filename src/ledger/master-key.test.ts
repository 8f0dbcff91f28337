import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createKeyFile,
  findMasterKey,
  keyFileWarning,
  newKeyText,
  nextKey,
  parseKey,
  prepareNextKey,
  promoteNextKey,
} from './master-key.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('a master key', () => {
  it('is 32 bytes in hex, base64 or base64url, with or without padding', () => {
    const bytes = randomBytes(32);
    const texts = [
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      bytes.toString('base64'),
      bytes.toString('base64').replace('=', ''),
      bytes.toString('base64url'),
      ` ${bytes.toString('base64')}\n`,
      newKeyText(),
    ];
    for (const text of texts) expect(parseKey(text, 'FOOTBRIDGE_KEY').symmetricKeySize).toBe(32);
  });

  it.each([
    ['nothing', ''],
    ['a password', 'correct horse battery staple'],
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('hex')],
    ['zeros', Buffer.alloc(32).toString('base64')],
    ['a repeated word', Buffer.from('password'.repeat(4)).toString('hex')],
    ['base64 with a stray character', `${randomBytes(32).toString('base64').slice(0, 42)}!=`],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parseKey(text, 'FOOTBRIDGE_KEY')).toThrow(expect.objectContaining({ code: 'KEY_WEAK' }));
  });

  it('does not stand in the error that refuses it', () => {
    expect(() => parseKey('hunter2', 'FOOTBRIDGE_KEY')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('comes from the environment before a named file, and from a named file before the folder', async () => {
    const folder = await temporaryFolder();
    const inFolder = await createKeyFile(folder);
    const named = join(await temporaryFolder(), 'named');
    const [fileText, envText] = [newKeyText(), newKeyText()];
    await writeFile(named, fileText, { mode: 0o600 });
    const find = async (env: Record<string, string>) => (await findMasterKey({ folder, env }))?.key;

    expect((await find({}))?.equals(inFolder.key)).toBe(true);
    const fromFile = await find({ FOOTBRIDGE_KEY_FILE: named });
    expect(fromFile?.equals(parseKey(fileText, ''))).toBe(true);
    const fromEnv = await find({ FOOTBRIDGE_KEY_FILE: named, FOOTBRIDGE_KEY: envText });
    expect(fromEnv?.equals(parseKey(envText, ''))).toBe(true);
  });

  it('is missing when there is none, or the file that was named is not there', async () => {
    const folder = await temporaryFolder();
    expect(await findMasterKey({ folder, env: {} })).toBeUndefined();
    await expect(
      findMasterKey({ folder, env: { FOOTBRIDGE_KEY_FILE: join(folder, 'nowhere') } }),
    ).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });
});

describe('a generated key file', () => {
  it('may be read by its owner alone, in a folder that is the owner’s alone and that git does not see', async () => {
    const folder = join(await temporaryFolder(), 'new');
    const { file } = await createKeyFile(folder);
    expect((await stat(file ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('comes with a warning that says where it is and what its loss means', async () => {
    const warning = keyFileWarning('/x/.footbridge/key');
    expect(warning).toContain('/x/.footbridge/key');
    expect(warning).toContain('Back it up');
    expect(warning).toContain('FOOTBRIDGE_KEY');
  });

  it('is never written over', async () => {
    const folder = await temporaryFolder();
    const { file } = await createKeyFile(folder);
    const before = await readFile(file ?? '', 'utf8');
    await expect(createKeyFile(folder)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(file ?? '', 'utf8')).toBe(before);
  });

  it.each([0o640, 0o604, 0o666])('is refused when others may read it (%o)', async (mode) => {
    const folder = await temporaryFolder();
    const { file } = await createKeyFile(folder);
    await chmod(file ?? '', mode);
    await expect(findMasterKey({ folder, env: {} })).rejects.toMatchObject({ code: 'KEY_WEAK' });
  });

  it('is replaced by the next one in a single step, and the next one stays the same until then', async () => {
    const folder = await temporaryFolder();
    const { file = '' } = await createKeyFile(folder);
    const next = await prepareNextKey(file);
    expect((await prepareNextKey(file)).equals(next)).toBe(true);
    expect((await nextKey(file))?.equals(next)).toBe(true);
    await promoteNextKey(file);
    expect((await findMasterKey({ folder, env: {} }))?.key.equals(next)).toBe(true);
    expect(await nextKey(file)).toBeUndefined();
  });
});
