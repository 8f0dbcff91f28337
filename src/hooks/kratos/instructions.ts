/**
 * What to write into kratos.yml: the hook, the web hooks, and the two templates of their bodies.
 *
 * The templates pick their fields one by one: Kratos shows the migration hook every header of the customer's request,
 * session cookies among them.
 *
 * @see https://www.ory.com/docs/kratos/manage-identities/import-user-accounts-identities
 * @module
 */
import { stringify } from 'yaml';
import type { HookPlace, Instruction } from '../hook.ts';
import { secretName } from '../wire/secret-name.ts';
import type { Config } from './config.ts';

export function instructions(config: Config, place: HookPlace): readonly Instruction[] {
  return [
    {
      step: 'Merge this into the configuration of Kratos and restart it.',
      file: 'kratos.yml',
      content: kratosYaml(config, place),
    },
    ...(config.template ? [TEMPLATE_FILE] : []),
    {
      step: 'Import identities without a hash and with the flag: POST /admin/identities.',
      file: 'kratos-identity.json',
      content: `${JSON.stringify(IDENTITY, undefined, 2)}\n`,
    },
  ];
}

const IDENTITY = {
  schema_id: 'default',
  traits: { email: 'ann.lee@example.com' },
  metadata_admin: { footbridge_id: '<our external id>' },
  credentials: { password: { config: { use_password_migration_hook: true } } },
};

/** Our id, where it was written when the identity was imported. `metadata_admin` is null where nothing was. */
const EXTERNAL_ID = `  local admin =
    if std.objectHas(ctx.identity, 'metadata_admin') && std.isObject(ctx.identity.metadata_admin)
    then ctx.identity.metadata_admin else {};
  local external_id = if std.objectHas(admin, 'footbridge_id') then admin.footbridge_id else null;`;

/** `ctx` as the migration hook has it. */
export const VERIFY_TEMPLATE = `function(ctx)
  local header(name) =
    if std.objectHas(ctx.request_headers, name) && std.length(ctx.request_headers[name]) > 0
    then ctx.request_headers[name][0] else null;
${EXTERNAL_ID}
  {
    identifier: ctx.identifier,
    password: ctx.password,
    identity_id: ctx.identity.id,
    external_id: external_id,
    flow_id: ctx.flow.id,
    // The header in which your proxy says where the customer sits; anybody else could write it.
    address: header('True-Client-Ip'),
    user_agent: header('User-Agent'),
  }
`;

/** `ctx` as web hooks have it. The trait is for identities that somebody else imported, whose ids we do not know. */
export function settleTemplate(event: 'stored' | 'changed'): string {
  return `function(ctx)
${EXTERNAL_ID}
  local trait(name) = if std.objectHas(ctx.identity.traits, name) then [ctx.identity.traits[name]] else [];
  local identifiers = trait('email') + trait('username') + trait('phone');
  {
    event: '${event}',
    identity_id: ctx.identity.id,
    external_id: external_id,
    identifier: if std.length(identifiers) > 0 then identifiers[0] else null,
    flow_id: ctx.flow.id,
  }
`;
}

const TEMPLATE_FILE: Instruction = {
  step: 'The body of the migration hook as kratos.yml holds it in base64, to be read: without it Kratos sends identifier and password alone.',
  file: 'footbridge-verify.jsonnet',
  content: VERIFY_TEMPLATE,
};

function kratosYaml({ apiKeyHeader, template, hasher }: Config, place: HookPlace): string {
  const auth = {
    type: 'api_key',
    config: { name: apiKeyHeader, in: 'header', value: secretName(place) },
  };
  const tell = (event: 'stored' | 'changed') => ({
    password: {
      hooks: [
        {
          hook: 'web_hook',
          config: {
            url: `${place.url}/settle`,
            method: 'POST',
            body: inline(settleTemplate(event)),
            // A login neither waits for us nor fails with us.
            response: { ignore: true },
            auth,
          },
        },
      ],
    },
  });
  const migrateHook = {
    url: `${place.url}/verify`,
    method: 'POST',
    // Its schema up to 1.3.1 has no such key, and Kratos does not start with one it does not know.
    ...(template && { body: inline(VERIFY_TEMPLATE) }),
    auth,
  };
  return stringify(
    {
      selfservice: {
        methods: { password: { config: { migrate_hook: { enabled: true, config: migrateHook } } } },
        flows: { login: { after: tell('stored') }, settings: { after: tell('changed') } },
      },
      // bcrypt is what Kratos takes when nothing is said.
      ...(hasher !== 'bcrypt' && { hashers: { algorithm: hasher } }),
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

/** Kratos reads templates from files, addresses, or this. */
function inline(template: string): string {
  return `base64://${Buffer.from(template, 'utf8').toString('base64')}`;
}
