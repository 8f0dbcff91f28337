/**
 * The document around a report: one file that asks nobody for anything.
 *
 * No script, no font, no image from elsewhere; the policy in the head forbids them even if a template should ever
 * let one in.
 *
 * @see https://www.w3.org/TR/CSP3/#meta-element
 * @module
 */

import { type Html, html, type Part } from '../markup/html.ts';
import { patterns } from './charts/patterns.ts';
import { STYLE } from './style.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export interface Section {
  /** Its address in the document; a word of ours. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences below the heading. */
  readonly intro?: Part;
  readonly body: Part;
}

interface Page {
  /** What kind of report: `Assessment`. */
  readonly kind: string;
  readonly title: string;
  /** Below the title: when, of what. */
  readonly about: Part;
  /** Before everything else: what a reader in a hurry takes away. */
  readonly summary: Part;
  readonly sections: readonly Section[];
  readonly footer: Part;
}

export function renderPage({ kind, title, about, summary, sections, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${kind} · ${title}</title>
<style>${STYLE}</style>
</head>
<body>
${patterns()}
<header><p class="kind">Footbridge · ${kind}</p><h1>${title}</h1><p class="about">${about}</p></header>
<main>
<section class="summary" aria-label="Summary">${summary}</section>
<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
${sections.map(renderSection)}
</main>
<footer>${footer}</footer>
</body>
</html>
`.toString();
}

function renderSection({ id, title, intro, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>
${intro !== undefined && html`<p class="intro">${intro}</p>`}
${body}
</section>
`;
}

interface Tile {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

/** The few numbers that stand large at the top. */
export function tiles(list: readonly Tile[]): Html {
  return html`<dl class="tiles">${list.map(
    ({ value, label, note }) =>
      html`<div><dt>${label}</dt><dd>${value}${note !== undefined && html`<small>${note}</small>`}</dd></div>`,
  )}</dl>`;
}
