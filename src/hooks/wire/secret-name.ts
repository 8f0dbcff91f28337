/**
 * What instructions print where a secret belongs: its name. They never see its value.
 *
 * @module
 */
import type { HookPlace } from '../hook.ts';

/** `<value of HOOK_KEY>`: cannot be taken for a secret, and a search for `<value of` finds what is left to fill in. */
export function secretName({ secretNames }: HookPlace): string {
  return `<value of ${secretNames?.[0] ?? "the hook's first secret"}>`;
}
