import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSettings, findConnector } from '../config/connector.ts';
import { secret } from '../config/secret.ts';
import { LEGACIES, legaciesWith } from './index.ts';
import { sql } from './sql.ts';

/** The settings in the code of a page of docs/legacy. */
function examplesOf(id: string): { readonly type: string }[] {
  const page = readFileSync(`docs/legacy/${id}.md`, 'utf8');
  return [...page.matchAll(/^```ts\n(legacy: [\s\S]*?)^```/gm)].map(([, code]) => {
    const evaluate: unknown = new Function('secret', `return { ${code} }.legacy`);
    return (evaluate as (name: typeof secret) => { type: string })(secret);
  });
}

describe('the examples of docs/legacy', () => {
  it.each(LEGACIES.map(({ id }) => id))(
    'of %s are settings that it accepts, with no secret in them',
    (id) => {
      const examples = examplesOf(id);
      expect(examples.length).toBeGreaterThan(0);
      for (const settings of examples) {
        const where = { file: `docs/legacy/${id}.md`, section: 'legacy' } as const;
        expect(settings.type).toBe(id);
        expect(() => checkSettings(findConnector(LEGACIES, settings, where), settings, where)).not.toThrow();
      }
    },
  );
});

describe('the list of legacies', () => {
  it("puts an operator's own first, and into the chain", () => {
    const own = { ...sql, id: 'mainframe' };
    const legacies = legaciesWith([own]);
    expect(legacies[0]).toBe(own);
    const chain = legacies.at(-1);
    const members = ['mainframe', 'sql'].map((type) => ({
      type,
      file: 'x',
      table: 't',
      identifiers: { email: 'email' },
    }));
    expect(chain?.config.safeParse({ legacies: members }).success).toBe(true);
  });
});
