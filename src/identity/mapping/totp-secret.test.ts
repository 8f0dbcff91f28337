import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { readTotpSecret, type TotpEncoding } from './totp-secret.ts';

/** RFC 6238 appendix B uses these twenty bytes. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('the secret of an authenticator app', () => {
  it.each<[string, string, TotpEncoding]>([
    ['base32', RFC_SECRET, 'base32'],
    ['base32 in small letters', RFC_SECRET.toLowerCase(), 'base32'],
    ['base32 in groups of four', RFC_SECRET.replace(/(.{4})/g, '$1 '), 'base32'],
    ['base32 with hyphens', RFC_SECRET.replace(/(.{8})(?!$)/g, '$1-'), 'base32'],
    ['hex, as django-otp stores it', '3132333435363738393031323334353637383930', 'hex'],
    ['base64, as FusionAuth stores it', 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=', 'base64'],
    ['raw text, as Keycloak stores it', '12345678901234567890', 'raw'],
  ])('is understood as %s', (_how, written, encoding) => {
    expect(readTotpSecret(written, encoding)).toBe(RFC_SECRET);
  });

  it('loses its padding', () => {
    expect(readTotpSecret('GEZDGNBVGY3TQOJQGE======')).toBe('GEZDGNBVGY3TQOJQGE');
  });

  it.each<[string, unknown, TotpEncoding, string]>([
    ['has letters that base32 has not', 'GEZDGNBVGY3TQOJ1', 'base32', 'not a secret in base32'],
    ['has half a byte', '3132333435363738393', 'hex', 'not a secret in hex'],
    ['has nine bytes', 'GEZDGNBVGY3TQOI', 'base32', 'a secret of 9 bytes'],
    ['has a thousand bytes', 'A'.repeat(1_000), 'raw', 'a secret of 1000 bytes'],
    ['is encrypted by its application', '{"iv":"…"}', 'base32', 'not a secret in base32'],
    ['is a number', 42, 'base32', 'a number'],
  ])('is refused when it %s', (_defect, written, encoding, found) => {
    expect(readTotpSecret(written, encoding)).toEqual(new Fault('FACTOR_INVALID', found));
  });

  it('is the same from every encoding, and from its own base32 again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 64 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        const secret = readTotpSecret(buffer.toString('hex'), 'hex');
        expect(readTotpSecret(buffer.toString('base64'), 'base64')).toBe(secret);
        expect(readTotpSecret(buffer.toString('base64url'), 'base64')).toBe(secret);
        expect(readTotpSecret(secret)).toBe(secret);
      }),
    );
  });
});
