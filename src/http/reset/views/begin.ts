/**
 * Pages before a session: the link that was opened, a link that is none, a new one, a code said on the telephone.
 *
 * @module
 */

import type { JourneyView } from '../../../engine/reset/journey.ts';
import { LINK_PATH } from '../../../engine/reset/link.ts';
import { type Html, html } from '../../../markup/html.ts';
import { field, formTo, hidden, mainButton } from './form.ts';
import type { Page, Place } from './page.ts';

const IDENTIFIER = html`type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320"`;

export function welcomePage(
  { purpose, lost }: Extract<JourneyView, { step: 'welcome' }>,
  place: Place,
  token: string,
): Page {
  const { words, settings } = place;
  const { title, text } = words.welcome[purpose];
  const what = lost.length > 0 && words.welcome.lost(words.and(lost.map((factor) => words.factors[factor])));
  return {
    title,
    at: `${settings.base}${LINK_PATH}${token}`,
    body: html`<p class="lead">${text}</p>
${what && html`<p>${what}</p>`}
<p>${words.welcome.takes}</p>
${formTo(place, 'begin', [hidden('token', token), mainButton(words.welcome.begin)])}
<p class="soft">${words.welcome.unexpected}</p>
${fallbackLink(place)}`,
  };
}

/** The same for a link that nobody ever issued, one that was used, and one that is over. */
export function invalidPage(place: Place, token?: string): Page {
  const { words, settings } = place;
  const { title, text } = words.invalid;
  return {
    title,
    status: 404,
    at: token === undefined ? `${settings.base}/step` : `${settings.base}${LINK_PATH}${token}`,
    body: html`<p class="lead">${text}</p>
${token === undefined ? askForLink(place) : renewLink(place, token)}
${fallbackLink(place)}`,
  };
}

function renewLink(place: Place, token: string): Html {
  const { words } = place;
  return html`<p>${words.newLink.text}</p>
${formTo(place, 'new-link', [hidden('token', token), mainButton(words.newLink.send)])}
<p><a href="${place.settings.base}/new-link">${words.newLink.or}</a></p>`;
}

export function askForLink(place: Place): Html {
  const { words } = place;
  return html`<p>${words.newLink.text}</p>
${formTo(place, 'new-link', [
  field({ name: 'identifier', label: words.newLink.label, attributes: IDENTIFIER }),
  mainButton(words.newLink.send),
])}`;
}

export function newLinkPage(place: Place): Page {
  const { words, settings } = place;
  return {
    title: words.newLink.title,
    at: `${settings.base}/new-link`,
    body: html`${askForLink(place)}${fallbackLink(place)}`,
  };
}

export function sentPage({ words, settings }: Place): Page {
  const { title, text } = words.newLink.sent;
  return { title, at: `${settings.base}/sent`, body: html`<p class="lead">${text}</p>` };
}

export function voicePage(place: Place): Page {
  const { words, settings } = place;
  return {
    title: words.voice.title,
    at: `${settings.base}/voice`,
    body: html`<p class="lead">${words.voice.text}</p>
${formTo(place, 'voice', [
  field({ name: 'identifier', label: words.voice.identifier, attributes: IDENTIFIER }),
  field({
    name: 'code',
    label: words.voice.code,
    attributes: html`type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"`,
  }),
  mainButton(words.voice.send),
])}`,
  };
}

/** The old system as identity provider, where it still lives. */
export function fallbackLink({ settings: { fallback }, words }: Place): Html | undefined {
  if (fallback === undefined) return undefined;
  const text = fallback.label ?? words.fallback;
  return html`<p class="other"><a href="${fallback.url}" rel="noreferrer">${text}</a></p>`;
}
