import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBase64, readSalt64, toBase64 } from './encodings.ts';

const bytes = fc.uint8Array({ maxLength: 100 });
const plain = (value: Uint8Array | undefined): Buffer | undefined =>
  value === undefined ? undefined : Buffer.from(value);

describe('base 64', () => {
  it('comes back from every spelling in which it was written', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const padded = toBase64(value);
        const bare = padded.replaceAll('=', '');
        const urlSafe = padded.replaceAll('+', '-').replaceAll('/', '_');
        for (const text of [padded, bare, urlSafe]) {
          expect(plain(readBase64(text))).toEqual(Buffer.from(value));
          expect(plain(readSalt64(text))).toEqual(Buffer.from(value));
        }
      }),
    );
  });

  it('has one last digit, so that no two digests mean the same; a salt may end in any', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 3 }), (value, spare) => {
        const bare = toBase64(value).replaceAll('=', '');
        fc.pre(bare.length % 4 !== 0);
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
        const last = alphabet.charAt(alphabet.indexOf(bare.slice(-1)) | spare);
        const damaged = bare.slice(0, -1) + last;
        expect(readBase64(damaged)).toBeUndefined();
        expect(plain(readSalt64(damaged))).toEqual(Buffer.from(value));
      }),
    );
  });

  it.each(['A', 'AAAAA', 'AA=A', 'A===', 'AA AA', 'AÄAA', '='])('is not "%s"', (text) => {
    expect(readBase64(text)).toBeUndefined();
    expect(readSalt64(text)).toBeUndefined();
  });
});
