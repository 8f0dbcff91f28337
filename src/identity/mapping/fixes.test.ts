import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMapping, compileMapping, type MappingInput } from '../mapping.ts';
import { FIX_NAMES } from './fixes.ts';

const FIELDS = {
  id: 'id',
  email: 'mail',
  phone: 'phone',
  'profile.family_name': 'name',
  lastLoginAt: 'seen',
} as const;

function apply(fields: Record<string, unknown>, fixes: MappingInput['fixes'] = {}) {
  const counted: string[] = [];
  const mapping = compileMapping({ fields: FIELDS, fixes, defaultCountry: 'DE' });
  const mapped = applyMapping(
    mapping,
    { fields: { id: '1', mail: 'a@b.example', ...fields } },
    (name, field) => counted.push(`${name} ${field}`),
  );
  return { ...mapped, counted };
}

describe('what the mapping corrects by itself', () => {
  it.each([
    ['spaces', { mail: ' ana@shop.example\u200b' }, 'spaces mail'],
    ['unicode', { mail: 'jose\u0301@shop.example' }, 'unicode mail'],
    ['host', { mail: 'Ana@SHOP.example' }, 'host mail'],
    ['phone', { phone: '030 901820' }, 'phone phone'],
    ['never', { seen: '0000-00-00 00:00:00' }, 'never seen'],
  ] as const)(
    '"%s" is counted, and where it is switched off its row is a problem',
    (name, fields, counted) => {
      expect(apply(fields)).toMatchObject({ problems: [], counted: [counted] });
      const refused = apply(fields, { [name]: false });
      expect(refused.problems).toHaveLength(1);
      expect(refused.problems[0]?.found).toContain(`"${name}"`);
    },
  );

  it('leaves names as they are until somebody asks, and says what it would do', () => {
    expect(apply({ name: '  Müller   Lund ' })).toMatchObject({
      counted: ['names profile.family_name'],
      identity: { profile: { family_name: '  Müller   Lund ' } },
    });
    expect(apply({ name: '  Müller   Lund ' }, { names: true }).identity?.profile.family_name).toBe(
      'Müller Lund',
    );
  });

  it('repairs broken accents where all of the text was UTF-8, and nothing else', () => {
    const fixed = (name: string) => apply({ name }, { mojibake: true }).identity?.profile.family_name;
    expect(fixed('MÃ¼ller')).toBe('Müller');
    expect(fixed('Oâ€™Neill')).toBe('O’Neill');
    expect(fixed('Müller')).toBe('Müller');
    expect(fixed('Ã¼ and ü')).toBe('Ã¼ and ü');
  });

  it('brings back every name that was broken that way', () => {
    const windows = new TextDecoder('windows-1252');
    const letters = fc.string({ unit: fc.constantFrom(...'abzÄÖÜäöüßéèñçåøœŁłşğ’–'), maxLength: 12 });
    fc.assert(
      fc.property(letters, (name) => {
        const broken = windows.decode(new TextEncoder().encode(name));
        expect(apply({ name: `x${broken}` }, { mojibake: true }).identity?.profile.family_name).toBe(
          `x${name}`,
        );
      }),
    );
  });

  it('makes a difference of nothing when nobody listens', () => {
    const mapping = compileMapping({ fields: FIELDS });
    fc.assert(
      fc.property(fc.record({ mail: fc.string(), name: fc.string(), seen: fc.string() }), (fields) => {
        const record = { fields: { id: '1', ...fields } };
        expect(applyMapping(mapping, record)).toEqual(applyMapping(mapping, record, () => undefined));
      }),
    );
  });

  it('can be named in a configuration', () => {
    expect(() => compileMapping({ fixes: { spaces: false, hosts: true } as object })).toThrow('fixes');
    expect(FIX_NAMES).toContain('mojibake');
  });
});
