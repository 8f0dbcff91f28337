/**
 * The sources of a migration: the one under `source`, or several under `sources`, each with a name of its own.
 *
 * The name is part of every id: two sources may use one id for two people. The one under `source` is called `legacy`
 * for good, so that ids stay the same when the export changes its format.
 *
 * @module
 */
import type { MappingConfig } from '../identity/mapping.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Source } from '../sources/source.ts';
import { findConnector } from './connector.ts';
import { configError } from './explain.ts';
import { knownSources } from './known.ts';
import type { MigrationConfig } from './migration.ts';
import type { Named } from './named.ts';

export const DEFAULT_SOURCE = 'legacy';

export interface NamedSource extends Named<Source> {
  readonly name: string;
  /** Its own; that of the whole migration where it has none. */
  readonly mapping: MappingConfig | undefined;
}

/** In the order of the configuration; none where customers come from a live legacy only. @throws CONFIG_INVALID */
export function namedSources(config: MigrationConfig, file: string): readonly NamedSource[] {
  const { source, sources } = config;
  if (source === undefined) return readSeveral(config, file);
  if (sources.length > 0)
    throw wrong(file, ['sources'], 'stands beside `source`; there can be only one of them');
  const where = { file, section: 'source' } as const;
  const connector = findConnector(knownSources(config), source, where);
  return [{ name: DEFAULT_SOURCE, connector, settings: source, where, mapping: config.mapping }];
}

function readSeveral(config: MigrationConfig, file: string): readonly NamedSource[] {
  const taken = new Set<string>();
  return config.sources.map(({ name, mapping = config.mapping, ...rest }, index) => {
    const where = { file, section: 'source', path: ['sources', index] } as const;
    if (taken.has(name))
      throw wrong(file, [...where.path, 'name'], `a source called ${name} stands before this one`);
    taken.add(name);
    const settings = { ...rest, type: rest.type };
    return {
      name,
      connector: findConnector(knownSources(config), settings, where),
      settings,
      where,
      mapping,
    };
  });
}

/** Names of the sources, in their order. */
export function sourceNames({
  source,
  sources,
}: Pick<MigrationConfig, 'source' | 'sources'>): readonly string[] {
  return source !== undefined || sources.length === 0 ? [DEFAULT_SOURCE] : sources.map(({ name }) => name);
}

/**
 * The source that an option means: the only one, or the one named.
 *
 * @throws USAGE_WRONG
 */
export function chooseSourceName(
  config: Pick<MigrationConfig, 'source' | 'sources'>,
  named?: string,
): string {
  const names = sourceNames(config);
  const [only, ...others] = names;
  if (named === undefined && only !== undefined && others.length === 0) return only;
  if (named !== undefined && names.includes(named)) return named;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There are several sources: say --source ${names.join(' or --source ')}`,
  );
}

/** Of which source the live legacy is the other side. @throws CONFIG_INVALID where that is not clear */
export function sourceOfLegacy({ source, sources, legacy }: MigrationConfig, file: string): string {
  const names = sourceNames({ source, sources });
  const named = legacy?.source;
  if (named !== undefined && !names.includes(named)) {
    throw wrong(file, ['legacy', 'source'], `no source of this name; there are ${names.join(', ')}`);
  }
  const [only, ...others] = names;
  if (named !== undefined) return named;
  if (legacy === undefined || others.length === 0) return only ?? DEFAULT_SOURCE;
  throw wrong(file, ['legacy', 'source'], `absent, but there are several sources: ${names.join(', ')}`);
}

function wrong(file: string, path: readonly PropertyKey[], message: string): FootbridgeError {
  return configError([{ code: 'custom', path: [], message, input: undefined }], { file, path });
}
