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
import { z } from 'zod';
import { MigrationConfig } from '../src/config/migration.ts';
import { CANONICAL_PATHS } from '../src/identity/mapping/canonical-path.ts';
import { TRANSFORMS } from '../src/identity/mapping/transform-config.ts';
import { CATALOGUE } from '../src/problems/catalogue.ts';
import { SOURCES } from '../src/sources/index.ts';
import { TARGETS } from '../src/targets/index.ts';

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
  {
    page: 'configuration.md',
    name: 'settings',
    write: () => settingsTable(MigrationConfig, DESCRIBED_ELSEWHERE),
  },
  { page: 'configuration.md', name: 'sources', write: sourceTables },
  { page: 'configuration.md', name: 'targets', write: targetTables },
  { page: 'mapping.md', name: 'canonical paths', write: canonicalPathTable },
  { page: 'mapping.md', name: 'transforms', write: transformTable },
];

/** Settings whose inside has a page or a table of its own. */
const DESCRIBED_ELSEWHERE = ['source', 'target', 'mapping', 'secrets', 'ledger'];

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

function sourceTables(): string {
  return SOURCES.map(
    ({ id, title, config }) => `### \`${id}\`: ${title}\n\n${settingsTable(config, [])}`,
  ).join('\n\n');
}

function targetTables(): string {
  return TARGETS.map(
    ({ id, title, config }) => `### \`${id}\`: ${title}\n\n${settingsTable(config, [])}`,
  ).join('\n\n');
}

function canonicalPathTable(): string {
  return table(
    ['path', 'what it takes'],
    CANONICAL_PATHS.map(({ path, takes }) => [`\`${path}\``, takes]),
  );
}

function transformTable(): string {
  const rows = Object.values(TRANSFORMS).map(({ written, does }) => [
    written.map((one) => `\`${one}\``).join(' '),
    does,
  ]);
  return table(['written', 'what it does'], rows);
}

/** A setting as JSON Schema tells it. */
interface Setting {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, Setting>>;
  readonly items?: Setting;
  readonly anyOf?: readonly Setting[];
  readonly oneOf?: readonly Setting[];
  readonly required?: readonly string[];
}

function settingsTable(schema: z.ZodType, whole: readonly string[]): string {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Setting;
  const rows = (root.anyOf ?? root.oneOf ?? [root]).flatMap((variant) => settingRows(variant, '', whole));
  const unique = new Map(rows.map((row) => [row[0], row]));
  unique.delete('`type`');
  return table(['setting', 'what it may be', 'default', 'meaning'], [...unique.values()]);
}

function settingRows(setting: Setting, path: string, whole: readonly string[]): string[][] {
  const inside = setting.type === 'array' ? (setting.items ?? {}) : setting;
  const prefix = path === '' ? '' : setting.type === 'array' ? `${path}[].` : `${path}.`;
  return Object.entries(inside.properties ?? {}).flatMap(([name, one]) => {
    const here = `${prefix}${name}`;
    const needed = inside.required?.includes(name) === true;
    const row = [`\`${here}\``, kindOf(one), needed ? '**needed**' : defaultOf(one), meaningOf(one)];
    return whole.includes(here) ? [row] : [row, ...settingRows(one, here, whole)];
  });
}

function kindOf(setting: Setting): string {
  if (setting.secret === true) return '`secret("NAME")`';
  if (setting.const !== undefined) return `\`${JSON.stringify(setting.const)}\``;
  if (setting.enum !== undefined) return setting.enum.map((value) => `\`${value}\``).join(', ');
  const variants = setting.anyOf ?? setting.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(kindOf))].join(', ');
  if (setting.type === 'array') return `list of ${kindOf(setting.items ?? {})}`;
  if (setting.properties?.secret !== undefined) return '`secret("NAME")`';
  return [setting.type ?? 'anything'].flat().join(' or ').replace('string', 'text');
}

function defaultOf({ default: value }: Setting): string {
  if (value === undefined) return '';
  const text = JSON.stringify(value);
  return text === '{}' || text === '[]' ? '' : `\`${text}\``;
}

function meaningOf({ title, description }: Setting): string {
  return [title, description].filter((text) => text !== undefined).join('. ');
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
