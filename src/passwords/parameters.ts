/**
 * The cost parameters of a hash in one short text, so that a population can be counted by them.
 *
 * @module
 */
import type { HashParts } from './parts.ts';

/** `cost 10`, `sha256, 260000 rounds`; empty where the format has no parameters. Never a salt or a key. */
export function parametersOf(parts: HashParts): string {
  switch (parts.primitive) {
    case 'bcrypt':
      return `cost ${parts.cost}`;
    case 'argon2':
      return `${parts.memory} KiB, ${parts.passes} passes, ${parts.parallelism} lanes`;
    case 'scrypt':
      return `N=${parts.N}, r=${parts.r}, p=${parts.p}`;
    case 'firebase-scrypt':
      return `N=${2 ** parts.memCost}, r=${parts.rounds}`;
    case 'pbkdf2':
      return `${parts.digest}, ${parts.iterations} rounds, ${parts.key.length} bytes`;
    case 'phpass':
      return `${2 ** parts.logRounds} rounds`;
    case 'crypt':
      if (parts.setting !== undefined) return `N=${parts.setting.N}, r=${parts.setting.r}`;
      return parts.rounds === undefined ? '' : `${parts.rounds} rounds`;
    case 'digest':
      return typeof parts.inputs.iterations === 'number' ? `${parts.inputs.iterations} rounds` : '';
    default:
      return '';
  }
}
