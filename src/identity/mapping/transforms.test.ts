import { describe, expect, it } from 'vitest';
import { applyMapping, compileMapping } from '../mapping.ts';
import { TRANSFORM_NAMES, type Transform } from './transform-config.ts';

/** What a transform makes of one value, seen where it lands; a problem as its code and what was found. */
function run(
  transform: Transform | Transform[],
  value: unknown,
  others: Record<string, unknown> = {},
): unknown {
  const mapping = compileMapping({
    fields: { id: { value: '7' }, username: { value: 'ana' }, 'attributes.out': { from: 'in', transform } },
    ignore: ['*'],
    defaultCountry: 'DE',
  });
  const { identity, problems } = applyMapping(mapping, { fields: { ...others, in: value } });
  const [problem] = problems;
  return problem === undefined ? identity?.attributes.out : `${problem.code}: ${problem.found}`;
}

const CASES: readonly (readonly [transform: Transform, value: unknown, expected: unknown])[] = [
  ['trim', '  Ana \u00a0', 'Ana'],
  ['trim', '   ', undefined],
  ['trim', [' a ', ' ', 'b'], ['a', 'b']],
  ['lower', 'ANA', 'ana'],
  ['upper', 'de', 'DE'],
  ['number', '42', 42],
  ['number', ' -1.5e3 ', -1500],
  ['number', 7, 7],
  ['number', '1,5', 'FIELD_INVALID: text of 3 characters'],
  ['number', '0x10', 'FIELD_INVALID: text of 4 characters'],
  ['number', '9007199254740993', 'FIELD_INVALID: a number too large to be exact'],
  ['boolean', 'Y', true],
  ['boolean', '0', false],
  ['boolean', 1, true],
  ['boolean', ' True ', true],
  ['boolean', 'f', false],
  ['boolean', '2024-03-01T10:00:00Z', 'FIELD_INVALID: text of 20 characters'],
  ['boolean', 'maybe', 'FIELD_INVALID: text of 5 characters'],
  ['present', '2024-03-01 10:00:00', true],
  ['present', 0, true],
  ['present', '', false],
  ['present', null, false],
  ['present', undefined, undefined],
  ['timestamp', '2024-03-01 10:00:00+01', '2024-03-01T10:00:00+01:00'],
  ['timestamp', '2024-03-01 10:00:00', 'TIMESTAMP_INVALID: a time without a zone'],
  [{ timestamp: { unit: 'ms' } }, '1700000000123', '2023-11-14T22:13:20.123Z'],
  [{ timestamp: { zone: 'Europe/Berlin' } }, '2024-07-15 10:00:00', '2024-07-15T10:00:00+02:00'],
  [{ timestamp: { unit: 's' } }, 0, undefined],
  ['phone', '0170 1234567', '+491701234567'],
  [{ phone: { country: 'BR' } }, '(11) 96123-4567', '+5511961234567'],
  [{ phone: {} }, '12', 'PHONE_INVALID: not a number of DE'],
  ['json', '{"a":[1,null]}', { a: [1, null] }],
  ['json', { a: 1 }, { a: 1 }],
  ['json', '{"a":', 'FIELD_INVALID: not JSON'],
  ['totpSecret', 'gezd gnbv gy3t qojq', 'GEZDGNBVGY3TQOJQ'],
  [{ totpSecret: { encoding: 'hex' } }, '31323334353637383930', 'GEZDGNBVGY3TQOJQ'],
  ['unescapeHtml', 'O&#039;Brien &amp; S&ouml;hne &lt;3', "O'Brien & S&ouml;hne <3"],
  ['unescapeHtml', '&amp;lt; &#x1F600; &#xD800; &#0;', '&lt; 😀 &#xD800; &#0;'],
  [{ split: ',' }, 'a, b,,c ', ['a', 'b', 'c']],
  [{ split: ';' }, ';', undefined],
  [{ join: ' ' }, ['Ana', 'Silva'], 'Ana Silva'],
  [{ join: ' ' }, [{}], 'FIELD_INVALID: an object'],
  [{ recode: { from: 'base64', to: 'hex' } }, '3q2+7w==', 'deadbeef'],
  [{ recode: { from: 'hex', to: 'base64' } }, 'DEADBEEF', '3q2+7w=='],
  [{ recode: { from: 'base64url', to: 'base64' } }, '3q2-7w', '3q2+7w=='],
  [{ recode: { from: 'text', to: 'hex' } }, 'é', 'c3a9'],
  [{ recode: { from: 'hex', to: 'text' } }, 'c3a9', 'é'],
  [{ recode: { from: 'hex', to: 'text' } }, 'ff', 'FIELD_INVALID: bytes that are not text'],
  [{ recode: { from: 'hex', to: 'base64' } }, 'deadbee', 'FIELD_INVALID: not hex'],
  [{ recode: { from: 'base64', to: 'hex' } }, '3q2-7w', 'FIELD_INVALID: not base64'],
  [{ stripPrefix: "'" }, "'+351912345678", '+351912345678'],
  [{ stripPrefix: ['auth0|', 'google-oauth2|'] }, 'google-oauth2|123', '123'],
  [{ stripPrefix: 'auth0|' }, 'auth0|', undefined],
  [{ stripPrefix: 'auth0|' }, 'sms|1', 'sms|1'],
  [{ addPrefix: '+' }, 491701234567, '+491701234567'],
  [{ keepFirst: 4 }, '1984-05-06', '1984'],
  [{ keepFirst: 1 }, '👩‍🚀 Sally', '👩'],
  [{ absentIf: ['noemail@*', '*@localhost', 'NULL', '\\N'] }, 'NoEmail@example.com', undefined],
  [{ absentIf: ['noemail@*', '*@localhost', 'NULL', '\\N'] }, '\\N', undefined],
  [{ absentIf: ['noemail@*', '*@localhost', 'NULL', '\\N'] }, 'ana@example.com', 'ana@example.com'],
];

describe('a transform', () => {
  it.each(CASES)('%j makes of %j what is wanted', (transform, value, expected) => {
    expect(run(transform, value)).toEqual(expected);
  });

  it('is tried here, whichever it is', () => {
    const tried = new Set(CASES.flatMap(([one]) => (typeof one === 'string' ? one : Object.keys(one))));
    expect([...tried].sort()).toEqual([...TRANSFORM_NAMES].sort());
  });

  it('comes after the one before it, and stops where nothing is left', () => {
    expect(run(['trim', 'lower', { stripPrefix: 'auth0|' }, 'upper'], ' AUTH0|Ana ')).toBe('ANA');
    expect(run([{ absentIf: ['x'] }, 'number'], 'x')).toBeUndefined();
    expect(run([{ absentIf: ['NULL'] }, 'present'], 'NULL')).toBeUndefined();
    expect(run(['trim', 'present'], '  ')).toBe(false);
  });

  it('takes the country of a phone number from the record before the one of the rule', () => {
    const phone: Transform = { phone: { country: 'DE', countryFrom: 'land' } };
    expect(run(phone, '0170 1234567', { land: '' })).toBe('+491701234567');
    expect(run(phone, '07911 123456', { land: 'gb' })).toBe('+447911123456');
    expect(run(phone, '07911 123456', { land: 'Narnia' })).toBe(
      'PHONE_INVALID: not a number of the country in the record',
    );
  });

  it.each<[unknown, string]>([
    ['trimm', 'there is no transform "trimm"; did you mean "trim"?'],
    [{ timestmp: { unit: 's' } }, 'there is no transform "timestmp"; did you mean "timestamp"?'],
    ['split', 'the transform "split" has to be told something: {"split": …}'],
    [{ trim: true }, 'the transform "trim" is told nothing: write "trim"'],
    [{ split: ',', join: ' ' }, 'One transform with what it is told'],
    [{ timestamp: { unit: 'seconds' } }, 'timestamp: unit'],
    [{ timestamp: { zone: 'Berlin' } }, '"UTC", an offset such as "+02:00"'],
    [{ phone: { country: 'Germany' } }, 'A country as ISO 3166-1 writes it'],
    [['trim', 'nothing-like-it'], 'there is no transform "nothing-like-it"'],
    [42, 'not a transform'],
  ])('is refused as %j, with a sentence that says what is wrong', (transform, message) => {
    const fields = { id: { from: 'id', transform: transform as Transform } };
    expect(() => compileMapping({ fields })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
