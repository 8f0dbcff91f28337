/**
 * The page on which customers show that it is them: a code, a fact, or the password they have.
 *
 * @module
 */
import type { JourneyView } from '../../../engine/reset/journey.ts';
import { type Html, html } from '../../../markup/html.ts';
import type { Words } from '../words/words.ts';
import { type FieldOf, field, formTo, mainButton, quietButton } from './form.ts';
import type { Page, Place, Refusal } from './page.ts';

type ConfirmView = Extract<JourneyView, { step: 'confirm' }>;

export function confirmPage(view: ConfirmView, place: Place): Page {
  const { words, settings } = place;
  const { text, wrong, asked } = askedFor(view, words);
  const refusals: readonly Refusal[] = view.wrong ? [{ text: wrong, field: 'answer' }] : [];
  return {
    title: words.confirm.title,
    at: `${settings.base}/step`,
    refusals,
    ...(view.wrong ? { status: 422 } : {}),
    body: html`<p class="lead">${text}</p>
${formTo(place, 'confirm', [field({ name: 'answer', refusals, ...asked }), mainButton(words.goOn)])}
${view.by === 'code' && formTo(place, 'send-code', quietButton(words.confirm.code.again))}`,
  };
}

interface Asked {
  readonly text: string;
  readonly wrong: string;
  readonly asked: Pick<FieldOf, 'label' | 'attributes'>;
}

function askedFor(view: ConfirmView, { confirm }: Words): Asked {
  if (view.by === 'code') {
    const { label, text, wrong } = confirm.code;
    const attributes = html`type="text" inputmode="numeric" autocomplete="one-time-code" spellcheck="false" maxlength="16"`;
    return { text: text(view.sentTo), wrong, asked: { label, attributes } };
  }
  if (view.by === 'password') {
    const { label, text, wrong } = confirm.password;
    return {
      text,
      wrong,
      asked: { label, attributes: html`type="password" autocomplete="current-password"` },
    };
  }
  const { text, wrong } = confirm.fact;
  return {
    text,
    wrong,
    asked: { label: labelOf(view.fact, confirm.facts), attributes: attributesOf(view.fact) },
  };
}

/** What has no word in any language is called by the last part of its path: `attributes.customer_number`. */
function labelOf(fact = '', known: Words['confirm']['facts']): string {
  return known[fact] ?? (fact.split('.').at(-1) ?? '').replaceAll('_', ' ');
}

function attributesOf(fact: string | undefined): Html {
  if (fact === 'profile.birthdate') return html`type="date" autocomplete="bday"`;
  return html`type="text" autocomplete="off" spellcheck="false" maxlength="320"`;
}
