/**
 * Opens what `footbridge assess` is to read: files as they are, or the sources of a configuration.
 *
 * A bare file needs no configuration: its format is recognised, and where the source gives fields, a mapping is
 * proposed from their names and values.
 *
 * @module
 */
import { basename } from 'node:path';
import { parseSettings } from '../../config/connector.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { Environment } from '../../config/secret.ts';
import { namedSources } from '../../config/sources.ts';
import type { SourceToAssess } from '../../engine/assess.ts';
import { applyMapping, compileMapping } from '../../identity/mapping.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { findSource, proposeMapping, readFirstPage } from '../source/look-at-source.ts';

/**
 * Records in a page. Nothing waits for a database here, and what is alive when the garbage is collected is copied: with
 * a page of 1,000, as an import reads, reading takes 11.7 µs a row instead of 5.3 (Auth0, one core, 2026-11).
 */
const PAGE_SIZE = 250;

/** What the mapping of a bare file is guessed to be. */
export interface ProposedMapping {
  readonly source: string;
  /** Canonical path and the field it is read from. */
  readonly fields: readonly { readonly to: string; readonly from: string }[];
  readonly leftover: readonly string[];
}

export interface OpenedSources {
  readonly sources: readonly SourceToAssess[];
  readonly proposed: readonly ProposedMapping[];
}

/** @param settings of the sources, from the command line: `passwords=hashes.ndjson` */
export async function openFiles(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<OpenedSources> {
  const sources: SourceToAssess[] = [];
  const proposed: ProposedMapping[] = [];
  for (const file of files) {
    const found = await findSource(file, folder);
    const { source } = found;
    const name = uniqueName(basename(file), sources);
    const parsed = source.config.safeParse({ ...found.settings, ...settings });
    if (!parsed.success) throw settingsWrong(name, parsed.error.issues);
    const isProposed = source.yields === 'fields';
    const proposal = isProposed
      ? proposeMapping(await readFirstPage({ source, settings: { ...found.settings, ...settings } }, folder))
      : undefined;
    if (proposal !== undefined)
      proposed.push({
        source: name,
        fields: proposal.reasons.map(({ to, from }) => ({ to, from })),
        leftover: proposal.leftover.map(({ field }) => field),
      });
    const mapping = compileMapping(proposal === undefined ? undefined : withId(proposal));
    sources.push({
      name,
      type: source.id,
      title: source.title,
      reader: source.open(parsed.data, { folder, pageSize: PAGE_SIZE }),
      map: (record) => applyMapping(mapping, record),
      mappingDecided: false,
    });
  }
  return { sources, proposed };
}

export function openConfigured(
  { config, path, folder }: LoadedConfig,
  environment: Environment,
): OpenedSources {
  const named = namedSources(config, path);
  if (named.length === 0)
    throw new FootbridgeError('USAGE_WRONG', 'The configuration has no `source`: name a file to assess');
  const sources = named.map(({ name, connector, settings, where, mapping }) => {
    const compiled = compileMapping(mapping);
    const parsed = parseSettings(connector, settings, environment, where);
    return {
      name,
      type: connector.id,
      title: connector.title,
      reader: connector.open(parsed, { folder, pageSize: PAGE_SIZE }),
      map: (record: Parameters<SourceToAssess['map']>[0]) => applyMapping(compiled, record),
      mappingDecided: true,
    };
  });
  return { sources, proposed: [] };
}

const ID_NAME = /^_?(?:id|ids|uid|uuid|guid|sub|(?:user|customer|member|account|person)[_-]?id)$/i;

/**
 * An id that is not on every row, or not unique, is not proposed for a move; an assessment has to find out how many
 * rows that is. Where nothing is called an id, what people log in with tells rows apart.
 */
function withId({ mapping, leftover }: ReturnType<typeof proposeMapping>): typeof mapping {
  const fields = mapping.fields ?? {};
  if ('id' in fields) return mapping;
  const named = leftover.find(({ field }) => ID_NAME.test(field))?.field;
  const id = named ?? fields.email ?? fields.username ?? fields.phone;
  return id === undefined ? mapping : { ...mapping, fields: { ...fields, id } };
}

function uniqueName(name: string, others: readonly SourceToAssess[]): string {
  const same = others.filter((other) => other.name === name || other.name.startsWith(`${name} (`)).length;
  return same === 0 ? name : `${name} (${same + 1})`;
}

function settingsWrong(
  name: string,
  issues: readonly { path: PropertyKey[]; message: string }[],
): FootbridgeError {
  const [first] = issues;
  return new FootbridgeError(
    'USAGE_WRONG',
    `${name}: --set ${first?.path.map(String).join('.') ?? ''}: ${first?.message ?? 'not valid'}`,
  );
}
