/**
 * What to do in Auth0: a custom database connection with two scripts, and two Actions.
 *
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './config.ts';
import { getUserScript, loginScript, POST_CHANGE_PASSWORD_ACTION, POST_LOGIN_ACTION } from './scripts.ts';

export function instructions({ deadline }: Config, place: HookPlace): readonly Instruction[] {
  const settings = { FOOTBRIDGE_URL: place.url, FOOTBRIDGE_KEY: secretName(place) };
  return [
    {
      step: 'Database connection → Custom Database: turn on "Use my own database" and paste this as the Login script.',
      file: 'login.js',
      content: loginScript(deadline),
    },
    {
      step: 'Paste this as the Get User script, then turn on "Import Users to Auth0" in the settings of the connection.',
      file: 'get-user.js',
      content: getUserScript(deadline),
    },
    {
      step: 'Or set the same by PATCH /api/v2/connections/{id}: read the `options` there first and add these, because a PATCH replaces them all.',
      file: 'auth0-connection-options.json',
      content: `${JSON.stringify(
        {
          enabledDatabaseCustomization: true,
          import_mode: true,
          customScripts: { login: loginScript(deadline), get_user: getUserScript(deadline) },
          configuration: settings,
        },
        undefined,
        2,
      )}\n`,
    },
    {
      step: `Set ${Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}`)
        .join(' and ')} in the database settings of the connection and as secrets of both Actions.`,
    },
    {
      step: 'Add an Action to the post-login trigger.',
      file: 'post-login-action.js',
      content: POST_LOGIN_ACTION,
    },
    {
      step: 'Add an Action to the post-change-password trigger.',
      file: 'post-change-password-action.js',
      content: POST_CHANGE_PASSWORD_ACTION,
    },
  ];
}
