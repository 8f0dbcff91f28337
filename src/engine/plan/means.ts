/**
 * What there is to cross with, and which paths it refuses.
 *
 * @module
 */
import type { Means } from './choose.ts';

export interface MeansGiven {
  /** A live legacy is configured. */
  readonly legacy: boolean;
  /** So is a hook, by which the target asks us. */
  readonly hooks: boolean;
}

export function meansOf({ legacy, hooks }: MeansGiven): Means {
  return {
    legacy,
    hooks,
    refuse(path, { count, unreachable, candidate }) {
      const needsLegacy = candidate.ways.some((way) => way.path === 'jit' && way.credentialPlan === 'legacy');
      if (path === 'jit' && !legacy && needsLegacy)
        return 'no live `legacy` is configured that could be asked whether a password is right.';
      if (path === 'reset' && count > 0 && unreachable === count)
        return `none of the ${count} has an e-mail address or a phone number to be asked by.`;
      return undefined;
    },
  };
}
