/**
 * What the server logs: one JSON line for each request, and what happened to itself.
 *
 * It cannot hold a password, because there is no place for one: Fastify's own logger is off, and a line is made of the
 * fields below and of nothing else. No bodies, no header values, no query; of an address the pattern of its route,
 * because some protocols put the identifier into the path. Of an unforeseen error only its kind and the places in our
 * code: parsers repeat what they read in their messages (`Unexpected token 'h', "hunter2" is not valid JSON`).
 *
 * @module
 */
import { pino } from 'pino';
import type { ServeConfig } from '../config/serve.ts';
import type { OutcomeName, Question } from '../hooks/hook.ts';
import { FootbridgeError } from '../problems/problem.ts';

/** One request, answered. */
export interface AnsweredRequest {
  /** Ours, also in the answer's `x-request-id`. */
  readonly request: string;
  readonly method: string;
  /** Pattern of the route: `/hooks/keycloak/:segment`; `none` where there is no such route. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds. */
  readonly took: number;
  /** Who called us: the target's address, or that of a proxy. */
  readonly from: string;
  readonly hook?: string;
  readonly op?: Question['op'];
  readonly outcome?: OutcomeName;
  /** The target's own id of the attempt. */
  readonly correlation?: string;
}

/** Where something failed that a caller was told nothing about. */
export type Trouble =
  | 'answering'
  | 'late-door'
  | 'looking-around'
  | 'forgetting'
  | 'sending'
  | 'taking-bounces';

export interface ServerLog {
  answered(request: AnsweredRequest): void;
  failed(where: Trouble, error: unknown, request?: string): void;
  listening(url: string, hooks: readonly string[]): void;
  /** `cut`: connections that were still busy when the grace was over. */
  stopped(cut: number): void;
}

/** Ids of targets are numbers, UUIDs and words; whatever else stands there is not written down. */
const HARMLESS_ID = /^[\w.:-]{1,64}$/;

/** Asked every few seconds by machines. */
const CHATTER = new Set(['/healthz', '/readyz', '/metrics']);

export function createServerLog(write: (line: string) => void, level: ServeConfig['log']): ServerLog {
  const log = pino({ level, base: {}, formatters: { level: (label) => ({ level: label }) } }, { write });
  return {
    answered({ correlation, ...line }) {
      const known = correlation !== undefined && HARMLESS_ID.test(correlation) ? { correlation } : {};
      log[levelOf(line)]({ ...line, ...known }, 'answered');
    },
    failed(where, error, request) {
      log.error({ where, ...(request === undefined ? {} : { request }), ...describeError(error) }, 'failed');
    },
    listening: (url, hooks) => log.info({ url, hooks }, 'listening'),
    stopped: (cut) => log.info({ cut }, 'stopped'),
  };
}

function levelOf({ route, status }: Pick<AnsweredRequest, 'route' | 'status'>): 'debug' | 'info' | 'warn' {
  if (status >= 500) return 'warn';
  return CHATTER.has(route) ? 'debug' : 'info';
}

/** Our own errors name no customer and no secret (src/problems/problem.ts), so their words are kept. */
function describeError(error: unknown): object {
  if (error instanceof FootbridgeError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  return { error: error.name, at: placesOf(error) };
}

/** A line with a file, line and column. */
const PLACE = /^ {4}at (?:[\w.<>#[\] ]+ )?\(?((?:file:|node:|\/)[^()]*:\d+:\d+)\)?$/;

/** Enough to find it. */
const MOST_PLACES = 8;

/** What stands behind the message, which may have lines of its own that look like places. */
function placesOf({ message, stack = '' }: Error): readonly string[] {
  const from = stack.indexOf(message);
  return stack
    .slice(from < 0 ? 0 : from + message.length)
    .split('\n')
    .flatMap((line) => PLACE.exec(line)?.[1] ?? [])
    .slice(0, MOST_PLACES);
}
