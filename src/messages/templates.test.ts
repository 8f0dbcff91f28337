/** Templates of an operator's own: what they replace, and how mistakes in them are found before anybody is written to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openWriter } from './open-writer.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const BRAND = { name: 'Acme', colour: '#1a5fb4', support: {} };

function openWith(files: Readonly<Record<string, string>>, language = 'en') {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-templates-'));
  folders.push(folder);
  mkdirSync(join(folder, 'own'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'own', name)), { recursive: true });
    writeFileSync(join(folder, 'own', name), text);
  }
  return openWriter({ brand: BRAND, language, templates: 'own', folder });
}

const CODE = ['Subject: {brand} says {code}', 'Preview: p', 'Short: {code}', '', 'Line one', 'line **two**'];

it('replaces one message in one language, and leaves the rest as it was', async () => {
  const writer = await openWith({ 'en/code.txt': CODE.join('\r\n') });
  const written = writer.write('code', 'en', { code: '12' });
  expect(written.subject).toBe('Acme says 12');
  expect(written.text).toMatch(/^Line one\nline two\n\n-+\n\nWe never ask you/);
  expect(written.html).toContain('Line one<br />line <strong>two</strong>');
  expect(writer.write('code', 'de', { code: '12' }).subject).toBe('Ihr Code für Acme');
});

it('gives a regional language everything it does not have itself from its base', async () => {
  const writer = await openWith({ 'de-CH/foot.txt': 'Grüezi' });
  const { text, language } = writer.write('code', 'de-CH', { code: '12', name: 'Mara' });
  expect(language).toBe('de-CH');
  expect(text).toContain('Grüezi');
  expect(text).toContain('Guten Tag Mara,');
});

it('replaces the frame around all messages', async () => {
  const layout =
    '<mjml><mj-body><mj-section><mj-column><mj-text>MINE {subject}</mj-text>{content}{foot}</mj-column></mj-section></mj-body></mjml>';
  const writer = await openWith({ 'layout.mjml': layout });
  expect(writer.write('code', 'en', { code: '12' }).html).toContain('MINE Your code for Acme');
});

it('writes a language from right to left', async () => {
  const kinds = 'invitation reminder last-reminder enrol enrol-reminder new-link code done already-done';
  const all = kinds.split(' ').map((kind) => [`he/${kind}.txt`, CODE.join('\n')] as const);
  const writer = await openWith({
    ...Object.fromEntries(all),
    'he/foot.txt': '{brand}',
    'he/words.txt': 'factor.totp: x',
  });
  const { html } = writer.write('code', 'he', { code: '12' });
  expect(html).toContain('dir="rtl"');
  expect(html).toContain('text-align:right');
});

it.each([
  [
    'a gap that nothing fills',
    'en/code.txt',
    [...CODE, '', 'Dear {nmae},'].join('\n'),
    /code\.txt:8: .*\{nmae\}.*name/,
  ],
  [
    'a gap in the subject',
    'en/code.txt',
    'Subject: {foo}\nPreview: p\nShort: s\n\nx',
    /code\.txt:1: `\{foo\}`/,
  ],
  ['no subject', 'en/code.txt', 'Preview: p\nShort: s\n\nx', /code\.txt:1: there is no `Subject:`/],
  [
    'a header nobody knows',
    'en/code.txt',
    'Sender: me\n\nx',
    /code\.txt:1: expected Subject, Preview, Short/,
  ],
  [
    'a link that runs a program',
    'en/code.txt',
    [...CODE, '', '[x](javascript:alert)'].join('\n'),
    /code\.txt:8: a link/,
  ],
  ['an alternative to nothing', 'en/foot.txt', '| x', /foot\.txt:1: nothing stands before/],
  ['a heading that runs on', 'en/foot.txt', 'x\n# y', /foot\.txt:1: .*empty line/],
  ['words without a name', 'en/words.txt', 'totp', /words\.txt:1: expected a name/],
  ['a frame without its content', 'layout.mjml', '<mjml></mjml>', /layout\.mjml:1: `\{content\}` is missing/],
  ['a frame with a gap', 'layout.mjml', '<mjml>\n{titel}', /layout\.mjml:2: `\{titel\}`/],
  ['a frame that is no MJML', 'layout.mjml', '<mjml>{content}{foot}', /is no MJML/],
  ['a language nobody speaks', 'klingonish/code.txt', 'x', /named by its language/],
  ['half a language', 'nl/code.txt', CODE.join('\n'), /nl\/.*is missing/],
])('refuses %s, and says where', async (_, file, text, error) => {
  await expect(openWith({ [file]: text })).rejects.toThrow(error);
  await expect(openWith({ [file]: text })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

it('refuses a default language that there are no templates in, and a folder that is not there', async () => {
  await expect(openWith({}, 'nl')).rejects.toThrow(/no templates in nl, only in de, en, es, fr, ja/);
  const nowhere = openWriter({ brand: BRAND, language: 'en', templates: 'nowhere', folder: '/' });
  await expect(nowhere).rejects.toThrow(/\/nowhere cannot be read/);
});

it('takes what looks like a gap in the name of a brand for text', async () => {
  const brand = { ...BRAND, name: 'A {link} & <b> $& B' };
  const writer = await openWriter({ brand, language: 'en', folder: '.' });
  const { subject, html } = writer.write('code', 'en', { code: '12' });
  expect(subject).toBe('Your code for A {link} & <b> $& B');
  expect(html).toContain('A {link} &amp; &lt;b&gt; $&amp; B');
});
