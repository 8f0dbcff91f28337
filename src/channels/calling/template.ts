/**
 * Bodies with places to fill in: `{to}`, `{text}`, `{subject}`, `{html}`, `{id}`, `{language}`.
 *
 * What is filled in becomes a value after the text around it was parsed, and is not looked at again: no customer's name
 * can become another field, and a brace in it is a brace.
 *
 * @module
 */
import type { Message } from '../channel.ts';

export const PLACES = ['to', 'text', 'subject', 'html', 'id', 'language'] as const;

type Place = (typeof PLACES)[number];

const PLACE = /\{([A-Za-z]+)\}/g;

/** Names in braces that are no places: a typing mistake, found before anybody is written to. */
export function strangePlaces(template: unknown): string[] {
  return textsIn(template).flatMap((text) =>
    [...text.matchAll(PLACE)].flatMap(([, name = '']) => (isPlace(name) ? [] : [name])),
  );
}

export function placesIn(template: unknown): ReadonlySet<string> {
  return new Set(textsIn(template).flatMap((text) => [...text.matchAll(PLACE)].map(([, name = '']) => name)));
}

function isPlace(name: string): name is Place {
  return (PLACES as readonly string[]).includes(name);
}

function textsIn(template: unknown): string[] {
  if (typeof template === 'string') return [template];
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(textsIn);
}

/** Every text inside a template filled in; everything else as it is. What a message lacks stands there as nothing. */
export function fill(template: unknown, message: Message): unknown {
  if (typeof template === 'string') return fillText(template, message);
  if (Array.isArray(template)) return template.map((one) => fill(one, message));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, fill(one, message)]));
}

export function fillText(template: string, message: Message): string {
  return template.replace(PLACE, (whole, name: string) => (isPlace(name) ? (message[name] ?? '') : whole));
}
