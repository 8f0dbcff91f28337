/**
 * Tables of settings, from the zod schemas that check them.
 *
 * @module
 */
import { z } from 'zod';
import { table } from './table.ts';

interface Configured {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType;
}

/** One table under a heading for each source or target. */
export function connectorTables(connectors: readonly Configured[]): string {
  return connectors
    .map(({ id, title, config }) => `### \`${id}\`: ${title}\n\n${settingsTable(config)}`)
    .join('\n\n');
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

/** @param whole settings whose inside is described elsewhere */
export function settingsTable(schema: z.ZodType, whole: readonly string[] = []): string {
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
