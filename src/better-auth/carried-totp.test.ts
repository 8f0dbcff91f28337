import { createOTP } from '@better-auth/utils/otp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromBase32,
  fromSecretText,
  isTotpCode,
  secretBehind,
  type TotpSecret,
  toBase32,
  toSecretText,
  totpCode,
} from './carried-totp.ts';

const SETTINGS = { digits: 6, period: 30 };

describe('codes', () => {
  /** RFC 6238, appendix B; eight digits. */
  const RFC_6238 = [
    ['SHA1', 20, 59, '94287082'],
    ['SHA256', 32, 59, '46119246'],
    ['SHA512', 64, 59, '90693936'],
    ['SHA1', 20, 1_111_111_109, '07081804'],
    ['SHA256', 32, 1_111_111_109, '68084774'],
    ['SHA512', 64, 1_111_111_109, '25091201'],
    ['SHA1', 20, 20_000_000_000, '65353130'],
    ['SHA256', 32, 20_000_000_000, '77737706'],
    ['SHA512', 64, 20_000_000_000, '47863826'],
  ] as const;

  it.each(RFC_6238)('are those of RFC 6238: %s, %i bytes, at %i', (algorithm, length, seconds, code) => {
    const bytes = Buffer.from('1234567890'.repeat(7).slice(0, length));
    expect(totpCode({ bytes, algorithm, digits: 8, period: 30 }, seconds * 1000)).toBe(code);
  });

  it('are accepted one step early and one step late, and not two', () => {
    const secret: TotpSecret = { bytes: Buffer.from('12345678901234567890'), algorithm: 'SHA1', ...SETTINGS };
    const at = 1_700_000_000_000;
    for (const [seconds, right] of [
      [-60, false],
      [-30, true],
      [0, true],
      [30, true],
      [60, false],
    ] as const)
      expect(isTotpCode(totpCode(secret, at + seconds * 1000), secret, at)).toBe(right);
    expect(isTotpCode('', secret, at)).toBe(false);
    expect(isTotpCode(`${totpCode(secret, at)}0`, secret, at)).toBe(false);
  });
});

describe('a secret text', () => {
  const secrets = fc.record({
    bytes: fc.uint8Array({ minLength: 10, maxLength: 64 }),
    algorithm: fc.constantFrom('SHA1' as const, 'SHA256' as const, 'SHA512' as const),
    digits: fc.constantFrom(6, 8),
    period: fc.constantFrom(30, 60),
  });

  it('gives back the secret it was made of', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const { bytes, ...rest } = secretBehind(toSecretText(secret, SETTINGS), SETTINGS);
        expect({ ...rest, bytes: toBase32(bytes) }).toEqual({ ...secret, bytes: toBase32(secret.bytes) });
      }),
    );
  });

  it('is Better Auth’s own where Better Auth gives the same codes for it', async () => {
    const bytes = Buffer.from('12345678901234567890');
    const text = toSecretText({ bytes, algorithm: 'SHA1', ...SETTINGS }, SETTINGS);
    expect(fromSecretText(text)).toBeUndefined();
    const secret = secretBehind(text, SETTINGS);
    expect(await createOTP(text).verify(totpCode(secret, Date.now()))).toBe(true);
  });

  it.each([
    ['bytes that are no UTF-8', { bytes: Uint8Array.from([0xff, ...Buffer.from('123456789')]) }],
    ['a byte-order mark that a decoder would drop', { bytes: Buffer.from('\uFEFF1234567890') }],
    ['another algorithm', { algorithm: 'SHA256' as const }],
    ['eight digits', { digits: 8 }],
    ['another period', { period: 60 }],
    ['text that looks carried', { bytes: Buffer.from('footbridge-totp:1:SHA1:6:30:GEZDGNBVGY3TQOJQ') }],
  ])('is carried for %s', (_, difference) => {
    const secret = {
      bytes: Buffer.from('1234567890'),
      algorithm: 'SHA1' as const,
      ...SETTINGS,
      ...difference,
    };
    expect(fromSecretText(toSecretText(secret, SETTINGS))).toBeDefined();
  });
});

it('base32 goes both ways', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect([...fromBase32(toBase32(bytes))]).toEqual([...bytes]);
    }),
  );
  expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
});
