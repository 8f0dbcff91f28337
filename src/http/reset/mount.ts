/**
 * Puts the page on its routes: the link, the forms, and what they load.
 *
 * A link is opened with GET and begins nothing: scanners of mail servers open them too. From the first button on, the
 * token is no longer in the address, and the session is in a sealed cookie. Every form is checked three times: the
 * browser says that it stood on a page of ours, the cookie opens, and the form carries what that session's pages carry.
 *
 * @module
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Went } from '../../engine/reset/journey.ts';
import { LINK_PATH } from '../../engine/reset/link.ts';
import { refusalFor } from '../errors.ts';
import type { ServerLog } from '../log.ts';
import { type Form, LARGEST_FORM, readForm } from './form.ts';
import { mountAssets } from './mount-assets.ts';
import type { ResetPage } from './open-page.ts';
import { callerOf, heldBy, heldByForm, placeOf, redirect, sendPage, withHeaders } from './reply.ts';
import { isFromHere } from './same-site.ts';
import type { Held } from './sealed-cookie.ts';
import { known } from './speak.ts';
import { canBeHadAgain, STEPS } from './steps.ts';
import { invalidPage, newLinkPage, sentPage, voicePage } from './views/begin.ts';
import { backPage, donePage, failedPage, stalePage } from './views/ends.ts';
import { pageOf } from './views/index.ts';
import type { Page, Place } from './views/page.ts';

/** Characters of a token, and some more: whatever is longer is a link to nothing. */
const LONGEST_TOKEN = 128;

const DONE = ['passkey', 'password', 'factor', 'there'] as const;

export function mountResetPage(app: FastifyInstance, page: ResetPage, log: Pick<ServerLog, 'failed'>): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: LARGEST_FORM },
      (_request, body, done) => done(null, body),
    );
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const refused = refusalFor(error);
      if (refused === undefined) log.failed('answering', error, request.id);
      const place = placeOf(request, page);
      return sendPage(
        reply,
        page,
        refused === undefined ? failedPage(place) : stalePage(place, refused.status, true),
        place,
      );
    });
    scope.addHook('onRequest', async (request, reply) => {
      if (request.method !== 'POST' || isFromHere(request.headers, page.settings.origin)) return;
      return stale(request, reply, page);
    });
    mountLink(scope, page);
    mountBefore(scope, page);
    mountSteps(scope, page);
    mountBack(scope, page);
    mountAssets(scope, page);
  });
}

function mountLink(scope: FastifyInstance, page: ResetPage): void {
  const { journeys, settings } = page;
  const url = `${settings.base}${LINK_PATH}:token`;
  scope.get(url, async (request, reply) => {
    const { token } = request.params as { readonly token: string };
    const place = placeOf(request, page);
    if (token.length > LONGEST_TOKEN) return sendPage(reply, page, invalidPage(place), place);
    const view = await journeys.look(token, callerOf(request));
    return sendPage(reply, page, pageOf(view, place, { token }), place);
  });
  // Cut short, or run into what stood behind it: whoever comes is a customer all the same.
  scope.get(`${settings.base}${LINK_PATH}*`, async (request, reply) => {
    const place = placeOf(request, page);
    return sendPage(reply, page, invalidPage(place), place);
  });
  // Scanners that only ask whether there is something hear yes, whatever they ask for.
  scope.head(url, async (_request, reply) => withHeaders(reply, page).code(200).send());
  mountForm(scope, page, 'begin', async (form, request, reply) => {
    const went = await journeys.begin(form.token, placeOf(request, page).language, callerOf(request));
    return show(request, reply, page, went);
  });
}

/** What needs no session: a new link, a code said on the telephone, the last page. */
function mountBefore(scope: FastifyInstance, page: ResetPage): void {
  const { journeys, settings } = page;
  const still = (path: string, make: (place: Place) => Page) =>
    scope.get(`${settings.base}${path}`, async (request, reply) => {
      const place = placeOf(request, page);
      return sendPage(reply, page, make(place), place);
    });
  still('/', newLinkPage);
  if (settings.base !== '') still('', newLinkPage);
  still('/new-link', newLinkPage);
  still('/sent', sentPage);
  still('/voice', voicePage);
  for (const credential of DONE) still(`/done/${credential}`, (place) => donePage(credential, place));
  mountForm(scope, page, 'new-link', async ({ token, identifier }, request, reply) => {
    const asked = identifier === '' ? { token } : { identifier };
    await journeys.newLink(asked, placeOf(request, page).language, callerOf(request));
    return redirect(reply, page, `sent?language=${placeOf(request, page).language}`);
  });
  mountForm(scope, page, 'voice', async ({ identifier, code }, request, reply) => {
    const { language } = placeOf(request, page);
    return show(
      request,
      reply,
      page,
      await journeys.beginByVoice(identifier, code, language, callerOf(request)),
    );
  });
}

function mountSteps(scope: FastifyInstance, page: ResetPage): void {
  const { journeys, settings, jar, now } = page;
  scope.get(`${settings.base}/step`, async (request, reply) => {
    const held = heldBy(request, page);
    if (held === undefined) return noSession(request, reply, page);
    const { language } = placeOf(request, page, held);
    const went = await journeys.stand({ ...held.session, language });
    return show(request, reply, page, went, { held, again: true });
  });
  for (const [action, step] of Object.entries(STEPS)) {
    mountForm(scope, page, action, async (form, request, reply) => {
      const held = heldByForm(request, page, form.form);
      if (held === undefined) return stale(request, reply, page);
      const went = await step(journeys, held.session, form, callerOf(request));
      return show(request, reply, page, went, { held, passkeyFailed: action === 'passkey' });
    });
    // Somebody who presses Enter in the address of a page that answered a form.
    if (action === 'back') continue;
    scope.get(`${settings.base}/${action}`, async (_request, reply) => redirect(reply, page, 'step'));
  }
  mountForm(scope, page, 'passkey-options', async (form, request, reply) => {
    const held = heldByForm(request, page, form.form);
    if (held === undefined) return withHeaders(reply, page).code(403).send();
    const { options, session } = await journeys.passkeyOptions(held.session);
    if (options === undefined || session === undefined) return withHeaders(reply, page).code(409).send();
    return withHeaders(reply, page)
      .header('set-cookie', jar.set(session, now(), held.form).header)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(options));
  });
}

/** A browser that comes from elsewhere brings no cookie; the page it gets leads it on, and then it does. */
function mountBack(scope: FastifyInstance, page: ResetPage): void {
  const { journeys, settings } = page;
  scope.get(`${settings.base}/back`, async (request, reply) => {
    const place = placeOf(request, page);
    return sendPage(reply, page, backPage(place), place);
  });
  scope.get(`${settings.base}/back/here`, async (request, reply) => {
    const held = heldBy(request, page);
    if (held === undefined) return noSession(request, reply, page);
    return show(request, reply, page, await journeys.back(held.session), { held });
  });
}

type Answer = (form: Form, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function mountForm(scope: FastifyInstance, page: ResetPage, action: string, answer: Answer): void {
  scope.post(`${page.settings.base}/${action}`, async (request, reply) => {
    const form = readForm(request.body);
    return form === undefined ? stale(request, reply, page) : answer(form, request, reply);
  });
}

interface Before {
  readonly held?: Held;
  /** The page was asked for, not a form sent. */
  readonly again?: boolean;
  readonly passkeyFailed?: boolean;
}

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  page: ResetPage,
  { view, session }: Went,
  { held, again = false, passkeyFailed = false }: Before = {},
): FastifyReply {
  const { jar, now } = page;
  const next = session === undefined ? undefined : jar.set(session, now(), held?.form);
  reply.header('set-cookie', next?.header ?? jar.clear);
  if (view.step === 'done') return redirect(reply, page, `done/${view.credential}${inLanguage(held)}`);
  const failed = passkeyFailed && view.step === 'credential';
  if (!again && !failed && next !== undefined && canBeHadAgain(view)) return redirect(reply, page, 'step');
  const place = placeOf(request, page, next?.held);
  return sendPage(reply, page, pageOf(view, place, { passkeyFailed: failed }), place);
}

/** The last page has no session to know it from. */
function inLanguage(held: Held | undefined): string {
  const language = known(held?.session.language);
  return language === undefined ? '' : `?language=${language}`;
}

function noSession(request: FastifyRequest, reply: FastifyReply, page: ResetPage): FastifyReply {
  const place = placeOf(request, page);
  return sendPage(reply, page, invalidPage(place), place);
}

function stale(request: FastifyRequest, reply: FastifyReply, page: ResetPage): FastifyReply {
  const held = heldBy(request, page);
  const place = placeOf(request, page, held);
  return sendPage(reply, page, stalePage(place, 403, held !== undefined), place);
}
