import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secret } from '../../config/secret.ts';
import { renderConfig } from './render-config.ts';

describe('a written configuration', () => {
  it('reads as a person would write it', () => {
    const config = {
      name: 'acme',
      source: { type: 'csv', path: "it's.csv" },
      target: {
        type: 'keycloak',
        url: 'https://id.acme.example',
        clientSecret: secret('KC_SECRET'),
        realm: 'acme',
      },
      mapping: { fields: { 'profile.given_name': 'first_name' }, ignore: [] },
    };
    expect(
      renderConfig(config, 'ts', { mapping: 'docs/mapping.md' }),
    ).toBe(`import { defineMigration, secret } from 'footbridge';

export default defineMigration({
  name: 'acme',
  source: { type: 'csv', path: 'it\\'s.csv' },
  target: {
    type: 'keycloak',
    url: 'https://id.acme.example',
    clientSecret: secret('KC_SECRET'),
    realm: 'acme',
  },
  // docs/mapping.md
  mapping: { fields: { 'profile.given_name': 'first_name' }, ignore: [] },
});
`);
  });

  it('imports `secret` only when there is one', () => {
    expect(renderConfig({ name: 'acme' }, 'ts')).toContain("import { defineMigration } from 'footbridge'");
  });

  it('as JSON is JSON', () => {
    expect(JSON.parse(renderConfig({ name: 'acme', key: secret('A') }, 'json'))).toEqual({
      name: 'acme',
      key: { secret: 'A' },
    });
  });

  it('means the same whatever stands in it', () => {
    const evaluate = (text: string): unknown =>
      new Function('defineMigration', 'secret', `return ${text.slice(text.indexOf('defineMigration('))}`)(
        (config: unknown) => config,
        secret,
      );
    const name = fc.string().filter((text) => text !== '__proto__' && text !== 'secret');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('any')),
      object: fc.dictionary(name, tie('any'), { noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value.object, (config) => {
        expect(evaluate(renderConfig(config as object, 'ts'))).toEqual(config);
      }),
    );
  });
});
