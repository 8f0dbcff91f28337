/**
 * Sentences of ours name settings and commands between backquotes; on a page they are code.
 *
 * @module
 */
import { type Html, html } from '../markup/html.ts';

export function withCode(sentence: string): Html {
  const parts = sentence.split('`');
  // An odd backquote is nobody's pair: the sentence is shown as it stands.
  if (parts.length % 2 === 0) return html`${sentence}`;
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
