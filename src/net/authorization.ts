/**
 * Access tokens that are renewed before they end: one request for everybody who needs one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4 for the client credentials grant
 * @module
 */
import { type Clock, systemClock } from './clock.ts';

export interface Authorization {
  /** The value of the Authorization header. */
  header(): Promise<string>;
  /** After a 401: a new one, unless somebody else renewed what was refused meanwhile. */
  renew(refused: string | undefined): Promise<string>;
}

export interface Token {
  readonly value: string;
  /** Milliseconds it is good for. */
  readonly lifetime: number;
}

/** The last fifth of a life is kept free for calls that wait in the pace and for clocks that differ. */
const USED_LIFE = 0.8;

/** @param request asks the other side for a token; fails with RemoteError */
export function bearerTokens(request: () => Promise<Token>, clock: Clock = systemClock): Authorization {
  let held: { readonly header: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    try {
      const { value, lifetime } = await request();
      held = { header: `Bearer ${value}`, until: clock.now() + lifetime * USED_LIFE };
      return held.header;
    } finally {
      asking = undefined;
    }
  }

  function shared(): Promise<string> {
    asking ??= ask();
    return asking;
  }

  return {
    async header() {
      return held !== undefined && clock.now() < held.until ? held.header : shared();
    },
    async renew(refused) {
      return held !== undefined && held.header !== refused ? held.header : shared();
    },
  };
}
