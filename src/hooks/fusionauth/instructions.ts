/**
 * The connector, the policy and the webhook, as requests to FusionAuth's API.
 *
 * @see https://fusionauth.io/docs/apis/connectors/generic
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './index.ts';

/** Of every installation: the connector that is FusionAuth's own user store. */
const OWN_USERS = 'e3306678-a53a-4964-9040-1c96f36dda72';

export function instructions({ readTimeout }: Config, place: HookPlace): readonly Instruction[] {
  const headers = { Authorization: `Bearer ${secretName(place)}` };
  return [
    {
      step: 'POST to /api/connector (a paid edition is needed), and note the id of the connector.',
      file: 'connector.json',
      content: json({
        connector: {
          type: 'Generic',
          name: `Footbridge ${place.migration}`,
          authenticationURL: `${place.url}/login`,
          connectTimeout: 1_000,
          readTimeout,
          headers,
        },
      }),
    },
    {
      step: "PATCH /api/tenant/{tenantId}: FusionAuth's own users first, so that who has crossed is judged there; then the connector, with migrate.",
      file: 'tenant.json',
      content: json({
        tenant: {
          connectorPolicies: [
            { connectorId: OWN_USERS, domains: ['*'], migrate: false },
            { connectorId: '<id of the connector>', domains: ['*'], migrate: true },
          ],
        },
      }),
    },
    {
      step: 'POST to /api/webhook, and enable the five events for the tenant.',
      file: 'webhook.json',
      content: json({
        webhook: {
          url: `${place.url}/settle`,
          description: `Footbridge ${place.migration}`,
          global: true,
          connectTimeout: 1_000,
          readTimeout: 2_000,
          headers,
          eventsEnabled: {
            'user.create.complete': true,
            'user.login.success': true,
            'user.password.update': true,
            'user.password.reset.success': true,
            'user.delete.complete': true,
          },
        },
      }),
    },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
