/**
 * What a hash is made of, field by field, in words: costs as they are, secrets by their length alone.
 *
 * @module
 */
import type { HashParts, Inputs } from '../../../passwords/index.ts';
import { formatCount } from '../../words.ts';

export type Field = readonly [name: string, value: string];

const bytes = (value: Uint8Array): string => `${value.length} bytes`;

export function fieldsOf(parts: HashParts): readonly Field[] {
  const own = ownFields(parts);
  if (!('prehash' in parts) || parts.prehash === undefined) return own;
  const { rule, inputs } = parts.prehash;
  return [['first', rule], ...inputFields(inputs), ...own];
}

function ownFields(parts: HashParts): readonly Field[] {
  switch (parts.primitive) {
    case 'bcrypt':
      return [
        ['variant', parts.variant],
        ['cost', `${parts.cost}: ${formatCount(2 ** parts.cost)} rounds`],
        ['salt', '16 bytes'],
        ['digest', '23 bytes'],
      ];
    case 'argon2':
      return [
        ['variant', `Argon2${parts.variant}, version ${parts.version === 19 ? '1.3' : '1.0'}`],
        ['memory', `${formatCount(parts.memory)} KiB`],
        ['passes', String(parts.passes)],
        ['lanes', String(parts.parallelism)],
        ['salt', bytes(parts.salt)],
        ['digest', bytes(parts.key)],
      ];
    case 'scrypt':
      return [
        ['N', formatCount(parts.N)],
        ['r', String(parts.r)],
        ['p', String(parts.p)],
        ['memory', `${formatCount((128 * parts.r * parts.N) / 1024)} KiB`],
        ['salt', bytes(parts.salt)],
        ['digest', bytes(parts.key)],
      ];
    case 'firebase-scrypt':
      return [
        ['N', formatCount(2 ** parts.memCost)],
        ['r', String(parts.rounds)],
        ['salt', bytes(parts.salt)],
        ['salt separator', bytes(parts.saltSeparator)],
        ['signer key', bytes(parts.signerKey)],
        ['digest', bytes(parts.key)],
      ];
    case 'pbkdf2':
      return [
        ['digest', parts.digest],
        ['rounds', formatCount(parts.iterations)],
        ['salt', bytes(parts.salt)],
        ['key', bytes(parts.key)],
      ];
    case 'phpass':
      return [
        ['digest', parts.digest],
        ['rounds', formatCount(2 ** parts.logRounds)],
        ['salt', `${parts.salt.length} letters`],
        ['digest', `${parts.key.length} letters`],
      ];
    case 'crypt':
      return [
        ['scheme', parts.scheme],
        ...(parts.rounds === undefined ? [] : [['rounds', formatCount(parts.rounds)] as const]),
        ...(parts.setting === undefined
          ? []
          : [['N, r', `${formatCount(parts.setting.N)}, ${parts.setting.r}`] as const]),
        ['salt', `${parts.salt.length} letters`],
        ['digest', `${parts.key.length} letters`],
      ];
    case 'digest':
      return [...inputFields(parts.inputs), ['digest', bytes(parts.key)]];
    case 'own':
      return [['scheme', parts.scheme], ...inputFields(parts.inputs), ['digest', bytes(parts.key)]];
    case 'disabled':
      return [['meaning', parts.meaning]];
  }
}

function inputFields(inputs: Inputs): readonly Field[] {
  return Object.entries(inputs).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatCount(value) : bytes(value),
  ]);
}
