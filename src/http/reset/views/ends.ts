/**
 * Pages on which there is nothing to fill in: it is done, goes on elsewhere, or cannot go on now.
 *
 * @module
 */
import type { JourneyView } from '../../../engine/reset/journey.ts';
import { html } from '../../../markup/html.ts';
import type { TitleAndText } from '../words/words.ts';
import { askForLink, fallbackLink } from './begin.ts';
import { formTo, mainLink, quietButton } from './form.ts';
import type { Page, Place } from './page.ts';

export function donePage(
  credential: Extract<JourneyView, { step: 'done' }>['credential'],
  place: Place,
): Page {
  const { words, settings } = place;
  return {
    title: words.done.title,
    at: `${settings.base}/done/${credential}`,
    body: html`<p class="lead">${words.done[credential]}</p>
<p>${words.done.notice}</p>
${mainLink(settings.loginUrl, words.toLogin)}`,
  };
}

export function crossedPage(place: Place): Page {
  return withLogin(place.words.crossed, place);
}

/** The address came from the platform; nothing but a web address becomes a link. */
export function therePage(url: string, place: Place): Page {
  const { words } = place;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return laterPage(place);
  return {
    title: words.there.title,
    body: html`<p class="lead">${words.there.text(parsed.host)}</p>
${mainLink(parsed.href, words.there.go(parsed.host))}
${formTo(place, 'back', quietButton(words.there.back))}`,
  };
}

export function handedOverPage(how: 'mailed' | 'at-login', place: Place): Page {
  if (how === 'at-login') return withLogin(place.words.atLogin, place);
  const { title, text } = place.words.mailed;
  return { title, body: html`<p class="lead">${text}</p>` };
}

export function laterPage({ words, settings }: Place): Page {
  return {
    title: words.later.title,
    status: 503,
    body: html`<p class="lead">${words.later.text}</p>
<p><a class="main" href="${settings.base}/step">${words.later.again}</a></p>`,
  };
}

export function heldPage({ words }: Place): Page {
  return { title: words.held.title, body: html`<p class="lead">${words.held.text}</p>` };
}

/** @param after seconds */
export function throttledPage(after: number, place: Place): Page {
  const { title, text } = place.words.throttled;
  const minutes = Math.max(1, Math.ceil(after / 60));
  return { title, status: 429, body: html`<p class="lead">${text(minutes)}</p>${fallbackLink(place)}` };
}

export function failedPage({ words }: Place): Page {
  return { title: words.failed.title, status: 500, body: html`<p class="lead">${words.failed.text}</p>` };
}

/** A form from elsewhere, or of a session that is over. Within a session they go on; without, they get a new link. */
export function stalePage(place: Place, status: number, goesOn: boolean): Page {
  const { words, settings } = place;
  const on = html`<p><a class="main" href="${settings.base}/step">${words.goOn}</a></p>`;
  return {
    title: words.stale.title,
    status,
    body: html`<p class="lead">${words.stale.text}</p>${goesOn ? on : askForLink(place)}`,
  };
}

/** Back from a platform: the browser sends our cookie only to where a page of ours has led it. */
export function backPage({ words, settings }: Place): Page {
  const on = `${settings.base}/back/here`;
  return {
    title: words.goOn,
    forward: on,
    body: html`<p><a class="main" href="${on}">${words.goOn}</a></p>`,
  };
}

function withLogin({ title, text }: TitleAndText, { words, settings }: Place): Page {
  return {
    title,
    body: html`<p class="lead">${text}</p>${mainLink(settings.loginUrl, words.toLogin)}`,
  };
}
