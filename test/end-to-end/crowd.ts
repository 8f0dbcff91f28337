/**
 * A crowd whose fate is known beforehand: so many good customers, so many that must be held, and the password of each.
 *
 * Hashes are Django's PBKDF2 with one round: real, verified by every target here, and made in a second for 20,000.
 *
 * @module
 */
import { pbkdf2Sync } from 'node:crypto';

export interface Crowd {
  readonly ndjson: string;
  readonly rows: number;
  /** Numbers of the customers who must have crossed at the end. */
  readonly good: readonly number[];
  /** Rows that must be held or be a problem. */
  readonly bad: number;
}

/** Every hundredth row is damaged, and every hundred-and-first shares an address with its neighbour. */
export function makeCrowd(count: number): Crowd {
  const lines: string[] = [];
  const good: number[] = [];
  let bad = 0;
  for (let number = 1; number <= count; number += 1) {
    const email = emailOf(number);
    if (number % 100 === 0) {
      lines.push(`{"id":"${number}","email":"not an address","password":"${hashOf(number)}"}`);
      bad += 1;
    } else if (number % 101 === 0) {
      for (const twin of ['a', 'b']) lines.push(rowOf(`${number}${twin}`, email, hashOf(number)));
      bad += 2;
    } else {
      lines.push(rowOf(String(number), email, hashOf(number)));
      good.push(number);
    }
  }
  return { ndjson: `${lines.join('\n')}\n`, rows: lines.length, good, bad };
}

export function emailOf(number: number): string {
  return `customer-${number}@shop.example`;
}

export function passwordOf(number: number): string {
  return `Passwort-${number}-ß`;
}

export const CROWD_MAPPING = {
  fields: {
    id: 'id',
    email: 'email',
    'email.verified': { value: false },
    'profile.given_name': 'name',
    'password.hash': 'password',
  },
} as const;

function rowOf(id: string, email: string, hash: string): string {
  return JSON.stringify({ id, email, name: `Name ${id}`, password: hash });
}

function hashOf(number: number): string {
  const salt = `salt${number}`;
  const key = pbkdf2Sync(passwordOf(number), salt, 1, 32, 'sha256');
  return `pbkdf2_sha256$1$${salt}$${key.toString('base64')}`;
}
