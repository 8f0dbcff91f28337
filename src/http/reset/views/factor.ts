/**
 * The pages of a second factor: the authenticator app, and the codes for the day it is lost.
 *
 * @module
 */
import type { JourneyView } from '../../../engine/reset/journey.ts';
import { html } from '../../../markup/html.ts';
import { field, formTo, mainButton, quietButton } from './form.ts';
import type { Page, Place, Refusal } from './page.ts';
import { qrCode } from './qr-code.ts';

/** Characters of a key that are read at once; base32 has no 0, 1 or 8 to be confused with letters. */
const GROUP = /.{1,4}/g;

export function factorPage(view: Extract<JourneyView, { step: 'factor' }>, place: Place): Page {
  const { settings } = place;
  const words = place.words.factor;
  const refusals: readonly Refusal[] = view.wrong ? [{ text: words.wrong, field: 'code' }] : [];
  const lost = place.words.and(view.lost.map((factor) => place.words.factors[factor]));
  return {
    title: words.title,
    at: `${settings.base}/step`,
    refusals,
    ...(view.wrong ? { status: 422 } : {}),
    body: html`<p class="lead">${view.why === 'lost' && lost !== '' ? words.lost(lost) : words.required}</p>
<p>${words.scan}</p>
${qrCode(view.totpUri, words.picture)}
${view.totpUri.startsWith('otpauth:') && html`<p><a href="${view.totpUri}">${words.open}</a></p>`}
<p>${words.secret} <code class="secret">${(view.totpSecret.match(GROUP) ?? []).join(' ')}</code></p>
${formTo(place, 'factor', [
  field({
    name: 'code',
    label: words.label,
    refusals,
    attributes: html`type="text" inputmode="numeric" autocomplete="one-time-code" spellcheck="false" maxlength="16"`,
  }),
  mainButton(words.check),
])}
${view.optional && formTo(place, 'go-on', quietButton(words.skip))}`,
  };
}

/** Shown once: there is no address under which it can be had again. */
export function codesPage({ codes }: Extract<JourneyView, { step: 'recovery-codes' }>, place: Place): Page {
  const words = place.words.codes;
  return {
    title: words.title,
    body: html`<p class="lead">${words.text}</p>
<p><strong>${words.once}</strong></p>
<ol class="codes" data-codes="${place.settings.brand.name}">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
<p class="buttons" hidden data-keep><button type="button" class="quiet" data-print>${words.print}</button>
<button type="button" class="quiet" data-download>${words.download}</button></p>
${formTo(place, 'go-on', mainButton(words.kept))}`,
  };
}
