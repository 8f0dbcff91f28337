/**
 * Handover: ZITADEL returns the code of a password reset, or of the registration of a passkey, and the link into its
 * hosted login is put together here.
 *
 * @see https://zitadel.com/docs/apis/resources/user_service_v2/user-service-password-reset
 * @see https://zitadel.com/docs/guides/integrate/login-ui/passkey
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
  url: PlatformUrl.describe('Address of the instance: https://acme.zitadel.cloud'),
  token: z
    .string()
    .min(1)
    .meta({ secret: true })
    .describe('Personal access token of a machine user with user.write (ORG_USER_MANAGER)'),
  login: z
    .enum(['v2', 'v1'])
    .default('v2')
    .describe('Which hosted login customers see: the new one (`/ui/v2/login`) or the old (`/ui/login`)'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['passkey', 'password'] as const;

export const zitadel = defineHandover<Config>({
  id: 'zitadel',
  title: 'ZITADEL',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'the secret generators of the instance, 1 h' },
    again: 'ends the first',
    locksOut: false,
    endsSessions: 'no',
    comesBack: false,
    seesDone: 'password',
    proof: 'contract',
  },
  cannot: [
    'Whether a passkey was made cannot be seen: ZITADEL lists passkeys without saying since when.',
    'A second factor is asked for by the login policy, not because we say so.',
    'Nobody is sent back to our page.',
  ],
  async open(config, { pace }) {
    const headers = { authorization: `Bearer ${config.token}` };
    const http = callPlatform({ base: `${config.url}/v2/users`, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      check: () => expectNobody(codeOf(http, 'footbridge-nobody', 'password')),
      async begin(user, _reset, need) {
        const found = await find(http, user);
        if (found === undefined) return refused('there is no such user');
        if (STOPPED.has(found.user.state ?? '')) return refused(`the user is in ${found.user.state}`);
        const what = need === 'passkey' ? 'passkey' : 'password';
        const code = await codeOf(http, found.user.userId, what);
        return { status: 'link', url: pageOf(config, what, found.user, code) };
      },
      async completed(user, since) {
        const found = await find(http, user);
        if (found === undefined) return 'no';
        const at = found.user.human?.passwordChanged;
        const changed = changedSince(at === undefined ? undefined : Date.parse(at), since, found.reply);
        // A passkey does not say since when it is there.
        return changed === 'no' && (await hasPasskey(http, found.user.userId)) ? 'unknown' : changed;
      },
    });
  },
});

const STOPPED: ReadonlySet<string> = new Set([
  'USER_STATE_INACTIVE',
  'USER_STATE_LOCKED',
  'USER_STATE_DELETED',
]);

const User = z.object({
  userId: z.string().min(1),
  state: z.string().optional(),
  details: z.object({ resourceOwner: z.string().optional() }).optional(),
  human: z.object({ passwordChanged: z.string().optional() }).optional(),
});

type User = z.output<typeof User>;

const PasswordCode = z.object({ verificationCode: z.string().min(1) });
const PasskeyCode = z.object({ code: z.object({ id: z.string().min(1), code: z.string().min(1) }) });

interface Code {
  readonly code: string;
  readonly id?: string;
}

async function codeOf(http: Http, userId: string, what: 'password' | 'passkey'): Promise<Code> {
  const kind = what === 'password' ? 'reset password' : 'register passkey by link';
  const way = what === 'password' ? 'password_reset' : 'passkeys/registration_link';
  const path = `/${encode(userId)}/${way}`;
  const reply = await http.request({ method: 'POST', path, json: { returnCode: {} }, kind });
  return what === 'password'
    ? { code: readAs(PasswordCode, reply, kind).verificationCode }
    : readAs(PasskeyCode, reply, kind).code;
}

/** As the mails of ZITADEL put it: the old login spells its parameters in its own way. */
function pageOf(
  { url, login }: Config,
  what: 'password' | 'passkey',
  user: User,
  { code, id = '' }: Code,
): string {
  const organisation = user.details?.resourceOwner ?? '';
  const query =
    login === 'v2'
      ? { userId: user.userId, code, codeId: id, organization: organisation }
      : { userID: user.userId, code, codeID: id, orgID: organisation };
  const page = new URL(`${url}${PAGES[login][what]}`);
  for (const [name, value] of Object.entries(query)) if (value !== '') page.searchParams.set(name, value);
  return page.href;
}

const PAGES = {
  v2: { password: '/ui/v2/login/password/set', passkey: '/ui/v2/login/passkey/set' },
  v1: { password: '/ui/login/password/init', passkey: '/ui/login/login/passwordless/init' },
} as const;

const Passkeys = z.object({ result: z.array(z.object({ state: z.string().optional() })).optional() });

async function hasPasskey(http: Http, userId: string): Promise<boolean> {
  const kind = 'list passkeys';
  const path = `/${encode(userId)}/passkeys/_search`;
  const reply = await http.request({ method: 'POST', path, json: {}, kind, repeatable: true });
  return (readAs(Passkeys, reply, kind).result ?? []).some(
    ({ state }) => state === 'AUTH_FACTOR_STATE_READY',
  );
}

const Found = z.object({ result: z.array(User).optional() });

async function find(http: Http, user: HandoverUser) {
  const kind = 'find user';
  if (user.targetId !== undefined) {
    const reply = await http.request({ method: 'GET', path: `/${encode(user.targetId)}`, kind });
    return { user: readAs(z.object({ user: User }), reply, kind).user, reply };
  }
  const loginName = identifierOf(user, 'username', 'email');
  if (loginName === undefined) return undefined;
  const json = { queries: [{ loginNameQuery: { loginName } }] };
  const reply = await http.request({ method: 'POST', path: '', json, kind, repeatable: true });
  const [only, ...others] = readAs(Found, reply, kind).result ?? [];
  return only === undefined || others.length > 0 ? undefined : { user: only, reply };
}
