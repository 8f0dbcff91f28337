import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMapping } from '../../identity/mapping.ts';
import type { SourceRecord } from '../../sources/source.ts';
import type { Asker } from '../init/asker.ts';
import { paintFor } from '../words.ts';
import { askMapping } from './ask-mapping.ts';
import { canonicalValue } from './canonical-value.ts';
import { previewMapping } from './preview.ts';
import { proposeFields, withDecisions } from './proposal.ts';
import { describePreview, shownRows } from './words.ts';
import { mappingPlace, wouldReplace, writeMapping } from './write-mapping.ts';

const HASH = '$2b$04$/uaF/uaF/uaF/uaF/uaF/uyUa5B4sNev9rTvA6TvEBWYO4koffwMy';
const PLAIN = paintFor({ write: () => true }, {});

const ROWS: readonly SourceRecord[] = [
  { id: '1', mail: ' Ana@SHOP.example', first_name: 'MÃ¼ller', tel: '030 11', acct: 'x', pw: HASH },
  { id: '2', mail: 'bob@shop.example', first_name: 'Bob', tel: '', acct: 'a', pw: '' },
].map((fields, index) => ({
  row: index + 1,
  position: `line ${index + 2}`,
  operation: 'upsert',
  fields,
  problems: [],
}));

describe('what is proposed', () => {
  it('leaves what a person wrote, and adds to it', () => {
    const { proposed, undecided } = proposeFields(ROWS, {
      fields: { email: 'mail', username: 'first_name' },
    });
    expect(proposed.map(({ to }) => to)).toEqual(['id', 'password.hash']);
    expect(undecided.map(({ field }) => field)).toEqual(['tel', 'acct']);
  });

  it('says of every field whether it is mapped, proposed, kept, ignored or undecided: none is forgotten', () => {
    const name = fc.constantFrom('id', 'mail', 'email', 'name', 'x', 'points', 'created_at', 'a.b', 'pw');
    const value = fc.oneof(fc.string(), fc.constantFrom('', 'a@b.example', HASH, '2024-01-02T03:04:05Z'));
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(name, value, { noNullPrototype: true }), { minLength: 1, maxLength: 5 }),
        fc.subarray(['x', 'points']),
        (rows, keep) => {
          const records = rows.map(
            (fields, index) => ({ ...ROWS[0], row: index + 1, fields }) as SourceRecord,
          );
          const { proposed, undecided } = proposeFields(records, { keep });
          const mapping = withDecisions(
            { keep },
            proposed,
            undecided.map(({ field }) => field),
          );
          const { sift } = compileMapping(mapping);
          expect(rows.flatMap((fields) => sift(fields).problems)).toEqual([]);
        },
      ),
    );
  });
});

describe('a preview', () => {
  const mapping = withDecisions({}, proposeFields(ROWS, {}).proposed, ['tel'], ['acct']);

  it('shows before and after of real rows by their shape, and never a hash', () => {
    const preview = previewMapping(mapping, ROWS, [1]);
    const hidden = describePreview(preview, false, PLAIN);
    expect(hidden).toContain('A***@s***.example');
    expect(hidden).not.toMatch(/ana@|shop|Bob|uaF/i);
    const revealed = `${describePreview(preview, true, PLAIN)} ${JSON.stringify(shownRows(preview, true))}`;
    expect(revealed).toContain('Ana@shop.example');
    expect(revealed).not.toContain('uaF');
  });

  it('counts what is corrected, and what would be if it were switched on', () => {
    const { fixes } = previewMapping(mapping, ROWS, []);
    expect(fixes.filter(({ count }) => count > 0)).toMatchObject([
      { name: 'spaces', on: true, count: 1, fields: ['mail'] },
      { name: 'host', on: true, count: 1 },
      { name: 'mojibake', on: false, count: 1, fields: ['profile.given_name'] },
    ]);
  });

  it('names row, column and reason of what is wrong, and every problem once', () => {
    const { problems, sound } = previewMapping({ ...mapping, keep: [] }, ROWS, []);
    expect(sound).toBe(1);
    expect(problems).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'tel', count: 1, row: 1 }]);
  });

  it('shows what happens to a value on its way', () => {
    const rule = { from: 'acct', transform: 'lower', values: { x: 'disabled', a: 'active' } } as const;
    const { shown } = previewMapping({ ...mapping, fields: { ...mapping.fields, status: rule } }, ROWS, [1]);
    expect(shown[0]?.fields.find(({ to }) => to === 'status')).toEqual({
      to: 'status',
      from: 'acct',
      transforms: ['lower', 'values'],
      before: 'x',
      after: 'disabled',
    });
  });

  it('finds the value of every kind of canonical path', () => {
    const identity = {
      ...(compileAndApply() as NonNullable<ReturnType<typeof compileAndApply>>),
      links: [{ provider: 'login.example', subject: '7' }],
      memberships: [{ type: 'group' as const, name: '/a' }],
      consents: [{ purpose: 'news', status: 'granted' as const }],
    };
    expect(canonicalValue(identity, 'email')).toBe('Ana@shop.example');
    expect(canonicalValue(identity, 'email[1]')).toBeUndefined();
    expect(canonicalValue(identity, 'links["login.example"]')).toBe('7');
    expect(canonicalValue(identity, 'memberships.groups')).toEqual(['/a']);
    expect(canonicalValue(identity, 'consents.news.status')).toBe('granted');
    expect(canonicalValue(identity, 'attributes.tel')).toBe('030 11');
    expect(canonicalValue(identity, 'id')).toBe('1');
  });

  function compileAndApply() {
    const shown = previewMapping(mapping, ROWS, [1]);
    expect(shown.sound).toBe(2);
    return {
      sourceId: '1',
      kind: 'person' as const,
      status: 'active' as const,
      identifiers: [{ type: 'email' as const, value: 'Ana@shop.example' }],
      profile: {},
      attributes: { tel: '030 11' },
      factors: [],
      links: [],
      consents: [],
      memberships: [],
    };
  }
});

describe('a person who is asked', () => {
  it('may take, change, keep, ignore and put off every field, and switch corrections', async () => {
    const answers: Record<string, string> = {
      'fields are proposed': 'each',
      'id → id': 'accept',
      'mail → email': 'accept',
      'first_name → profile.given_name': 'map',
      'pw → password.hash': 'ignore',
      'tel   ': 'keep',
      'acct   ': 'later',
    };
    const typed = ['profile.nicknam', 'profile.nickname'];
    const asker: Asker = {
      choose: async (question) =>
        Object.entries(answers).find(([part]) => question.includes(part))?.[1] ?? '?',
      text: async () => typed.shift() ?? '?',
      pick: async () => ['spaces', 'mojibake'],
    };
    const counts = { spaces: 1, host: 1, mojibake: 1 };
    expect(await askMapping(proposeFields(ROWS, {}), counts, asker)).toEqual({
      fields: { id: 'id', email: 'mail', 'profile.nickname': 'first_name' },
      keep: ['tel'],
      ignore: ['pw'],
      fixes: { host: false, mojibake: true },
    });
    expect(typed).toEqual([]);
  });
});

describe('a mapping that is written', () => {
  const MAPPING = { fields: { id: 'nr' } };

  it('goes into a configuration that is data, and leaves the rest of it as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'footbridge-map-'));
    const file = join(folder, 'footbridge.config.yaml');
    writeFileSync(file, '# ours\nname: acme\nsources:\n  - name: eu\n    mapping: {} # old\n  - name: us\n');
    writeMapping(mappingPlace(file, folder, 1), MAPPING);
    expect(readFileSync(file, 'utf8')).toMatch(
      /# ours\nname: acme[\s\S]*name: us\n {4}mapping:\n {6}fields:\n {8}id: nr/,
    );
    const json = join(folder, 'footbridge.config.json');
    writeFileSync(json, '{"name":"acme","mapping":{"fields":{"id":"id"}}}');
    expect(wouldReplace(mappingPlace(json, folder, undefined), MAPPING)).toBe(true);
    writeMapping(mappingPlace(json, folder, undefined), MAPPING);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual({ name: 'acme', mapping: MAPPING });
    expect(wouldReplace(mappingPlace(json, folder, undefined), MAPPING)).toBe(false);
  });

  it('goes beside a configuration that is a program, with the line that takes it in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'footbridge-map-'));
    const place = mappingPlace(join(folder, 'footbridge.config.ts'), folder, undefined);
    writeMapping(place, MAPPING);
    expect(JSON.parse(readFileSync(join(folder, 'footbridge.mapping.json'), 'utf8'))).toEqual(MAPPING);
    expect(place.byHand).toContain("with { type: 'json' }");
  });
});
