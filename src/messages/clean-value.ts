/**
 * Values before they stand in a message: on one line, bounded, and unable to be anything but text.
 *
 * A name was typed by a customer, or by somebody who wants our messages to carry theirs. Mail programs make links out
 * of whatever looks like an address, so a name that does is not said at all.
 *
 * @module
 */

/** Characters of a name that are shown; the longest full names people really have stay below. */
const MOST_CHARACTERS = 80;
/** Code units looked at, so that ten megabytes cost no more than a page: every character shown has at most this many. */
const MOST_READ = 1_000;

/** Breaks of lines, and everything that is a gap. */
const GAPS = /[\s\u0085\u2028\u2029]+/gu;
/**
 * Control characters, invisible ones, and those that turn the direction of text (UAX #9, explicit formatting). Joiners
 * stay: Persian and Indic names are spelled with them.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\ufffd\u115f\u1160\u3164\uffa0]/gu;
/** More marks on one letter than any script needs: text that climbs over its neighbours. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** What a mail program turns into a link, or a reader into a call: addresses, domains, five digits and more. */
const LIKE_A_LINK =
  /[/\\@<>{}[\]|]|www\.|:\S|[\p{L}\p{N}-]{2,}[.\u3002\uff0e\uff61]\p{L}{2,}|(?:\p{N}\P{N}{0,2}){5}/iu;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;
/** Letters of scripts that run from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Undefined: there is nothing by which somebody could be called. */
export function cleanName(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const text = cleanLine(given);
  return LIKE_A_LINK.test(text) || !SAYS_SOMETHING.test(text) ? undefined : isolate(text);
}

/** One bounded line of plain text. */
export function cleanLine(given: string): string {
  const text = given
    .slice(0, MOST_READ)
    .toWellFormed()
    .replace(GAPS, ' ')
    .replace(UNSEEN, '')
    .replace(PILED_MARKS, '$1')
    .normalize('NFC')
    .trim();
  // Cut between characters, never within one: a family of emoji, a letter with its accent.
  if (text.length <= MOST_CHARACTERS) return text;
  const shown = [...new Intl.Segmenter().segment(text)].slice(0, MOST_CHARACTERS);
  const cut = shown.map(({ segment }) => segment).join('');
  return cut.length < text.length ? `${cut.trimEnd()}…` : text;
}

/** Between isolates, a name from right to left leaves the sentence around it in its order (UAX #9, FSI and PDI). */
function isolate(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
