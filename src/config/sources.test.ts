import { describe, expect, it } from 'vitest';
import { checkConfig } from './load.ts';
import { chooseSourceName, namedSources, sourceNames, sourceOfLegacy } from './sources.ts';

const TARGET = { type: 'better-auth', secret: { secret: 'AUTH_SECRET' }, baseURL: 'https://id.example' };
const EU = { name: 'eu', type: 'csv', path: 'eu.csv', mapping: { fields: { id: 'nr' } } };
const US = { name: 'us', type: 'ndjson', path: 'us.ndjson' };
const LEGACY = { type: 'http', url: 'https://old.example/check' };

describe('several sources', () => {
  it('have names, settings and mappings of their own', () => {
    const config = check({ sources: [EU, US], mapping: { fields: { id: 'id' } } });
    expect(
      namedSources(config, 'file').map(({ name, connector, mapping }) => [
        name,
        connector.id,
        mapping?.fields,
      ]),
    ).toEqual([
      ['eu', 'csv', { id: 'nr' }],
      ['us', 'ndjson', { id: 'id' }],
    ]);
  });

  it('are told apart by name, and stand not beside a single one', () => {
    expect(() => check({ sources: [EU, EU] })).toThrow('a source called eu stands before this one');
    expect(() => check({ sources: [EU], source: { type: 'csv', path: 'a.csv' } })).toThrow('beside `source`');
  });

  it('are judged like a single one: a wrong setting is named with its place', () => {
    expect(() => check({ sources: [EU, { ...US, pfad: 1 }] })).toThrow('sources[1].pfad');
  });

  it('need to be named where one of them is meant', () => {
    const config = check({ sources: [EU, US] });
    expect(chooseSourceName(config, 'us')).toBe('us');
    expect(() => chooseSourceName(config)).toThrow('--source eu or --source us');
    expect(() => chooseSourceName(config, 'asia')).toThrow('--source eu');
  });

  it('say of which of them a live legacy is the other side', () => {
    const config = check({ sources: [EU, US], legacy: { ...LEGACY, source: 'us' } });
    expect(sourceOfLegacy(config, 'file')).toBe('us');
    expect(() => check({ sources: [EU, US], legacy: LEGACY })).toThrow('legacy.source');
    expect(() => check({ sources: [EU, US], legacy: { ...LEGACY, source: 'asia' } })).toThrow('eu, us');
  });

  it('leave a single one its name, so that its ids stay', () => {
    const config = check({ source: { type: 'csv', path: 'a.csv' } });
    expect(sourceNames(config)).toEqual(['legacy']);
    expect(chooseSourceName(config)).toBe('legacy');
  });
});

function check(part: object) {
  return checkConfig({ name: 'acme', target: TARGET, ...part }, 'footbridge.config.json');
}
