/**
 * A platform behind HTTP, as every handover calls it: short deadlines, because a customer waits on our page; few
 * sockets; failures become answers for one journey.
 *
 * @module
 */
import { z } from 'zod';
import type { Authorization } from '../../net/authorization.ts';
import { createHttp, type Http, type HttpReply } from '../../net/http.ts';
import type { Pace } from '../../net/pace.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { BeginReset, BegunReset, CredentialNeed } from '../../targets/target.ts';
import type { HandoverSession, HandoverUser } from '../handover.ts';
import { refused, toBegun } from './attempt.ts';

/** Milliseconds for one call. */
const DEADLINE = 10_000;

/** Milliseconds before a read is repeated; long enough for a connection that broke, and no customer notices. */
const FIRST_BACKOFF = 50;

const CONNECTIONS = 32;

/** Bytes: a user with a long history has a tenth of it. */
const LARGEST_ANSWER = 1024 * 1024;

/** Address of a platform, without a slash at the end. */
export const PlatformUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** What a platform calls a link: nothing a browser would run. */
export const Link = z.url({ protocol: /^https?$/ });

export interface Caller {
  readonly base: string;
  readonly pace: Pace;
  readonly authorization?: Authorization;
  readonly headers?: Readonly<Record<string, string>>;
}

export function callPlatform(caller: Caller): Http {
  return createHttp({
    ...caller,
    deadline: DEADLINE,
    connections: CONNECTIONS,
    largestAnswer: LARGEST_ANSWER,
    firstBackoff: FIRST_BACKOFF,
    impatient: true,
  });
}

/** The answer by its shape. @throws RemoteError: a success that cannot be read may well have been one */
export function readAs<Shape extends z.ZodType>(
  shape: Shape,
  { body }: Pick<HttpReply, 'body'>,
  kind: string,
): z.output<Shape> {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new RemoteError(`"${kind}" was answered with a success of another shape than expected (${wrong})`, {
    answer: 'invalid',
    ambiguous: true,
  });
}

/** Milliseconds of quiet that a platform may have asked for while a customer still waits. */
const PATIENCE = 2_000;

export interface Steps {
  readonly pace: Pace;
  readonly begins: readonly CredentialNeed[];
  /** All connections of the session. */
  readonly connections: readonly Http[];
  check(): Promise<void>;
  /** May throw RemoteError. */
  begin(user: HandoverUser, reset: BeginReset, need: CredentialNeed): Promise<BegunReset>;
  completed?(user: HandoverUser, since: string): Promise<'yes' | 'no' | 'unknown'>;
}

export function openSession(steps: Steps): HandoverSession {
  const { pace, begins, connections, check, begin, completed } = steps;
  return {
    check,
    async begin(user, reset) {
      const [need] = reset.needs;
      if (need === undefined || !begins.includes(need))
        return refused(`the journey there cannot ask for ${need ?? 'nothing'}`);
      const { quietFor } = pace.state;
      return quietFor > PATIENCE ? askedToWait(quietFor) : begin(user, reset, need).catch(toBegun);
    },
    ...(completed !== undefined && {
      async completed(user: HandoverUser, since: string) {
        return pace.state.quietFor > PATIENCE ? 'unknown' : completed(user, since).catch(toUnknown);
      },
    }),
    async close() {
      await Promise.all(connections.map((http) => http.close()));
    },
  };
}

function askedToWait(after: number): BegunReset {
  return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: 'the platform has asked for quiet', after };
}

function toUnknown(error: unknown): 'no' | 'unknown' {
  if (!(error instanceof RemoteError)) throw error;
  return error.answer === 'missing' ? 'no' : 'unknown';
}

/**
 * Probes a right with a user who cannot exist: "nobody there" is the answer of who has it.
 *
 * @throws RemoteError for every other answer; a success comes from another kind of server
 */
export async function expectNobody(
  asked: Promise<unknown>,
  isNobody: (error: RemoteError) => boolean = ({ answer }) => answer === 'missing',
): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof RemoteError && isNobody(error)) return;
    throw error;
  }
  const happened = 'A user who does not exist was found there: this is another kind of server';
  throw new RemoteError(happened, { answer: 'invalid', ambiguous: false });
}

/** ISO 8601, so many seconds from now. */
export function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}
