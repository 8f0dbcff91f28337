/**
 * Handover: Microsoft Entra External ID and Azure AD B2C reset passwords on their own pages, and no API begins it: we
 * send customers to that page, after looking whether it can work for them.
 *
 * Left out: Temporary Access Pass. It is a passcode for members of a workforce tenant, and nothing that customers of an
 * external tenant log in with.
 *
 * @see https://learn.microsoft.com/en-us/entra/external-id/customers/how-to-enable-password-reset-customers
 * @see https://learn.microsoft.com/en-us/graph/api/resources/user lastPasswordChangeDateTime
 * @module
 */
import { z } from 'zod';
import { bearerTokens } from '../net/authorization.ts';
import type { Http } from '../net/http.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { requestToken } from './asking/token.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  tenantId: z.string().min(1).describe('Directory (tenant) id'),
  issuer: z
    .string()
    .min(1)
    .describe('Default domain of the tenant, by which local accounts are named: contoso.onmicrosoft.com'),
  clientId: z.string().min(1).describe('App registration with the application permission User.Read.All'),
  clientSecret: z.string().min(1).meta({ secret: true }).describe('Its secret'),
  page: PlatformUrl.describe(
    'External ID: where your application begins a login, whose page has "forgot password". B2C: the address of the password reset user flow',
  ),
  loginHint: z
    .boolean()
    .default(true)
    .describe('Add `login_hint` with the e-mail address, so that customers need not type it'),
  authority: PlatformUrl.default('https://login.microsoftonline.com').describe('Of another cloud'),
  graph: PlatformUrl.default('https://graph.microsoft.com').describe('Of another cloud'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const entra = defineHandover<Config>({
  id: 'entra',
  title: 'Microsoft Entra External ID, Azure AD B2C',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'the page is always there; the code that Microsoft sends by e-mail opens minutes' },
    again: 'leaves the first',
    locksOut: false,
    endsSessions: 'unknown',
    comesBack: false,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'No API begins a reset: the page is that of anybody who forgot their password, and asks for the address and a code by e-mail.',
    'Who has no e-mail address as a sign-in name is refused: self-service password reset sends its code there.',
    'A password policy, a passkey or a second factor are what the user flow asks for.',
  ],
  async open(config, { pace }) {
    const { tenantId, clientId, clientSecret, authority, graph } = config;
    const door = callPlatform({ base: authority, pace });
    const askToken = () =>
      requestToken(door, {
        path: `/${encode(tenantId)}/oauth2/v2.0/token`,
        form: {
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: `${graph}/.default`,
        },
      });
    const http = callPlatform({ base: `${graph}/v1.0/users`, pace, authorization: bearerTokens(askToken) });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [door, http],
      async check() {
        const query = { $top: '1', $select: SELECTED };
        const reply = await http.request({ method: 'GET', path: '', query, kind: 'list users' });
        readAs(z.object({ value: z.array(User) }), reply, 'list users');
      },
      async begin(user) {
        const found = await find(http, config, user);
        if (found === undefined) return refused('there is no such user');
        if (found.user.accountEnabled === false) return refused('the account is disabled');
        const email = found.user.identities?.find(({ signInType }) => signInType?.startsWith('emailAddress'));
        if (email?.issuerAssignedId === undefined) return refused('no e-mail address as a sign-in name');
        return { status: 'link', url: pageFor(config, email.issuerAssignedId) };
      },
      async completed(user, since) {
        const found = await find(http, config, user);
        const at = found?.user.lastPasswordChangeDateTime;
        if (found === undefined || !at) return 'no';
        return changedSince(Date.parse(at), since, found.reply);
      },
    });
  },
});

function pageFor({ page, loginHint }: Config, email: string): string {
  const url = new URL(page);
  if (loginHint) url.searchParams.set('login_hint', email);
  return url.href;
}

const SELECTED = 'id,accountEnabled,identities,lastPasswordChangeDateTime';

const User = z.object({
  id: z.string().min(1),
  accountEnabled: z.boolean().nullish(),
  identities: z
    .array(z.object({ signInType: z.string().nullish(), issuerAssignedId: z.string().optional() }))
    .nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
});

async function find(http: Http, { issuer }: Config, user: HandoverUser) {
  const kind = 'find user';
  if (user.targetId !== undefined) {
    const query = { $select: SELECTED };
    const reply = await http.request({ method: 'GET', path: `/${encode(user.targetId)}`, query, kind });
    return { user: readAs(User, reply, kind), reply };
  }
  const name = identifierOf(user, 'email', 'username', 'phone');
  if (name === undefined) return undefined;
  const $filter = `identities/any(c:c/issuerAssignedId eq ${quote(name)} and c/issuer eq ${quote(issuer)})`;
  const reply = await http.request({ method: 'GET', path: '', query: { $filter, $select: SELECTED }, kind });
  const [only, ...others] = readAs(z.object({ value: z.array(User) }), reply, kind).value;
  return only === undefined || others.length > 0 ? undefined : { user: only, reply };
}

/** OData: a quote inside is written twice. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
