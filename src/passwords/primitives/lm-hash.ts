/**
 * LM hash: two halves of seven upper-case characters, each the key for one DES block of a fixed text.
 *
 * Characters outside ASCII went through the OEM code page of the machine, which nobody recorded; code page 437 is
 * assumed, as passlib does.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/
 * @module
 */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { view } from '../encodings.ts';
import { desEncrypt, desKeys } from './des.ts';

const MAGIC = Buffer.from('KGS!@#$%', 'latin1');

export function lmHash(password: Uint8Array): Uint8Array {
  const text = Buffer.alloc(14);
  text.set(inCodePage(password).subarray(0, 14));
  return Buffer.concat(
    [text.subarray(0, 7), text.subarray(7)].map((half) => desEncrypt(MAGIC, desKeys(spread(half)))),
  );
}

/** Bytes that are no UTF-8 are taken for characters of the code page already. */
function inCodePage(password: Uint8Array): Uint8Array {
  const isText = isUtf8(password);
  const text = isText ? view(password).toString('utf8') : iconv.decode(view(password), 'cp437');
  return iconv.encode(isText ? text.toUpperCase() : upperAscii(text), 'cp437');
}

const upperAscii = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** 56 bits over eight bytes, each with an empty parity bit. */
function spread(half: Uint8Array): Uint8Array {
  let bits = 0n;
  for (const byte of half) bits = (bits << 8n) | BigInt(byte);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 127n) << 1);
}
