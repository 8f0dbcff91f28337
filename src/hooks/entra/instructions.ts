/**
 * What to do in the tenant, and the four requests to Microsoft Graph with everything filled in that we know.
 *
 * @see https://learn.microsoft.com/graph/api/resources/onpasswordsubmitlistener
 * @module
 */
import type { HookPlace, Instruction } from '../hook.ts';
import type { Config } from './config.ts';

export function instructions(config: Config, place: HookPlace): readonly Instruction[] {
  const resource = `api://${new URL(place.url).host}/${config.appId}`;
  return [
    {
      step: 'Create a boolean directory extension for the flag, and import the users with it set to true and a random password of 40 characters or more.',
      file: 'extension-property.json',
      content: json({ name: 'toBeMigrated', dataType: 'Boolean', targetObjects: ['User'] }),
    },
    {
      step: `In the app registration ${config.appId}: set the identifier URI to ${resource}, grant CustomAuthenticationExtension.Receive.Payload, upload the certificate of the private key as keyCredentials (usage Encrypt) and name it in tokenEncryptionKeyId.`,
    },
    {
      step: 'POST to https://graph.microsoft.com/beta/identity/customAuthenticationExtensions and note the id it answers with.',
      file: 'custom-extension.json',
      content: json({
        '@odata.type': '#microsoft.graph.onPasswordSubmitCustomExtension',
        displayName: `Footbridge ${place.migration}`,
        authenticationConfiguration: {
          '@odata.type': '#microsoft.graph.azureAdTokenAuthentication',
          resourceId: resource,
        },
        endpointConfiguration: {
          '@odata.type': '#microsoft.graph.httpRequestEndpoint',
          targetUrl: place.url,
        },
        clientConfiguration: {
          timeoutInMilliseconds: config.timeout,
          maximumRetries: config.retries,
        },
      }),
    },
    {
      step: 'POST to https://graph.microsoft.com/beta/identity/authenticationEventListeners, with the ids of your application, of the extension property and of the custom extension. It needs the role Authentication Extensibility Password Administrator.',
      file: 'listener.json',
      content: json({
        '@odata.type': '#microsoft.graph.onPasswordSubmitListener',
        priority: 500,
        conditions: { applications: { includeApplications: [{ appId: '<your application>' }] } },
        handler: {
          '@odata.type': '#microsoft.graph.onPasswordMigrationCustomExtensionHandler',
          migrationPropertyId: '<extension_…_toBeMigrated>',
          customExtension: { id: '<custom extension>' },
        },
      }),
    },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
