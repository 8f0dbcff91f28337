/**
 * SAP's passwords of versions B (BCODE, eight characters, no case) and G (PASSCODE), as read from its own kernel by
 * others: two digests, the second over what the first one picks from a fixed array.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes modes 7700 and 7800
 * @module
 */
import { view } from '../encodings.ts';
import { digest } from './digest.ts';

/** Characters that count of a password in version B. */
const B_PASSWORD = 8;
/** Characters of a user's name in an ABAP system. */
const SAP_USER = 12;

/** Codes of the characters from blank to DEL; any other one has the code of `^`. */
const CODES = Buffer.from(
  [
    '3f4041504344454b47484d4e54515346',
    '35363738393a3b3c3d3e56555c495d4a',
    '420102030405060708090a0b0c0d0e0f',
    '101112131415161718191a585b59ff52',
    '4c0102030405060708090a0b0c0d0e0f',
    '101112131415161718191a575e5a4fff',
  ].join(''),
  'hex',
);
const UNKNOWN = 0xff;

const B_ARRAY = Buffer.from(
  [
    '1477f3d4bb7123d003ff479355aa6691f2886b99bfcb321a',
    '19d9a7822249a251e2b733718b9f5d014470ae11ef28f00d',
  ].join(''),
  'hex',
);

const G_ARRAY = Buffer.from(
  [
    '91ac51149f67544324e73be028747bc2863313eb5a4fcb5c080a73370e5d1c2f338fe6e5f89baedd',
    '16f24b8d2ce1d4dcb0cbdf9dd4706d17f94d423f9b1b11949f5bc19b06059d039d5e138a1e9a6ae8',
    'd97c141758c72af6a199630ad7fd70c3f65e741303c90b042698f7268a929325b0a20d23ed63796d',
    '1332fa3c35029aa3b3dd8e0a24bf51c37ccd559f37af944c29085282b23b4e379f170791113bfdcd',
  ].join(''),
  'hex',
);

/** Both halves of the second digest laid over each other. */
export function sapB(password: Uint8Array, username: Uint8Array): Uint8Array {
  const key = codesOf(textOf(password).slice(0, B_PASSWORD).replace(/ +$/, ''));
  const user = codesOf(textOf(username).slice(0, SAP_USER));
  const first = digest('md5', Buffer.concat([key, user]));
  const second = digest('md5', interleave(key, user, first));
  return second.subarray(0, 8).map((byte, i) => byte ^ (second[i + 8] ?? 0));
}

/** Key, user and array in turns; bits of the first digest say where a byte more comes in, and how long it gets. */
function interleave(key: Uint8Array, user: Uint8Array, first: Uint8Array): Uint8Array {
  const length = [0, 1, 2, 3, 5].reduce((sum, i) => sum + ((first[i] ?? 0) & 3), 32);
  const mixed: number[] = [];
  let keyAt = 0;
  let userAt = 0;
  while (mixed.length < length) {
    if (keyAt < key.length) {
      if ((first[15 - keyAt] ?? 0) & 1) mixed.push(B_ARRAY[47 - keyAt] ?? 0);
      mixed.push(key[keyAt++] ?? 0);
    }
    if (userAt < user.length) mixed.push(user[userAt++] ?? 0);
    mixed.push(B_ARRAY[mixed.length - keyAt - userAt] ?? 0, 0);
  }
  return Uint8Array.from(mixed.slice(0, length));
}

export function sapG(password: Uint8Array, username: Uint8Array): Uint8Array {
  let end = password.length;
  while (end > 0 && password[end - 1] === 0x20) end--;
  const key = password.subarray(0, end);
  const first = digest('sha1', Buffer.concat([key, username]));
  const length = first.subarray(0, 10).reduce((sum, byte) => sum + (byte % 6), 32);
  const offset = first.subarray(10).reduce((sum, byte) => sum + (byte % 8), 0);
  return digest('sha1', Buffer.concat([key, G_ARRAY.subarray(offset, offset + length), username]));
}

/** Every character counts once, also in a system that keeps UTF-8. */
function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => CODES[(character.codePointAt(0) ?? 0) - 0x20] ?? UNKNOWN);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return view(bytes).toString('latin1');
  }
}
