/**
 * Handover: WorkOS makes a password reset and says where its link leads, without a mail.
 *
 * @see https://workos.com/docs/reference/authkit/password-reset
 * @module
 */
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { callPlatform, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  apiKey: z.string().min(1).meta({ secret: true }).describe('Secret key: sk_…'),
  url: PlatformUrl.default('https://api.workos.com').describe('Of the API'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const workos = defineHandover<Config>({
  id: 'workos',
  title: 'WorkOS AuthKit',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'as WorkOS says with each link; 15 min in its documentation' },
    again: 'unknown',
    locksOut: false,
    endsSessions: 'yes',
    comesBack: false,
    seesDone: 'no',
    proof: 'contract',
  },
  cannot: [
    'WorkOS does not show when a password was set: whether somebody is done is not known from here.',
    'Where the link leads is set in the dashboard (password reset URL).',
    'Who has no e-mail address is refused.',
  ],
  async open({ url, apiKey }, { pace }) {
    const headers = { authorization: `Bearer ${apiKey}` };
    const http = callPlatform({ base: `${url}/user_management`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        const reply = await http.request({
          method: 'GET',
          path: '/users',
          query: { limit: '1' },
          kind: 'list users',
        });
        readAs(z.object({ data: z.array(z.unknown()) }), reply, 'list users');
      },
      async begin(user) {
        const email = await addressOf(http, user);
        if (email === undefined) return refused('no e-mail address');
        const kind = 'create password reset';
        const reply = await http.request({ method: 'POST', path: '/password_reset', json: { email }, kind });
        const { password_reset_url, expires_at } = readAs(Reset, reply, kind);
        return { status: 'link', url: password_reset_url, expiresAt: new Date(expires_at).toISOString() };
      },
    });
  },
});

const Reset = z.object({ password_reset_url: Link, expires_at: z.iso.datetime({ offset: true }) });

const User = z.object({ email: z.string().min(1) });

/** What stands there now; ours where there is no id to ask by. */
async function addressOf(http: Http, user: HandoverUser): Promise<string | undefined> {
  if (user.targetId === undefined) return identifierOf(user, 'email');
  const kind = 'find user';
  const reply = await http.request({ method: 'GET', path: `/users/${encode(user.targetId)}`, kind });
  return readAs(User, reply, kind).email;
}
