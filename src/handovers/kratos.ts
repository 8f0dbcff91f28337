/**
 * Handover: Ory Kratos' recovery by link. The link opens a privileged session and leads to the settings page of its
 * self-service, where the customer sets what that page offers.
 *
 * Left out: `POST /admin/recovery/code`. Its link leads to a page that asks for a code only we know, and whoever is
 * told a code can be asked for it by somebody else.
 *
 * @see https://www.ory.sh/docs/kratos/manage-identities/account-recovery
 * @module
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Http } from '../net/http.ts';
import { RemoteError } from '../net/remote-error.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, expectNobody, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe(
    'Address of the admin API: http://kratos:4434, https://<project>.projects.oryapis.com',
  ),
  apiKey: z
    .string()
    .min(1)
    .meta({ secret: true })
    .optional()
    .describe('Where a proxy or Ory Network asks for one; Kratos itself asks for nothing'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password', 'passkey', 'totp'] as const;

export const kratos = defineHandover<Config>({
  id: 'kratos',
  title: 'Ory Kratos',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { asked: {}, usual: 'selfservice.methods.link.config.lifespan, 1 h' },
    again: 'leaves the first',
    locksOut: false,
    endsSessions: 'a setting of the platform',
    comesBack: true,
    seesDone: 'yes',
    proof: 'real',
  },
  cannot: [
    'The settings page shows every method that is switched on; which one the customer sets there is theirs to choose.',
    'Kratos stamps all credentials of an identity when an identifier of it changes, so a change by an administrator while the customer is under way looks like a new password.',
    'With recovery by code only (`selfservice.methods.code`), there is no link to hand out.',
  ],
  async open({ url, apiKey }, { pace }) {
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const http = callPlatform({ base: url, pace, headers });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [http],
      check: () => checkRights(http),
      async begin(user, { returnTo, lifespan }) {
        const identity = await find(http, user);
        if (identity === undefined) return refused('there is no such identity');
        if (identity.state === 'inactive') return refused('the identity is inactive');
        const { recovery_link, expires_at } = await createLink(http, identity.id, lifespan, returnTo);
        return {
          status: 'link',
          url: recovery_link,
          ...(expires_at !== undefined && { expiresAt: new Date(expires_at).toISOString() }),
        };
      },
      async completed(user, since) {
        const id = (await find(http, user))?.id;
        if (id === undefined) return 'no';
        const reply = await http.request({
          method: 'GET',
          path: `/admin/identities/${encode(id)}`,
          query: { include_credential: 'password' },
          kind: 'read credentials',
        });
        return changedSince(lastSet(readAs(Identity, reply, 'read credentials')), since, reply);
      },
    });
  },
});

const Credential = z.object({
  updated_at: z.string().optional(),
  identifiers: z.array(z.string()).nullish(),
  config: z.object({ hashed_password: z.string().optional() }).nullish(),
});

const Identity = z.object({
  id: z.string().min(1),
  state: z.string().optional(),
  credentials: z.record(z.string(), Credential).nullish(),
});

type Identity = z.output<typeof Identity>;

/** Every identity has a credential `password`; it holds one only when there is a hash, which is looked at and dropped. */
function lastSet({ credentials }: Identity): number | undefined {
  const set = Object.entries(credentials ?? {}).flatMap(
    ([type, { updated_at = '', identifiers, config }]) => {
      const holds = type === 'password' ? Boolean(config?.hashed_password) : (identifiers?.length ?? 0) > 0;
      return holds ? [Date.parse(updated_at)] : [];
    },
  );
  return set.length === 0 ? undefined : Math.max(...set);
}

async function find(http: Http, user: HandoverUser): Promise<Identity | undefined> {
  const kind = 'find identity';
  if (user.targetId !== undefined) {
    const path = `/admin/identities/${encode(user.targetId)}`;
    return readAs(Identity, await http.request({ method: 'GET', path, kind }), kind);
  }
  const name = identifierOf(user, 'email', 'username', 'phone');
  if (name === undefined) return undefined;
  const query = { credentials_identifier: name };
  const reply = await http.request({ method: 'GET', path: '/admin/identities', query, kind });
  const [only, ...others] = readAs(z.array(Identity), reply, kind);
  return others.length === 0 ? only : undefined;
}

const RecoveryLink = z.object({ recovery_link: Link, expires_at: z.string().optional() });

async function createLink(http: Http, id: string, lifespan: number, returnTo: string | undefined) {
  const kind = 'create recovery link';
  const call = {
    method: 'POST',
    path: '/admin/recovery/link',
    query: { return_to: returnTo },
    json: { identity_id: id, expires_in: `${lifespan}s` },
    kind,
  } as const;
  const reply = await http.request(call).catch((error: unknown) => {
    throw isAboutSettings(error) ? settingsWrong(error) : error;
  });
  return readAs(RecoveryLink, reply, kind);
}

/** The identity was found a moment ago: what is refused now is how Kratos is set up, and no customer's fault. */
function isAboutSettings(error: unknown): error is RemoteError {
  return error instanceof RemoteError && (error.status === 400 || error.status === 404) && !saysNobody(error);
}

function settingsWrong(error: RemoteError): RemoteError {
  const happened =
    said(error)?.id === 'self_service_flow_return_to_forbidden'
      ? 'Kratos does not send browsers back to our page: add it to selfservice.allowed_return_urls'
      : `Kratos makes no recovery links (${error.status}): switch on selfservice.methods.link and flows.recovery`;
  return new RemoteError(happened, { answer: 'refused', ambiguous: false });
}

function saysNobody(error: unknown): boolean {
  return /identity id does not exist/.test(said(error)?.reason ?? '');
}

const Said = z.object({ error: z.object({ id: z.string().optional(), reason: z.string().optional() }) });

function said(error: unknown) {
  return error instanceof RemoteError ? Said.safeParse(error.body).data?.error : undefined;
}

/** Asks for a link for nobody. Where recovery by link is on, Kratos 1.3.1 answers 400: "does not exist". */
function checkRights(http: Http): Promise<void> {
  return expectNobody(createLink(http, randomUUID(), 60, undefined), saysNobody);
}
