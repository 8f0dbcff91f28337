/**
 * What a hash is, in the words of a sentence.
 *
 * @module
 */
import type { HashParts } from '../parts.ts';

export function describeParts(parts: HashParts): string {
  switch (parts.primitive) {
    case 'bcrypt':
      return `bcrypt $${parts.variant}$`;
    case 'argon2':
      return `Argon2${parts.variant}`;
    case 'scrypt':
      return 'scrypt';
    case 'firebase-scrypt':
      return "Firebase's scrypt";
    case 'pbkdf2':
      return `PBKDF2 with ${parts.digest}`;
    case 'phpass':
      return parts.digest === 'md5' ? 'phpass' : 'phpass with SHA-512 (Drupal 7)';
    case 'digest':
      return parts.rule;
    case 'crypt':
    case 'own':
      return parts.scheme;
    case 'disabled':
      return 'an account without a password';
  }
}
