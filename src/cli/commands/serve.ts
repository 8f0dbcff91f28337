/**
 * `footbridge serve`: answers the logins of customers who have not crossed yet, and shows the page to those who set a
 * new credential, until it is told to stop.
 *
 * @module
 */
import { once } from 'node:events';
import { resolveSecret } from '../../config/secret.ts';
import type { Door } from '../../engine/login.ts';
import { demandTokens } from '../../http/admin.ts';
import { createServerLog, type ServerLog } from '../../http/log.ts';
import { createMetrics, type Metrics } from '../../http/metrics.ts';
import type { MountedHook } from '../../http/mount-hooks.ts';
import { type RunningServer, type ServedReset, type ServerSettings, startServer } from '../../http/server.ts';
import { openDesk } from '../../http/v1/ledger-desk.ts';
import type { ResetDeskSettings } from '../../http/v1/open-reset-desk.ts';
import { forgetLogins } from '../../ledger/sql/login-history.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { withDoor, withHooks } from '../door.ts';
import { type Interrupts, withInterrupt } from '../interrupt.ts';
import { cohortsOf } from '../login-settings.ts';
import { loadConfigOf, type Opened, operatorName, withLedger } from '../parts.ts';
import { proxyWarning } from '../reset/behind-proxy.ts';
import { expectedAnswers } from '../reset/campaign-settings.ts';
import { policyOf, sessionLifeOf } from '../reset/open-reset.ts';
import { withServedReset } from '../reset/serve-reset.ts';
import type { ExitCode } from '../terminal.ts';
import { readVersion } from '../version.ts';
import type { AddCommand, Invocation } from './command.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

export const addServe: AddCommand = (program, act) => {
  program
    .command('serve')
    .description(
      'answer the logins of customers who have not crossed yet, show the page to those who must reset',
    )
    .action(act(serve));
};

/** What can be wrong with the configuration is found before a ledger is opened, which takes seconds. */
async function serve(invocation: Invocation): Promise<ExitCode> {
  const { environment } = invocation.terminal;
  const loaded = await loadConfigOf(invocation);
  const settings = serverSettingsOf(loaded.config, environment);
  const warning = proxyWarning(loaded.config);
  if (warning !== undefined) invocation.output.warn(warning);
  demandTokens(settings.host, settings.adminTokens);
  if (loaded.config.hooks.length === 0 && loaded.config.reset === undefined) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      '`hooks`: empty, and there is no `reset`, so nobody could ask anything; docs/hooks and docs/reset.md have them',
    );
  }
  await withHooks(loaded, environment, (hooks) =>
    withLedger(invocation, 'own', (opened) => answer(invocation, opened, hooks, settings)),
  );
  return 0;
}

function answer(
  invocation: Invocation,
  opened: Opened,
  hooks: readonly MountedHook[],
  settings: ServerSettings,
): Promise<void> {
  const { terminal, output } = invocation;
  const metrics = createMetrics();
  const log = createServerLog((line) => terminal.stderr.write(line), opened.loaded.config.serve.log);
  return withDoor(invocation, opened, metrics, (door) =>
    withServedReset(invocation, opened, log, (reset) =>
      withInterrupt(terminal, output, async (interrupts) => {
        const server = await start(invocation, opened, { door, hooks, metrics, settings, log, reset });
        announce(invocation, opened, server, hooks);
        await untilStopped(server, interrupts);
      }),
    ),
  );
}

interface Serving {
  readonly door: Door;
  readonly hooks: readonly MountedHook[];
  readonly metrics: Metrics;
  readonly settings: ServerSettings;
  readonly log: ServerLog;
  readonly reset: ServedReset | undefined;
}

function start(
  { terminal }: Invocation,
  { loaded: { config }, ledger }: Opened,
  { door, hooks, metrics, settings, log, reset }: Serving,
): Promise<RunningServer> {
  return startServer({
    door,
    hooks,
    metrics,
    db: ledger.db,
    settings,
    desk: openDesk({
      ledger,
      door,
      migration: config.name,
      cohorts: cohortsOf(config.login),
      operator: operatorName(terminal.environment),
      reset: resetDeskOf(config),
    }),
    log,
    ...(reset === undefined ? {} : { reset }),
    version: readVersion(),
    forgetHistory: () => forgetLogins(ledger.db, new Date(Date.now() - config.logs.keepDays * DAY)),
  });
}

/** What `/v1` says of campaigns goes by the same settings as the page and the forecast. */
function resetDeskOf(config: Opened['loaded']['config']): ResetDeskSettings {
  return {
    sessionLife: sessionLifeOf(config),
    contactRate: expectedAnswers(config).contactRate.value,
    ...(config.reset === undefined ? {} : { policy: policyOf(config.reset) }),
  };
}

function serverSettingsOf(
  { serve, reset }: Opened['loaded']['config'],
  environment: Invocation['terminal']['environment'],
): ServerSettings {
  const { graceSeconds, lookAroundSeconds, adminTokens = [], ...same } = serve;
  const ticketToken = reset?.tickets.secret;
  return {
    ...same,
    ticketTokens: ticketToken === undefined ? [] : [resolveSecret(ticketToken, environment)],
    adminTokens: adminTokens.map((reference) => resolveSecret(reference, environment)),
    grace: graceSeconds * SECOND,
    lookAround: lookAroundSeconds * SECOND,
  };
}

function announce(
  { output }: Invocation,
  { loaded: { config } }: Opened,
  { url }: RunningServer,
  hooks: readonly MountedHook[],
): void {
  const mounted = hooks.map(({ name, hook: { id } }) => ({ name, type: id, path: `/hooks/${name}` }));
  const page = config.reset?.journey.pageUrl;
  output.result({ url, pid: process.pid, hooks: mounted, ...(page === undefined ? {} : { page }) }, () =>
    [
      `Answering at ${url}`,
      ...mounted.map(({ path, type }) => `  ${path}  ${type}`),
      ...(page === undefined ? [] : [`  ${new URL(page).pathname}  the page, for customers at ${page}`]),
      ...(mounted.length === 0 ? [] : ['`footbridge hooks <name>` prints what to paste into the target.']),
      'Ctrl-C stops.',
    ].join('\n'),
  );
}

async function untilStopped(server: RunningServer, { stop, kill }: Interrupts): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
  await server.stop(kill);
}
