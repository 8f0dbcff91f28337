import { describe, expect, it } from 'vitest';
import { toHex } from '../encodings.ts';
import { streebog256 } from './streebog.ts';

/** Least significant byte first, as this code and other libraries write; the RFC prints the bytes reversed. */
const reversed = (hex: string): Uint8Array => Buffer.from(hex, 'hex').reverse();

describe('streebog256', () => {
  it.each([
    [
      'RFC 6986 §10.1.2',
      '323130393837363534333231303938373635343332313039383736353433323130393837363534333231303938373635343332313039383736353433323130',
      '00557be5e584fd52a449b16b0251d05d27f94ab76cbaa6da890b59d8ef1e159d',
    ],
    [
      'RFC 6986 §10.2.2',
      'fbe2e5f0eee3c820fbeafaebef20fffbf0e1e0f0f520e0ed20e8ece0ebe5f0f2f120fff0eeec20f120faf2fee5e2202ce8f6f3ede220e8e6eee1e8f0f2d1202ce8f0f2e5e220e5d1',
      '508f7e553c06501d749a66fc28c6cac0b005746d97537fa85d9e40904efed29d',
    ],
  ])('agrees with %s', (_, message, digest) => {
    expect(toHex(streebog256(reversed(message)))).toBe(toHex(reversed(digest)));
  });

  it.each([
    [0, '3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb'],
    [63, 'c2d359777ece1107df6c6899247fc4cd5492d0e3a60065965acb5a5bf8807dd2'],
    [64, 'c2ce0969b6e468445ecfaed89f614178f89cc37ab59523528a58745007f33ab2'],
    [65, 'eed69dade400108a57e054f03dd694ab128207cefaae4c56159e13442e3f03f9'],
    [200, 'cac58e8a4b8d992079814264e82724f342473057a5ca409302df7e1db30b8378'],
  ])('agrees with gostcrypto 1.2.5 on %i bytes', (length, digest) => {
    expect(toHex(streebog256(new Uint8Array(length).fill(0x61)))).toBe(digest);
  });
});
