/**
 * HTML that is escaped by construction: text becomes markup only by standing in a template of ours.
 *
 * Every name, field and file in a report was written by somebody else, often by a customer. What is put into
 * `html` is escaped, in text and in quoted attributes, unless it came out of `html` itself.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 * @module
 */

/** Markup that is safe to stand in a document. Nothing but `html` and `trusted` makes it. */
export class Html {
  readonly #text: string;

  constructor(key: typeof KEY, text: string) {
    if (key !== KEY) throw new TypeError('Html is made by its template');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Known to this file only, so that no other can make markup out of a text. */
const KEY: unique symbol = Symbol('html');

/** `undefined` and `false` leave nothing behind, so that a condition can stand in a template. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Attributes must be quoted in the template; a value inside quotes cannot leave them. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) text += markupOf(part) + (strings[index + 1] ?? '');
  return new Html(KEY, text);
}

/** Markup written by us, not by a template: the style sheet. */
export function trusted(text: string): Html {
  return new Html(KEY, text);
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * Control characters, and those that turn the direction of text (UAX #9, explicit formatting): a name with one of
 * them would change how the line around it reads.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSEEN, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
