/**
 * What another system's failure means for us: one of six answers, and whether the call may have been carried out.
 *
 * The words of an error name the call, the host and the status, never a query, a header or a body: those hold
 * customers' data and secrets. What the other side said is in `body`, for the connector that knows how to read it,
 * and is shown by neither `JSON.stringify` nor `util.inspect`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15
 * @module
 */

/**
 * retry: a passing failure. wait: too much at once, or asked to come back later. refused: our credentials or rights.
 * missing: not there. conflict: somebody else is there. invalid: it will never be accepted like this.
 */
export type RemoteAnswer = 'retry' | 'wait' | 'refused' | 'missing' | 'conflict' | 'invalid';

interface RemoteFailure {
  readonly answer: RemoteAnswer;
  readonly ambiguous: boolean;
  readonly timedOut?: boolean;
  readonly status?: number;
  readonly after?: number | undefined;
  readonly body?: unknown;
  readonly cause?: unknown;
}

export class RemoteError extends Error {
  readonly answer: RemoteAnswer;
  /** It may have been carried out all the same: look before sending again. */
  readonly ambiguous: boolean;
  readonly timedOut: boolean;
  /** Absent where there was no answer at all. */
  readonly status: number | undefined;
  /** Retry-After: milliseconds. */
  readonly after: number | undefined;
  readonly #body: unknown;

  constructor(happened: string, failure: RemoteFailure) {
    super(happened, { cause: failure.cause });
    this.name = 'RemoteError';
    this.answer = failure.answer;
    this.ambiguous = failure.ambiguous;
    this.timedOut = failure.timedOut ?? false;
    this.status = failure.status;
    this.after = failure.after;
    this.#body = failure.body;
  }

  /** What the other side said, parsed where it was JSON. May hold customers' data. */
  get body(): unknown {
    return this.#body;
  }
}

/** Statuses with a meaning of their own; the rest goes by its hundred. */
const ANSWERS: Readonly<Record<number, RemoteAnswer>> = {
  401: 'refused',
  403: 'refused',
  404: 'missing',
  407: 'refused',
  408: 'retry',
  409: 'conflict',
  410: 'missing',
  412: 'conflict',
  425: 'retry',
  429: 'wait',
  501: 'invalid',
  503: 'wait',
};

export function answerFor(status: number): RemoteAnswer {
  return ANSWERS[status] ?? (status >= 500 ? 'retry' : 'invalid');
}

/** A 5xx may come from a gateway whose upstream went on working; a 4xx is a refusal before anything was done. */
export function isAmbiguous(method: string, status: number): boolean {
  return status >= 500 && status !== 501 && !isSafe(method);
}

/** Safe methods change nothing (RFC 9110 §9.2.1), so whether they were carried out is no question. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Codes of failures before the request left: it was not carried out, for certain. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a failure without an answer means. */
export function connectionFailure(
  method: string,
  cause: unknown,
): Pick<RemoteFailure, 'answer' | 'ambiguous'> & { readonly code: string } {
  const code = codeOf(cause);
  if (/CERT|TLS|SELF_SIGNED|UNABLE_TO_/.test(code)) return { answer: 'refused', ambiguous: false, code };
  return { answer: 'retry', ambiguous: !NEVER_SENT.has(code) && !isSafe(method), code };
}

function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no code';
}
