/**
 * Pages of those who want no reminders: asked once, because scanners of mail servers open addresses too.
 *
 * @module
 */
import { UNSUBSCRIBE_PATH } from '../../../engine/reset/link.ts';
import { html } from '../../../markup/html.ts';
import { formTo, hidden, mainButton } from './form.ts';
import type { Page, Place } from './page.ts';

/** What a form of ours sends and a mail program does not. */
export const BY_HAND = 'by';

/** @param id of the message, as it stands in the address */
export function unsubscribePage(place: Place, id: string): Page {
  const { words, settings } = place;
  const { title, text, send } = words.unsubscribe;
  const path = `${UNSUBSCRIBE_PATH}${encodeURIComponent(id)}`;
  return {
    title,
    at: `${settings.base}${path}`,
    body: html`<p class="lead">${text}</p>
${formTo(place, path.slice(1), [hidden(BY_HAND, 'hand'), mainButton(send)])}`,
  };
}

export function unsubscribedPage({ words, settings }: Place): Page {
  const { title, text } = words.unsubscribe.done;
  return { title, at: `${settings.base}/unsubscribed`, body: html`<p class="lead">${text}</p>` };
}
