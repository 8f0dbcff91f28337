/**
 * The settings of the `keycloak` target.
 *
 * @module
 */
import { z } from 'zod';

export const Config = z.strictObject({
  url: z.url().describe('Address of Keycloak, with its path where it has one: https://id.example.com'),
  realm: z.string().min(1).describe('Realm the customers move to'),
  clientId: z
    .string()
    .default('footbridge')
    .describe('Confidential client with service accounts and the rights that docs/targets/keycloak.md names'),
  clientSecret: z.string().min(1).meta({ secret: true }).describe('Its secret'),
  clientRealm: z
    .string()
    .optional()
    .describe('Realm of that client, where it is not the one the customers move to'),
  externalIdAttribute: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/)
    .default('footbridge_id')
    .describe('User attribute that holds our id, by which a user is found again'),
  providers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Name of a login provider in the legacy → alias of the identity provider in the realm'),
  migrationProvider: z
    .string()
    .optional()
    .describe(
      'Id of the user federation component of the migration plugin (docs/hooks/keycloak.md): customers whose password waits with us are linked to it, so that Keycloak asks there at their first login',
    ),
  createMissing: z
    .boolean()
    .default(false)
    .describe(
      'Create groups and realm roles that customers have and the realm lacks; otherwise they are held',
    ),
  resetClientId: z
    .string()
    .optional()
    .describe(
      "Client through which customers come back to our page from Keycloak's own pages: standard flow on, the page among its redirect URIs. Absent: they stay at Keycloak",
    ),
  loginClientId: z
    .string()
    .optional()
    .describe('Client with direct access grants for proof logins; absent: none can be tried'),
  loginClientSecret: z.string().meta({ secret: true }).optional().describe('Its secret, if it has one'),
});

export type Config = z.output<typeof Config>;
