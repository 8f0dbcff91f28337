/**
 * Answers a request with a page: in which language, under which headers, with which cookie.
 *
 * @module
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../engine/reset/journey.ts';
import { networkOf } from './network-of.ts';
import type { ResetPage } from './open-page.ts';
import { type Held, isSameForm } from './sealed-cookie.ts';
import { PAGE_HEADERS, STRICT_TRANSPORT } from './security-headers.ts';
import { known, preferred } from './speak.ts';
import { type Page, type Place, renderPage } from './views/page.ts';
import { LANGUAGES, type Language } from './words/index.ts';

export function sendPage(reply: FastifyReply, resetPage: ResetPage, page: Page, place: Place): FastifyReply {
  return withHeaders(reply, resetPage)
    .code(page.status ?? 200)
    .header('content-language', place.language)
    .header('vary', 'accept-language, cookie')
    .type('text/html; charset=utf-8')
    .send(renderPage(page, place));
}

/** After a form: a reload sends nothing twice, and what was sent is in no history. */
export function redirect(reply: FastifyReply, resetPage: ResetPage, path: string): FastifyReply {
  return withHeaders(reply, resetPage).redirect(`${resetPage.settings.base}/${path}`, 303);
}

export function withHeaders(reply: FastifyReply, { secure }: ResetPage): FastifyReply {
  return reply.headers({ ...PAGE_HEADERS, ...(secure ? STRICT_TRANSPORT : {}) });
}

export function heldBy({ headers }: FastifyRequest, { jar, now }: ResetPage): Held | undefined {
  return jar.open(headers.cookie, now());
}

/** A session whose own page sent this form. */
export function heldByForm(request: FastifyRequest, page: ResetPage, form: string): Held | undefined {
  const held = heldBy(request, page);
  return held !== undefined && isSameForm(held, form) ? held : undefined;
}

export function placeOf(request: FastifyRequest, { settings }: ResetPage, held?: Held): Place {
  const language = languageOf(request, settings.language, held?.session.language);
  const place = { settings, language, words: LANGUAGES[language] };
  return held === undefined ? place : { ...place, form: held.form };
}

function languageOf({ query, headers }: FastifyRequest, otherwise: Language, ofSession?: string): Language {
  const { language } = query as { readonly language?: unknown };
  const asked = typeof language === 'string' ? known(language) : undefined;
  return asked ?? known(ofSession) ?? preferred(headers['accept-language'], otherwise);
}

export function callerOf({ ip }: FastifyRequest): Caller {
  return { address: networkOf(ip) };
}
