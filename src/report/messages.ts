/**
 * The messages of a campaign on one page: what stands in the list of a mail program, and where to look at the whole.
 *
 * @module
 */
import { html } from '../markup/html.ts';
import { countOf } from './numbers.ts';
import { renderPage, type Section } from './page.ts';
import { table } from './table.ts';

export interface PreviewedMessage {
  readonly kind: string;
  readonly language: string;
  readonly subject: string;
  readonly short: string;
  /** Relative to the page. */
  readonly htmlFile: string;
  readonly textFile: string;
}

export function renderMessages(brand: string, messages: readonly PreviewedMessage[]): string {
  const languages = Map.groupBy(messages, ({ language }) => language);
  return renderPage({
    kind: 'Messages',
    title: brand,
    about: 'As a customer would get them who is called Mara Example. Their links open nothing.',
    summary: html`<p class="lead">${countOf(messages.length, 'message')} in ${countOf(languages.size, 'language')}. Texts of your own replace them file by file: <code>reset.messages.templates</code>.</p>`,
    sections: [...languages].map(([language, list]) => sectionOf(language, list)),
    footer: html`<p>Made by Footbridge. Nobody was written to.</p>`,
  });
}

function sectionOf(language: string, messages: readonly PreviewedMessage[]): Section {
  return {
    id: `in-${language}`,
    title: new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language,
    body: table({
      caption: `Messages in ${language}`,
      columns: [
        { title: 'message' },
        { title: 'subject', wide: true },
        { title: 'as a text message', wide: true },
      ],
      rows: messages.map(({ kind, subject, short, htmlFile, textFile }) => [
        html`<a href="${htmlFile}">${kind}</a><small><a href="${textFile}">as plain text</a></small>`,
        html`<span lang="${language}">${subject}</span>`,
        html`<span lang="${language}">${short}</span>`,
      ]),
    }),
  };
}
