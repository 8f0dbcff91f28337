import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveSecret, resolveSecrets, secret } from './secret.ts';

describe('a secret', () => {
  it('comes from the environment variable of its name', () => {
    expect(resolveSecret(secret('KC_SECRET'), { KC_SECRET: 'from the environment' })).toBe(
      'from the environment',
    );
  });

  it('comes from the file that NAME_FILE names, without the line break at its end', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'kc');
    writeFileSync(file, 'from a file\n');
    expect(resolveSecret(secret('KC_SECRET'), { KC_SECRET_FILE: file })).toBe('from a file');
  });

  it('that is nowhere is an error that says its name', () => {
    expect(() => resolveSecret(secret('KC_SECRET'), {})).toThrow(
      expect.objectContaining({ code: 'SECRET_MISSING', message: expect.stringContaining('KC_SECRET') }),
    );
  });

  it('whose file cannot be read is an error that says which file', () => {
    expect(() => resolveSecret(secret('KC_SECRET'), { KC_SECRET_FILE: '/nowhere/kc' })).toThrow(
      expect.objectContaining({ code: 'SECRET_MISSING', message: expect.stringContaining('/nowhere/kc') }),
    );
  });

  it('that is empty counts as not set', () => {
    expect(() => resolveSecret(secret('KC_SECRET'), { KC_SECRET: '' })).toThrow('KC_SECRET');
  });
});

it('references are found anywhere in the settings, and everything else stays as it is', () => {
  const settings = {
    url: 'https://id.example',
    login: { secret: secret('A') },
    hosts: ['a', secret('B')],
    port: 1,
  };
  expect(resolveSecrets(settings, { A: 'one', B: 'two' })).toEqual({
    url: 'https://id.example',
    login: { secret: 'one' },
    hosts: ['a', 'two'],
    port: 1,
  });
});
