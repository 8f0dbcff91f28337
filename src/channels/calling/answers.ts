/**
 * What a service's answer means: the operator's rules first, then the usual meaning of the status.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Handed, Message } from '../channel.ts';
import type { Trust } from '../trust.ts';
import type { Config, Rule } from './config.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @throws RemoteError where the answer is about us */
export type AnswerJudge = (answer: Answer | RemoteError, message: Message) => Handed;

export function createAnswerJudge(config: Config, trust: Trust): AnswerJudge {
  return (answer, message) => {
    if (answer.status === undefined) return judgeSilence(config, answer as RemoteError);
    const { status, body } = answer as Answer;
    const rule = config.answers.find((one) => fits(one, status, body));
    const said = rule === undefined ? meaningOf(config, answer) : sayOf(rule, status, body);
    if (said === 'handed') {
      trust.earn();
      return { status: 'handed', reference: referenceIn(config, body) ?? message.id };
    }
    if (said === 'stop') throw stop(status);
    if (said.status === 'refused' && rule === undefined && trust.lose()) throw stop(status);
    return said;
  };
}

function stop(status: number): RemoteError {
  return new RemoteError(
    `the service answered ${status}, which is about our settings and not about a message`,
    {
      answer: 'refused',
      ambiguous: false,
      status,
    },
  );
}

type Said = 'handed' | 'stop' | Exclude<Handed, { status: 'handed' }>;

function meaningOf({ recognisesRepeats }: Config, answer: Answer | RemoteError): Said {
  const status = answer.status ?? 0;
  // An answer that is no JSON is an error to our client, and a plain "OK" to many gateways.
  if (status >= 200 && status <= 299) return 'handed';
  const found = `answered with ${status}`;
  const after = answer instanceof RemoteError ? answer.after : undefined;
  const retry = { status: 'retry', found, ...(after !== undefined && { after }) } as const;
  if (status === 400 || status === 413 || status === 422) return { status: 'refused', found };
  if (status === 408 || status === 425 || status === 429 || status === 503) return retry;
  // Somebody is still busy with the same id, where ids are recognised.
  if (status === 409 && recognisesRepeats) return retry;
  if (status >= 500) return recognisesRepeats ? retry : { status: 'unknown', found };
  return 'stop';
}

function sayOf({ means, path }: Rule, status: number, body: unknown): Said {
  if (means === 'handed' || means === 'stop') return means;
  // The value stands in the operator's own rule, so it names nobody.
  const value = path === undefined ? '' : `, ${path} ${String(valueAt(body, path))}`;
  return { status: means, found: `answered with ${status}${value}` };
}

function fits({ status: statuses, path, is }: Rule, status: number, body: unknown): boolean {
  if (statuses !== undefined && !statuses.includes(status)) return false;
  return path === undefined || is === undefined || is.some((value) => value === valueAt(body, path));
}

/** No answer: a host that is not there, or one that may have taken the message. */
function judgeSilence({ recognisesRepeats }: Config, error: RemoteError): Handed {
  if (!error.ambiguous) throw error;
  const found = error.timedOut ? 'not answered in time' : 'the connection broke before the answer';
  return { status: recognisesRepeats ? 'retry' : 'unknown', found };
}

/** Longer than any provider's id; what is longer is something else. */
const LONGEST_REFERENCE = 200;

function referenceIn({ reference }: Config, body: unknown): string | undefined {
  if (reference === undefined) return undefined;
  const value = valueAt(body, reference);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= LONGEST_REFERENCE ? text : undefined;
}

function valueAt(body: unknown, path: string): unknown {
  let here = body;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[name];
  }
  return here;
}
