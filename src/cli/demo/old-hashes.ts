/**
 * Makes and checks password hashes as the old shop's systems did, each by its real algorithm.
 *
 * Written apart from `src/passwords` on purpose: what the demo shows would prove little if the same code made the
 * hashes and checked them.
 *
 * @module
 */
import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as bcrypt, verify as bcryptVerify } from '@node-rs/bcrypt';
import type { Dice } from './dice.ts';

export type OldHash = 'bcrypt' | 'django' | 'sha1' | 'phpass';

export interface HashCosts {
  /** Two to this power. */
  readonly bcrypt: number;
  /** Iterations. */
  readonly django: number;
  /** Two to this power. */
  readonly phpass: number;
}

/** PHP 5.5 to 8.3, Django 4.2, WordPress until 6.7. */
export const PRODUCTION_COSTS: HashCosts = { bcrypt: 10, django: 600_000, phpass: 13 };

/** The lowest that still are hashes of their kind: 5,000 take about four seconds on two cores. */
export const LOW_COSTS: HashCosts = { bcrypt: 4, django: 1_000, phpass: 8 };

export interface OldPassword {
  readonly password: string;
  readonly salt: string;
  readonly hash_type: string;
}

export async function hashPassword(
  kind: OldHash,
  password: string,
  dice: Dice,
  costs: HashCosts,
): Promise<OldPassword> {
  switch (kind) {
    case 'bcrypt':
      return alone(await phpBcrypt(password, dice, costs.bcrypt));
    case 'django':
      return alone(await djangoPbkdf2(password, dice.text(22, ALPHANUMERIC), costs.django));
    case 'phpass':
      return alone(phpass(password, dice.text(8, ITOA64), costs.phpass));
    case 'sha1': {
      const salt = dice.text(8, ALPHANUMERIC);
      return { password: saltedSha1(password, salt), salt, hash_type: 'sha1' };
    }
  }
}

/** What the old shop does at a login. A hash it cannot read lets nobody in. */
export async function isOldPassword(stored: OldPassword, typed: string): Promise<boolean> {
  const { password: hash, salt, hash_type } = stored;
  if (hash_type === 'sha1') return isSame(saltedSha1(typed, salt), hash);
  const [scheme = '', first = '', second = ''] = hash.split('$', 3);
  if (scheme === 'pbkdf2_sha256') return isSame(await djangoPbkdf2(typed, second, Number(first)), hash);
  // phpass keeps cost and salt in the nine characters after its mark.
  if (first === 'P') return isSame(phpass(typed, second.slice(1, 9), ITOA64.indexOf(second.charAt(0))), hash);
  return first.startsWith('2') && (await bcryptVerify(typed, hash).catch(() => false));
}

function isSame(made: string, stored: string): boolean {
  return made.length === stored.length && timingSafeEqual(Buffer.from(made), Buffer.from(stored));
}

function alone(password: string): OldPassword {
  return { password, salt: '', hash_type: '' };
}

function phpBcrypt(password: string, dice: Dice, cost: number): Promise<string> {
  return bcrypt(password, { salt: drawBytes(dice, 16), cost, version: '2y' });
}

const derive = promisify(pbkdf2);

function saltedSha1(password: string, salt: string): string {
  return createHash('sha1').update(salt).update(password).digest('hex');
}

async function djangoPbkdf2(password: string, salt: string, iterations: number): Promise<string> {
  const key = await derive(password, salt, iterations, 32, 'sha256');
  return `pbkdf2_sha256$${iterations}$${salt}$${key.toString('base64')}`;
}

/** The portable hashes of phpass 0.5 (https://www.openwall.com/phpass/): salted MD5, repeated. */
function phpass(password: string, salt: string, cost: number): string {
  const bytes = Buffer.from(password);
  let key = createHash('md5').update(salt).update(bytes).digest();
  for (let round = 0; round < 2 ** cost; round++) key = createHash('md5').update(key).update(bytes).digest();
  return `$P$${ITOA64.charAt(cost)}${salt}${phpassBase64(key)}`;
}

/** Least significant bits first, which no other base 64 does. */
function phpassBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group = bytes.subarray(index, index + 3);
    const value = (group[0] ?? 0) | ((group[1] ?? 0) << 8) | ((group[2] ?? 0) << 16);
    for (let digit = 0; digit <= group.length; digit++) text += ITOA64.charAt((value >> (6 * digit)) & 63);
  }
  return text;
}

function drawBytes(dice: Dice, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => dice.below(256)));
}

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ITOA64 = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
