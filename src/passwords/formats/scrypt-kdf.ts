/**
 * Colin Percival's file header as a password hash: cost, salt and an HMAC over them, but no digest.
 *
 * 96 bytes: "scrypt", 0, log2 N, r and p (four bytes each), 32 of salt, the first 16 of SHA-256 over those 48, and
 * HMAC-SHA256 over the first 64 with the second half of the derived key.
 *
 * @see https://github.com/Tarsnap/scrypt/blob/master/FORMAT
 * @see https://github.com/chrisveness/scrypt-kdf
 * @module
 */
import { hash } from 'node:crypto';
import { readBase64, toBase64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';

const ID = 'scrypt-kdf-tarsnap';
const HEADER = 96;

export const scryptKdf: PasswordFormat = {
  id: ID,
  title: 'scrypt file header',
  family: 'node',
  foundIn: 'npm scrypt-kdf, node-scrypt',
  rule: 'hmac_sha256(slice(scrypt(password, salt, N, r, p, 64), 32, 32), head)',
  reference: 'https://github.com/Tarsnap/scrypt/blob/master/FORMAT',
  prefix: 'c2NyeXB0A',
  shape: /^c2NyeXB0A[A-Za-z0-9+/]{119}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('c2NyeXB0A')) return undefined;
    const bytes = readBase64(text);
    if (bytes?.length !== HEADER) throw new MalformedHash(ID, `expected base64 of ${HEADER} bytes`);
    if (
      !hash('sha256', bytes.subarray(0, 48), 'buffer')
        .subarray(0, 16)
        .equals(view(bytes.subarray(48, 64)))
    ) {
      throw new MalformedHash(ID, 'the checksum of the header is wrong');
    }
    const header = view(bytes);
    const logN = header.readUInt8(7);
    if (logN < 1 || logN > 62) throw new MalformedHash(ID, 'log2 N is out of range');
    const inputs = {
      head: bytes.subarray(0, 64),
      salt: bytes.subarray(16, 48),
      N: 2 ** logN,
      r: header.readUInt32BE(8),
      p: header.readUInt32BE(12),
    };
    return { primitive: 'digest', rule: this.rule, inputs, key: bytes.subarray(64) };
  },
  format(parts) {
    const head = parts.primitive === 'digest' ? parts.inputs.head : undefined;
    return parts.primitive === 'digest' && head instanceof Uint8Array
      ? toBase64(Buffer.concat([head, parts.key]))
      : '';
  },
};
