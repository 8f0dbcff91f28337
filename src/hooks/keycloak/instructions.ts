/**
 * What to do in Keycloak: install the plugin, and add it to the realm with these settings.
 *
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './config.ts';

export function instructions({ basicUser }: Config, place: HookPlace): readonly Instruction[] {
  const secret = secretName(place);
  const authorisation =
    basicUser === undefined
      ? { API_TOKEN_ENABLED: ['true'], API_TOKEN: [secret] }
      : {
          API_HTTP_BASIC_ENABLED: ['true'],
          API_HTTP_BASIC_USERNAME: [basicUser],
          API_HTTP_BASIC_PASSWORD: [secret],
        };
  const component = {
    name: `Footbridge ${place.migration}`,
    providerId: PROVIDER,
    providerType: 'org.keycloak.storage.UserStorageProvider',
    config: {
      URI: [place.url],
      ...authorisation,
      // The link is cut once Keycloak has the password; kept, the old password would go on opening the account.
      SEVER_FEDERATION_LINK: ['true'],
      UPDATE_USER_ON_LOGIN: ['false'],
      UPDATE_USER_GROUPS_ON_LOGIN: ['SYNC_FIRST_LOGIN'],
      UPDATE_USER_ROLES_ON_LOGIN: ['SYNC_FIRST_LOGIN'],
      MIGRATE_UNMAPPED_ROLES: ['true'],
      MIGRATE_UNMAPPED_GROUPS: ['true'],
      enabled: ['true'],
      cachePolicy: ['NO_CACHE'],
    },
  };
  return [
    {
      step: 'Put the jar of keycloak-user-migration 6.2.2 or newer into `providers/` of Keycloak and restart it.',
    },
    {
      step: 'Add it to the realm: POST this to /admin/realms/{realm}/components, or fill the same in under User federation.',
      file: 'keycloak-user-federation.json',
      content: `${JSON.stringify(component, undefined, 2)}\n`,
    },
    {
      step: 'Turn brute force detection on in the realm: whoever has not crossed is guessed at through Keycloak.',
    },
  ];
}

/** As the plugin calls itself: the name of its factory. */
const PROVIDER = 'User migration using a REST client';
