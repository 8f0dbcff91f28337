/**
 * The brand's colour, made readable: on its buttons, and as colour of links and outlines on light and dark paper.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 * @module
 */

/** As in assets/reset/page.css. */
export const LIGHT_PAPER = '#ffffff';
export const DARK_PAPER = '#15181d';

/** WCAG 2.2, 1.4.3, for text of any size. */
const ENOUGH = 4.5;

type Rgb = readonly [red: number, green: number, blue: number];

/** Rules that set the variables of the style sheet. */
export function brandStyle(colour: string): string {
  const variables = `--brand:${colour};--on-brand:${onColour(colour)};`;
  const light = `:root{${variables}--accent:${readableOn(LIGHT_PAPER, colour)}}`;
  const dark = `:root{--accent:${readableOn(DARK_PAPER, colour)}}`;
  return `${light}@media (prefers-color-scheme:dark){${dark}}\n`;
}

/** Black or white; one of the two has 4.58 to 1 at least on any colour. */
export function onColour(colour: string): '#000000' | '#ffffff' {
  return contrast(colour, '#000000') >= contrast(colour, '#ffffff') ? '#000000' : '#ffffff';
}

/** The colour itself, or as much nearer to the ink as it takes. */
export function readableOn(paper: string, colour: string): string {
  const ink = onColour(paper);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, ink, share);
    if (contrast(mixed, paper) >= ENOUGH) return mixed;
  }
  return ink;
}

export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = toRgb(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(colour: string, ink: string, share: number): string {
  const [from, to] = [toRgb(colour), toRgb(ink)];
  const mixed = from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function toRgb(colour: string): Rgb {
  const number = Number.parseInt(colour.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
