/**
 * The customers as whom the demo logs in: those whose password stands here, because nobody has it.
 *
 * @module
 */
import type { OldHash } from './old-hashes.ts';

export interface Regular {
  readonly id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly hash: OldHash;
  readonly password: string;
  readonly totp?: string;
  readonly blocked?: true;
}

/** The first rows of the export. */
export const REGULARS: readonly Regular[] = [
  { id: '1', first_name: 'Ada', last_name: 'Okafor', hash: 'bcrypt', password: 'tulip-harbour-19' },
  { id: '2', first_name: 'Bela', last_name: 'Novak', hash: 'django', password: 'Grüße aus Wien!' },
  { id: '3', first_name: 'Chidi', last_name: 'Lindqvist', hash: 'sha1', password: 'sommer2009' },
  { id: '4', first_name: 'Dagny', last_name: 'Marino', hash: 'phpass', password: 'correct horse battery' },
  {
    id: '5',
    first_name: 'Emil',
    last_name: 'Santos',
    hash: 'bcrypt',
    password: 'lighthouse-keeper',
    totp: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
  {
    id: '6',
    first_name: 'Frida',
    last_name: 'Berg',
    hash: 'django',
    password: 'locked-out-in-2021',
    blocked: true,
  },
  { id: '7', first_name: 'Gita', last_name: 'Moreau', hash: 'phpass', password: 'blue bicycle, 1998' },
  { id: '8', first_name: 'Hugo', last_name: 'Lehmann', hash: 'phpass', password: 'hugo-und-der-hund' },
];

/** Their hashes are what the configuration puts into the second wave. */
const SECOND_WAVE: OldHash = 'phpass';

export const FIRST_WAVE_REGULARS = REGULARS.filter(({ hash }) => hash !== SECOND_WAVE);
export const SECOND_WAVE_REGULARS = REGULARS.filter(({ hash }) => hash === SECOND_WAVE);

/** What a regular types at a login. */
export function emailOf({ first_name, last_name }: Pick<Regular, 'first_name' | 'last_name'>): string {
  return `${first_name}.${last_name}@example.com`.toLowerCase();
}
