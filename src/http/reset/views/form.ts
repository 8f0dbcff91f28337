/**
 * Forms, fields and buttons, as all pages have them.
 *
 * Checks of the browser's own are left off: they speak the browser's language and not the page's, and what is refused
 * stands in one list above.
 *
 * @module
 */
import { type Html, html, type Part } from '../../../markup/html.ts';
import type { Place, Refusal } from './page.ts';

/** Within a session the session knows the language. @param attributes more of them, as markup */
export function formTo(place: Place, action: string, content: Part, attributes?: Html): Html {
  const { settings, form, language } = place;
  const inLanguage = form === undefined && html`?language=${language}`;
  return html`<form method="post" action="${settings.base}/${action}${inLanguage}" novalidate ${attributes}>
${form !== undefined && hidden('form', form)}
${content}
</form>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export function mainButton(text: string): Html {
  return html`<button class="main">${text}</button>`;
}

export function quietButton(text: string): Html {
  return html`<button class="quiet">${text}</button>`;
}

export function mainLink(href: string, text: string): Html {
  return html`<p><a class="main" href="${href}" rel="noreferrer">${text}</a></p>`;
}

export interface FieldOf {
  readonly name: string;
  readonly label: string;
  /** `type`, `autocomplete`, `inputmode` …, as markup. */
  readonly attributes: Html;
  readonly refusals?: readonly Refusal[];
  readonly hint?: Html;
}

/** A label, what is wrong, and the input; hint and refusal are read out with it. */
export function field({ name, label, attributes, refusals = [], hint }: FieldOf): Html {
  const described = [hint && `${name}-hint`, refusals.length > 0 && `${name}-refused`].filter(Boolean);
  const invalid = refusals.length > 0 && html`aria-invalid="true"`;
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<div class="hint" id="${name}-hint">${hint}</div>`}
${refusals.length > 0 && html`<p class="wrong" id="${name}-refused">${refusals.map(({ text }) => html`<span>${text}</span>`)}</p>`}
<input id="${name}" name="${name}" required ${attributes} ${invalid} ${described.length > 0 && html`aria-describedby="${described.join(' ')}"`}>
</div>`;
}
