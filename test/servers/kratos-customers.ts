/**
 * Identities in a Kratos of our own, as its administrator imports them, and logins as its customers do.
 *
 * @see https://www.ory.sh/docs/kratos/manage-identities/import-user-accounts-identities
 * @see https://www.ory.sh/docs/kratos/self-service/flows/user-login the native flow
 * @module
 */
import { z } from 'zod';
import { totpCode } from '../../src/cli/demo/sign-in.ts';
import type { KratosServer } from './kratos.ts';

/** `credentials.password.config` of an import. */
export type ImportedPassword =
  | { readonly hashed_password: string }
  | { readonly password: string }
  | { readonly use_password_migration_hook: true };

export interface NewCustomer {
  readonly email?: string;
  readonly username?: string;
  readonly password: ImportedPassword;
  readonly metadata_admin?: Readonly<Record<string, unknown>>;
}

/** @returns the id that Kratos gave. @throws with its answer when it refuses */
export async function importCustomer(
  server: Pick<KratosServer, 'adminUrl'>,
  customer: NewCustomer,
): Promise<string> {
  const { email, username, password, metadata_admin } = customer;
  const response = await send(`${server.adminUrl}/admin/identities`, {
    schema_id: 'customer',
    traits: { email, username },
    credentials: { password: { config: password } },
    metadata_admin,
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`Kratos refused an identity: ${response.status} ${text}`);
  return z.object({ id: z.string() }).parse(JSON.parse(text)).id;
}

const Flow = z.object({ ui: z.object({ action: z.string() }) });

/** What Kratos holds of somebody's password, as its admin API shows it. */
export async function passwordOf(server: Pick<KratosServer, 'adminUrl'>, id: string) {
  const url = `${server.adminUrl}/admin/identities/${id}?include_credential=password`;
  const shape = z.object({
    credentials: z.object({
      password: z.object({
        config: z.object({
          hashed_password: z.string(),
          use_password_migration_hook: z.boolean().optional(),
        }),
      }),
    }),
  });
  return shape.parse(await (await fetch(url)).json()).credentials.password.config;
}

export interface KratosLogin {
  /** 200: in. 400: wrong, or nobody. 5xx: Kratos could not judge. */
  readonly status: number;
  readonly body: unknown;
}

export async function loginAtKratos(
  server: Pick<KratosServer, 'publicUrl'>,
  identifier: string,
  password: string,
): Promise<KratosLogin> {
  const flow = Flow.parse(await (await fetch(`${server.publicUrl}/self-service/login/api`)).json());
  const response = await send(flow.ui.action, { method: 'password', identifier, password });
  return { status: response.status, body: await response.json() };
}

function send(url: string, json: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(json),
  });
}

const Session = z.object({ session_token: z.string() });
const Settings = z.object({
  ui: z.object({
    action: z.string(),
    nodes: z.array(
      z.object({
        attributes: z.object({
          id: z.string().optional(),
          text: z.object({ text: z.string(), context: z.unknown() }).optional(),
        }),
      }),
    ),
  }),
});

/** Sets up an authenticator app and recovery codes, as the customer does in the settings. */
export async function enrolFactors(
  server: Pick<KratosServer, 'publicUrl'>,
  identifier: string,
  password: string,
): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
  const login = await loginAtKratos(server, identifier, password);
  const { session_token } = Session.parse(login.body);
  const ask = async (address: string, body?: object) => {
    const response = await fetch(address, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-session-token': session_token, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`Kratos refused a setting: ${await response.text()}`);
    return Settings.parse(await response.json()).ui;
  };
  const begin = () => ask(`${server.publicUrl}/self-service/settings/api`);
  const textOf = ({ nodes }: z.output<typeof Settings>['ui'], id: string) =>
    nodes.find(({ attributes }) => attributes.id === id)?.attributes.text;

  const offered = await begin();
  const codes = z
    .object({ secrets: z.array(z.object({ context: z.object({ secret: z.string() }) })) })
    .parse(
      textOf(
        await ask(offered.action, { method: 'lookup_secret', lookup_secret_regenerate: true }),
        'lookup_secret_codes',
      )?.context,
    )
    .secrets.map(({ context }) => context.secret);
  await ask(offered.action, { method: 'lookup_secret', lookup_secret_confirm: true });

  const shown = await begin();
  const secret = textOf(shown, 'totp_secret_key')?.text ?? '';
  await ask(shown.action, { method: 'totp', totp_code: totpCode(secret) });
  return { secret, codes };
}
