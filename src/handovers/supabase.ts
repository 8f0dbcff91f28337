/**
 * Handover: Supabase Auth makes a recovery link. It logs the customer in and leads to a page of your application, where
 * `updateUser({ password })` sets the new one.
 *
 * @see https://supabase.com/docs/reference/javascript/auth-admin-generatelink
 * @module
 */
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { callPlatform, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe(
    'Address of the project with the path of Auth: https://ref.supabase.co/auth/v1; of one of your own: as it is',
  ),
  key: z.string().min(1).meta({ secret: true }).describe('Secret key, or the JWT of the role service_role'),
  page: PlatformUrl.describe(
    'Page of your application that sets the new password; it has to stand among the redirect URLs',
  ),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const supabase = defineHandover<Config>({
  id: 'supabase',
  title: 'Supabase Auth',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'the expiry of e-mail codes in the project, 1 h; 24 h at most' },
    again: 'ends the first',
    locksOut: false,
    endsSessions: 'yes',
    comesBack: false,
    seesDone: 'no',
    proof: 'contract',
  },
  cannot: [
    'Supabase does not show when a password was set: whether somebody is done is not known from here.',
    'Opening the link is a login: your page has to insist on the new password.',
    'Who has no e-mail address is refused.',
    'Passkeys and authenticator apps are set up by your application after a login.',
  ],
  async open({ url, key, page }, { pace }) {
    const headers = { apikey: key, authorization: `Bearer ${key}` };
    const http = callPlatform({ base: `${url}/admin`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        const query = { page: '1', per_page: '1' };
        const reply = await http.request({ method: 'GET', path: '/users', query, kind: 'list users' });
        readAs(z.object({ users: z.array(z.unknown()) }), reply, 'list users');
      },
      async begin(user) {
        const email = await addressOf(http, user);
        if (email === undefined) return refused('no e-mail address');
        const kind = 'generate link';
        const json = { type: 'recovery', email, redirect_to: page };
        const reply = await http.request({ method: 'POST', path: '/generate_link', json, kind });
        return { status: 'link', url: readAs(z.object({ action_link: Link }), reply, kind).action_link };
      },
    });
  },
});

const User = z.object({ email: z.string().optional() });

/** What stands there now; ours where there is no id to ask by. */
async function addressOf(http: Http, user: HandoverUser): Promise<string | undefined> {
  if (user.targetId === undefined) return identifierOf(user, 'email');
  const kind = 'find user';
  const reply = await http.request({ method: 'GET', path: `/users/${encode(user.targetId)}`, kind });
  return readAs(User, reply, kind).email || undefined;
}
