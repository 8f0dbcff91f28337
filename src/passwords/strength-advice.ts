/**
 * What to do about a stored hash in a migration, in plain words: from its strength and from whether it can be wrapped.
 *
 * @module
 */
import type { HashParts } from './parts.ts';
import { isReadable, type Strength, strengthOf } from './strength.ts';
import { innerOf } from './wrap-inner.ts';

/**
 * `carry`: as it is. `rehash`: carry, and replace at the next login. `wrap`: put Argon2id around it now. `hash`: the
 * password can be read, so hash it now. `reset`: it can only wait in the vault. `none`: there is no password.
 */
export type AdviceAction = 'carry' | 'rehash' | 'wrap' | 'hash' | 'reset' | 'none';

export interface Advice {
  readonly action: AdviceAction;
  /** Whole sentences. */
  readonly words: string;
}

export function adviseOn(parts: HashParts, strength: Strength = strengthOf(parts)): Advice {
  const action = actionFor(parts, strength);
  return { action, words: WORDS[action] };
}

function actionFor(parts: HashParts, { class: found }: Strength): AdviceAction {
  if (parts.primitive === 'disabled') return 'none';
  if (isReadable(parts)) return 'hash';
  if (found === 'strong') return 'carry';
  if (found === 'acceptable') return 'rehash';
  return 'reason' in innerOf(parts) ? 'reset' : 'wrap';
}

const WORDS = {
  carry: 'Carry it over as it is.',
  rehash:
    'Carry it over as it is, and replace it with Argon2id when its owner next logs in and the password is at hand.',
  wrap: 'Let it rest nowhere as it is: wrap it in Argon2id, or carry it to a platform that takes it, and replace it when its owner next logs in.',
  hash: 'The password can be read from it: hash it with Argon2id now, destroy the original, and tell its owner to choose another.',
  reset:
    'It cannot be wrapped: keep it sealed in the vault until its owner logs in, and reset those who have not come by then.',
  none: 'There is no password behind it: keep the account without one.',
} as const satisfies Record<AdviceAction, string>;
