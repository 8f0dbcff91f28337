/**
 * Is the realm set up for a campaign? Reads only.
 *
 * @module
 */
import type { Check, CredentialNeed } from '../target.ts';
import { ACTIONS } from './begin-reset.ts';
import type { Place } from './place.ts';
import { secondFactorsOf } from './second-factors.ts';
import type { Client, Execution, Realm, RequiredAction } from './shapes.ts';

export async function checkReset(place: Place, returnTo: string | undefined): Promise<readonly Check[]> {
  const { api, config } = place;
  const realm = await api.realm();
  const [actions, executions, clients] = await Promise.all([
    api.requiredActions(),
    api.executions(realm.browserFlow),
    config.resetClientId === undefined ? [] : api.clients(config.resetClientId),
  ]);
  return [
    checkMail(realm),
    checkActions(actions),
    checkForms(executions),
    checkPasskeyForm(realm, executions),
    ...(config.resetClientId === undefined || returnTo === undefined
      ? []
      : [checkWayBack(clients[0], config.resetClientId, returnTo)]),
  ];
}

function checkMail({ smtpServer }: Realm): Check {
  const ok = Object.keys(smtpServer).length > 0;
  return {
    title: 'Keycloak can send its own e-mail',
    ok,
    fatal: false,
    found: ok
      ? 'A mail server is set.'
      : 'No mail server is set: whoever has no way to log in cannot be led to its pages, only to ours. Realm settings → Email.',
  };
}

function checkActions(actions: readonly RequiredAction[]): Check {
  const on = new Set(actions.filter(({ enabled }) => enabled).map(({ alias }) => alias));
  const off = (Object.keys(ACTIONS) as CredentialNeed[])
    .map((need) => ACTIONS[need])
    .filter((one) => !on.has(one));
  return {
    title: 'Keycloak can ask for every kind of credential',
    ok: off.length === 0,
    fatal: false,
    found:
      off.length === 0
        ? 'All required actions are on.'
        : `Off: ${off.join(', ')}. Nobody can be led to them: Authentication → Required actions.`,
  };
}

/** What is set up and never asked for protects nobody. */
function checkForms(executions: readonly Execution[]): Check {
  const asked = secondFactorsOf(executions);
  const missing = (['totp', 'recovery-codes'] as const).filter((factor) => !asked.includes(factor));
  return {
    title: 'The browser flow asks for the second factors that customers set up',
    ok: missing.length === 0,
    fatal: false,
    found:
      missing.length === 0
        ? 'It asks for apps and recovery codes.'
        : `It has no form that is on for: ${missing.join(', ')}. Authentication → Flows → the browser flow.`,
  };
}

/** Either the login form offers passkeys, or the flow has a form of its own for them. */
function checkPasskeyForm(realm: Realm, executions: readonly Execution[]): Check {
  const inFlow = executions.some(
    ({ providerId, requirement }) =>
      providerId === 'webauthn-authenticator-passwordless' && requirement !== 'DISABLED',
  );
  const ok = inFlow || realm.webAuthnPolicyPasswordlessPasskeysEnabled;
  return {
    title: 'Customers can log in with a passkey',
    ok,
    fatal: false,
    found: ok
      ? 'They can.'
      : 'No form asks for one: switch on "Enable Passkeys" (Authentication → Policies → WebAuthn passwordless policy).',
  };
}

function checkWayBack(client: Client | undefined, name: string, returnTo: string): Check {
  const title = "Customers come back from Keycloak's pages";
  const why = whyNotBack(client, returnTo);
  if (why === undefined) return { title, ok: true, fatal: true, found: `Through the client ${name}.` };
  return { title, ok: false, fatal: true, found: `The client ${name} of target.resetClientId ${why}` };
}

function whyNotBack(client: Client | undefined, returnTo: string): string | undefined {
  if (client === undefined) return 'is not there: Clients → Create client.';
  if (!client.enabled) return 'is disabled.';
  if (!client.standardFlowEnabled)
    return 'has its standard flow off: Clients → Settings → Capability config.';
  const { redirectUris, rootUrl } = client;
  if (redirectUris.some((pattern) => isAllowed(pattern, rootUrl ?? '', returnTo))) return undefined;
  return `does not allow ${returnTo}: Clients → Settings → Valid redirect URIs.`;
}

/** As Keycloak compares (RedirectUtils, 26.7.4): a star at the end stands for anything, a bare path hangs on the root. */
function isAllowed(pattern: string, root: string, url: string): boolean {
  const whole = pattern.startsWith('/') ? root.replace(/\/$/, '') + pattern : pattern;
  if (!whole.endsWith('*')) return whole === url;
  const start = whole.slice(0, -1);
  return url.startsWith(start) || url === start.replace(/\/$/, '');
}
