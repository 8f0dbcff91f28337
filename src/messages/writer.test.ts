/** What customers read: every message in every language, whatever their profile says. */
import { describe, expect, it } from 'vitest';
import { openWriter } from './open-writer.ts';
import { MESSAGE_KINDS, type MessageKind, type MessageValues } from './writer.ts';

const BRAND = {
  name: 'Acme Travel',
  colour: '#ffcc00',
  support: { url: 'https://help.acme.example', email: 'help@acme.example', phone: '+44 20 7946 0000' },
  address: '1 High Street, London',
};
const VALUES: MessageValues = {
  name: 'Mara Nováková',
  link: `https://welcome.acme.example/r/${'x'.repeat(43)}`,
  linkDays: 7,
  code: '481 516',
  codeMinutes: 10,
  factors: ['totp', 'recovery-codes'],
  lastDay: '2026-12-20',
};
const LANGUAGES = ['de', 'en', 'es', 'fr', 'ja'];
const writer = await openWriter({ brand: BRAND, language: 'en', folder: '.' });

function visibleText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>|<head[\s\S]*?<\/head>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

it('has every message in English, German, French, Spanish and Japanese', () => {
  expect(writer.languages).toEqual(LANGUAGES);
});

describe.each(LANGUAGES)('messages in %s', (language) => {
  it.each(MESSAGE_KINDS)('%s has a subject that a phone shows whole, and fills every gap', (kind) => {
    const { subject, text, html, short, language: really } = writer.write(kind, language, VALUES);
    expect(really).toBe(language);
    expect([...subject].length).toBeLessThanOrEqual(60);
    expect([...subject].length).toBeGreaterThan(8);
    for (const part of [subject, text, html.replace(/<style[\s\S]*?<\/style>/g, ''), short])
      expect(part).not.toMatch(/\{\w+\}|undefined|<!--(when|else|end)/);
    expect(text).toContain('Acme Travel, 1 High Street, London'.slice(0, 11));
    expect(text).toContain('help@acme.example');
  });

  it.each(MESSAGE_KINDS)('%s says in its text what it says in its HTML', (kind) => {
    const { text, html } = writer.write(kind, language, VALUES);
    const shown = visibleText(html);
    const sentences = text
      .split('\n')
      .map((line) => line.replace(/^- /, '').replace(/\s+/g, ' '))
      // What is a link or a button in HTML is spelled out in the text.
      .filter((line) => line !== '' && !/https?:|^-+$|:$/.test(line));
    expect(sentences.filter((line) => !shown.includes(escaped(line)))).toEqual([]);
  });

  it('calls nobody anything whose name is not known', () => {
    const { name: _, ...nameless } = VALUES;
    for (const kind of MESSAGE_KINDS) {
      const { text, subject } = writer.write(kind, language, nameless);
      expect(text).not.toMatch(/ ,| {2}|^,/m);
      expect(subject).toBe(writer.write(kind, language, VALUES).subject);
    }
  });
});

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

it('fills the same gaps in every language', () => {
  const marked = { ...VALUES, name: 'Qname', code: 'Qcode' };
  const said = (kind: MessageKind, language: string) => {
    const { text } = writer.write(kind, language, marked);
    return ['Qname', 'Qcode', VALUES.link ?? '', '7', '10', '2026', 'welcome.acme.example'].filter((value) =>
      text.includes(value),
    );
  };
  for (const kind of MESSAGE_KINDS)
    for (const language of LANGUAGES)
      expect([kind, language, said(kind, language)]).toEqual([kind, language, said(kind, 'en')]);
});

it('carries the link in every message that asks for something, and the code where one is sent', () => {
  for (const language of LANGUAGES) {
    for (const kind of MESSAGE_KINDS) {
      const { text, html, short } = writer.write(kind, language, VALUES);
      if (kind === 'code') {
        for (const part of [text, html, short]) expect(part).toContain('481 516');
      } else {
        expect(text).toContain(VALUES.link);
        expect(html).toContain(`href="${VALUES.link}"`);
        if (kind !== 'done' && kind !== 'already-done') expect(short).toContain(VALUES.link);
      }
    }
  }
});

it('fits a single text message in languages of Latin letters', () => {
  for (const language of ['de', 'en', 'es', 'fr'])
    for (const kind of MESSAGE_KINDS)
      expect(writer.write(kind, language, VALUES).short.length).toBeLessThanOrEqual(160);
});

it('loads nothing from anywhere when it is opened: no image, no font, no style sheet', () => {
  for (const language of LANGUAGES) {
    for (const kind of MESSAGE_KINDS) {
      const { html } = writer.write(kind, language, VALUES);
      expect(html).not.toMatch(/<img|<link|<script|<iframe|@import|url\(|\ssrc=|background=/i);
    }
  }
});

it('puts black on a light button and white on a dark one', async () => {
  expect(writer.write('invitation', 'en', VALUES).html).toMatch(/background:#ffcc00;color:#000000/);
  const dark = await openWriter({ brand: { ...BRAND, colour: '#1a5fb4' }, language: 'en', folder: '.' });
  expect(dark.write('invitation', 'en', VALUES).html).toMatch(/background:#1a5fb4;color:#ffffff/);
});

it('is written in the nearest language there is, and in the default one where there is none', async () => {
  expect(writer.write('code', 'de-AT', VALUES).language).toBe('de');
  expect(writer.write('code', 'ja_JP', VALUES).language).toBe('ja');
  for (const odd of ['nl', '', 'x', '../../etc', '\u0000', 'en'.repeat(10_000)])
    expect(writer.write('code', odd, VALUES).language).toBe('en');
  const french = await openWriter({ brand: BRAND, language: 'fr-CA', folder: '.' });
  expect(french.write('code', 'nl', VALUES).language).toBe('fr');
});

it('says days, dates and factors as the language does', () => {
  expect(writer.write('invitation', 'de', { ...VALUES, linkDays: 1 }).text).toContain('gilt 1 Tag und');
  expect(writer.write('invitation', 'fr', VALUES).text).toContain('20 décembre 2026');
  expect(writer.write('invitation', 'ja', VALUES).text).toContain('有効期間は7日間で');
  expect(writer.write('enrol', 'es', VALUES).text).toContain(
    'aplicación de autenticación y códigos de recuperación',
  );
});

it('leaves out what the brand does not have', async () => {
  const plain = await openWriter({
    brand: { name: 'Acme', colour: '#000000', support: {} },
    language: 'en',
    folder: '.',
  });
  const { text, html } = plain.write('done', 'en', VALUES);
  expect(text).not.toMatch(/Questions\?|, $/m);
  expect(text).toContain('please contact our support at once');
  expect(html).not.toContain('mailto:');
});

it('leads to a login page with a query, and to a page whose name is spelled in letters of its own', () => {
  const linkOf = (link: string) => /https?:\S+/.exec(writer.write('invitation', 'en', { link }).text)?.[0];
  expect(linkOf('https://acme.example?from=mail#/login')).toBe('https://acme.example?from=mail#/login');
  expect(linkOf('https://willkommen.köln/go/x')).toBe('https://willkommen.xn--kln-sna/go/x');
});

it('takes no link that is not an address of the page', () => {
  for (const link of [
    'javascript:alert(1)',
    'https://a.example/" onclick="x',
    'https://a.example/\r\nBcc: x',
    'https://ä.example/"x',
    '',
  ])
    expect(() => writer.write('invitation', 'en', { link })).toThrow(TypeError);
});
