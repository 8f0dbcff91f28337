/**
 * Lotus Notes and Domino internet passwords: 32 hex digits, `(G…)` and `(H…)` in Domino's own base 64.
 *
 * What Domino itself cannot say is left out: its passwords are text in LMBCS, so only ASCII ones are certain.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes modes 8600, 8700 and 9100
 * @module
 */
import { readHex, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { Inputs } from '../parts.ts';
import { hidden, readDomino64, revealed, toDomino64 } from '../primitives/domino.ts';

const ABOUT = {
  family: 'windows',
  foundIn: 'Lotus Notes and Domino (IBM, HCL)',
  reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
  frequency: 0,
  needs: [],
} as const satisfies Partial<PasswordFormat>;

const lotusDomino5: PasswordFormat = {
  ...ABOUT,
  id: 'lotus-domino5',
  title: 'Lotus Domino 5',
  rule: "Domino's MD2(password)",
  prefix: '',
  shape: /^[0-9a-fA-F]{32}$|^\([0-9A-F]{32}\)$/,
  parse(text) {
    const key = readHex(text.replace(/^\((.*)\)$/, '$1'));
    if (key === undefined) return undefined;
    if (key.length !== 16) throw new MalformedHash(this.id, 'expected 32 hex digits');
    return { primitive: 'own', scheme: 'domino5', inputs: {}, key };
  },
  format: (parts) => (parts.primitive === 'own' ? toHex(parts.key).toUpperCase() : ''),
};

const lotusDomino6: PasswordFormat = {
  ...ABOUT,
  id: 'lotus-domino6',
  title: 'Lotus Domino 6 (more secure password)',
  rule: 'MD2(salt . "(" . HEX(MD2(password)) . ")"), both Domino\'s',
  prefix: '(G',
  shape: /^\(G[0-9A-Za-z+/]{19,21}\)$/,
  parse(text) {
    if (!text.startsWith('(G')) return undefined;
    const digits = /^\(G([0-9A-Za-z+/]{19,21})\)$/.exec(text)?.[1];
    if (digits === undefined) throw new MalformedHash(this.id, 'expected "(G", 19 digits and ")"');
    const bytes = readDomino64(digits);
    // Six bits of the nineteenth digit belong to bytes of which nothing else is kept.
    const rest = Buffer.from(digits.slice(18));
    return {
      primitive: 'own',
      scheme: 'domino6',
      inputs: { salt: revealed(bytes.subarray(0, 5)), rest },
      key: bytes.subarray(5, 14),
    };
  },
  format(parts) {
    if (parts.primitive !== 'own') return '';
    const bytes = Buffer.concat([hidden(bytesOf(parts.inputs, 'salt')), parts.key, Buffer.alloc(1)]);
    return `(G${toDomino64(bytes).slice(0, 18)}${textOf(parts.inputs, 'rest')})`;
  },
};

const lotusDomino8: PasswordFormat = {
  ...ABOUT,
  id: 'lotus-domino8',
  title: 'Lotus Domino 8',
  rule: 'PBKDF2-HMAC-SHA1(text of Domino 6, salt, iterations)',
  prefix: '(H',
  shape: /^\(H[0-9A-Za-z+/]{48,50}\)$/,
  parse(text) {
    if (!text.startsWith('(H')) return undefined;
    const digits = /^\(H([0-9A-Za-z+/]{48,50})\)$/.exec(text)?.[1];
    if (digits === undefined) throw new MalformedHash(this.id, 'expected "(H", 48 digits and ")"');
    const bytes = readDomino64(digits);
    const iterations = view(bytes.subarray(16, 26)).toString('latin1');
    if (!/^\d{10}$/.test(iterations)) throw new MalformedHash(this.id, 'the iterations are no number');
    return {
      primitive: 'own',
      scheme: 'domino8',
      inputs: {
        salt: revealed(bytes.subarray(0, 16)),
        iterations: Number(iterations),
        // Two characters whose meaning nobody has published, and what follows the digest.
        mark: bytes.subarray(26, 28),
        rest: Buffer.from(digits.slice(48)),
      },
      key: bytes.subarray(28, 36),
    };
  },
  format(parts) {
    if (parts.primitive !== 'own') return '';
    const { inputs, key } = parts;
    const iterations = Buffer.from(String(inputs.iterations).padStart(10, '0'));
    const bytes = [hidden(bytesOf(inputs, 'salt')), iterations, bytesOf(inputs, 'mark'), key];
    return `(H${toDomino64(Buffer.concat(bytes))}${textOf(inputs, 'rest')})`;
  },
};

function bytesOf(inputs: Inputs, name: string): Uint8Array {
  const value = inputs[name];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

const textOf = (inputs: Inputs, name: string): string => view(bytesOf(inputs, name)).toString('latin1');

export const LOTUS_DOMINO: readonly PasswordFormat[] = [lotusDomino5, lotusDomino6, lotusDomino8];
