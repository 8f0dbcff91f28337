/**
 * What goes wrong when a proxy stands before the page and the server does not know: to the throttles, all customers are
 * one network address then, and the guesses of one of them shut out the others.
 *
 * @module
 */
import type { MigrationConfig } from '../../config/migration.ts';

/** Undefined: nothing to say. TLS ends before us, so whoever comes over https came through something. */
export function proxyWarning({ reset, serve }: Pick<MigrationConfig, 'reset' | 'serve'>): string | undefined {
  if (reset === undefined || serve.trustProxy.length > 0) return undefined;
  if (!reset.journey.pageUrl.startsWith('https:')) return undefined;
  return '`serve.trustProxy` is empty, but customers come through whatever ends TLS for `reset.journey.pageUrl`: all of them share its address, and the limits of one. Name its address.';
}
