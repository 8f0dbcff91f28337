/**
 * The targets that `--target` asks about: connectors of ours, and platforms of which only the facts are known.
 *
 * @module
 */
import { neededSettings, parseSettings, parseWithoutSecrets, settingsOf } from '../../config/connector.ts';
import { knownTargets } from '../../config/known.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { namedTarget } from '../../config/named.ts';
import type { Environment } from '../../config/secret.ts';
import type { AskedTarget } from '../../engine/assess/outlooks.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { TARGETS } from '../../targets/index.ts';
import { fitPlatform, PLATFORMS } from '../../targets/platforms/index.ts';
import type { Target } from '../../targets/target.ts';

/** Everything that `--target` may name. */
export const TARGET_NAMES: readonly string[] = [
  ...new Set([...TARGETS.map(({ id }) => id), ...PLATFORMS.map(({ id }) => id)]),
];

/**
 * @param names as given; none: the target of the configuration, else every connector
 * @throws USAGE_WRONG
 */
export function askedTargets(
  names: readonly string[],
  loaded: LoadedConfig | undefined,
  environment: Environment,
): readonly AskedTarget[] {
  const configured = loaded?.config.target?.type;
  const connectors = loaded === undefined ? TARGETS : knownTargets(loaded.config);
  const asked =
    names.length === 0
      ? configured === undefined
        ? connectors.map(({ id }) => id)
        : [configured]
      : names.includes('all')
        ? [...connectors.map(({ id }) => id), ...PLATFORMS.map(({ id }) => id)]
        : names;
  return [...new Set(asked)].map((name) => {
    const connector = connectors.find(({ id }) => id === name);
    if (connector !== undefined) return askConnector(connector, loaded, environment);
    return askPlatform(name, connectors);
  });
}

function askConnector(
  target: Target,
  loaded: LoadedConfig | undefined,
  environment: Environment,
): AskedTarget {
  const config = configOf(target, loaded, environment);
  const { id, title, accepts, limits } = target;
  return {
    id,
    title,
    connector: true,
    ids: accepts.ids,
    ...(limits === undefined ? {} : { limits }),
    fit: (identity) => target.fit(identity, config),
  };
}

/** Its own settings where the configuration has them; otherwise its defaults, and stand-ins for addresses and names. */
function configOf(target: Target, loaded: LoadedConfig | undefined, environment: Environment): unknown {
  if (loaded?.config.target?.type === target.id) {
    const { settings, where } = namedTarget(loaded.config, loaded.path);
    // `fit` asks nobody: without its secrets an assessment is as good.
    return parseWithoutSecrets(target, settings) ?? parseSettings(target, settings, environment, where);
  }
  const schema = settingsOf(target);
  const standIns = Object.fromEntries(
    neededSettings(target).map((name) => [name, STAND_INS.find((value) => fits(schema[name], value))]),
  );
  const config = target.config.safeParse(standIns);
  if (config.success) return config.data;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `--target ${target.id}: what it holds depends on its settings; assess with a configuration that has them`,
  );
}

/** An address, also where any text will do and where a text has to be long. */
const STAND_INS: readonly unknown[] = ['https://target.invalid/stand-in-for-a-setting', {}, [], 1, false];

function fits(schema: ReturnType<typeof settingsOf>[string] | undefined, value: unknown): boolean {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return schema?.type === undefined || schema.type === type;
}

function askPlatform(name: string, connectors: readonly Target[]): AskedTarget {
  const platform = PLATFORMS.find(({ id }) => id === name);
  if (platform === undefined) {
    const known = [...new Set([...connectors.map(({ id }) => id), ...TARGET_NAMES])];
    throw new FootbridgeError(
      'USAGE_WRONG',
      `--target ${name}: no target of this name${didYouMean(name, known)}; there are ${known.join(', ')}, and all`,
    );
  }
  const { id, title, accepts, limits, disputed } = platform;
  return {
    id,
    title,
    connector: false,
    ids: accepts.ids,
    limits,
    disputed,
    fit: (identity) => fitPlatform(platform, identity),
  };
}
