import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { footbridgePasswords } from './passwords.ts';
import { toStoredText } from './stored-password.ts';

const OWN =
  '00112233445566778899aabbccddeeff:ffa8b1f7408c5549409504f05f06894d2824957a81b46e022bd3462cae38a40705e93bb4b92daf66fbfe96940e9aee493c9c8f48a613384b35cf7d133680de2f';
const PLAIN = 'Correct-Horse-9';

describe('footbridgePasswords', () => {
  it('verifies what Better Auth hashed, and hashes as Better Auth does', async () => {
    const { hash, verify } = footbridgePasswords();
    expect(await verify({ hash: OWN, password: PLAIN })).toBe(true);
    expect(await verify({ hash: OWN, password: `${PLAIN}!` })).toBe(false);
    const fresh = await hash(PLAIN);
    expect(fresh).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(await verify({ hash: fresh, password: PLAIN })).toBe(true);
  });

  it('verifies a hash whose salt stood in a column of its own', async () => {
    const { verify } = footbridgePasswords();
    const digest = createHash('sha1').update(`salt${PLAIN}`).digest('hex');
    const hash = toStoredText({ format: 'sha1-salt-pass', hash: digest, beside: { salt: 'salt' } });
    expect(await verify({ hash, password: PLAIN })).toBe(true);
    expect(await verify({ hash, password: PLAIN.toLowerCase() })).toBe(false);
  });

  it('takes the secret a hash needs from the application, by its name', async () => {
    // A rule in pipeline notation: what no named format covers goes the same way.
    const digest = createHash('sha256').update(`${PLAIN}a pepper`).digest('hex');
    const hash = toStoredText({
      format: 'hex(sha256(password . pepper))',
      hash: digest,
      secrets: { pepper: 'SHOP_PEPPER' },
    });
    const given = footbridgePasswords({ secrets: { SHOP_PEPPER: 'a pepper' } });
    expect(await given.verify({ hash, password: PLAIN })).toBe(true);
    const asked = footbridgePasswords({
      secrets: (name) => (name === 'SHOP_PEPPER' ? 'another' : undefined),
    });
    expect(await asked.verify({ hash, password: PLAIN })).toBe(false);
  });

  it('does not refuse quietly when the application lacks the secret: that would lock everybody out', async () => {
    const hash = toStoredText({
      hash: 'a',
      format: 'hex(sha256(password . pepper))',
      secrets: { pepper: 'SHOP_PEPPER' },
    });
    await expect(footbridgePasswords().verify({ hash, password: PLAIN })).rejects.toThrow('SHOP_PEPPER');
  });
});
