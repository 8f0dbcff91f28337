/**
 * Is the instance set up for a campaign? Looks only.
 *
 * @module
 */
import type { Check } from '../target.ts';
import type { Config } from './config.ts';
import type { Instance } from './instance.ts';

export function checkReset(instance: Instance, config: Config): readonly Check[] {
  return [
    checkLogin(instance),
    checkPlugin(instance, 'two-factor', 'Authenticator apps and recovery codes can be set up'),
    checkPlugin(instance, 'passkey', 'Passkeys can be set up'),
    ...(config.resetPage === undefined ? [] : [checkPage(instance, config.resetPage)]),
  ];
}

function checkLogin({ context }: Instance): Check {
  const ok = context.options.emailAndPassword?.enabled === true;
  return {
    title: 'Customers can log in with a new password',
    ok,
    fatal: true,
    found: ok ? 'They can.' : 'They cannot: set `emailAndPassword.enabled` of betterAuth().',
  };
}

function checkPlugin({ plugins }: Instance, plugin: string, title: string): Check {
  const ok = plugins.has(plugin);
  const found = ok ? `By the plugin ${plugin}.` : `Not without the plugin ${plugin} in betterAuth().`;
  return { title, ok, fatal: false, found };
}

/** What Better Auth asks before it sends anybody anywhere; without a base a link would have no host. */
export function leadsTo({ context }: Instance, page: string): boolean {
  return context.baseURL !== '' && context.isTrustedOrigin(page, { allowRelativePaths: false });
}

function checkPage(instance: Instance, page: string): Check {
  const ok = leadsTo(instance, page);
  return {
    title: 'The page for a new password can be reached',
    ok,
    fatal: true,
    found: ok
      ? 'Its origin is trusted.'
      : 'Better Auth would refuse to lead there: add its origin to `trustedOrigins` of betterAuth(), and set `baseURL`.',
  };
}
