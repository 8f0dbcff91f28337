import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPhpValue } from './php-value.ts';

type Tree = null | boolean | number | string | { readonly [key: string]: Tree };

/** As serialize() of PHP 8 writes it. */
function serialize(value: Tree): string {
  if (value === null) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, one]) => serialize(key) + serialize(one)).join('')}}`;
}

function toTree(value: unknown): unknown {
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, one]) => [key, toTree(one)]))
    : value;
}

const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; node: Tree }>((tie) => ({
  leaf: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
  ),
  node: fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && text !== '__proto__'),
    tie('tree'),
    { maxKeys: 4 },
  ),
  tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('node')),
}));

describe('a value that PHP serialised', () => {
  it.each([
    ['a:1:{s:10:"subscriber";b:1;}', { subscriber: true }],
    ['a:2:{i:0;s:3:"one";i:1;d:0.5;}', { '0': 'one', '1': 0.5 }],
    ['s:7:"Março";', undefined],
    ['s:6:"Março";', 'Março'],
    ['N;', null],
  ])('%s is read by its bytes', (text, value) => {
    expect(toTree(readPhpValue(text))).toEqual(value);
  });

  it.each([
    'O:8:"stdClass":0:{}',
    'a:1:{i:0;O:8:"stdClass":0:{}}',
    'C:3:"Foo":0:{}',
    'R:1;',
    'a:1:{a:0:{}i:1;}',
    'a:999999999:{}',
    's:999999999:"x";',
    'b:2;',
    'i:1',
    'N;N;',
    '',
    'plain text',
    'a:1:{'.repeat(2_000),
    `${'a:1:{i:0;'.repeat(40)}N;${'}'.repeat(40)}`,
  ])('an object, a reference or damage is refused: %.30s', (text) => {
    expect(readPhpValue(text)).toBeUndefined();
  });

  it('comes back as it went in, whatever stands in its texts', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(toTree(readPhpValue(serialize(value)))).toEqual(value);
      }),
    );
  });

  it('never throws, whatever is cut off or changed', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.string({ maxLength: 3 }), (value, at, change) => {
        const text = serialize(value);
        const cut = at % (text.length + 1);
        readPhpValue(text.slice(0, cut) + change + text.slice(cut + change.length));
      }),
    );
  });
});
