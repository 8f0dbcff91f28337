/**
 * The page on which a new credential is made: a passkey first, a password as the other choice.
 *
 * Without JavaScript there is no passkey to be had, and the password stands there alone. With it, the password is one
 * link away: a fragment that the style sheet shows, so that it is there also where the script never arrived.
 *
 * @module
 */
import type { JourneyView } from '../../../engine/reset/journey.ts';
import { type Html, html } from '../../../markup/html.ts';
import { field, formTo, hidden, mainButton, quietButton } from './form.ts';
import type { Page, Place, Refusal } from './page.ts';
import { lengthOf, objectionText, ruleList } from './password-rules.ts';

type CredentialView = Extract<JourneyView, { step: 'credential' }>;

/** Where the password's form stands on the page. */
const PASSWORD = 'with-password';

/** @param failed a passkey was offered to us and could not be taken */
export function credentialPage(view: CredentialView, place: Place, failed = false): Page {
  const { words, settings } = place;
  const refusals = view.refused.map(
    (one): Refusal => ({ text: objectionText(one, words), field: 'password' }),
  );
  if (failed) refusals.push({ text: words.credential.passkey.failed, field: 'passkey' });
  return {
    title: words.credential.title,
    at: `${settings.base}/step`,
    refusals,
    ...(refusals.length > 0 ? { status: 422 } : {}),
    ...(view.passkey === 'here' ? { needs: 'webauthn' as const } : {}),
    body: html`${passkeyWay(view, place)}${passwordWay(view, place)}`,
  };
}

function passkeyWay({ passkey, password }: CredentialView, place: Place): Html | undefined {
  const words = place.words.credential;
  if (passkey === 'no') return undefined;
  if (passkey === 'there') return wayThere(place, 'passkey', words.passkey.title, words.passkey.there);
  return html`<section class="way needs-script" id="passkey">
<h2>${words.passkey.title}</h2>
<p>${words.passkey.text}</p>
${formTo(place, 'passkey', [hidden('answer', ''), mainButton(words.passkey.make)], html`data-passkey="${place.settings.base}/passkey-options"`)}
<p class="wrong" role="alert" hidden data-passkey-failed>${words.passkey.failed}</p>
</section>
${password === 'here' && html`<p class="instead needs-script"><a href="#${PASSWORD}">${words.password.instead}</a></p>`}`;
}

function passwordWay(view: CredentialView, place: Place): Html | undefined {
  const words = place.words.credential.password;
  if (view.password === 'no') return undefined;
  if (view.password === 'there') return wayThere(place, 'password', words.title, words.there);
  const second = view.passkey === 'here';
  const shown = view.refused.length > 0;
  return html`<section class="way ${second && 'second'} ${shown && 'shown'}" id="${PASSWORD}">
<h2>${words.title}</h2>
${formTo(place, 'password', [accountField(view, place), passwordField(view, place), view.passkey !== 'no' && !shown ? quietButton(words.save) : mainButton(words.save)])}
</section>`;
}

/** For password managers, which keep a password together with a name. */
function accountField({ account }: CredentialView, { words }: Place): Html | undefined {
  if (account === undefined) return undefined;
  return html`<div class="field"><label for="username">${words.credential.password.account}</label>
<input id="username" name="username" type="text" autocomplete="username" value="${account}" readonly></div>`;
}

function passwordField({ rules, refused }: CredentialView, { words }: Place): Html {
  const { password } = words.credential;
  const { min } = lengthOf(rules);
  return html`${field({
    name: 'password',
    label: password.label,
    hint: ruleList(rules, words),
    refusals: refused.map((one) => ({ text: objectionText(one, words), field: 'password' })),
    attributes: html`type="password" autocomplete="new-password" passwordrules="minlength: ${min};" data-min="${min}"`,
  })}
<p class="typed" data-typed data-enough="${password.enough}" data-more="${password.more}" aria-live="polite"></p>
<p><button type="button" class="quiet" hidden data-show="${password.show}" data-hide="${password.hide}">${password.show}</button></p>`;
}

function wayThere(place: Place, need: 'passkey' | 'password', title: string, text: string): Html {
  return html`<section class="way" id="${need}">
<h2>${title}</h2>
${formTo(place, 'hand-over', [hidden('need', need), need === 'passkey' ? mainButton(text) : quietButton(text)])}
</section>`;
}
