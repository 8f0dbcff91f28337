/**
 * A customer as the legacy shows them: who it is, and the fields for the mapping.
 *
 * @module
 */
import type { LegacyProfile } from '../legacy.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * undefined where the id is missing, or no id: without it nobody can say which identity of the export this is.
 *
 * JSON numbers beyond 2^53 have lost digits on the way, so two customers would share one: they are no ids.
 */
export function toProfile(id: unknown, fields: Fields): LegacyProfile | undefined {
  const sourceId = typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : id;
  return typeof sourceId === 'string' && sourceId !== '' ? { sourceId, fields } : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same fields without these: hashes and salts go no further than the verifier. */
export function without(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}
