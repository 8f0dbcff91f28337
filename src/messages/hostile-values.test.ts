/** Values that somebody typed to do harm: none of them becomes markup, a header, a link or a page of text. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanLine, cleanName } from './clean-value.ts';
import { openWriter } from './open-writer.ts';
import { MESSAGE_KINDS } from './writer.ts';

const writer = await openWriter({
  brand: { name: 'Acme', colour: '#1a5fb4', support: { email: 'help@acme.example' } },
  language: 'en',
  folder: '.',
});
const LINK = 'https://welcome.acme.example/r/token';

/** Pieces of attacks between pieces of everything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        '&lt;',
        '\r\nBcc: everybody@example.com\r\n\r\n',
        '\u0000',
        '\u202e\u2066',
        '\u2028',
        '{link}',
        '{subject}',
        '<!--when name-->',
        '<!--end-->',
        '$&',
        'http://evil.example',
        'evil.example',
        '👩‍👩‍👧‍👦',
        'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
        'مارا',
        '\ud800',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** The tags, attributes and addresses of a message: what a value must not change. */
function skeletonOf(html: string): string {
  return (html.match(/<[^>]*>/g) ?? [])
    .map((tag) => tag.replace(/(aria-label|content)="[^"]*"/, '$1'))
    .join('');
}

const kinds = fc.constantFrom(...MESSAGE_KINDS);
const languages = fc.constantFrom('en', 'de', 'ja');

it('has the same markup, whatever somebody is called and whatever their code is', () => {
  fc.assert(
    fc.property(kinds, languages, hostile, hostile, (kind, language, name, code) => {
      const values = { link: LINK, code: '1', factors: ['totp'] };
      const harmless = writer.write(kind, language, { ...values, name: 'Mara' });
      const written = writer.write(kind, language, { ...values, name, code: code === '' ? '1' : code });
      expect(skeletonOf(written.html)).toBe(skeletonOf(harmless.html));
      expect(written.html).not.toMatch(/<!--(when|else|end)/);
    }),
    { numRuns: 400 },
  );
});

it('has headers and a text message of one line without a control character', () => {
  fc.assert(
    fc.property(kinds, languages, hostile, hostile, (kind, language, name, code) => {
      const { subject, short } = writer.write(kind, language, { name, code, link: LINK, factors: [code] });
      for (const line of [subject, short]) expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      for (const line of [subject, short]) expect(line.isWellFormed()).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it('has no link in it but ours', () => {
  fc.assert(
    fc.property(kinds, hostile, (kind, name) => {
      const { text } = writer.write(kind, 'en', { name, code: '1', link: LINK });
      for (const address of text.match(/https?:\/\/\S+/g) ?? []) expect(address).toBe(LINK);
      expect(text).not.toContain('evil');
    }),
    { numRuns: 400 },
  );
});

it('turns the direction of no text but its own', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const shown = cleanName(name) ?? '';
      expect(shown.replace(/^\u2068(.*)\u2069$/su, '$1')).not.toMatch(
        /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
      );
    }),
  );
});

it('calls people by the names they really have', () => {
  for (const name of [
    'Mara Nováková',
    'Jean-Luc d’Arc',
    "Conan O'Brien",
    'Dr. J. R. Smith, Jr.',
    '山田 太郎',
    'नमस्ते',
    'Henry VIII',
    'X Æ A-12',
    'می‌نا',
  ])
    expect(cleanName(name)?.replace(/[\u2068\u2069]/g, '')).toBe(name.normalize('NFC'));
});

it('does not repeat what is no name: addresses, numbers to call, markup, nothing at all', () => {
  for (const name of [
    'You won! http://evil.example',
    'visit evil.example now',
    'www.evil',
    'me@evil.example',
    'Call +1 900 555 0199',
    'javascript:alert(1)',
    '<b>Mara</b>',
    '\u200b\u200d',
    ' . ',
    '',
  ])
    expect(cleanName(name)).toBeUndefined();
});

it('isolates a name from right to left, so that the sentence around it keeps its order', () => {
  expect(writer.write('done', 'en', { name: 'مارا' }).text).toContain('Hello \u2068مارا\u2069,');
});

it('shows the beginning of a name of ten megabytes, in no time', () => {
  const began = performance.now();
  const shown = cleanName('Ma '.repeat(3_500_000)) ?? '';
  expect([...shown].length).toBeLessThanOrEqual(81);
  expect(shown.endsWith('…')).toBe(true);
  expect(cleanLine('e\u0301'.repeat(5_000_000)).length).toBeLessThan(200);
  expect(performance.now() - began).toBeLessThan(1_000);
});
