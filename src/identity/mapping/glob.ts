/**
 * Names with `*` for any run of characters: `utm_*`, `prefs.*`, `*`.
 *
 * @module
 */

/** A pattern for the whole text. */
export function toPattern(glob: string, flags = ''): RegExp {
  // Neighbouring stars say no more than one, and would make matching quadratic and worse.
  const parts = glob.replace(/\*+/g, '*').split('*');
  return new RegExp(`^${parts.map(escapePattern).join('[^]*?')}$`, `${flags}u`);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&');
}

/** How much of a text the glob pins down: a name without a star more than any with one. */
export function specificity(glob: string): number {
  return glob.includes('*') ? glob.replaceAll('*', '').length : Number.POSITIVE_INFINITY;
}

/** May something whose text begins with `start` match? */
export function mayMatchBelow(glob: string, start: string): boolean {
  const star = glob.indexOf('*');
  const fixed = star < 0 ? glob : glob.slice(0, star);
  return fixed.startsWith(start) || (star >= 0 && start.startsWith(fixed));
}
