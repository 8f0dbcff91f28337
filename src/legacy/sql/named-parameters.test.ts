import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LegacyIdentifier } from '../legacy.ts';
import { fillQuery, namesIn, strangeNames } from './named-parameters.ts';

const WHO: LegacyIdentifier = { type: 'email', value: "O'Hara@x", key: "o'hara@x", sourceId: '7' };

describe('a query with named parameters', () => {
  it('becomes its parts and the values between them, one for each use', () => {
    const query =
      'SELECT * FROM u WHERE a = :key OR b IN (:identifier,:key) AND t = :type AND i = :sourceId::int';
    expect(fillQuery(query, WHO)).toEqual({
      parts: ['SELECT * FROM u WHERE a = ', ' OR b IN (', ',', ') AND t = ', ' AND i = ', '::int'],
      parameters: ["o'hara@x", "O'Hara@x", "o'hara@x", 'email', '7'].map((value) => ({
        kind: 'text',
        value,
      })),
    });
  });

  it.each([
    ["SELECT ':key'"],
    ["SELECT 'it''s :key'"],
    ['SELECT ":key"'],
    ['SELECT `:key`'],
    ['SELECT 1 -- :key'],
    ['SELECT 1 /* :key\n:key */'],
    ['SELECT $$:key$$'],
    ['SELECT $body$ $$ :key $body$'],
    ["SELECT a::text, 'x'::key FROM t"],
  ])('has none in %s', (query) => {
    expect([...namesIn(query)]).toEqual([]);
    expect(fillQuery(query, WHO)).toEqual({ parts: [query], parameters: [] });
  });

  it('goes on behind a text, a cast and a comment', () => {
    const query = "SELECT ':x', a::text /* :y */ FROM t -- :z\nWHERE e = :key";
    expect([...namesIn(query)]).toEqual(['key']);
  });

  it('is refused with a parameter that does not exist', () => {
    expect(strangeNames('SELECT :key, :email, :password')).toEqual(['email', 'password']);
  });

  it('never has a value of the customer in its text, and loses nothing of its own', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '`',
      '--',
      '\n',
      '/*',
      '*/',
      '$$',
      '::',
      ':key',
      ':identifier',
      ' a ',
      ':',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.string(), (pieces, value) => {
        const query = pieces.join('');
        const marked = { ...WHO, value: `<${value}>`, key: `<${value}>` };
        const { parts, parameters } = fillQuery(query, marked);
        expect(parts).toHaveLength(parameters.length + 1);
        expect(query.startsWith(parts[0] ?? '')).toBe(true);
        const length = parts.join('').length;
        const names = [':key'.length, ':identifier'.length];
        expect(query.length - length).toBeLessThanOrEqual(parameters.length * (names[1] ?? 0));
        expect(query.length - length).toBeGreaterThanOrEqual(parameters.length * (names[0] ?? 0));
        for (const part of parts) expect(query).toContain(part);
      }),
    );
  });
});
