/**
 * `footbridge serve`: the door for logins over HTTP, and the page for customers who set a new credential.
 *
 * Fastify, because it gives each mount its own body parser and limit, a router that leaves `%2F` encoded, and a close
 * that lets requests under way end; its own logger stays off (log.ts says why). TLS ends before us, at whatever
 * balances the load.
 *
 * @module
 */
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import type { Door } from '../engine/login.ts';
import { refuse } from '../hooks/wire/reply.ts';
import type { Database } from '../ledger/database/database.ts';
import { demandTokens } from './admin.ts';
import { type BounceDoor, mountBounces } from './bounces/mount.ts';
import { INTERNAL, refusalFor } from './errors.ts';
import { closeGracefully, listen } from './listening.ts';
import type { ServerLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import { type MountedHook, mountHooks } from './mount-hooks.ts';
import { noteRequests } from './noted.ts';
import { mountProbes } from './probes.ts';
import { repeat } from './repeat.ts';
import { requestId } from './request-id.ts';
import { mountResetPage } from './reset/mount.ts';
import type { ResetPage } from './reset/open-page.ts';
import { send } from './send.ts';
import type { Desk } from './v1/desk.ts';
import { mountDesk } from './v1/mount.ts';

/** Bytes; hooks have their own. */
const LARGEST_BODY = 16_384;

/** An e-mail address in a path: 254 bytes, each of them three characters when encoded. */
const LONGEST_SEGMENT = 800;

/** Milliseconds in which a request must have come in; the longest deadline of a target is 20 s. */
const SLOWEST_REQUEST = 20_000;

/** Milliseconds between two times at which old login history goes. */
const FORGET_HISTORY = 3_600_000;

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Addresses whose `X-Forwarded-For` is believed, for the log. */
  readonly trustProxy: readonly string[];
  /** Bearer tokens for what is about the migration; none: only this machine. */
  readonly adminTokens: readonly string[];
  /** Bearer tokens of help desks, for telling of tickets and nothing else. */
  readonly ticketTokens: readonly string[];
  readonly needsLegacy: boolean;
  /** Milliseconds. */
  readonly grace: number;
  /** Milliseconds between two looks at what was never settled. */
  readonly lookAround: number;
}

/** The page on which customers set a new credential. */
export interface ServedReset {
  readonly page: ResetPage;
  /** One round over journeys that nobody finished. */
  lookAround(): Promise<unknown>;
  /** What providers and mail programs say about messages. */
  readonly bounces: BounceDoor;
}

export interface ServerParts {
  readonly door: Door;
  readonly db: Pick<Database, 'query'>;
  readonly hooks: readonly MountedHook[];
  readonly desk: Desk;
  readonly reset?: ServedReset;
  readonly settings: ServerSettings;
  readonly metrics: Metrics;
  readonly log: ServerLog;
  readonly version: string;
  /** Forgets what of the login history is older than it is kept. */
  readonly forgetHistory: () => Promise<unknown>;
}

export interface RunningServer {
  readonly url: string;
  /**
   * Takes no more requests and lets those under way end; `now` cuts the grace short. Hooks and door are closed by
   * whoever opened them.
   */
  stop(now?: AbortSignal): Promise<void>;
}

/** @throws {FootbridgeError} CONFIG_INVALID, USAGE_WRONG where it cannot listen */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { door, hooks, settings, metrics, log } = parts;
  demandTokens(settings.host, settings.adminTokens);
  const state = { stopping: false };
  const app = build(parts, state);
  metrics.watch(() => door.health());
  metrics.watchCampaigns(() => parts.desk.reset.running());
  const url = await listen(app, settings);
  const looking = repeat(
    () => Promise.all([door.lookAround(), parts.reset?.lookAround()]),
    settings.lookAround,
    (error) => log.failed('looking-around', error),
  );
  const forgetting = repeat(parts.forgetHistory, FORGET_HISTORY, (error) => log.failed('forgetting', error));
  const names = hooks.map(({ name }) => name);
  log.listening(url, names);
  return {
    url,
    async stop(now) {
      state.stopping = true;
      const closing = closeGracefully(app, settings.grace, now);
      const [cut] = await Promise.all([closing, looking.stop(), forgetting.stop()]);
      log.stopped(cut);
    },
  };
}

function build(parts: ServerParts, state: { readonly stopping: boolean }): FastifyInstance {
  const { log, metrics, hooks } = parts;
  const app = createApp(parts.settings);
  noteRequests(app, log, metrics);
  // A connection that is kept alive after its last answer would hold up the stop until the grace is over.
  app.addHook('onSend', async (_request, reply) => {
    if (state.stopping) reply.header('connection', 'close');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalFor(error);
    if (refusal === undefined) log.failed('answering', error, request.id);
    return send(reply, refusal ?? INTERNAL);
  });
  app.setNotFoundHandler((_request, reply) => send(reply, refuse(404, 'not_found')));
  mountProbes(app, parts, () => state.stopping);
  mountHooks(app, hooks, parts);
  mountDesk(app, parts);
  if (parts.reset !== undefined) {
    mountResetPage(app, parts.reset.page, log);
    mountBounces(app, parts.reset.bounces, parts.reset.page);
  }
  return app;
}

function createApp({ trustProxy }: ServerSettings): FastifyInstance {
  return fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    requestTimeout: SLOWEST_REQUEST,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_SEGMENT },
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    genReqId: ({ headers }) => requestId(headers),
    // An address that cannot be decoded, or is too long: there is no route yet, so nothing else would answer.
    frameworkErrors: (error, _request, reply) => {
      const { status, json } = refusalFor(error) ?? INTERNAL;
      reply.raw.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    },
  });
}
