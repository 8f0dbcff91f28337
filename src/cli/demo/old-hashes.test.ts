import { describe, expect, it } from 'vitest';
import { createDice } from './dice.ts';
import { hashPassword, isOldPassword, LOW_COSTS } from './old-hashes.ts';

const PASSWORD = 'Grüße, 2009!';

describe('the old shop’s own check', () => {
  it.each(['bcrypt', 'django', 'sha1', 'phpass'] as const)(
    'of %s lets the right password in, and no other',
    async (kind) => {
      const stored = await hashPassword(kind, PASSWORD, createDice(7), LOW_COSTS);
      expect(await isOldPassword(stored, PASSWORD)).toBe(true);
      expect(await isOldPassword(stored, `${PASSWORD} `)).toBe(false);
      expect(await isOldPassword(stored, '')).toBe(false);
    },
  );

  it('lets nobody in by a hash that is cut off, unknown or absent', async () => {
    for (const password of ['$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92', 'v1:0123:legacy', '']) {
      expect(await isOldPassword({ password, salt: '', hash_type: '' }, PASSWORD)).toBe(false);
      expect(await isOldPassword({ password, salt: '', hash_type: '' }, '')).toBe(false);
    }
  });
});
