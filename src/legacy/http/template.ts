/**
 * Requests with places to fill in: `{identifier}`, `{key}`, `{type}`, `{sourceId}`, `{address}`, `{userAgent}` and, in
 * bodies only, `{password}`.
 *
 * What is filled in is encoded for where it stands, after the text around it was parsed: no identifier can become
 * another path, another header or another field.
 *
 * @module
 */
import { NoAnswer } from '../asking/outcome.ts';
import type { LegacyAttempt, LegacyIdentifier } from '../legacy.ts';

export const PLACES = ['identifier', 'key', 'type', 'sourceId', 'address', 'userAgent', 'password'] as const;

type Place = (typeof PLACES)[number];

/** What stands in the places of one request. The password only where its body is built. */
export type Filling = Readonly<Partial<Record<Place, string>>>;

const PLACE = /\{([A-Za-z]+)\}/g;

export function toFilling(
  { value, key, type, sourceId }: LegacyIdentifier,
  { address, userAgent }: LegacyAttempt = {},
): Filling {
  return {
    identifier: value,
    key,
    type,
    ...(sourceId !== undefined && { sourceId }),
    ...(address !== undefined && { address }),
    ...(userAgent !== undefined && { userAgent }),
  };
}

/** Names in braces that are no places: a typing mistake, found before anybody logs in. */
export function strangePlaces(template: unknown): string[] {
  return textsIn(template).flatMap((text) =>
    [...text.matchAll(PLACE)].flatMap(([, name = '']) => (isPlace(name) ? [] : [name])),
  );
}

export function hasPlace(template: unknown, place: Place): boolean {
  return textsIn(template).some((text) => text.includes(`{${place}}`));
}

function isPlace(name: string): name is Place {
  return (PLACES as readonly string[]).includes(name);
}

function textsIn(template: unknown): string[] {
  if (typeof template === 'string') return [template];
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(textsIn);
}

/** Every text inside a JSON template filled in; everything else as it is. */
export function fillJson(template: unknown, filling: Filling): unknown {
  if (typeof template === 'string') return fill(template, filling, (text) => text);
  if (Array.isArray(template)) return template.map((one) => fillJson(one, filling));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, fillJson(one, filling)]));
}

/** A URL whose path and query are filled in. Dots are encoded too where they would be read as "up one folder". */
export function fillUrl(template: string, filling: Filling): URL {
  return new URL(fill(template, filling, encodeSegment));
}

function encodeSegment(text: string): string {
  if (!text.isWellFormed()) throw new NoAnswer('an identifier that cannot be sent', { retryable: false });
  if (text === '.' || text === '..')
    throw new NoAnswer('an identifier that would be read as a folder', { retryable: false });
  return encodeURIComponent(text);
}

/** What a header can hold (RFC 9110 §5.5): anything else is percent-encoded, a line break first of all. */
export function fillHeader(template: string, filling: Filling): string {
  return fill(template, filling, (text) => text.replace(/[^\x21-\x7e ]/gu, encodeURIComponent));
}

/** What is not known stands there as nothing: an address that was not passed on, an id the ledger lacks. */
function fill(template: string, filling: Filling, encode: (text: string) => string): string {
  return template.replace(PLACE, (_, name: string) => {
    const text = isPlace(name) ? filling[name] : undefined;
    return text === undefined ? '' : encode(text);
  });
}
