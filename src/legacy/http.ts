/**
 * Legacy: an HTTP endpoint that says whether a password is right, its requests and answers described by rules.
 *
 * One call for one question: no retry, no redirect, an answer of bounded size in bounded time. The password is in
 * the body, or in the Authorization header of HTTP Basic, and never in the address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7617#section-2 for Basic and its colon
 * @module
 */
import type { TypedPassword } from '../identity/typed-password.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { readAuthority } from './asking/address.ts';
import { type Call, type Caller, createCaller } from './asking/one-call.ts';
import { answerInTime, NoAnswer, refuseImpossible, unreachable } from './asking/outcome.ts';
import { spell } from './asking/spelling.ts';
import { compileAnswers, LOOKUP_RULES, VERIFY_RULES } from './http/answers.ts';
import { Config, type LookupConfig } from './http/config.ts';
import { type Filling, fillHeader, fillJson, fillUrl, toFilling } from './http/template.ts';
import { defineLegacy, type LegacySession } from './legacy.ts';

const USUAL_BODY = { identifier: '{identifier}', password: '{password}' };

export const http = defineLegacy<Config>({
  id: 'http',
  title: 'HTTP endpoint',
  config: Config,
  looksUp: ({ lookup }) => lookup !== undefined,
  cannot: [
    'A 401 or 403 that means us (our credentials, a firewall before the legacy) from a wrong password, unless a rule tells them apart by the body.',
    'Whether the legacy counted the attempt when the connection broke before its answer.',
  ],
  async open(config, { folder }) {
    const { timeout, largestAnswer, ca } = config;
    return openSession(config, createCaller({ timeout, largestAnswer, ca: readAuthority(ca, folder) }));
  },
});

function openSession(config: Config, caller: Caller): LegacySession {
  const judge = compileAnswers(config.answers, VERIFY_RULES, config);
  const { lookup } = config;
  return {
    async verify(identifier, password, attempt, signal) {
      const refused = refuseImpossible(password);
      if (refused !== undefined) return refused;
      return answerInTime(signal, async () =>
        judge(await caller.call(toVerifyCall(config, toFilling(identifier, attempt), password), signal)),
      );
    },
    ...(lookup !== undefined && { lookup: lookUpWith(config, lookup, caller) }),
    check: (signal) => check(config, caller, signal),
    close: () => caller.close(),
  };
}

function lookUpWith(
  config: Config,
  lookup: LookupConfig,
  caller: Caller,
): NonNullable<LegacySession['lookup']> {
  const judge = compileAnswers(lookup.answers, LOOKUP_RULES, config);
  return (identifier, signal) =>
    answerInTime(signal, async () =>
      judge(await caller.call(toLookupCall(config, lookup, toFilling(identifier)), signal)),
    );
}

/** Pure: the request that one attempt makes. */
export function toVerifyCall(config: Config, filling: Filling, password: TypedPassword): Call {
  const text = spell(password, config.unicode);
  const body = config.basic
    ? { headers: { authorization: toBasic(filling.identifier ?? '', text) } }
    : toBody(config.json ?? (config.form === undefined ? USUAL_BODY : undefined), config.form, {
        ...filling,
        password: text,
      });
  return {
    method: config.method,
    url: fillUrl(config.url, filling),
    ...body,
    headers: { ...ownHeaders(config, filling), ...body.headers },
  };
}

function toLookupCall(config: Config, lookup: LookupConfig, filling: Filling): Call {
  const body = toBody(lookup.json, lookup.form, filling);
  return {
    method: lookup.method,
    url: fillUrl(lookup.url, filling),
    ...body,
    headers: { ...ownHeaders(config, filling), ...body.headers },
  };
}

interface Body {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function toBody(json: unknown, form: Readonly<Record<string, string>> | undefined, filling: Filling): Body {
  if (form !== undefined) {
    const fields = Object.entries(form).map(([name, text]): [string, string] => [
      name,
      String(fillJson(text, filling)),
    ]);
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    };
  }
  if (json === undefined) return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fillJson(json, filling)) };
}

function toBasic(identifier: string, password: string): string {
  if (identifier.includes(':')) throw new NoAnswer('an identifier with a colon', { retryable: false });
  return `Basic ${Buffer.from(`${identifier}:${password}`, 'utf8').toString('base64')}`;
}

function ownHeaders(config: Config, filling: Filling): Record<string, string> {
  const further = Object.entries(config.headers).map(([name, text]) => [
    name.toLowerCase(),
    fillHeader(text, filling),
  ]);
  return {
    ...Object.fromEntries(further.filter(([, text]) => text !== '')),
    ...(config.authorization !== undefined && { authorization: config.authorization }),
    ...(config.apiKey !== undefined && { [config.apiKeyHeader.toLowerCase()]: config.apiKey }),
  };
}

/** Without an address of its own, an answer of any kind from the endpoint shows that it is there. */
async function check(config: Config, caller: Caller, signal: AbortSignal): Promise<void> {
  const url = fillUrl(config.check ?? config.url, {});
  const method = config.check === undefined ? 'HEAD' : 'GET';
  const reply = await caller.call({ method, url, headers: ownHeaders(config, {}) }, signal).catch((error) => {
    throw unreachable('http', error);
  });
  const isWell = config.check === undefined ? reply.status < 500 : reply.status >= 200 && reply.status < 300;
  if (!isWell) throw new FootbridgeError('LEGACY_UNREACHABLE', `The legacy (http) answered ${reply.status}`);
}
