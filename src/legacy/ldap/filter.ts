/**
 * Search filters with places for the identifier, escaped so that it stays a value whatever it holds.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4515#section-3
 * @module
 */
import { NoAnswer } from '../asking/outcome.ts';
import type { LegacyIdentifier } from '../legacy.ts';

const PLACE = /\{([A-Za-z]+)\}/g;

/** The five that the RFC names, and controls, which directories have been seen to drop. */
const SPECIAL = /[*()\\\p{Cc}]/gu;

export function escapeValue(text: string): string {
  return text.replace(SPECIAL, (sign) =>
    [...Buffer.from(sign, 'utf8')].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

/** Names in braces that are no places. */
export function strangePlaces(template: string): string[] {
  return [...template.matchAll(PLACE)]
    .map(([, name = '']) => name)
    .filter((name) => !['identifier', 'key', 'sourceId'].includes(name));
}

/** @throws NoAnswer where the filter asks for the id in the legacy and the ledger does not know it */
export function fillFilter(template: string, { value, key, sourceId }: LegacyIdentifier): string {
  return template.replace(PLACE, (_, name: string) => {
    if (name === 'identifier') return escapeValue(value);
    if (name === 'key') return escapeValue(key);
    if (sourceId === undefined) throw new NoAnswer('no id to search by', { retryable: false });
    return escapeValue(sourceId);
  });
}
