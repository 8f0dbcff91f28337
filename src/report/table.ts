/**
 * A table in a report. It scrolls on its own where the page is too narrow, and can then be reached by keyboard.
 *
 * @module
 */
import { type Html, html, type Part } from '../markup/html.ts';

export interface Column {
  readonly title: string;
  /** To the right, digits of one width. */
  readonly number?: boolean;
  /** Gets the room that the others leave. */
  readonly wide?: boolean;
}

interface Table {
  /** What it is: read out before the rows, and shown above them. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Part[])[];
  /** The caption stands elsewhere already. */
  readonly captionHidden?: boolean;
}

export function table({ caption, columns, rows, captionHidden = false }: Table): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption${captionHidden && html` class="unseen"`}>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${classOf(column)}>${column.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => cellOf(cell, index, columns[index]))}</tr>\n`)}</tbody>
</table></div>`;
}

function cellOf(cell: Part, index: number, column: Column | undefined): Html {
  return index === 0
    ? html`<th scope="row"${classOf(column)}>${cell}</th>`
    : html`<td${classOf(column)}>${cell}</td>`;
}

function classOf(column: Column | undefined): Part {
  if (column?.number) return html` class="number"`;
  return column?.wide && html` class="wide"`;
}
