/**
 * The table of bounds: each with its value, as the code has it, and its reason.
 *
 * @module
 */
import { MAX_IN_FLIGHT, MAX_WAITING as MAX_WAITING_NATIVE } from '../../src/passwords/admission.ts';
import { MAX_KEY_BYTES, MAX_SALT_BYTES } from '../../src/passwords/bounds.ts';
import { DEFAULT_LIMITS, MAX_PASSWORD_BYTES } from '../../src/passwords/index.ts';
import { MAX_BYTES } from '../../src/passwords/pipeline/compile.ts';
import { MAX_DEPTH, MAX_LENGTH } from '../../src/passwords/pipeline/parse.ts';
import { MAX_WAITING } from '../../src/passwords/pool.ts';
import { MAX_HASH_LENGTH, MAX_INPUT_LENGTH } from '../../src/passwords/stored.ts';
import { table } from '../tables/table.ts';

const count = (value: number): string => value.toLocaleString('en-US');

const BOUNDS: readonly (readonly [what: string, most: string, why: string, answer: string])[] = [
  [
    'Work of one hash',
    `${DEFAULT_LIMITS.work / 1e6} seconds of a core, computed before it starts`,
    'Ten times the strongest honest setting: Django ships 1,000,000 rounds of PBKDF2 (0.15 s), bcrypt 14 takes 0.8 s.',
    '`hash-too-expensive`',
  ],
  [
    'Memory of one hash',
    `${count(DEFAULT_LIMITS.memory / 2 ** 20)} MiB`,
    "Bitwarden's ceiling for Argon2, and eight times OWASP's strongest scrypt.",
    '`hash-too-expensive`',
  ],
  [
    'Length of a hash',
    `${count(MAX_HASH_LENGTH)} characters`,
    'Twice the longest honest string we know.',
    '`hash-malformed`',
  ],
  [
    'Length of a password',
    `${count(MAX_PASSWORD_BYTES)} bytes`,
    'Symfony, Django, Drupal and WordPress refuse longer ones; schemes whose work grows with its square stay in bounds.',
    'it does not fit',
  ],
  [
    'Length of a value beside it',
    `${count(MAX_INPUT_LENGTH)} characters`,
    'Longer than any salt or pepper seen.',
    '`hash-malformed`',
  ],
  ['Length of a key', `${count(MAX_KEY_BYTES)} bytes`, 'Libraries write 16 to 512.', '`hash-malformed`'],
  [
    'Length of a salt',
    `${count(MAX_SALT_BYTES)} bytes`,
    'npm packages write 64; site salts of a few hundred exist.',
    '`hash-malformed`',
  ],
  [
    'Costs that make no sense',
    'bcrypt outside 4 to 31, Argon2 below 8 KiB a lane, N of scrypt that is no power of two, rounds of 0',
    'The rules of the primitives: Provos and Mazières §5, RFC 9106 §3.1, RFC 7914 §2.',
    '`hash-malformed`',
  ],
  [
    'Memory of all native verifications together',
    `${count(MAX_IN_FLIGHT / 2 ** 20)} MiB, then they wait`,
    "Sixteen of OWASP's strongest scrypt, or a hundred of its Argon2.",
    `\`hash-busy\` with ${count(MAX_WAITING_NATIVE)} waiting`,
  ],
  [
    'Verifications that wait for a thread',
    count(MAX_WAITING),
    'A minute of work: whoever waits longer has given up.',
    '`hash-busy`',
  ],
  [
    'A rule in pipeline notation',
    `${count(MAX_LENGTH)} characters, ${MAX_DEPTH} levels, ${count(MAX_BYTES)} bytes in between`,
    'The longest rule of a known product has 120 characters.',
    '`pipeline-invalid`, or too expensive',
  ],
];

export function boundsTable(): string {
  return table(
    ['what', 'at the most', 'why', 'beyond it'],
    BOUNDS.map((row) => [...row]),
  );
}
