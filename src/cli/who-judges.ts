/**
 * Whose word it is what would become of a customer: the target's, else that of what is known of the platform behind the
 * handover or a hook. Nobody is asked.
 *
 * @module
 */
import { parseSettings } from '../config/connector.ts';
import type { LoadedConfig } from '../config/load.ts';
import { namedHandover, namedHooks, namedTarget } from '../config/named.ts';
import type { Environment } from '../config/secret.ts';
import type { Identity } from '../identity/identity.ts';
import { fitPlatform, PLATFORMS } from '../targets/platforms/index.ts';
import type { Fit } from '../targets/target.ts';

export interface WhoJudges {
  /** `facts`: of a platform that we do not write. `settings`: not even those are there. */
  readonly by: 'target' | 'facts' | 'settings';
  /** The target, or the platform, as its page calls it. */
  readonly title: string;
  fit(identity: Identity): Fit;
}

export function whoJudges({ config, path }: LoadedConfig, environment: Environment): WhoJudges {
  if (config.target !== undefined) {
    const { connector, settings: written, where } = namedTarget(config, path);
    const settings = parseSettings(connector, written, environment, where);
    return {
      by: 'target',
      title: connector.title,
      fit: (identity) => connector.fit(identity, settings),
    };
  }
  const handover = namedHandover(config, path);
  const named = [...(handover === undefined ? [] : [handover]), ...namedHooks(config, path)];
  const platform = PLATFORMS.find(({ id }) => named.some(({ connector }) => connector.id === id));
  if (platform === undefined) {
    const titles = named.map(({ connector }) => connector.title);
    return { by: 'settings', title: titles.join(', '), fit: fitUnknown };
  }
  return {
    by: 'facts',
    title: platform.title,
    fit: (identity) => fitPlatform(platform, identity),
  };
}

/** Of whom nothing is known, nothing is lost, and nothing is promised: the settings decide about every hash. */
function fitUnknown({ password }: Identity): Fit {
  return password === undefined
    ? { credentialPlan: 'none', reason: 'There is no password.', losses: [] }
    : { credentialPlan: 'vault', reason: 'Nothing is known of what the platform verifies.', losses: [] };
}
