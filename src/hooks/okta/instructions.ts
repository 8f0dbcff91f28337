/**
 * What to do in Okta: two hooks, and how users have to be created for them.
 *
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './config.ts';
import { EVENTS } from './events.ts';

export function instructions(config: Config, place: HookPlace): readonly Instruction[] {
  return [
    {
      step: 'Create the password import inline hook: POST this to /api/v1/inlineHooks. Okta uses one hook of this type.',
      file: 'okta-inline-hook.json',
      content: asJson(inlineHook(config, place)),
    },
    {
      step: 'Create users with a credential that asks the hook: POST to /api/v1/users?activate=true, with their profile.',
      file: 'okta-user.json',
      content: asJson({
        profile: {
          login: 'ann.lee@example.com',
          email: 'ann.lee@example.com',
          firstName: 'Ann',
          lastName: 'Lee',
        },
        credentials: { password: { hook: { type: 'default' } } },
      }),
    },
    {
      step: 'Create the event hook: POST this to /api/v1/eventHooks, then POST to /api/v1/eventHooks/{id}/lifecycle/verify.',
      file: 'okta-event-hook.json',
      content: asJson(eventHook(place)),
    },
  ];
}

function inlineHook({ oauth }: Config, place: HookPlace): unknown {
  const uri = `${place.url}/verify`;
  return {
    name: `Footbridge ${place.migration}`,
    type: 'com.okta.user.credential.password.import',
    version: '1.0.0',
    channel:
      oauth === undefined
        ? {
            type: 'HTTP',
            version: '1.0.0',
            config: { uri, method: 'POST', headers: [], authScheme: header(place) },
          }
        : {
            type: 'OAUTH',
            version: '1.0.0',
            config: {
              uri,
              method: 'POST',
              authType: 'client_secret_post',
              clientId: oauth.clientId,
              clientSecret: "<Okta's secret at the issuer>",
              tokenUrl: "<the issuer's token endpoint>",
              scope: '<a scope whose tokens have the audience>',
            },
          },
  };
}

function eventHook(place: HookPlace): unknown {
  return {
    name: `Footbridge ${place.migration}`,
    events: { type: 'EVENT_TYPE', items: Object.keys(EVENTS) },
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: { uri: `${place.url}/settle`, authScheme: header(place) },
    },
  };
}

function header(place: HookPlace): unknown {
  return { type: 'HEADER', key: 'Authorization', value: `Bearer ${secretName(place)}` };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
