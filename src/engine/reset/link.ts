/** The address that opens an invitation. The token stands in the path: pages of ours send no Referer. */
import type { JourneyPolicy } from './journey-policy.ts';

/** What stands between the address of the page and a token. */
export const LINK_PATH = '/go/';

export function linkTo({ pageUrl }: Pick<JourneyPolicy, 'pageUrl'>, token: string): string {
  return `${pageUrl}${LINK_PATH}${token}`;
}
