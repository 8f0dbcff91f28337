/**
 * The few calls of ZITADEL's API that this protocol leaves to us: who sits in a session, is the user one of ours, and
 * writing what was proved.
 *
 * Whether a user still waits to cross stands in ZITADEL itself, as metadata: `migrating`, then `true`. Users without
 * it are none of ours, and nobody is asked about them.
 *
 * @see https://zitadel.com/docs/reference/api/user
 * @see https://zitadel.com/docs/reference/api/session
 * @module
 */
import { z } from 'zod';
import type { Config } from './config.ts';

/** Key of the metadata; the one ZITADEL's own example uses. */
export const MARK = 'migratedFromLegacy';

/** Milliseconds for one call; there are three at most around one question to the door. */
const CALL_TIMEOUT = 1_500;

export class ZitadelFailed extends Error {
  override readonly name = 'ZitadelFailed';
  readonly status: number;

  constructor(status: number, what: string) {
    super(`ZITADEL answered with ${status} to ${what}`);
    this.status = status;
  }
}

const Session = z.object({
  session: z.object({
    factors: z
      .object({ user: z.object({ id: z.string(), loginName: z.string().optional() }).optional() })
      .optional(),
  }),
});
const Metadata = z.object({
  metadata: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});
const Found = z.object({ user: z.looseObject({ userId: z.string() }) });

export interface SessionUser {
  readonly id: string;
  readonly loginName?: string;
}

export interface ZitadelApi {
  userOfSession(id: string, token: string): Promise<SessionUser | undefined>;
  mark(userId: string): Promise<'migrating' | 'true' | undefined>;
  setMark(userId: string): Promise<void>;
  setPassword(userId: string, password: string, changeRequired: boolean): Promise<void>;
  create(user: Readonly<Record<string, unknown>>): Promise<void>;
  user(userId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export function zitadelApi({ url, token }: Config): ZitadelApi {
  const base = url.replace(/\/$/, '');

  /** @throws ZitadelFailed; status 0 where there was no answer */
  async function call(method: string, path: string, what: string, body?: unknown): Promise<unknown> {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_TIMEOUT),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new ZitadelFailed(0, what);
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ZitadelFailed(response.status, what);
    }
    return response.json().catch(() => ({}));
  }

  return {
    async userOfSession(id, sessionToken) {
      const query = new URLSearchParams({ sessionToken });
      const path = `/v2/sessions/${encodeURIComponent(id)}?${query}`;
      const user = Session.safeParse(await call('GET', path, 'a session')).data?.session.factors?.user;
      return user === undefined
        ? undefined
        : { id: user.id, ...(user.loginName !== undefined && { loginName: user.loginName }) };
    },
    async mark(userId) {
      const filters = [{ keyFilter: { key: MARK, method: 'TEXT_FILTER_METHOD_EQUALS' } }];
      const path = `/v2/users/${encodeURIComponent(userId)}/metadata/search`;
      const found = Metadata.safeParse(await call('POST', path, 'metadata', { filters })).data?.metadata;
      const value = found?.find(({ key }) => key === MARK)?.value ?? '';
      const text = Buffer.from(value, 'base64').toString();
      return text === 'migrating' || text === 'true' ? text : undefined;
    },
    async setMark(userId) {
      const metadata = [{ key: MARK, value: base64('true') }];
      await call('POST', `/v2/users/${encodeURIComponent(userId)}/metadata`, 'a mark', { metadata });
    },
    async setPassword(userId, password, changeRequired) {
      const human = { password: { password: { password, changeRequired } } };
      await call('PATCH', `/v2/users/${encodeURIComponent(userId)}`, 'a password', { human });
    },
    async create(user) {
      await call('POST', '/v2/users/new', 'a new user', user);
    },
    async user(userId) {
      try {
        const path = `/v2/users/${encodeURIComponent(userId)}`;
        return Found.safeParse(await call('GET', path, 'a user')).data?.user;
      } catch (error) {
        if (error instanceof ZitadelFailed && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
