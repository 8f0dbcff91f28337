/**
 * Puts a door together: the live legacy, the target and the rules as the configuration names them; and opens hooks.
 *
 * @module
 */
import { parseSettings } from '../config/connector.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type NamedHook, namedHooks } from '../config/named.ts';
import type { Environment } from '../config/secret.ts';
import { sourceOfLegacy } from '../config/sources.ts';
import type { CrossingTarget } from '../engine/index.ts';
import { type Door, type LegacyPart, openDoor } from '../engine/login.ts';
import { measureLegacy } from '../http/measured-legacy.ts';
import type { Metrics } from '../http/metrics.ts';
import type { MountedHook } from '../http/mount-hooks.ts';
import { blankIdentity } from '../identity/identity.ts';
import { applyMapping, compileMapping } from '../identity/mapping.ts';
import type { LegacySession } from '../legacy/legacy.ts';
import type { Invocation } from './commands/command.ts';
import { loginSettingsOf } from './login-settings.ts';
import { openLegacySession } from './open-legacy.ts';
import { asFootbridgeError } from './output.ts';
import { type Opened, passwordSecret, withTarget } from './parts.ts';
import { readCircumstances } from './plan/circumstances.ts';

/** Runs `work` with the door of the configuration; it is closed when the work ends, before legacy and target. */
export async function withDoor<T>(
  invocation: Invocation,
  opened: Opened,
  metrics: Pick<Metrics, 'observe' | 'legacyCalled'>,
  work: (door: Door) => Promise<T>,
): Promise<T> {
  const { loaded, ledger } = opened;
  const { environment } = invocation.terminal;
  const { lists } = await readCircumstances(loaded, ledger);
  const denied = lists.filter(({ use }) => use === 'deny');
  return withLegacy(invocation, loaded, metrics, (legacy) =>
    withTargetIfAny(invocation, opened, async (target) => {
      const door = await openDoor({
        ledger,
        source: sourceOfLegacy(loaded.config, loaded.path),
        settings: loginSettingsOf(loaded.config),
        secret: (name) => passwordSecret(name, loaded.config, environment),
        observe: metrics.observe,
        denies: (identity) => denied.some((list) => list.has(identity)),
        ...(legacy === undefined ? {} : { legacy }),
        ...(target === undefined ? {} : { target }),
      });
      try {
        return await work(door);
      } finally {
        await door.close();
      }
    }),
  );
}

/** A platform without an API of ours has no target; its own events settle. */
function withTargetIfAny<T>(
  invocation: Invocation,
  opened: Opened,
  work: (target: CrossingTarget | undefined) => Promise<T>,
): Promise<T> {
  if (opened.loaded.config.target === undefined) return work(undefined);
  return withTarget(invocation, opened, work);
}

async function withLegacy<T>(
  invocation: Invocation,
  loaded: LoadedConfig,
  metrics: Pick<Metrics, 'legacyCalled'>,
  work: (legacy: LegacyPart | undefined) => Promise<T>,
): Promise<T> {
  const legacy = await openLegacy(invocation, loaded, metrics);
  try {
    return await work(legacy);
  } finally {
    await legacy?.session.close();
  }
}

async function openLegacy(
  { terminal: { environment }, output }: Invocation,
  loaded: LoadedConfig,
  metrics: Pick<Metrics, 'legacyCalled'>,
): Promise<LegacyPart | undefined> {
  const opened = await openLegacySession(loaded, environment);
  if (opened === undefined) return undefined;
  const { id, session, looksUp, mapping } = opened;
  const compiled = compileMapping(mapping);
  await warnIfAway(session, output);
  return {
    name: id,
    session: measureLegacy(session, (outcome, took) => metrics.legacyCalled(id, outcome, took)),
    looksUp,
    map: ({ sourceId, fields }) =>
      applyMapping(compiled, { fields, identity: blankIdentity(sourceId), operation: 'upsert' }),
  };
}

/** Milliseconds for one look at the legacy before anybody asks it. */
const FIRST_LOOK = 5_000;

/** Said and no more: customers of the vault get in without it, and it may be back in a minute. */
async function warnIfAway(session: LegacySession, { warn }: Invocation['output']): Promise<void> {
  await session.check(AbortSignal.timeout(FIRST_LOOK)).catch((error: unknown) => {
    warn(asFootbridgeError(error).message);
  });
}

/** Runs `work` with every hook of the configuration, ready for requests. */
export async function withHooks<T>(
  { config, path }: LoadedConfig,
  environment: Environment,
  work: (hooks: readonly MountedHook[]) => Promise<T>,
): Promise<T> {
  const secret = (name: string) => passwordSecret(name, config, environment);
  const hooks: MountedHook[] = [];
  try {
    for (const named of namedHooks(config, path)) hooks.push(await openHook(named, environment, secret));
    return await work(hooks);
  } finally {
    await Promise.all(hooks.map(({ session }) => session.close?.()));
  }
}

async function openHook(
  { connector: hook, settings: written, where, name }: NamedHook,
  environment: Environment,
  secret: (name: string) => string,
): Promise<MountedHook> {
  const settings = parseSettings(hook, written, environment, where);
  const longestPassword = hook.longestPassword?.(settings);
  return {
    name,
    hook,
    session: await hook.open(settings, { secret, now: Date.now }),
    deadline: hook.deadline(settings),
    ...(longestPassword === undefined ? {} : { longestPassword }),
  };
}
