import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { HOOKS } from '../../hooks/index.ts';
import { run } from '../run.ts';

const APP = { type: 'generic', name: 'app', secrets: [{ secret: 'NEW_KEY' }, { secret: 'OLD_KEY' }] };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hooks-'));
  configure({ hooks: [APP], serve: { publicUrl: 'https://jit.example.com/' } });
});

function configure(settings: object): void {
  const config = { name: 'acme', source: { type: 'csv', path: 'customers.csv' }, ...settings };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
}

/** No secret is set: printing needs none. */
async function hooks(...words: string[]) {
  const terminal = recordTerminal({ folder });
  return {
    exitCode: await run(['hooks', ...words], terminal),
    said: terminal.said(),
    warned: terminal.warned(),
  };
}

describe('footbridge hooks', () => {
  it('lists them with their addresses', async () => {
    const { exitCode, said } = await hooks();
    expect(exitCode).toBe(0);
    expect(said).toMatch(/^app +Your own application +https:\/\/jit\.example\.com\/hooks\/app$/m);
    const { hooks: listed } = JSON.parse((await hooks('--json')).said);
    expect(listed).toEqual([
      { name: 'app', type: 'generic', title: expect.any(String), url: 'https://jit.example.com/hooks/app' },
    ]);
  });

  it('prints what to paste, with the address filled in and the newest secret by its name', async () => {
    const { exitCode, said, warned } = await hooks('app');
    expect(exitCode).toBe(0);
    expect(warned).toBe('');
    expect(said).toContain('https://jit.example.com/hooks/app/login');
    expect(said).toContain('<value of NEW_KEY>');
    expect(said).not.toContain('OLD_KEY');
  });

  it('writes the files with --out, and not over one that was edited unless it is told to', async () => {
    const first = await hooks('app', '--out', 'paste', '--json');
    const { files } = JSON.parse(first.said);
    expect(readdirSync(join(folder, 'paste')).map((name) => join(folder, 'paste', name))).toEqual(files);
    const [file = ''] = files;
    expect(readFileSync(file, 'utf8')).toContain('https://jit.example.com/hooks/app/login');

    writeFileSync(file, 'edited');
    const second = await hooks('app', '--out', 'paste');
    expect(second.exitCode).toBe(2);
    expect(second.warned).toContain('is there already; --force writes over it');
    expect(readFileSync(file, 'utf8')).toBe('edited');

    expect((await hooks('app', '--out', 'paste', '--force')).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe('edited');
  });

  it('says so when nobody said where the target reaches us', async () => {
    configure({ hooks: [APP] });
    const { said, warned } = await hooks('app');
    expect(said).toContain('http://127.0.0.1:8787/hooks/app/login');
    expect(warned).toContain('`serve.publicUrl` is not set');
  });

  it('prints and writes every hook there is, with all secrets unset and none of them made up', async () => {
    const [secrets, key] = [[{ secret: 'A_KEY' }], { secret: 'B_KEY' }];
    const id = '11111111-1111-4111-8111-111111111111';
    const own: Record<string, object> = {
      entra: { tenantId: id, tenant: 'acme', appId: id, keys: [key] },
      zitadel: { url: 'https://z.example.com', token: key, organisation: '1', signingKeys: [key] },
    };
    configure({
      hooks: HOOKS.map(({ id: type }) => ({ type, ...(own[type] ?? { secrets }) })),
      serve: { publicUrl: 'https://jit.example.com' },
    });
    for (const { id: type } of HOOKS) {
      const { exitCode, said, warned } = await hooks(type, '--out', `paste-${type}`, '--json');
      expect([type, exitCode, warned]).toEqual([type, 0, '']);
      const { instructions, files } = JSON.parse(said);
      expect(instructions.length).toBeGreaterThan(0);
      expect(files).toHaveLength(
        instructions.filter(({ file }: { file?: string }) => file !== undefined).length,
      );
      expect(said).not.toContain('secret-----');
    }
  });

  it('suggests the name that was meant', async () => {
    const { exitCode, warned } = await hooks('ap');
    expect(exitCode).toBe(2);
    expect(warned).toContain('No hook is called ap');
    expect(warned).toContain('there are app');
  });

  it('says where to look when there are none', async () => {
    configure({ target: { type: 'better-auth' } });
    expect((await hooks()).said).toContain('docs/hooks');
    expect((await hooks('app')).exitCode).toBe(2);
  });
});
