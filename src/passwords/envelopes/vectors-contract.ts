/**
 * Vectors of envelopes: one stored hash, and what platforms are known to want for it. For tests only.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { StoredHash } from '../stored.ts';
import { transcode } from '../transcode.ts';
import { verify } from '../verify.ts';

export interface Known {
  readonly password: string;
  /** In another spelling than any of the envelopes. */
  readonly stored: StoredHash;
  /** By platform. */
  readonly envelopes: Readonly<Record<string, unknown>>;
}

export function testKnown(known: Readonly<Record<string, Known>>): void {
  for (const [name, { password, stored, envelopes }] of Object.entries(known)) {
    describe(name, () => {
      it('belongs to the password of the survey', async () => {
        expect(await verify(password, stored)).toBe(true);
      });

      it.each(Object.entries(envelopes))('becomes what %s wants, byte for byte', (platform, value) => {
        expect(transcode(stored, platform)).toHaveProperty('value', value);
      });
    });
  }
}
