/**
 * What every page of a journey has around it: its language, the brand, what was refused, where help is, and the same
 * in other languages.
 *
 * @module
 */
import type { ResetConfig } from '../../../config/reset.ts';
import { type Html, html, type Part } from '../../../markup/html.ts';
import { LANGUAGES, type Language } from '../words/index.ts';
import type { Words } from '../words/words.ts';

/** How pages look and where they lead; made once. */
export interface PageSettings {
  /** Scheme, host and port that customers see. */
  readonly origin: string;
  /** Path before all of our addresses, without a slash at its end; empty: at the root. */
  readonly base: string;
  /** Of style, script and logo: `/reset/assets/<hash>`. */
  readonly assets: string;
  readonly logo?: string;
  readonly brand: Pick<ResetConfig['brand'], 'name' | 'support'>;
  readonly loginUrl: string;
  readonly fallback?: { readonly url: string; readonly label?: string };
  readonly language: Language;
}

/** For whom a page is written: in which language, and within which session. */
export interface Place {
  readonly settings: PageSettings;
  readonly language: Language;
  readonly words: Words;
  /** Proves that a form stood on a page of this session. */
  readonly form?: string;
}

/** Something the customer gave that cannot be taken, and the field it is about. */
export interface Refusal {
  readonly text: string;
  readonly field: string;
}

export interface Page {
  readonly title: string;
  readonly body: Part;
  readonly status?: number;
  readonly refusals?: readonly Refusal[];
  /** Address under which this page can be had in another language; absent: it is shown only once. */
  readonly at?: string;
  readonly needs?: 'webauthn';
  /** Goes on there by itself. */
  readonly forward?: string;
}

export function renderPage(page: Page, place: Place): string {
  const { settings, words, language } = place;
  const refused = (page.refusals ?? []).length > 0;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${refused && `${words.error}: `}${page.title} · ${settings.brand.name}</title>
${page.forward !== undefined && html`<meta http-equiv="refresh" content="0; url=${page.forward}">`}
<link rel="stylesheet" href="${settings.assets}/page.css">
${page.needs === 'webauthn' && html`<script src="${settings.assets}/webauthn.js" defer></script>`}
<script src="${settings.assets}/page.js" type="module"></script>
</head>
<body>
<header>${brandOf(settings)}</header>
<main>
${refused && refusalList(page.refusals ?? [], words)}
<h1>${page.title}</h1>
${page.body}
</main>
<footer>
${help(place)}
${page.at !== undefined && languageSwitch(page.at, place)}
</footer>
</body>
</html>
`.toString();
}

function brandOf({ brand, assets, logo }: PageSettings): Html {
  if (logo === undefined) return html`<p class="brand">${brand.name}</p>`;
  return html`<p class="brand"><img src="${assets}/${logo}" alt="${brand.name}" height="40"></p>`;
}

/** It takes the focus, so that who cannot see the page hears of it first. */
function refusalList(refusals: readonly Refusal[], { problem }: Words): Html {
  return html`<div class="refused" role="alert" tabindex="-1" autofocus>
<h2>${problem}</h2>
<ul>${refusals.map(({ text, field }) => html`<li><a href="#${field}">${text}</a></li>`)}</ul>
</div>`;
}

function help({ settings: { brand, base }, words }: Place): Html {
  const { url, email, phone } = brand.support;
  return html`<section class="help" aria-labelledby="help">
<h2 id="help">${words.help.title}</h2>
<ul class="plain">
${url !== undefined && html`<li><a href="${url}">${words.help.web}</a></li>`}
${email !== undefined && html`<li>${words.help.mail}: <a href="mailto:${email}">${email}</a></li>`}
${phone !== undefined && html`<li>${words.help.phone}: <a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a></li>`}
<li><a href="${base}/voice">${words.voice.link}</a></li>
</ul>
</section>`;
}

function languageSwitch(at: string, { language, words }: Place): Html {
  const items = Object.entries(LANGUAGES).map(([tag, { name }]) =>
    tag === language
      ? html`<li><span lang="${tag}" aria-current="true">${name}</span></li>`
      : html`<li><a href="${at}?language=${tag}" lang="${tag}" hreflang="${tag}">${name}</a></li>`,
  );
  return html`<nav aria-label="${words.languages}"><ul class="plain languages">${items}</ul></nav>`;
}
