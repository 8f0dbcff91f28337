import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLeftover } from './leftover.ts';
import type { Fields } from './source-path.ts';

interface Lists {
  readonly mapped?: string[];
  readonly keep?: string[];
  readonly ignore?: string[];
}

function sift(fields: Fields, { mapped = [], keep = [], ignore = [] }: Lists) {
  const { kept, problems } = compileLeftover(mapped, keep, ignore)(fields);
  return { kept, unknown: problems.map(({ field }) => field) };
}

describe('what is left of a record', () => {
  it('is unknown by name, one problem for each field', () => {
    const { problems } = compileLeftover(
      ['email'],
      [],
      [],
    )({ email: 'a', plan: 'gold', score: 0, on: false });
    expect(problems).toEqual([
      { code: 'FIELD_UNKNOWN', field: 'plan' },
      { code: 'FIELD_UNKNOWN', field: 'score' },
      { code: 'FIELD_UNKNOWN', field: 'on' },
    ]);
  });

  it('is nothing where fields are empty, or objects and lists hold nothing', () => {
    const fields = { a: '', b: null, c: undefined, d: {}, e: [], f: { g: null }, h: ['', null] };
    expect(sift(fields, {})).toEqual({ kept: {}, unknown: [] });
  });

  it('is kept under its own name when it is named or fits a star', () => {
    const fields = { plan: 'gold', utm_source: 'x', utm_medium: 'y', other: 1 };
    expect(sift(fields, { keep: ['plan', 'utm_*'] })).toEqual({
      kept: { plan: 'gold', utm_source: 'x', utm_medium: 'y' },
      unknown: ['other'],
    });
  });

  it('is kept altogether by a lone star, except what is mapped or ignored', () => {
    const fields = { email: 'a', token: 't', plan: 'gold', prefs: { theme: 'dark' } };
    expect(sift(fields, { mapped: ['email'], keep: ['*'], ignore: ['token'] })).toEqual({
      kept: { plan: 'gold', prefs: { theme: 'dark' } },
      unknown: [],
    });
  });

  it('follows the pattern that pins down most, and ignores on a tie', () => {
    const fields = { plan: 'gold', plan_old: 'silver', prefs_a: 1 };
    expect(sift(fields, { keep: ['plan', 'prefs_*'], ignore: ['*', 'prefs_*'] })).toEqual({
      kept: { plan: 'gold' },
      unknown: [],
    });
  });

  it('is looked for inside objects and lists of which only a part is mapped', () => {
    const fields = {
      profile: { first: 'Ana', last: 'Silva', shoe: { size: 42 } },
      emails: [{ value: 'a', type: 'work' }, { value: 'b' }],
      roles: [
        { name: 'admin', since: 2020 },
        { name: 'staff', since: 2021 },
      ],
    };
    const mapped = ['profile.first', 'emails[0].value', 'roles[*].name'];
    expect(sift(fields, { mapped, keep: ['profile.last', 'roles'] })).toEqual({
      kept: { profile: { last: 'Silva' }, roles: [{ since: 2020 }, { since: 2021 }] },
      unknown: ['profile.shoe', 'emails[0].type', 'emails[1]'],
    });
  });

  it('is unknown as a whole when a field that should hold the mapped part does not', () => {
    expect(sift({ profile: 'text' }, { mapped: ['profile.first'] }).unknown).toEqual(['profile']);
  });

  it('keeps members of an object by star, and reports the object where it keeps none of them', () => {
    const fields = { prefs: { theme: 'dark', lang: 'de' }, other: { a: 1, b: 2 } };
    expect(sift(fields, { keep: ['prefs.*'], ignore: ['prefs.lang'] })).toEqual({
      kept: { prefs: { theme: 'dark' } },
      unknown: ['other'],
    });
  });

  it('takes a header with a dot for what it is', () => {
    const fields = { 'address.city': 'Lisboa', 'prefs.theme': 'dark' };
    expect(sift(fields, { mapped: ['address.city'], keep: ['prefs.*'] })).toEqual({
      kept: { 'prefs.theme': 'dark' },
      unknown: [],
    });
  });

  it('is one problem for what cannot be kept: bytes, or a thousand levels of brackets', () => {
    const deep = JSON.parse(`${'['.repeat(1_000)}1${']'.repeat(1_000)}`);
    const { problems } = compileLeftover([], ['*', '*.x'], [])({ photo: new Uint8Array(3), deep });
    expect(problems.map(({ code, field }) => [code, field?.slice(0, 5)])).toEqual([
      ['FIELD_INVALID', 'photo'],
      ['FIELD_INVALID', 'deep['],
    ]);
  });

  it('is a list that somebody can still read when a record has thousands of unknown fields', () => {
    const fields = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]));
    const { problems } = compileLeftover([], [], [])(fields);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toEqual({ code: 'FIELD_UNKNOWN', found: 'and 4900 more fields' });
  });

  it('never loses a value: each is mapped, kept, ignored or reported', () => {
    const leaf = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
    const name = fc.constantFrom('a', 'b', 'c', 'd', '__proto__');
    const tree = fc.dictionary(
      name,
      fc.oneof(leaf, fc.dictionary(name, leaf, { minKeys: 1 }), fc.array(leaf, { minLength: 1 })),
    );
    const paths = fc.array(fc.constantFrom('a', 'b', 'a.b', 'b[0]', 'c.*', 'c', '*', 'd.a'), {
      maxLength: 3,
    });
    const plain = paths.map((list) => list.filter((path) => !path.includes('*')));
    fc.assert(
      fc.property(tree, plain, paths, (fields, mapped, keep) => {
        const { kept, unknown } = sift(fields, { mapped, keep });
        const found = countLeaves(kept) + countAt(fields, unknown) + countAt(fields, [...new Set(mapped)]);
        expect(found).toBeGreaterThanOrEqual(countLeaves(fields));
      }),
      { numRuns: 2_000 },
    );
  });
});

function countLeaves(value: unknown): number {
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countLeaves(inner), 0);
}

function countAt(fields: Fields, paths: readonly (string | undefined)[]): number {
  return paths.reduce((sum, path = '') => {
    const names = path.split(/[.[\]]+/).filter((name) => name !== '');
    const value = names.reduce<unknown>(
      (inner, name) => Object.getOwnPropertyDescriptor(Object(inner), name)?.value,
      fields,
    );
    return sum + countLeaves(value);
  }, 0);
}
