/**
 * Opens the live legacy as the configuration names it.
 *
 * @module
 */
import { parseSettings } from '../config/connector.ts';
import type { LoadedConfig } from '../config/load.ts';
import { namedLegacy } from '../config/named.ts';
import type { Environment } from '../config/secret.ts';
import type { MappingConfig } from '../identity/mapping.ts';
import type { LegacySession } from '../legacy/legacy.ts';
import { passwordSecret } from './parts.ts';

export interface OpenedLegacy {
  readonly id: string;
  readonly session: LegacySession;
  readonly looksUp: boolean;
  readonly mapping: MappingConfig | undefined;
}

/** Undefined: none is configured. The caller closes the session. */
export async function openLegacySession(
  { config, path, folder }: LoadedConfig,
  environment: Environment,
): Promise<OpenedLegacy | undefined> {
  const named = namedLegacy(config, path);
  if (named === undefined) return undefined;
  const { connector, settings: written, where, mapping } = named;
  const settings = parseSettings(connector, written, environment, where);
  const secret = (name: string) => passwordSecret(name, config, environment);
  const session = await connector.open(settings, { folder, secret });
  return { id: connector.id, session, looksUp: connector.looksUp(settings), mapping };
}
