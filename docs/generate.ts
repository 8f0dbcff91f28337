/**
 * Writes the tables of the documentation from the code they describe: `npm run docs`.
 *
 * A page is written by hand; only what stands between `<!-- generated: NAME -->` and `<!-- end -->` comes from
 * here. `test/docs.test.ts` fails when a table is stale.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../src/problems/catalogue.ts';

const DOCS = fileURLToPath(new URL('.', import.meta.url));

interface GeneratedTable {
  /** File below docs/. */
  readonly page: string;
  readonly name: string;
  readonly write: () => string;
}

export const TABLES: readonly GeneratedTable[] = [
  { page: 'errors.md', name: 'record problems', write: () => problemTable('record') },
  { page: 'errors.md', name: 'command errors', write: () => problemTable('command') },
];

/** The page as it should be: its own text with every generated table filled in anew. */
export function renewPage(page: string, text: string): string {
  return TABLES.filter((table) => table.page === page).reduce(
    (before, { name, write }) => fillIn(before, name, write()),
    text,
  );
}

function problemTable(scope: 'record' | 'command'): string {
  const rows = Object.entries(CATALOGUE)
    .filter(([, entry]) => entry.scope === scope)
    .map(([code, entry]) => [
      `<a id="${code}"></a>\`${code}\``,
      `${entry.title}.${'retry' in entry ? ' *Worth a retry.*' : ''}`,
      entry.expected,
      entry.fix,
    ]);
  return table(['code', 'what happened', 'what was expected', 'what to do'], rows);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function fillIn(text: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0)
    throw new Error(`no place for the table "${name}": the page needs ${start} … <!-- end -->`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

export function readPage(page: string): string {
  return readFileSync(join(DOCS, page), 'utf8');
}

if (import.meta.main) {
  for (const page of new Set(TABLES.map((entry) => entry.page))) {
    writeFileSync(join(DOCS, page), renewPage(page, readPage(page)));
  }
}
