/**
 * By what a user is named to a platform.
 *
 * @module
 */
import type { IdentifierType } from '../../identity/identity.ts';
import type { HandoverUser } from '../handover.ts';

/** The first identifier of these types, in this order of preference. */
export function identifierOf(
  { identifiers }: HandoverUser,
  ...types: readonly IdentifierType[]
): string | undefined {
  for (const type of types) {
    const found = identifiers.find((one) => one.type === type);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** For a path. Dots alone are a way and no name, even as `%2E` (WHATWG URL): they become the name of nobody. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/^\.{1,2}$/, (dots) => '%252E'.repeat(dots.length));
}
