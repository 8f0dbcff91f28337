/**
 * The connectors a configuration names: found, with their own settings and where those stand in the file.
 *
 * What belongs to the configuration and not to the connector (`type`, a hook's `name`, a legacy's `mapping`) is taken
 * out of the settings here, in one place.
 *
 * @module
 */
import type { Channel } from '../channels/channel.ts';
import type { Handover } from '../handovers/handover.ts';
import type { Hook } from '../hooks/hook.ts';
import type { MappingConfig } from '../identity/mapping.ts';
import type { Legacy } from '../legacy/legacy.ts';
import type { Target } from '../targets/target.ts';
import { findConnector, type Settings, type Whereabouts } from './connector.ts';
import { configError } from './explain.ts';
import { knownChannels, knownHandovers, knownHooks, knownLegacies, knownTargets } from './known.ts';
import type { MigrationConfig } from './migration.ts';

export interface Named<C> {
  readonly connector: C;
  readonly settings: Settings;
  readonly where: Whereabouts;
}

export interface NamedLegacy extends Named<Legacy> {
  /** Of its fields; that of the source where it has none of its own. */
  readonly mapping: MappingConfig | undefined;
}

export interface NamedHook extends Named<Hook> {
  /** It is served at `/hooks/<name>`. */
  readonly name: string;
}

/** @throws {FootbridgeError} CONFIG_INVALID when there is none, or none of this type. */
export function namedTarget(config: MigrationConfig, file: string): Named<Target> {
  const { target } = config;
  if (target === undefined) throw missing('target', 'this command writes to one', file);
  const where = { file, section: 'target' } as const;
  return { connector: findConnector(knownTargets(config), target, where), settings: target, where };
}

/** @throws {FootbridgeError} CONFIG_INVALID when there is none of this type. */
export function namedLegacy(config: MigrationConfig, file: string): NamedLegacy | undefined {
  if (config.legacy === undefined) return undefined;
  const { mapping = config.mapping, source: _, ...settings } = config.legacy;
  const where = { file, section: 'legacy' } as const;
  const connector = findConnector(knownLegacies(config), settings, where);
  return { connector, settings: { ...settings, type: config.legacy.type }, where, mapping };
}

/** @throws {FootbridgeError} CONFIG_INVALID when one is of no known type, or two have one name. */
export function namedHooks(config: MigrationConfig, file: string): readonly NamedHook[] {
  const taken = new Set<string>();
  return config.hooks.map(({ name: given, ...settings }, index) => {
    const where = { file, section: 'hook', path: ['hooks', index] } as const;
    const connector = findConnector(knownHooks(config), { ...settings, type: settings.type }, where);
    const name = given ?? settings.type;
    if (taken.has(name)) throw nameTaken('hook', name, where);
    taken.add(name);
    return { connector, settings: { ...settings, type: settings.type }, where, name };
  });
}

export interface NamedChannel extends Named<Channel> {
  /** How reports call it. */
  readonly name: string;
}

/** @throws {FootbridgeError} CONFIG_INVALID when one is of no known type, or two have one name. */
export function namedChannels(config: MigrationConfig, file: string): readonly NamedChannel[] {
  const taken = new Set<string>();
  return (config.reset?.channels ?? []).map(({ name: given, ...settings }, index) => {
    const where = { file, section: 'channel', path: ['reset', 'channels', index] } as const;
    const connector = findConnector(knownChannels(config), { ...settings, type: settings.type }, where);
    const name = given ?? settings.type;
    if (taken.has(name)) throw nameTaken('channel', name, where);
    taken.add(name);
    return { connector, settings: { ...settings, type: settings.type }, where, name };
  });
}

/** @throws {FootbridgeError} CONFIG_INVALID when there is none of this type. */
export function namedHandover(config: MigrationConfig, file: string): Named<Handover> | undefined {
  const settings = config.reset?.handover;
  if (settings === undefined) return undefined;
  const where = { file, section: 'handover', path: ['reset', 'handover'] } as const;
  return { connector: findConnector(knownHandovers(config), settings, where), settings, where };
}

function nameTaken(
  kind: 'channel' | 'hook',
  name: string,
  { file, path }: { file: string; path: readonly PropertyKey[] },
) {
  const message = `a ${kind} called ${name} stands before this one; give one of them another \`name\``;
  return configError([{ code: 'custom', path: ['name'], message, input: undefined }], { file, path });
}

export function missing(section: 'source' | 'target' | 'reset', reason: string, file: string) {
  const message = `absent, but ${reason}`;
  return configError([{ code: 'custom', path: [section], message, input: undefined }], { file, path: [] });
}
