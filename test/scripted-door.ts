/**
 * A door that answers what a test tells it, behind the real server: for everything that is the server's own.
 *
 * @module
 */
import { z } from 'zod';
import type { Asking, Door, DoorHealth } from '../src/engine/login.ts';
import { defineHook, type Question } from '../src/hooks/hook.ts';
import { demandBearer } from '../src/hooks/wire/caller.ts';
import { plainReply, readPlain } from '../src/hooks/wire/plain.ts';
import { createServerLog } from '../src/http/log.ts';
import { createMetrics } from '../src/http/metrics.ts';
import type { MountedHook } from '../src/http/mount-hooks.ts';
import { type RunningServer, type ServerSettings, startServer } from '../src/http/server.ts';
import type { Desk } from '../src/http/v1/desk.ts';
import type { Database } from '../src/ledger/database/database.ts';

/** What the caller of every scripted hook proves itself with. */
export const CALLER = 'the-secret-of-the-caller';

/** What operators prove themselves with, where a test wants tokens. */
export const ADMIN = 'the-token-of-an-operator';

export interface Asked {
  readonly question: Question;
  readonly asking: Asking;
}

export interface ScriptedDoor extends Door {
  readonly asked: Asked[];
  rounds: number;
  closed: boolean;
  now: DoorHealth;
}

export function scriptDoor(ask: Door['ask'] = async () => ({ outcome: 'wrong' })): ScriptedDoor {
  return {
    asked: [],
    rounds: 0,
    closed: false,
    now: { legacy: 'closed', legacyInFlight: 0, unsettled: 0 },
    ask(question, asking) {
      this.asked.push({ question, asking });
      return ask(question, asking);
    },
    async lookAround() {
      this.rounds += 1;
      return { settled: 0, givenBack: 0 };
    },
    async health() {
      return this.now;
    },
    async close() {
      this.closed = true;
    },
  };
}

/** Speaks our own plain protocol; `GET /users/*` asks about what stands in its path, as Keycloak's plugin does. */
const plain = defineHook({
  id: 'plain',
  title: 'Plain',
  config: z.strictObject({}),
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/settle' },
    { method: 'GET', path: '/users/*' },
  ],
  largestBody: 2_000,
  deadline: () => 1_000,
  stores: 'target',
  cannot: [],
  async open() {
    return {
      authenticate: async (request) => demandBearer([CALLER], request),
      question: async (request) =>
        request.method === 'GET'
          ? { op: 'lookup', purpose: 'identifier-first', identifier: request.path, by: {} }
          : readPlain(request, 2_000),
      answer: (answer, question) => plainReply(answer, question, () => ({})),
    };
  },
  instructions: () => [],
});

export async function mountPlain(changed: Partial<MountedHook> = {}): Promise<MountedHook> {
  const context = { secret: () => '', now: Date.now };
  return { name: 'plain', hook: plain, session: await plain.open({}, context), deadline: 1_000, ...changed };
}

export interface ServedDoor extends RunningServer {
  /** Lines of the log, as they were written. */
  readonly lines: string[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface Served {
  readonly hooks?: readonly MountedHook[];
  readonly settings?: Partial<ServerSettings>;
  /** Of the ledger; absent: nobody asks it. */
  readonly db?: Pick<Database, 'query'>;
  readonly desk?: Desk;
}

const notAsked = () => Promise.reject(new Error('this test did not mean to ask that'));
const NO_DATABASE: Pick<Database, 'query'> = { query: notAsked };
const NO_RESET: Desk['reset'] = {
  campaigns: notAsked,
  running: notAsked,
  funnel: notAsked,
  timeline: notAsked,
  takeTickets: notAsked,
  tickets: notAsked,
  resend: notAsked,
  optOut: notAsked,
  assistance: notAsked,
  requestAssistance: notAsked,
  decide: notAsked,
  showCode: notAsked,
};
const NO_DESK: Desk = {
  reset: NO_RESET,
  status: notAsked,
  history: notAsked,
  routes: notAsked,
  placeOf: notAsked,
  setRoute: notAsked,
  setException: notAsked,
};

/** The server on a free port of loopback, before a scripted door. */
export async function serveDoor(door: Door, served: Served = {}): Promise<ServedDoor> {
  const lines: string[] = [];
  const running = await startServer({
    door,
    db: served.db ?? NO_DATABASE,
    hooks: served.hooks ?? [await mountPlain()],
    desk: served.desk ?? NO_DESK,
    settings: { ...SETTINGS, ...served.settings },
    metrics: createMetrics(),
    log: createServerLog((line) => lines.push(line), 'debug'),
    version: '0.0.0',
    forgetHistory: async () => 0,
  });
  return {
    ...running,
    lines,
    post: (path, body, headers = {}) =>
      fetch(`${running.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${CALLER}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetch(`${running.url}${path}`, { headers }),
  };
}

const SETTINGS: ServerSettings = {
  host: '127.0.0.1',
  port: 0,
  trustProxy: [],
  adminTokens: [],
  ticketTokens: [],
  needsLegacy: true,
  grace: 5_000,
  lookAround: 3_600_000,
};
