/**
 * Markdown of a report: text that is only text, and tables that stay tables whatever stands in a cell.
 *
 * @see https://github.github.com/gfm/
 * @module
 */

/** A name with a bracket, a bar or a tag in it is shown as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '\ufffd')
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .trim();
}

/** Words between the same number of backquotes and more; a bar would end the cell of a table even there. */
export function codeOf(text: string): string {
  const plain = text.replace(/[\s\p{Cc}]+/gu, ' ').replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** Cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
