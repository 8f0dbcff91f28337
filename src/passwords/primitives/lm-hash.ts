/**
 * LM hash: two halves of seven upper-case characters, each the key for one DES block of a fixed text.
 *
 * Characters outside ASCII went through the OEM code page of the machine, which nobody recorded; code page 437 is
 * assumed, as passlib does.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/
 * @module
 */
import iconv from 'iconv-lite';
import { view } from '../encodings.ts';
import { desEncrypt, desKeys } from './des.ts';

const MAGIC = Buffer.from('KGS!@#$%', 'latin1');

export function lmHash(password: Uint8Array): Uint8Array {
  const text = Buffer.alloc(14);
  text.set(iconv.encode(view(password).toString('utf8').toUpperCase(), 'cp437').subarray(0, 14));
  return Buffer.concat(
    [text.subarray(0, 7), text.subarray(7)].map((half) => desEncrypt(MAGIC, desKeys(spread(half)))),
  );
}

/** 56 bits over eight bytes, each with an empty parity bit. */
function spread(half: Uint8Array): Uint8Array {
  let bits = 0n;
  for (const byte of half) bits = (bits << 8n) | BigInt(byte);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 127n) << 1);
}
