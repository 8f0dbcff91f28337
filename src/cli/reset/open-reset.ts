/**
 * Puts together what campaigns, messages and the page work with, as the `reset` section of the configuration says.
 *
 * Everything opened here is closed when the work ends, however it ended.
 *
 * @module
 */
import { parseSettings } from '../../config/connector.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { MigrationConfig } from '../../config/migration.ts';
import { missing, namedChannels, namedHandover, namedTarget } from '../../config/named.ts';
import type { ResetConfig } from '../../config/reset.ts';
import type { Environment } from '../../config/secret.ts';
import { openPlan } from '../../engine/plan/in-force.ts';
import type { JourneyPolicy } from '../../engine/reset/journey-policy.ts';
import type { OpenChannel, OpenHandover, ResetParts } from '../../engine/reset/parts.ts';
import { openWriter } from '../../messages/open-writer.ts';
import type { MessageWriter } from '../../messages/writer.ts';
import { createPace } from '../../net/pace.ts';
import type { Invocation } from '../commands/command.ts';
import { type Opened, operatorName, passwordSecret, withTarget } from '../parts.ts';
import { readCircumstances } from '../plan/circumstances.ts';

/** Calls of one channel in flight at most: the pool of connections a mail server grants one sender without asking. */
const CHANNEL_CONCURRENCY = 16;
const HANDOVER_CONCURRENCY = 4;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** The `reset` section. @throws {FootbridgeError} CONFIG_INVALID where there is none */
export function resetConfigOf({ config, path }: LoadedConfig): ResetConfig {
  if (config.reset === undefined) throw missing('reset', 'this command works by it', path);
  return config.reset;
}

/** @throws {FootbridgeError} CONFIG_INVALID without a `reset` section, or with one that does not fit. */
export async function withReset<T>(
  invocation: Invocation,
  opened: Opened,
  work: (parts: ResetParts) => Promise<T>,
): Promise<T> {
  const { loaded } = opened;
  const { environment } = invocation.terminal;
  const reset = resetConfigOf(loaded);
  const closing: { close(): Promise<void> }[] = [];
  try {
    const channels: OpenChannel[] = [];
    for (const channel of await openChannels(loaded, environment)) {
      closing.push(channel.session);
      channels.push(channel);
    }
    const handover = await openHandover(loaded, environment);
    if (handover !== undefined) closing.push(handover.session);
    const circumstances = await readCircumstances(loaded, opened.ledger);
    const denied = circumstances.lists.filter(({ use }) => use === 'deny');
    const plan = await openPlan(opened.ledger, async () => circumstances);
    const parts: ResetParts = {
      ledger: opened.ledger,
      channels,
      writer: await openWriterOf(loaded),
      policy: policyOf(reset),
      unverified: reset.sending.unverified,
      operator: operatorName(environment),
      ...(handover === undefined ? {} : { handover }),
      ...(plan === undefined ? {} : { plan }),
      accept: loaded.config.accept,
      denies: (identity) => denied.some((list) => list.has(identity)),
      secret: (name) => passwordSecret(name, loaded.config, environment),
      now: Date.now,
    };
    return await withItsTarget(invocation, opened, parts, work);
  } finally {
    for (const one of closing.reverse()) await one.close();
  }
}

/** The texts of the configuration. @throws {FootbridgeError} CONFIG_INVALID with file and line of a mistake in one */
export function openWriterOf(loaded: LoadedConfig): Promise<MessageWriter> {
  const { brand, messages } = resetConfigOf(loaded);
  return openWriter({ brand, ...messages, folder: loaded.folder });
}

function withItsTarget<T>(
  invocation: Invocation,
  opened: Opened,
  parts: ResetParts,
  work: (parts: ResetParts) => Promise<T>,
): Promise<T> {
  const { config, path } = opened.loaded;
  if (config.target === undefined) return work(parts);
  const { reset } = namedTarget(config, path).connector.accepts;
  return withTarget(invocation, opened, (target) =>
    work({ ...parts, target: { ...target, ...(reset === undefined ? {} : { reset }) } }),
  );
}

/** Where the third cannot be opened, the first two are closed again. */
export async function openChannels(
  { config, path }: LoadedConfig,
  environment: Environment,
): Promise<readonly OpenChannel[]> {
  const channels: OpenChannel[] = [];
  try {
    for (const { name, connector, settings, where } of namedChannels(config, path)) {
      const pace = createPace({ concurrency: CHANNEL_CONCURRENCY });
      const session = await connector.open(parseSettings(connector, settings, environment, where), { pace });
      channels.push({ name, reaches: connector.reaches, session });
    }
    return channels;
  } catch (error) {
    for (const { session } of channels) await session.close();
    throw error;
  }
}

/** The platform's own journey, where the configuration names one. */
export async function openHandover(
  { config, path }: LoadedConfig,
  environment: Environment,
): Promise<OpenHandover | undefined> {
  const named = namedHandover(config, path);
  if (named === undefined) return undefined;
  const { connector, settings, where } = named;
  const pace = createPace({ concurrency: HANDOVER_CONCURRENCY });
  const session = await connector.open(parseSettings(connector, settings, environment, where), { pace });
  return { id: connector.id, begins: connector.begins, session };
}

/** Milliseconds for which a journey lasts; whoever is silent for longer has left. */
export function sessionLifeOf({ reset }: MigrationConfig): number {
  return (reset?.journey.sessionMinutes ?? SESSION_MINUTES) * MINUTE;
}

/** As the configuration has it, where the `reset` section is gone and its campaigns are not. */
const SESSION_MINUTES = 30;

/** The `journey` section, in milliseconds. */
export function policyOf({ brand, journey, sending }: ResetConfig): JourneyPolicy {
  const { passkey, fallback } = journey;
  return {
    pageUrl: journey.pageUrl,
    loginUrl: journey.loginUrl,
    confirm: journey.confirm,
    facts: journey.facts,
    ...(passkey === undefined
      ? {}
      : { passkey: { rpId: passkey.rpId, rpName: passkey.rpName ?? brand.name } }),
    password: { ...journey.password, words: [brand.name, ...journey.password.words] },
    factors: journey.factors,
    linkLife: sending.linkDays * DAY,
    sessionLife: journey.sessionMinutes * MINUTE,
    ...(fallback === undefined
      ? {}
      : {
          fallback: { url: fallback.url, ...(fallback.label === undefined ? {} : { label: fallback.label }) },
        }),
  };
}
