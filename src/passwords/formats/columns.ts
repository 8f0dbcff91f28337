/**
 * Products that keep the digest in one column and its recipe in another: Gitea, Discourse.
 *
 * @module
 */
import { readHex, toHex } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { HashParts } from '../parts.ts';
import { digestNamed } from '../primitives/digest.ts';
import type { Beside } from '../stored.ts';

const GITEA = 'https://docs.gitea.com/administration/config-cheat-sheet#security-security';

/** Gitea's salts of ten characters are used as they are, longer ones are hex. */
const RAW_SALT = 10;

interface Column {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** `pbkdf2$320000$50` without its name. */
  readonly numbers: readonly number[];
}

function giteaFormat(
  id: string,
  algorithm: string,
  count: number,
  toParts: (column: Column) => HashParts,
): PasswordFormat {
  return {
    id,
    title: `Gitea ${algorithm}`,
    family: 'pbkdf2',
    foundIn: 'Gitea, Forgejo',
    rule: `${algorithm}(password, salt)`,
    reference: GITEA,
    prefix: '',
    shape: /^[0-9a-f]{100}$/,
    frequency: 1,
    needs: ['algo', 'salt'],
    parse(text, beside) {
      const key = readHex(text);
      if (key === undefined) return undefined;
      if (key.length < 16) throw new MalformedHash(id, 'the digest is too short');
      const stated = beside.require('algo', beside.text('algo') ?? beside.text('passwd_hash_algo'));
      const [name = '', ...rest] = stated.split('$');
      const numbers = rest.filter((piece) => /^\d{1,9}$/.test(piece)).map(Number);
      if (!name.startsWith(algorithm) || numbers.length < count)
        throw new MalformedHash(id, `the algorithm is not ${algorithm}`);
      if (numbers.at(-1) !== key.length)
        throw new MalformedHash(id, 'the digest is not as long as the algorithm says');
      return toParts({ key, salt: giteaSalt(beside), numbers });
    },
    format: (parts) => ('key' in parts && parts.key instanceof Uint8Array ? toHex(parts.key) : ''),
  };
}

function giteaSalt(beside: Beside): Uint8Array {
  const text = beside.require('salt', beside.text('salt'));
  const bytes = text.length === RAW_SALT ? Buffer.from(text) : readHex(text);
  return bytes ?? Buffer.from(text);
}

export const COLUMN_FORMATS: readonly PasswordFormat[] = [
  giteaFormat('gitea-pbkdf2', 'pbkdf2', 1, ({ key, salt, numbers: [iterations = 0] }) => ({
    primitive: 'pbkdf2',
    digest: 'sha256',
    iterations,
    salt,
    key,
  })),
  giteaFormat(
    'gitea-argon2',
    'argon2',
    3,
    ({ key, salt, numbers: [passes = 0, memory = 0, parallelism = 0] }) => ({
      primitive: 'argon2',
      variant: 'id',
      version: 19,
      passes,
      memory,
      parallelism,
      salt,
      key,
    }),
  ),
  giteaFormat('gitea-scrypt', 'scrypt', 3, ({ key, salt, numbers: [N = 0, r = 0, p = 0] }) => ({
    primitive: 'scrypt',
    N,
    r,
    p,
    salt,
    key,
  })),
  {
    id: 'discourse-pbkdf2',
    title: 'Discourse',
    family: 'pbkdf2',
    foundIn: 'Discourse 3.2 and later',
    rule: 'PBKDF2-HMAC(password, salt, i)',
    reference: 'https://github.com/discourse/discourse/blob/main/lib/password_hasher.rb',
    prefix: '',
    shape: /^[0-9a-f]{64}$/,
    frequency: 2,
    needs: ['salt', 'algorithm'],
    parse(text, beside) {
      const key = readHex(text);
      if (key === undefined) return undefined;
      const stated = beside.require(
        'algorithm',
        beside.text('algorithm') ?? beside.text('password_algorithm'),
      );
      const [, prf = '', iterations = '', length = ''] =
        /^\$pbkdf2-(\w+)\$i=(\d{1,10}),l=(\d{1,4})\$?$/.exec(stated) ?? [];
      const digest = digestNamed(prf);
      if (digest === undefined || Number(length) !== key.length)
        throw new MalformedHash(this.id, 'the algorithm does not fit');
      // The salt is used as its hex text.
      const salt = beside.require('salt', beside.bytes('salt'));
      return { primitive: 'pbkdf2', digest, iterations: Number(iterations), salt, key };
    },
    format: (parts) => (parts.primitive === 'pbkdf2' ? toHex(parts.key) : ''),
  },
];
