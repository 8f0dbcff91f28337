/**
 * Handover: Stytch (consumer) mails a link that leads to a page of your application, where its SDK sets the password.
 *
 * @see https://stytch.com/docs/api/password-reset-by-email-start
 * @module
 */
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { callPlatform, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  projectId: z.string().min(1),
  secret: z.string().min(1).meta({ secret: true }).describe('Of the project'),
  page: PlatformUrl.describe(
    'Page of your application that sets the new password; it has to stand among the redirect URLs (reset password)',
  ),
  url: PlatformUrl.default('https://api.stytch.com').describe(
    'Of the API; https://test.stytch.com for test projects',
  ),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

/** Minutes that Stytch takes: five, and a week. */
const SHORTEST = 5;
const LONGEST = 10_080;

export const stytch = defineHandover<Config>({
  id: 'stytch',
  title: 'Stytch',
  config: Config,
  begins: BEGINS,
  reaches: 'mailed',
  traits: {
    life: { asked: { least: SHORTEST * 60, most: LONGEST * 60 }, usual: '30 min' },
    again: 'unknown',
    locksOut: false,
    endsSessions: 'unknown',
    comesBack: false,
    seesDone: 'no',
    proof: 'contract',
  },
  cannot: [
    'There is no link for us: Stytch writes to the customer itself, in its own template.',
    'Whether somebody is done is not known from here.',
    'Who has no e-mail address is refused.',
  ],
  async open({ url, projectId, secret, page }, { pace }) {
    const credentials = Buffer.from(`${projectId}:${secret}`).toString('base64');
    const http = callPlatform({
      base: `${url}/v1`,
      pace,
      headers: { authorization: `Basic ${credentials}` },
    });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        const call = {
          method: 'POST',
          path: '/users/search',
          kind: 'search users',
          repeatable: true,
        } as const;
        const reply = await http.request({ ...call, json: { limit: 1 } });
        readAs(z.object({ results: z.array(z.unknown()) }), reply, 'search users');
      },
      async begin(user, { lifespan, language }) {
        const email = await addressOf(http, user);
        if (email === undefined) return refused('no e-mail address');
        const json = {
          email,
          reset_password_redirect_url: page,
          reset_password_expiration_minutes: Math.min(LONGEST, Math.max(SHORTEST, Math.ceil(lifespan / 60))),
          locale: LOCALES.find((locale) => language?.toLowerCase().startsWith(locale)),
        };
        const kind = 'start password reset';
        const reply = await http.request({
          method: 'POST',
          path: '/passwords/email/reset/start',
          json,
          kind,
        });
        readAs(z.object({ user_id: z.string().min(1) }), reply, kind);
        return { status: 'mailed' };
      },
    });
  },
});

/** Those that its templates have; absent: English. */
const LOCALES = ['en', 'es', 'pt-br', 'fr'];

const User = z.object({ emails: z.array(z.object({ email: z.string().min(1) })) });

/** What stands there now; ours where there is no id to ask by. */
async function addressOf(http: Http, user: HandoverUser): Promise<string | undefined> {
  if (user.targetId === undefined) return identifierOf(user, 'email');
  const kind = 'find user';
  const reply = await http.request({ method: 'GET', path: `/users/${encode(user.targetId)}`, kind });
  return readAs(User, reply, kind).emails[0]?.email;
}
