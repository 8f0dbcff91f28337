/**
 * Finds and reads the configuration of a migration.
 *
 * TypeScript and JavaScript files are run as they are (Node strips the types); in them `footbridge` always means
 * the Footbridge that reads the file, so that `npx footbridge` works in a folder where nothing is installed.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { compileMapping } from '../identity/mapping.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { checkSettings } from './connector.ts';
import { configError } from './explain.ts';
import { MigrationConfig } from './migration.ts';
import {
  missing,
  type Named,
  namedChannels,
  namedHandover,
  namedHooks,
  namedLegacy,
  namedTarget,
} from './named.ts';
import { namedSources, sourceOfLegacy } from './sources.ts';

/** Tried in this order. */
const FILE_NAMES = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map((end) => `footbridge.config.${end}`);

export interface LoadedConfig {
  readonly config: MigrationConfig;
  /** Absolute path of the file. */
  readonly path: string;
  /** Files named in the configuration are relative to its folder. */
  readonly folder: string;
}

/**
 * Loads the file given, or the first of the usual names in `folder`, and checks it.
 *
 * @throws {FootbridgeError} CONFIG_MISSING, CONFIG_INVALID
 */
export async function loadConfig(folder: string, file?: string): Promise<LoadedConfig> {
  const path = file === undefined ? findConfig(folder) : resolve(folder, file);
  if (path === undefined || !existsSync(path)) {
    throw new FootbridgeError('CONFIG_MISSING', file === undefined ? undefined : `There is no ${file}`);
  }
  const config = checkConfig(await readConfig(path), basename(path));
  return { config, path, folder: dirname(path) };
}

function findConfig(folder: string): string | undefined {
  return FILE_NAMES.map((name) => resolve(folder, name)).find((path) => existsSync(path));
}

/** Checks a configuration that came from anywhere, the settings of all its connectors included. */
export function checkConfig(found: unknown, file: string): MigrationConfig {
  const result = MigrationConfig.safeParse(found);
  if (!result.success) {
    throw configError(result.error.issues, { file, path: [], known: Object.keys(MigrationConfig.shape) });
  }
  const config = result.data;
  refuseHalf(config, file);
  for (const { connector, settings, where } of connectorsOf(config, file)) {
    checkSettings(connector, settings, where);
  }
  compileMapping(config.mapping);
  if (config.legacy?.mapping !== undefined) compileMapping(config.legacy.mapping);
  for (const { mapping } of config.sources) if (mapping !== undefined) compileMapping(mapping);
  sourceOfLegacy(config, file);
  return config;
}

/** Customers come from a source or a legacy, and go to a target or, by a hook or a handover, into what has no target here. */
function refuseHalf({ source, sources, legacy, target, hooks, reset }: MigrationConfig, file: string): void {
  if (source === undefined && sources.length === 0 && legacy === undefined) {
    throw missing('source', 'there is no `legacy` either', file);
  }
  if (target === undefined && hooks.length === 0 && reset?.handover === undefined)
    throw missing('target', 'there are no `hooks` either', file);
}

function connectorsOf(
  config: MigrationConfig,
  file: string,
): readonly Named<{ id: string; config: z.ZodType }>[] {
  const legacy = namedLegacy(config, file);
  const handover = namedHandover(config, file);
  return [
    ...namedSources(config, file),
    ...(config.target === undefined ? [] : [namedTarget(config, file)]),
    ...(legacy === undefined ? [] : [legacy]),
    ...namedHooks(config, file),
    ...namedChannels(config, file),
    ...(handover === undefined ? [] : [handover]),
  ];
}

async function readConfig(path: string): Promise<unknown> {
  try {
    if (extname(path) === '.json') return JSON.parse(readFileSync(path, 'utf8'));
    if (['.yaml', '.yml'].includes(extname(path))) return parseYaml(readFileSync(path, 'utf8'));
    return await importConfig(path);
  } catch (cause) {
    if (cause instanceof FootbridgeError) throw cause;
    throw new FootbridgeError('CONFIG_INVALID', `${basename(path)} cannot be read: ${reasonOf(cause)}`, {
      cause,
      facts: { file: basename(path) },
    });
  }
}

/** The first line: parsers put an excerpt of the file below it. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0]?.replace(/:$/, '') ?? '';
}

async function importConfig(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  const hooks = resolveToOurselves(url);
  try {
    const module: { default?: unknown } = await import(url);
    if (module.default === undefined) {
      throw new FootbridgeError(
        'CONFIG_INVALID',
        `${basename(path)} exports nothing; it should say "export default defineMigration({…})"`,
      );
    }
    return module.default;
  } finally {
    hooks.deregister();
  }
}

/**
 * `import … from 'footbridge'` gives this very copy. A `.ts` file beside no package.json counts as a module
 * without Node's warning about guessing.
 */
function resolveToOurselves(configUrl: string) {
  const ourselves = new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url);
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'footbridge') return { url: ourselves.href, shortCircuit: true };
      const found = next(specifier, context);
      const typed = found.url === configUrl && /\.m?ts$/.test(configUrl);
      return typed ? { ...found, format: 'module-typescript' } : found;
    },
  });
}
