/**
 * Puts the parts together: a ledger, a source and a target as the configuration names them.
 *
 * Everything opened here is closed by the `with…` function that opened it, in reverse order, however the work ended.
 *
 * @module
 */
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseSettings } from '../config/connector.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { MigrationConfig } from '../config/migration.ts';
import { missing, namedTarget } from '../config/named.ts';
import { type Environment, isSecretReference, resolveSecret } from '../config/secret.ts';
import { type NamedSource, namedSources, sourceNames } from '../config/sources.ts';
import {
  type Correlation,
  type Crossing,
  type CrossingSource,
  type CrossingTarget,
  type ImportSettings,
  joinSources,
  type Staging,
  type StagingSettings,
} from '../engine/index.ts';
import type { Judge } from '../engine/link.ts';
import { openPlan } from '../engine/plan/in-force.ts';
import { applyMapping, compileMapping } from '../identity/mapping.ts';
import { type Ledger, type LedgerOptions, openLedger } from '../ledger/ledger.ts';
import { createPace } from '../net/pace.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Invocation } from './commands/command.ts';
import { readCircumstances } from './plan/circumstances.ts';
import { proofGateOf } from './proof-gate.ts';
import { whoJudges } from './who-judges.ts';

/** Records in a page of the source: enough to keep the database busy, few enough to lose at a kill. */
const PAGE_SIZE = 1_000;

export interface Opened {
  readonly loaded: LoadedConfig;
  readonly ledger: Ledger;
}

export function loadConfigOf({ terminal, configFile }: Invocation): Promise<LoadedConfig> {
  return loadConfig(terminal.folder, configFile);
}

/** Runs `work` with the ledger of the configuration. `own`: looking over another process's shoulder will not do. */
export async function withLedger<T>(
  invocation: Invocation,
  access: 'own' | 'share',
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfigOf(invocation);
  const ledger = await openLedger({ ...ledgerOptions(loaded, invocation.terminal.environment), access });
  for (const warning of ledger.warnings) invocation.output.warn(warning);
  try {
    return await work({ loaded, ledger });
  } finally {
    await ledger.close();
  }
}

export async function withTarget<T>(
  { terminal }: Invocation,
  { loaded }: Pick<Opened, 'loaded'>,
  work: (target: CrossingTarget) => Promise<T>,
): Promise<T> {
  const target = await openTarget(loaded, terminal.environment);
  try {
    return await work(target);
  } finally {
    await target.session.close();
  }
}

/** Runs `work` with the source and whoever judges what it brings; no target is opened. */
export async function withStaging<T>(
  { terminal }: Invocation,
  opened: Opened,
  work: (staging: Staging) => Promise<T>,
): Promise<T> {
  const { environment } = terminal;
  const judge = await judgeOf(opened, environment);
  const source = openSource(opened.loaded, environment);
  try {
    return await work({ ...judge, source, correlation: correlationOf(opened.loaded.config) });
  } finally {
    await source.reader.close();
  }
}

export async function withCrossing<T>(
  invocation: Invocation,
  opened: Opened,
  work: (crossing: Crossing) => Promise<T>,
): Promise<T> {
  return withStaging(invocation, opened, (staging) =>
    withTarget(invocation, opened, (target) =>
      work({ ...staging, target, settings: importSettingsOf(opened.loaded, staging.settings) }),
    ),
  );
}

export function ledgerOptions({ config, folder }: LoadedConfig, environment: Environment): LedgerOptions {
  const place = config.ledger ?? {};
  const given = typeof place === 'string' || isSecretReference(place) ? { url: place } : place;
  const named = 'url' in given ? given.url : undefined;
  const url = isSecretReference(named)
    ? resolveSecret(named, environment)
    : (named ?? environment.DATABASE_URL);
  if (typeof named === 'string') refuseWrittenPassword(named);
  const schema = 'schema' in given ? given.schema : undefined;
  return {
    folder: resolve(folder, ('folder' in given ? given.folder : undefined) ?? '.footbridge'),
    env: environment,
    ...(url === undefined || url === '' ? {} : { url }),
    ...(schema === undefined ? {} : { schema }),
  };
}

function refuseWrittenPassword(url: string): void {
  if (!URL.canParse(url) || new URL(url).password === '') return;
  throw new FootbridgeError(
    'CONFIG_INVALID',
    '`ledger`: a password has no place in a configuration; write secret("DATABASE_URL") and set DATABASE_URL',
  );
}

/** All sources of the configuration, read as one. */
function openSource({ config, path, folder }: LoadedConfig, environment: Environment): CrossingSource {
  const named = namedSources(config, path);
  if (named.length === 0) throw missing('source', 'this command reads one', path);
  return joinSources(named.map((one) => openOne(one, folder, environment)));
}

function openOne(
  { name, connector, settings: written, where, mapping }: NamedSource,
  folder: string,
  environment: Environment,
): CrossingSource {
  const settings = parseSettings(connector, written, environment, where);
  const compiled = compileMapping(mapping);
  return {
    name,
    reader: connector.open(settings, { folder, pageSize: PAGE_SIZE }),
    map: (record) => applyMapping(compiled, record),
  };
}

async function openTarget(
  { config, path, folder }: LoadedConfig,
  environment: Environment,
): Promise<CrossingTarget> {
  const { connector: target, settings: written, where } = namedTarget(config, path);
  const settings = parseSettings(target, written, environment, where);
  const { concurrency, perSecond, patienceSeconds } = config.pace;
  const pace = createPace({ concurrency, ...(perSecond === undefined ? {} : { perSecond }) });
  const secret = (name: string) => passwordSecret(name, config, environment);
  return {
    id: target.id,
    session: await target.open(settings, { folder, pace, secret }),
    pace,
    patience: patienceSeconds * 1000,
    batchMax: target.accepts.batch.max,
    undo: target.accepts.undo,
    fit: (identity) => target.fit(identity, settings),
  };
}

/** Only what the configuration lists: a name that came out of an export must not read the environment. */
export function passwordSecret(name: string, { secrets }: MigrationConfig, environment: Environment): string {
  const reference = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (reference !== undefined) return resolveSecret(reference, environment);
  throw new FootbridgeError(
    'SECRET_MISSING',
    `A password hash needs the secret "${name}", which \`secrets\` does not list`,
    {
      facts: { name },
    },
  );
}

function importSettingsOf(loaded: LoadedConfig, settings: StagingSettings): ImportSettings {
  return { ...settings, batchSize: loaded.config.batchSize, proofs: proofGateOf(loaded) };
}

function settingsOf({ config }: LoadedConfig, environment: Environment): StagingSettings {
  const waves = config.waves.map(({ name, where, limit }) => ({
    name,
    ...(where === undefined ? {} : { where: withoutAbsent(where) }),
    ...(limit === undefined ? {} : { limit }),
  }));
  return {
    unsupported: unsupportedOf(config),
    absent: config.credentials.absent,
    accept: config.accept,
    waves: waves.length > 0 ? waves : [{ name: 'everybody' }],
    operator: operatorName(environment),
  };
}

/** Where no target is written and nothing asks us at a login, a hash in the vault, or held, would wait for ever. */
function unsupportedOf({ target, hooks, credentials }: MigrationConfig): StagingSettings['unsupported'] {
  return target === undefined && hooks.length === 0 ? 'reset' : credentials.unsupported;
}

/** What a record is judged by, without a word to the target. */
export async function judgeOf({ loaded, ledger }: Opened, environment: Environment): Promise<Judge> {
  const target = whoJudges(loaded, environment);
  const plan = await openPlan(ledger, () => readCircumstances(loaded, ledger));
  return {
    ledger,
    settings: settingsOf(loaded, environment),
    target,
    ...(plan === undefined ? {} : { plan }),
  };
}

/** How records of one person are found, as the configuration says. */
export function correlationOf(config: MigrationConfig): Correlation {
  return { ...config.correlation, sources: sourceNames(config) };
}

/** The same object without the properties that are undefined. */
function withoutAbsent<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Who did it, for the audit chain: FOOTBRIDGE_OPERATOR, else the account on this machine. */
export function operatorName(environment: Environment): string {
  const named = environment.FOOTBRIDGE_OPERATOR;
  if (named !== undefined && named !== '') return named;
  return `${accountName()}@${hostname()}`;
}

/** Containers run under numbers that have no account. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
