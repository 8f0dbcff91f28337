/**
 * Handover: FusionAuth's forgot-password, begun through its API without its mail. The id it gives opens the page of the
 * hosted login on which a password is set.
 *
 * @see https://fusionauth.io/docs/apis/users#start-forgot-password-workflow
 * @module
 */
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, expectNobody, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe('Address of FusionAuth'),
  pageUrl: PlatformUrl.optional().describe('Address of its hosted pages, where customers know it by another'),
  apiKey: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('API key with GET /api/user and POST /api/user/forgot-password'),
  tenantId: z.uuid().optional().describe('Where the key is not bound to one tenant'),
  applicationId: z
    .uuid()
    .optional()
    .describe('Application whose theme the page shows, and to whose login it leads at the end'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const fusionauth = defineHandover<Config>({
  id: 'fusionauth',
  title: 'FusionAuth',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: {
      usual: 'externalIdentifierConfiguration.changePasswordIdTimeToLiveInSeconds of the tenant, 10 min',
    },
    again: 'unknown',
    locksOut: false,
    endsSessions: 'a setting of the platform',
    comesBack: false,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'A passkey cannot be asked for: the hosted login offers one after the next login, where WebAuthn is on.',
    'The tenant needs a forgot-password template, although its mail is not sent; without one FusionAuth refuses.',
    'Nobody is sent back to our page.',
  ],
  async open(config, { pace }) {
    const { url, apiKey, tenantId } = config;
    const headers = {
      authorization: apiKey,
      ...(tenantId !== undefined && { 'x-fusionauth-tenantid': tenantId }),
    };
    const http = callPlatform({ base: `${url}/api/user`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        const nobody = { identifiers: [{ type: 'username', value: 'footbridge-nobody' }] } as const;
        await expectNobody(find(http, nobody));
        await expectNobody(forgetPassword(http, 'footbridge-nobody'));
      },
      async begin(user) {
        const found = await find(http, user);
        const { active = true, email, username } = found?.user ?? {};
        const loginId = email ?? username;
        if (loginId === undefined) return refused('there is no such user, or none with a login id');
        if (!active) return refused('the user is locked');
        const id = await forgetPassword(http, loginId, config.applicationId);
        return { status: 'link', url: pageOf(config, id) };
      },
      async completed(user, since) {
        const found = await find(http, user);
        return found === undefined
          ? 'no'
          : changedSince(found.user.passwordLastUpdateInstant, since, found.reply);
      },
    });
  },
});

function pageOf({ url, pageUrl = url, applicationId, tenantId }: Config, id: string): string {
  const page = new URL(`${pageUrl}/password/change/${encode(id)}`);
  if (applicationId !== undefined) page.searchParams.set('client_id', applicationId);
  if (tenantId !== undefined) page.searchParams.set('tenantId', tenantId);
  return page.href;
}

const Started = z.object({ changePasswordId: z.string().min(1) });

async function forgetPassword(http: Http, loginId: string, applicationId?: string): Promise<string> {
  const kind = 'start forgot password';
  const json = { loginId, applicationId, sendForgotPasswordEmail: false };
  const reply = await http.request({ method: 'POST', path: '/forgot-password', json, kind });
  return readAs(Started, reply, kind).changePasswordId;
}

const Found = z.object({
  user: z.object({
    active: z.boolean().optional(),
    email: z.string().optional(),
    username: z.string().optional(),
    /** Milliseconds since 1970. */
    passwordLastUpdateInstant: z.number().optional(),
  }),
});

async function find(http: Http, user: HandoverUser) {
  const kind = 'find user';
  const loginId = identifierOf(user, 'email', 'username', 'phone');
  if (user.targetId === undefined && loginId === undefined) return undefined;
  const whom =
    user.targetId === undefined ? { path: '', query: { loginId } } : { path: `/${encode(user.targetId)}` };
  const reply = await http.request({ method: 'GET', kind, ...whom });
  return { ...readAs(Found, reply, kind), reply };
}
