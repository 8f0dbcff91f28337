/**
 * The script of the Action, the request that installs it, and the webhook.
 *
 * @see https://docs.logto.io/developers/actions/configure-and-test-actions
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './index.ts';

export function instructions({ limit }: Config, place: HookPlace): readonly Instruction[] {
  const script = actionScript(limit - 500);
  return [
    {
      step: 'Read the script of the Action before installing it.',
      file: 'footbridge-action.js',
      content: script,
    },
    {
      step: 'PUT to /api/configs/actions/action.postFirstFactorVerification, or paste script and variables into Console > Actions > Post first-factor verification.',
      file: 'action.json',
      content: json({
        script,
        environmentVariables: { FOOTBRIDGE_URL: place.url, FOOTBRIDGE_KEY: secretName(place) },
        enabled: true,
        onExecutionError: 'block',
      }),
    },
    {
      step: 'Create a webhook in Console > Webhooks with these events, and keep the signing key it shows as a secret of this hook (signingKeys).',
      file: 'webhook.json',
      content: json({
        name: `Footbridge ${place.migration}`,
        events: ['User.Created', 'PostSignIn', 'PostResetPassword', 'User.Deleted'],
        config: { url: `${place.url}/settle` },
      }),
    },
  ];
}

/** Runs in Logto's worker: plain JavaScript, `fetch`, no imports. Undefined means wrong credentials. */
export function actionScript(timeout: number): string {
  return `const runAction = async ({ event, environmentVariables = {} }) => {
  const response = await fetch(environmentVariables.FOOTBRIDGE_URL + '/login', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer ' + environmentVariables.FOOTBRIDGE_KEY,
    },
    body: JSON.stringify({
      identifier: event.identifier,
      userId: event.user ? event.user.id : null,
      password: event.password,
    }),
    redirect: 'error',
    ...(typeof AbortSignal !== 'undefined' &&
      AbortSignal.timeout && { signal: AbortSignal.timeout(${timeout}) }),
  });
  if (response.status === 200) return response.json();
  if (response.status === 204) return undefined;
  throw new Error('Footbridge answered with ' + response.status);
};
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
