/**
 * Who may call a hook: the secret it shares with its target, and during a rotation the one before it.
 *
 * Everything given is compared with every secret, by digest, so that the time taken says nothing about either. It
 * leaves out callers who prove themselves by a signature or a token: those are in the hook concerned.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HookReply, HookRequest } from '../hook.ts';
import { refuse } from './reply.ts';

/** Of random letters and digits 16 are 95 bits: more than anybody tries over a network. */
const SHORTEST = 16;

/**
 * The setting `secrets` of a hook.
 *
 * Two while one is being rotated: the new one first; it goes into the target, then the old one is taken out.
 */
export const CallerSecrets = z
  .array(z.string().min(SHORTEST).regex(/^\S+$/, 'a secret without spaces: a bearer token ends at the first'))
  .min(1)
  .max(2)
  .meta({ secret: true })
  .describe('What the target proves itself with: one secret, and while it is being rotated the one before');

export type CallerSecrets = z.output<typeof CallerSecrets>;

/** Is what the caller gave one of the secrets? */
export function isKnown(secrets: readonly string[], given: string | undefined): boolean {
  const asked = digest(given ?? '');
  let known = false;
  for (const secret of secrets) known = timingSafeEqual(digest(secret), asked) || known;
  return known && given !== undefined;
}

/** `Authorization: Bearer …`; undefined where there is none. The scheme is written in any case (RFC 9110 §11.1). */
export function bearerToken({ headers }: HookRequest): string | undefined {
  return headers.authorization?.match(/^bearer +(\S+) *$/i)?.[1];
}

/** undefined: the caller knows a secret. */
export function demandBearer(secrets: readonly string[], request: HookRequest): HookReply | undefined {
  if (isKnown(secrets, bearerToken(request))) return undefined;
  return { ...refuse(401, 'unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
}

/** undefined: the caller knows a secret. `header` in lower case. */
export function demandHeader(
  header: string,
  secrets: readonly string[],
  request: HookRequest,
): HookReply | undefined {
  return isKnown(secrets, request.headers[header]) ? undefined : refuse(401, 'unauthorized');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
