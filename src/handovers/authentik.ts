/**
 * Handover: authentik's recovery link, made by an administrator. It leads into the recovery flow of the brand, which asks
 * for what you put into it.
 *
 * @see https://docs.goauthentik.io/users-sources/user/user_basic_operations#recovery-flow
 * @module
 */
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { RemoteError } from '../net/remote-error.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import {
  callPlatform,
  expectNobody,
  inSeconds,
  Link,
  openSession,
  PlatformUrl,
  readAs,
} from './asking/platform.ts';
import { identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe('Address of authentik'),
  token: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('API token of a service account that may view users and reset their passwords'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const authentik = defineHandover<Config>({
  id: 'authentik',
  title: 'authentik',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { asked: { least: 1 }, usual: '1 h; releases before token_duration was there take no other' },
    again: 'unknown',
    locksOut: false,
    endsSessions: 'unknown',
    comesBack: false,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'The brand needs a recovery flow, and what the customer sets is what its stages ask for: put a password or an authenticator stage into it.',
    'A flow may also make a passkey; only a new password shows afterwards, so only that is asked for.',
    'Nobody is sent back to our page, unless the flow ends in a redirect stage.',
  ],
  async open({ url, token }, { pace }) {
    const headers = { authorization: `Bearer ${token}` };
    const http = callPlatform({ base: `${url}/api/v3/core/users`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      /** There is no user 0. */
      check: () => expectNobody(recover(http, 0, 60)),
      async begin(user, { lifespan }) {
        const found = await find(http, user);
        if (found === undefined) return refused('there is no such user');
        if (!found.user.is_active) return refused('the user is inactive');
        const link = await recover(http, found.user.pk, lifespan);
        return { status: 'link', url: link, expiresAt: inSeconds(lifespan) };
      },
      async completed(user, since) {
        const found = await find(http, user);
        if (found === undefined) return 'no';
        const { password_change_date: at } = found.user;
        return at == null ? 'unknown' : changedSince(Date.parse(at), since, found.reply);
      },
    });
  },
});

const Recovery = z.object({ link: Link });

async function recover(http: Http, pk: number, lifespan: number): Promise<string> {
  const kind = 'create recovery link';
  const json = { token_duration: `seconds=${lifespan}` };
  const reply = await http
    .request({ method: 'POST', path: `/${pk}/recovery/`, json, kind })
    .catch((error: unknown) => {
      throw error instanceof RemoteError && error.status === 400 ? withoutFlow() : error;
    });
  return readAs(Recovery, reply, kind).link;
}

/** All that authentik answers 400 to here: the operator's to repair, and no customer's fault. */
function withoutFlow(): RemoteError {
  const happened = 'authentik makes no recovery links: set a recovery flow in the brand';
  return new RemoteError(happened, { answer: 'refused', ambiguous: false });
}

const User = z.object({
  pk: z.number().int(),
  is_active: z.boolean(),
  password_change_date: z.string().nullish(),
});

/** By number, by UUID, or by a name that is nobody else's. */
async function find(http: Http, user: HandoverUser) {
  const kind = 'find user';
  if (user.targetId !== undefined && /^\d+$/.test(user.targetId)) {
    const reply = await http.request({ method: 'GET', path: `/${user.targetId}/`, kind });
    return { user: readAs(User, reply, kind), reply };
  }
  const query = {
    uuid: user.targetId,
    ...(user.targetId === undefined && nameOf(user)),
  };
  if (Object.values(query).every((value) => value === undefined)) return undefined;
  const reply = await http.request({ method: 'GET', path: '/', query, kind });
  const [only, ...others] = readAs(z.object({ results: z.array(User) }), reply, kind).results;
  return only === undefined || others.length > 0 ? undefined : { user: only, reply };
}

function nameOf(user: HandoverUser): Readonly<Record<string, string | undefined>> {
  const username = identifierOf(user, 'username');
  return username === undefined ? { email: identifierOf(user, 'email') } : { username };
}
