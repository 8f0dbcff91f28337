/**
 * The frame of every chart: a heading, the drawing, and its numbers as a table.
 *
 * A drawing is an image to a screen reader: title and description say what it shows, the table has the rest. It is
 * drawn twice, for a desk and for a phone, because text in a drawing shrinks with it; the style sheet shows one.
 *
 * @module
 */
import { type Html, html } from '../../markup/html.ts';
import { tenth } from '../numbers.ts';

/** Units of a drawing are pixels of the screen it is made for. */
export const DESK = 720;
export const PHONE = 340;

export interface Drawing {
  readonly height: number;
  readonly body: Html;
}

interface Figure {
  /** Unique in the document; a word of ours. */
  readonly id: string;
  readonly title: string;
  /** What can be seen, in a sentence: for those who do not see it. */
  readonly description: string;
  readonly draw: (width: number) => Drawing;
  readonly numbers: Html;
  /** Below the drawing. */
  readonly note?: string | Html;
}

export function figure({ id, title, description, draw, numbers, note }: Figure): Html {
  return html`<figure><figcaption>${title}</figcaption>
${svg(`${id}-desk`, 'desk', DESK, draw(DESK), title, description)}
${svg(`${id}-phone`, 'phone', PHONE, draw(PHONE), title, description)}
${note !== undefined && html`<p class="note">${note}</p>`}
<details class="numbers"><summary>The numbers<span class="unseen"> of: ${title}</span></summary>${numbers}</details>
</figure>`;
}

function svg(
  id: string,
  kind: 'desk' | 'phone',
  width: number,
  drawing: Drawing,
  title: string,
  description: string,
): Html {
  return html`<svg class="${kind}" viewBox="0 0 ${width} ${tenth(drawing.height)}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${drawing.body}</svg>`;
}
