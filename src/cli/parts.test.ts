import { describe, expect, it } from 'vitest';
import { checkConfig, type LoadedConfig } from '../config/load.ts';
import type { MigrationInput } from '../config/migration.ts';
import { ledgerOptions, operatorName } from './parts.ts';

function loaded(ledger?: MigrationInput['ledger']): LoadedConfig {
  const config = checkConfig(
    {
      name: 'acme',
      source: { type: 'csv', path: 'customers.csv' },
      target: { type: 'better-auth' },
      ...(ledger === undefined ? {} : { ledger }),
    },
    'footbridge.config.ts',
  );
  return { config, path: '/acme/footbridge.config.ts', folder: '/acme' };
}

describe('the ledger of a configuration', () => {
  it('that says nothing is embedded, beside the configuration', () => {
    const options = ledgerOptions(loaded(), {});
    expect(options.folder).toBe('/acme/.footbridge');
    expect(options.url).toBeUndefined();
  });

  it('that says nothing is on PostgreSQL where DATABASE_URL is set', () => {
    expect(ledgerOptions(loaded(), { DATABASE_URL: 'postgres://db/acme' }).url).toBe('postgres://db/acme');
  });

  it('that names a secret is where the secret says', () => {
    const environment = { LEDGER_URL: 'postgres://db/other', DATABASE_URL: 'postgres://db/acme' };
    expect(ledgerOptions(loaded({ secret: 'LEDGER_URL' }), environment).url).toBe('postgres://db/other');
  });

  it('may have a schema and a folder of its own', () => {
    const place = { url: 'postgres://db/acme', schema: 'acme', folder: 'keys' };
    expect(ledgerOptions(loaded(place), {})).toMatchObject({
      url: 'postgres://db/acme',
      schema: 'acme',
      folder: '/acme/keys',
    });
  });

  it('with a password written into its address is refused, and the password is not repeated', () => {
    const written = () => ledgerOptions(loaded('postgres://me:hunter2@db/acme'), {});
    expect(written).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(written).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }));
  });

  it('whose secret is not set says which', () => {
    expect(() => ledgerOptions(loaded({ secret: 'LEDGER_URL' }), {})).toThrow('LEDGER_URL');
  });
});

it('the audit chain names the operator as told, else account and machine', () => {
  expect(operatorName({ FOOTBRIDGE_OPERATOR: 'release job 7' })).toBe('release job 7');
  expect(operatorName({})).toMatch(/^.+@.+$/);
});
