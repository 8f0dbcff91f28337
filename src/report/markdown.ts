/**
 * Markdown of a report: text that is only text, and tables that stay tables whatever stands in a cell.
 *
 * @see https://github.github.com/gfm/
 * @module
 */

/** A name with a bracket, a bar or a tag in it is shown as it is, on one line. */
export function escapeMarkdown(text: string, { trim = true } = {}): string {
  const escaped = text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '\ufffd')
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&');
  return trim ? escaped.trim() : escaped;
}

/** Words between the same number of backquotes and more; a bar would end the cell of a table even there. */
export function codeOf(text: string): string {
  const plain = text.replace(/[\s\p{Cc}]+/gu, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A sentence of ours, in which settings and commands stand between backquotes. */
export function sentenceMarkdown(sentence: string): string {
  const parts = sentence.split('`');
  if (parts.length % 2 === 0) return escapeMarkdown(sentence);
  return parts
    .map((part, index) => (index % 2 === 1 ? codeOf(part) : escapeMarkdown(part, { trim: false })))
    .join('')
    .trim();
}

/** Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
