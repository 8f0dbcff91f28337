/**
 * The rows that a mapping is made for: the first of a bare export, or of one source of the configuration.
 *
 * @module
 */
import { parseSettings } from '../../config/connector.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { chooseSourceName, namedSources } from '../../config/sources.ts';
import type { MappingInput } from '../../identity/mapping.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { SourceReader, SourceRecord } from '../../sources/source.ts';
import type { Invocation } from '../commands/command.ts';
import { findSource } from '../source/look-at-source.ts';

export interface OpenedRows {
  /** How reports call what was read. */
  readonly title: string;
  /** The mapping that there is. */
  readonly written: MappingInput;
  readonly records: readonly SourceRecord[];
  /** The file of the configuration; undefined: a bare export. */
  readonly config: string | undefined;
  /** Place of the source among several. */
  readonly place: number | undefined;
}

const PAGE_SIZE = 1_000;

export async function openRows(
  { terminal, configFile }: Invocation,
  file: string | undefined,
  named: string | undefined,
  count: number,
): Promise<OpenedRows> {
  if (file !== undefined) {
    const { source, settings } = await findSource(file, terminal.folder);
    const reader = source.open(source.config.parse(settings), {
      folder: terminal.folder,
      pageSize: PAGE_SIZE,
    });
    const records = await readRows(reader, count);
    return { title: `${file}, ${source.title}`, written: {}, records, config: undefined, place: undefined };
  }
  const loaded = await loadConfig(terminal.folder, configFile);
  return openConfigured(loaded, terminal.environment, named, count);
}

async function openConfigured(
  { config, path, folder }: LoadedConfig,
  environment: Invocation['terminal']['environment'],
  named: string | undefined,
  count: number,
): Promise<OpenedRows> {
  const sources = namedSources(config, path);
  if (sources.length === 0)
    throw new FootbridgeError('USAGE_WRONG', 'The configuration has no `source`: name a file to map');
  const name = chooseSourceName(config, named);
  const place = sources.findIndex((one) => one.name === name);
  const source = sources[place];
  if (source === undefined) throw new FootbridgeError('USAGE_WRONG', `There is no source ${name}`);
  const settings = parseSettings(source.connector, source.settings, environment, source.where);
  const reader = source.connector.open(settings, { folder, pageSize: PAGE_SIZE });
  return {
    title: sources.length > 1 ? `${name}, ${source.connector.title}` : source.connector.title,
    written: source.mapping ?? {},
    records: await readRows(reader, count),
    config: path,
    // Of several sources without mappings of their own, all share one.
    place: config.sources[place]?.mapping === undefined ? undefined : place,
  };
}

async function readRows(reader: SourceReader, count: number): Promise<readonly SourceRecord[]> {
  const records: SourceRecord[] = [];
  try {
    for await (const page of reader.read()) {
      records.push(...page.records.slice(0, count - records.length));
      if (records.length >= count) break;
    }
    return records;
  } finally {
    await reader.close();
  }
}
