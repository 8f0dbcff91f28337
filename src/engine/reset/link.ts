/** The address that opens an invitation. The token stands in the path: pages of ours send no Referer. */
import type { JourneyPolicy } from './journey-policy.ts';

/** What stands between the address of the page and a token. */
export const LINK_PATH = '/go/';

export function linkTo({ pageUrl }: Pick<JourneyPolicy, 'pageUrl'>, token: string): string {
  return `${pageUrl}${LINK_PATH}${token}`;
}

/** What stands between the address of the page and the id of a message. */
export const UNSUBSCRIBE_PATH = '/unsubscribe/';

/** Where one click ends reminders; undefined: not over https, so mail programs would not send it (RFC 8058 §3.1). */
export function unsubscribeLink(
  { pageUrl }: Pick<JourneyPolicy, 'pageUrl'>,
  messageId: string,
): string | undefined {
  return pageUrl.startsWith('https://') ? `${pageUrl}${UNSUBSCRIBE_PATH}${messageId}` : undefined;
}
