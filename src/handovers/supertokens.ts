/**
 * Handover: SuperTokens' core makes a token, and the page of your website that every SuperTokens front end has takes it.
 *
 * @see https://supertokens.com/docs/authentication/email-password/password-reset
 * @see https://app.swaggerhub.com/apis/supertokens/CDI
 * @module
 */
import { z } from 'zod';
import type { Http, HttpCall } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { callPlatform, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe('Address of the core'),
  apiKey: z.string().min(1).meta({ secret: true }).optional().describe('Where the core asks for one'),
  tenantId: z.string().min(1).default('public').describe('Tenant the customers are in'),
  pageUrl: PlatformUrl.describe(
    'Website domain and base path of your front end: https://shop.example/auth; `/reset-password` is added',
  ),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

/** Of the core driver interface: since 4.0 a token is for a user and an address. */
const CDI = '5.0';

export const supertokens = defineHandover<Config>({
  id: 'supertokens',
  title: 'SuperTokens',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'password_reset_token_lifetime of the core, 1 h' },
    again: 'leaves the first',
    locksOut: false,
    endsSessions: 'no',
    comesBack: false,
    seesDone: 'no',
    proof: 'contract',
  },
  cannot: [
    'SuperTokens does not show when a password was set: whether somebody is done is not known from here.',
    'Who has no e-mail address is refused, and so is who logs in only through another provider.',
    'Nobody is sent back to our page.',
  ],
  async open({ url, apiKey, tenantId, pageUrl }, { pace }) {
    const headers = { 'cdi-version': CDI, ...(apiKey !== undefined && { 'api-key': apiKey }) };
    const http = callPlatform({ base: url, pace, headers });
    const tenant = `/${encode(tenantId)}`;
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      async check() {
        await findUser(http, tenant, { targetId: 'footbridge-nobody', identifiers: [] });
      },
      async begin(user) {
        const found = await findUser(http, tenant, user);
        if (found === undefined)
          return refused('there is no such user, or none with an address and a password');
        const path = `${tenant}/recipe/user/password/reset/token`;
        const made = await ask(http, Made, { method: 'POST', path, json: found, kind: 'make reset token' });
        if (made.token === undefined) return refused(`the core says ${made.status}`);
        const page = new URL(`${pageUrl}/reset-password`);
        page.searchParams.set('token', made.token);
        page.searchParams.set('tenantId', tenantId);
        return { status: 'link', url: page.href };
      },
    });
  },
});

const Made = z.object({ status: z.string().regex(/^[A-Z_]{1,64}$/), token: z.string().min(1).optional() });

const User = z.object({
  loginMethods: z.array(
    z.object({ recipeId: z.string(), recipeUserId: z.string(), email: z.string().optional() }),
  ),
});

const Found = z.object({
  status: z.string(),
  user: User.optional(),
  users: z.array(User).optional(),
});

async function ask<Shape extends z.ZodType>(
  http: Http,
  shape: Shape,
  call: HttpCall,
): Promise<z.output<Shape>> {
  return readAs(shape, await http.request(call), call.kind);
}

/** The login method that has a password: a token is made for it and its address. */
async function findUser(http: Http, tenant: string, user: HandoverUser) {
  const email = identifierOf(user, 'email');
  if (user.targetId === undefined && email === undefined) return undefined;
  const whom =
    user.targetId === undefined
      ? { path: `${tenant}/users/by-accountinfo`, query: { email } }
      : { path: '/user/id', query: { userId: user.targetId } };
  const { user: one, users = [] } = await ask(http, Found, { method: 'GET', kind: 'find user', ...whom });
  const [only, ...others] = one === undefined ? users : [one];
  if (only === undefined || others.length > 0) return undefined;
  const method = only.loginMethods.find(({ recipeId }) => recipeId === 'emailpassword');
  return method?.email === undefined ? undefined : { userId: method.recipeUserId, email: method.email };
}
