/**
 * The patterns that lie over tints, so that nothing is said by colour alone. Once in a document.
 *
 * @module
 */
import { type Html, html } from '../../markup/html.ts';
import { PLAN_ORDER } from '../plan-words.ts';

/** Drawn over the tint in the colour of the paper. `none` and `native` differ most in tint, and one is solid. */
const STROKES: Readonly<Record<string, Html | undefined>> = {
  native: undefined,
  transcoded: html`<path d="M0 8 8 0"/>`,
  wrapped: html`<path d="M0 8 8 0M0 0 8 8"/>`,
  vault: html`<circle cx="4" cy="4" r="1.3"/>`,
  legacy: html`<path d="M4 0V8"/>`,
  reset: html`<path d="M0 0 8 8"/>`,
  none: html`<path d="M0 4H8"/>`,
};

export function patterns(): Html {
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>${PLAN_ORDER.map(
    (plan) =>
      html`<pattern id="p-${plan}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="tint-${plan}"/>${
        STROKES[plan] !== undefined && html`<g class="strokes">${STROKES[plan]}</g>`
      }</pattern>`,
  )}<pattern id="p-freeze" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="frost"/><path class="frost-line" d="M0 8 8 0"/></pattern></defs></svg>`;
}
