/**
 * Looks at pages as a customer's browser would ask for them, before a campaign sends anybody there.
 *
 * @module
 */
import { z } from 'zod';
import type { Outside } from '../../engine/reset/check-campaign.ts';

/** Milliseconds; a page that takes longer is no page for customers. */
const PATIENCE = 5_000;

/** Characters; browsers read no more of it either (WebAuthn L3 §5.11.1 leaves it to them). */
const LONGEST = 64 * 1024;

const RelatedOrigins = z.object({ origins: z.array(z.string()) });

export const outside: Outside = {
  async visit(url) {
    try {
      const response = await ask(url);
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      return describe(error);
    }
  },
  async relatedOrigins(rpId) {
    try {
      const response = await ask(`https://${rpId}/.well-known/webauthn`);
      const text = await response.text();
      if (!response.ok || text.length > LONGEST) return undefined;
      return RelatedOrigins.safeParse(JSON.parse(text)).data?.origins;
    } catch {
      // No such host, no such file, no JSON: for a browser all the same.
      return undefined;
    }
  },
};

function ask(url: string): Promise<Response> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
}

function describe(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${PATIENCE / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code === undefined ? 'no answer' : `no answer (${code})`;
}
