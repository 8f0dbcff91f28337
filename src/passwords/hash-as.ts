/**
 * Makes a hash of a password that was just proven, in the strongest format a target verifies.
 *
 * Parameters are OWASP's of today: Argon2id 19 MiB and two passes, bcrypt cost 10, PBKDF2-HMAC-SHA-256 600,000.
 * bcrypt stands before PBKDF2 because it is slower to attack, and is left out for passwords it would cut.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 * @module
 */
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { hashPassword } from './wrap.ts';

/** Strongest first. */
export const HASHABLE = ['argon2id', 'bcrypt-2b', 'django-pbkdf2-sha256'] as const;

export type Hashable = (typeof HASHABLE)[number];

const BCRYPT_COST = 10;
const PBKDF2_ITERATIONS = 600_000;
const derive = promisify(pbkdf2);

export async function hashAs(format: Hashable, password: string): Promise<string> {
  switch (format) {
    case 'argon2id':
      return hashPassword(password);
    case 'bcrypt-2b':
      return bcryptHash(password, { cost: BCRYPT_COST });
    case 'django-pbkdf2-sha256': {
      const salt = randomBytes(16).toString('base64url');
      const key = await derive(password, salt, PBKDF2_ITERATIONS, 32, 'sha256');
      return `pbkdf2_sha256$${PBKDF2_ITERATIONS}$${salt}$${key.toString('base64')}`;
    }
  }
}
