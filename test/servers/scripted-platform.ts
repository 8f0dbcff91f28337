/**
 * A platform as a handover knows it, by its documented calls: contract tests, not the platform itself.
 *
 * Whatever is not in the script is a 404, so that a request of another shape than documented fails its test.
 *
 * @module
 */

import type { Handover, HandoverSession, HandoverUser } from '../../src/handovers/handover.ts';
import type { HandoverScene } from '../../src/handovers/handover-contract.ts';
import { createPace } from '../../src/net/pace.ts';
import { type ScriptedReply, type ScriptedRequest, startScriptedHttp } from './scripted-http.ts';

export interface PlatformScript {
  /** Method and path without its query: `POST /api/v2/tickets/password-change`. */
  readonly calls: Readonly<Record<string, (request: ScriptedRequest) => ScriptedReply>>;
  /** The call that begins a journey, of those. */
  readonly begins: (request: ScriptedRequest) => boolean;
  readonly config: (url: string) => unknown;
  readonly customer: HandoverUser;
  readonly stranger: HandoverUser;
  readonly secrets: readonly string[];
  readonly onlyLooks?: boolean;
}

export interface ScriptedPlatform extends HandoverScene {
  readonly url: string;
  /** All but those for tokens, as method, address and body; JSON parsed. */
  readonly sent: readonly { readonly call: string; readonly body: unknown }[];
}

export async function startPlatform(script: PlatformScript): Promise<ScriptedPlatform> {
  const sent: { call: string; body: unknown }[] = [];
  let begun = 0;
  let trouble: ScriptedReply | undefined;
  const server = await startScriptedHttp((request) => {
    const { method, url } = request;
    const call = script.calls[`${method} ${url.split('?')[0]}`];
    if (!/token$/.test(url.split('?')[0] ?? '') || script.begins(request))
      sent.push({ call: `${method} ${url}`, body: parse(request.body) });
    if (call === undefined) return { status: 404, body: { error: 'not in the script' } };
    if (!script.begins(request)) return call(request);
    if (trouble !== undefined) return trouble;
    const reply = call(request);
    if (typeof reply === 'object' && reply.status < 300) begun += 1;
    return reply;
  });
  return {
    url: server.url,
    sent,
    config: script.config(server.url),
    at: script.config,
    customer: script.customer,
    named: { identifiers: script.customer.identifiers },
    stranger: script.stranger,
    secrets: script.secrets,
    onlyLooks: script.onlyLooks ?? false,
    begun: () => begun,
    trouble(status, headers) {
      trouble =
        status === undefined || status === 'break'
          ? status
          : { status, body: { error: 'trouble' }, ...(headers && { headers }) };
    },
    end: () => server.stop(),
  };
}

/** A session there, and what it is to be asked. */
export async function openHandover<Config>(
  handover: Handover<Config>,
  { config }: Pick<HandoverScene, 'config'>,
): Promise<HandoverSession> {
  return handover.open(handover.config.parse(config), { pace: createPace({ concurrency: 4 }) });
}

/** A customer by e-mail address. */
export function userCalled(email: string, targetId?: string): HandoverUser {
  const identifiers = [{ type: 'email', value: email, verified: true }] as const;
  return { identifiers, ...(targetId !== undefined && { targetId }) };
}

export function bodyOf({ body }: ScriptedRequest): Readonly<Record<string, unknown>> {
  return Object(parse(body));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
