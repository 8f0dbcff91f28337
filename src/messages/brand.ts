/**
 * The operator's brand in a message: how it is called, its colour with a text that can be read on it, where help is.
 *
 * A logo is not among it: an image from elsewhere would report who opens when, and one in the message would make each
 * of a million messages ten times as large (docs/messages.md).
 *
 * @module
 */
import { cleanLine, escapeHtml } from './clean-value.ts';
import type { Gaps } from './template.ts';

/** The `reset.brand` section, as far as it is said in messages. */
export interface MessageBrand {
  readonly name: string;
  /** `#1a5fb4` */
  readonly colour: string;
  readonly support: {
    readonly url?: string | undefined;
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  };
  /** Postal. */
  readonly address?: string | undefined;
}

export function textGapsOf(brand: MessageBrand, language: string): Gaps {
  const { url, email, phone } = brand.support;
  return {
    brand: cleanLine(brand.name),
    support: oneOf([url, email, phone], language),
    address: brand.address?.replace(/\s+/g, ' ').trim(),
  };
}

export function htmlGapsOf(brand: MessageBrand, language: string): Gaps {
  const { url, email, phone } = brand.support;
  const { brand: name = '', address } = textGapsOf(brand, language);
  const support = [
    url && linkTo(url, url.replace(/^https?:\/\/|\/$/g, '')),
    email && linkTo(`mailto:${email}`, email),
    // A number that is broken in two is dialled wrong.
    phone && linkTo(`tel:${phone.replace(/[^\d+]/g, '')}`, phone.replaceAll(' ', '\u00a0')),
  ];
  const direction = directionOf(language);
  return {
    brand: escapeHtml(name),
    support: oneOf(support, language),
    address: address === undefined ? undefined : escapeHtml(address),
    colour: brand.colour,
    onColour: readableOn(brand.colour),
    language: escapeHtml(language),
    direction,
    start: direction === 'rtl' ? 'right' : 'left',
  };
}

function linkTo(address: string, words: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>`;
}

/** `a, b or c` as the language says it. */
function oneOf(ways: readonly (string | undefined)[], language: string): string | undefined {
  const given = ways.filter((way) => way !== undefined && way !== '') as string[];
  if (given.length === 0) return undefined;
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(given);
}

/** Scripts that run from right to left; a language is asked for the one it is usually written in. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm'];

function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
}

/**
 * Black or white, whichever has more contrast: of the two, one always reaches 4.5 : 1 on any colour.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function readableOn(colour: string): '#000000' | '#ffffff' {
  const luminance = luminanceOf(colour);
  const withWhite = 1.05 / (luminance + 0.05);
  const withBlack = (luminance + 0.05) / 0.05;
  return withWhite >= withBlack ? '#ffffff' : '#000000';
}

/** Relative luminance of sRGB. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
