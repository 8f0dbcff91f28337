/**
 * The three targets and the executions that bind them, as requests to ZITADEL's API.
 *
 * @see https://zitadel.com/docs/guides/integrate/actions/usage
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import type { Config } from './config.ts';

const REQUESTS = ['SessionService/SetSession', 'SessionService/CreateSession'];
const RESPONSES = [...REQUESTS, 'UserService/SetPassword', 'UserService/DeleteUser'];

export function instructions(config: Config, place: HookPlace): readonly Instruction[] {
  const timeout = `${config.timeout / 1_000}s`;
  return [
    {
      step: `POST to ${config.url}/v2/actions/targets: the target of the search. Note its id, and keep its signingKey as a secret of this hook.`,
      file: 'target-list-users.json',
      content: json({
        name: `footbridge-${place.migration}-list-users`,
        endpoint: `${place.url}/list-users`,
        timeout,
        restCall: { interruptOnError: true },
      }),
    },
    {
      step: 'POST to /v2/actions/targets: the target of passwords. Note its id, and keep its signingKey as the second one.',
      file: 'target-password.json',
      content: json({
        name: `footbridge-${place.migration}-password`,
        endpoint: `${place.url}/password`,
        timeout,
        restWebhook: { interruptOnError: true },
      }),
    },
    {
      step: 'POST to /v2/actions/targets: the target of what happened, which nobody waits for. Note its id, and keep its signingKey as the third one.',
      file: 'target-events.json',
      content: json({
        name: `footbridge-${place.migration}-events`,
        endpoint: `${place.url}/events`,
        timeout,
        restAsync: {},
      }),
    },
    {
      step: 'PUT each of these to /v2/actions/executions, with the ids of the targets. The methods of v2beta stand beside those of v2: bound to one alone, the other is a way around.',
      file: 'executions.json',
      content: json(executions()),
    },
    {
      step: 'To rotate a signing key: POST to /v2/actions/targets/{id} with an expirationSigningKey, add the new key here in front, and take the old one out when it has expired.',
    },
  ];
}

function executions() {
  return ['v2', 'v2beta'].flatMap((version) => [
    bind('response', methodName('UserService/ListUsers', version), 'list-users'),
    ...REQUESTS.map((name) => bind('request', methodName(name, version), 'password')),
    ...RESPONSES.map((name) => bind('response', methodName(name, version), 'events')),
  ]);
}

function methodName(name: string, version: string): string {
  return `/zitadel.${name.startsWith('User') ? 'user' : 'session'}.${version}.${name}`;
}

function bind(when: 'request' | 'response', method: string, target: string) {
  return { condition: { [when]: { method } }, targets: [`<id of the target ${target}>`] };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
