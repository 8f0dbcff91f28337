/**
 * Handover: Okta's reset and activation links, asked for without a mail.
 *
 * A customer who never had a password (STAGED, PROVISIONED) is activated; everybody else is reset, which takes their old
 * password away at once.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/#tag/UserCred/operation/resetPassword
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/activateUser
 * @module
 */
import { z } from 'zod';
import type { Http, HttpReply } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, expectNobody, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe('Address of the org: https://acme.okta.com'),
  token: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('API token of an administrator who may manage these users (SSWS)'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const okta = defineHandover<Config>({
  id: 'okta',
  title: 'Okta',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: {
      usual: 'the password policy and the settings of the org: 1 h for a reset, 7 days for an activation',
    },
    again: 'unknown',
    locksOut: true,
    endsSessions: 'yes',
    comesBack: false,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'From the beginning on (status RECOVERY) the old password is refused, and so is forgot-password: who leaves the page needs a new link of ours.',
    'A passkey is asked for where the enrolment policy of the org demands one, not because we say so.',
    'Nobody is sent back to our page.',
  ],
  async open({ url, token }, { pace }) {
    const headers = { authorization: `SSWS ${token}` };
    const http = callPlatform({ base: `${url}/api/v1/users`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      /** 403 without the right, 404 with it. */
      check: () => expectNobody(call(http, 'footbridge-nobody', 'reset_password')),
      async begin(user) {
        const found = await find(http, user);
        if (found === undefined) return refused('there is no such user');
        const way = WAYS[found.user.status];
        if (way === undefined) return refused(`the user is ${found.user.status}`);
        const kind = `lifecycle ${way}`;
        const reply = await call(http, found.user.id, way);
        const { resetPasswordUrl, activationUrl } = readAs(Answer, reply, kind);
        return { status: 'link', url: readAs(Link, { body: resetPasswordUrl ?? activationUrl }, kind) };
      },
      async completed(user, since) {
        const found = await find(http, user);
        if (found?.user.status !== 'ACTIVE') return 'no';
        const { passwordChanged } = found.user;
        return changedSince(passwordChanged ? Date.parse(passwordChanged) : undefined, since, found.reply);
      },
    });
  },
});

/** What gives a link to somebody in this state. Absent: SUSPENDED and DEPROVISIONED get none. */
const WAYS: Readonly<Record<string, 'activate' | 'reactivate' | 'reset_password'>> = {
  STAGED: 'activate',
  PROVISIONED: 'reactivate',
  ACTIVE: 'reset_password',
  RECOVERY: 'reset_password',
  PASSWORD_EXPIRED: 'reset_password',
  LOCKED_OUT: 'reset_password',
};

const Answer = z.object({ resetPasswordUrl: Link.optional(), activationUrl: Link.optional() });

const User = z.object({
  id: z.string().min(1),
  status: z.string(),
  passwordChanged: z.string().nullish(),
});

function call(http: Http, id: string, way: string): Promise<HttpReply> {
  return http.request({
    method: 'POST',
    path: `/${encode(id)}/lifecycle/${way}`,
    query: { sendEmail: 'false', revokeSessions: way === 'reset_password' ? 'true' : undefined },
    kind: `lifecycle ${way}`,
  });
}

/** By id or by login, which Okta tells apart itself. */
async function find(http: Http, user: HandoverUser) {
  const kind = 'find user';
  const name = user.targetId ?? identifierOf(user, 'username', 'email');
  if (name === undefined) return undefined;
  const reply = await http.request({ method: 'GET', path: `/${encode(name)}`, kind });
  return { user: readAs(User, reply, kind), reply };
}
