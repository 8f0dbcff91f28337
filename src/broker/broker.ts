/**
 * How an application asks Footbridge about a customer: over HTTP, or in the same process.
 *
 * The wire is that of the hook `in-process` (`POST …/login`, `/lookup`, `/settle`). Nothing is decided and nothing is
 * kept here: what cannot be asked, answered in time or understood is a technical error, which no caller may take for
 * a wrong password.
 *
 * @see docs/hooks/in-process.md
 * @module
 */
import type { Answer, Question } from '../hooks/hook.ts';
import { fromWire, toWire } from './wire.ts';

/** The door itself, or something that stands for it. Never rejects for what a customer typed. */
export type Ask = (question: Question) => Promise<Answer>;

export interface BrokerAt {
  /** Of the hook `in-process`: `https://jit.example.com/hooks/in-process`. */
  readonly url: string;
  /** One of its caller secrets. */
  readonly key: string;
  /** Milliseconds; above what the hook itself takes at most, so that its own answer comes first. */
  readonly deadline?: number;
}

/** The hook answers within 8 seconds unless told otherwise; the rest is the way there and back. */
const DEADLINE = 10_000;

/** Bytes of an answer: a profile with every attribute is a few thousand. */
const LARGEST_ANSWER = 1_000_000;

const PATHS = { verify: '/login', lookup: '/lookup', settle: '/settle' } as const satisfies Record<
  Question['op'],
  string
>;

const NO_ANSWER: Answer = { outcome: 'technical-error', retryable: true };

/** @throws TypeError when the URL is none. */
export function askOverHttp(at: BrokerAt): Ask {
  const base = new URL(at.url).href.replace(/\/$/, '');
  return async (question) => {
    try {
      const response = await fetch(base + PATHS[question.op], {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${at.key}` },
        body: JSON.stringify(toWire(question)),
        // A password is sent to the one address that was configured.
        redirect: 'error',
        signal: AbortSignal.timeout(at.deadline ?? DEADLINE),
      });
      return fromWire(question.op, await readBounded(response)) ?? NO_ANSWER;
    } catch {
      return NO_ANSWER;
    }
  };
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LARGEST_ANSWER) throw new RangeError('the answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Either form, as an application configures it. */
export type Broker = Ask | BrokerAt;

export function toAsk(broker: Broker): Ask {
  return typeof broker === 'function' ? broker : askOverHttp(broker);
}
