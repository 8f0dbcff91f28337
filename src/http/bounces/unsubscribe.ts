/**
 * The end of reminders: at one click of a mail program, or by a button for whoever opens the address.
 *
 * The id in the address ends in a keyed mark, so nobody can end the reminders of somebody whose mail they never had; and
 * nobody is told whether there was such a message.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8058#section-3.2
 * @module
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { UNSUBSCRIBE_PATH } from '../../engine/reset/link.ts';
import type { ResetPage } from '../reset/open-page.ts';
import { placeOf, redirect, sendPage } from '../reset/reply.ts';
import { BY_HAND, unsubscribedPage, unsubscribePage } from '../reset/views/unsubscribe.ts';
import { send } from '../send.ts';
import type { BounceDoor } from './mount.ts';

/** Bytes of `List-Unsubscribe=One-Click`, in any form. */
const LARGEST_CLICK = 4_096;
/** Characters: an id has 33 at most. */
const LONGEST_ID = 64;

export function mountUnsubscribe(
  scope: FastifyInstance,
  { take }: Pick<BounceDoor, 'take'>,
  page: ResetPage,
): void {
  const { base } = page.settings;
  const url = `${base}${UNSUBSCRIBE_PATH}:id`;
  scope.get(url, async (request, reply) => {
    const place = placeOf(request, page);
    return sendPage(reply, page, unsubscribePage(place, idOf(request)), place);
  });
  scope.post(url, { bodyLimit: LARGEST_CLICK }, async (request, reply) => {
    await take([{ kind: 'unsubscribe', ids: [idOf(request)], found: 'one-click' }]);
    if (!isByHand(request)) return send(reply, { status: 200, json: { heard: true } });
    return redirect(reply, page, `unsubscribed?language=${placeOf(request, page).language}`);
  });
  scope.get(`${base}/unsubscribed`, async (request, reply) => {
    const place = placeOf(request, page);
    return sendPage(reply, page, unsubscribedPage(place), place);
  });
}

function idOf({ params }: FastifyRequest): string {
  return (params as { readonly id: string }).id.slice(0, LONGEST_ID);
}

function isByHand({ body }: FastifyRequest): boolean {
  return body instanceof Uint8Array && new URLSearchParams(Buffer.from(body).toString('utf8')).has(BY_HAND);
}
