import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkSettings, parseSettings } from './connector.ts';
import { secret } from './secret.ts';

const HOOK = {
  id: 'okta',
  config: z.strictObject({ secrets: z.array(z.string().min(16)).max(2).meta({ secret: true }) }),
};
const WHERE = { file: 'footbridge.config.json', section: 'target' } as const;

describe('a setting that holds several secrets', () => {
  it('takes references and gives their values', () => {
    const settings = { type: 'okta', secrets: [secret('NEW_KEY'), secret('OLD_KEY')] };
    checkSettings(HOOK, settings, WHERE);
    const environment = { NEW_KEY: 'n'.repeat(16), OLD_KEY: 'o'.repeat(16) };
    expect(parseSettings(HOOK, settings, environment, WHERE)).toEqual({
      secrets: ['n'.repeat(16), 'o'.repeat(16)],
    });
  });

  it('refuses a value written out, alone or beside a reference', () => {
    const written = 'a-secret-that-was-written-out';
    for (const secrets of [[written], [secret('NEW_KEY'), written], written])
      expect(() => checkSettings(HOOK, { type: 'okta', secrets }, WHERE)).toThrow(
        'a secret has no place in a configuration',
      );
  });
});
