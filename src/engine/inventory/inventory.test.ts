import { describe, expect, it } from 'vitest';
import type { Identity } from '../../identity/identity.ts';
import { findInventory, readInventory, serviceAccountOf } from './inventory.ts';

const at = (fields: Record<string, unknown>, position = 'clients[0]') => ({ position, fields });

describe('clients of vendors', () => {
  it('a confidential client of Keycloak needs a new secret, and its old one is nowhere in the item', () => {
    const items = readInventory(
      [
        at({
          clientId: 'checkout',
          protocol: 'openid-connect',
          publicClient: false,
          secret: 'hunter2hunter2',
          redirectUris: ['https://shop.example/*'],
          webOrigins: ['+'],
        }),
      ],
      'realm.json',
    );
    expect(items).toEqual([
      {
        kind: 'oauth-client',
        name: 'checkout',
        dependsOn: ['https://shop.example/*'],
        reissue: 'yes',
        where: 'realm.json clients[0]',
      },
    ]);
    expect(JSON.stringify(items)).not.toContain('hunter2');
  });

  it.each([
    ['a public client', { publicClient: true }, 'oauth-client', 'no'],
    ['a client with a key of its own', { clientAuthenticatorType: 'client-jwt' }, 'oauth-client', 'no'],
    ['a client with a service account', { serviceAccountsEnabled: true }, 'service-account', 'yes'],
    ['a SAML service', { protocol: 'saml' }, 'application', 'unknown'],
  ])('%s of Keycloak', (_, fields, kind, reissue) => {
    const [item] = readInventory([at({ clientId: 'a', protocol: 'openid-connect', ...fields })], 'f');
    expect(item).toMatchObject({ kind, reissue });
  });

  it('leaves out what every installation has', () => {
    const names = [
      'account',
      'account-console',
      'admin-cli',
      'broker',
      'acme-realm',
      'security-admin-console',
    ];
    const records = names.map((clientId) => at({ clientId, protocol: 'openid-connect' }));
    expect(findInventory(records, 'f')).toEqual([]);
    expect(
      readInventory([at({ client_id: 'x', name: 'All', app_type: 'regular_web', global: true })], 'f'),
    ).toEqual([]);
  });

  it.each([
    [
      'Auth0',
      {
        client_id: 'a',
        name: 'Shop',
        app_type: 'regular_web',
        callbacks: ['https://a.example'],
        token_endpoint_auth_method: 'client_secret_post',
        client_metadata: { owner: 'web' },
      },
      { kind: 'oauth-client', name: 'Shop', owner: 'web', dependsOn: ['https://a.example'], reissue: 'yes' },
    ],
    [
      'Auth0, a machine',
      { client_id: 'a', name: 'Job', app_type: 'non_interactive' },
      { kind: 'service-account', name: 'Job', dependsOn: [], reissue: 'unknown' },
    ],
    [
      'Okta',
      {
        label: 'Portal',
        signOnMode: 'OPENID_CONNECT',
        credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
        settings: { oauthClient: { application_type: 'browser', redirect_uris: ['https://p.example'] } },
      },
      { kind: 'oauth-client', name: 'Portal', dependsOn: ['https://p.example'], reissue: 'no' },
    ],
    [
      'Okta, SAML',
      { label: 'Wiki', signOnMode: 'SAML_2_0', settings: {} },
      { kind: 'application', name: 'Wiki', dependsOn: ['SAML_2_0'], reissue: 'unknown' },
    ],
    [
      'Hydra',
      {
        client_id: 'h1',
        client_name: '',
        grant_types: ['client_credentials'],
        scope: 'read',
        owner: 'ops',
        token_endpoint_auth_method: 'private_key_jwt',
      },
      { kind: 'service-account', name: 'h1', owner: 'ops', dependsOn: ['scope read'], reissue: 'no' },
    ],
    [
      'Cognito with a secret',
      {
        ClientId: 'c',
        UserPoolId: 'p',
        ClientName: 'App',
        ClientSecret: 's3cr3t',
        CallbackURLs: ['app://x'],
      },
      { kind: 'oauth-client', name: 'App', dependsOn: ['app://x'], reissue: 'yes' },
    ],
    [
      'Cognito, described and without a secret',
      { ClientId: 'c', UserPoolId: 'p', RefreshTokenValidity: 30 },
      { kind: 'oauth-client', name: 'c', dependsOn: [], reissue: 'no' },
    ],
    [
      'Cognito, only listed',
      { ClientId: 'c', UserPoolId: 'p', ClientName: 'App' },
      { kind: 'oauth-client', name: 'App', dependsOn: [], reissue: 'unknown' },
    ],
  ])('reads a client of %s', (_, fields, expected) => {
    expect(readInventory([at(fields)], 'f')).toEqual([{ ...expected, where: 'f clients[0]' }]);
  });
});

describe('a listed inventory', () => {
  it('takes a row with what is known, and leaves the rest open', () => {
    expect(
      readInventory(
        [
          at(
            { kind: 'api-key', name: 'ERP', owner: '', depends_on: 'erp.example; 10.0.0.4', reissue: '' },
            'line 2',
          ),
        ],
        'inventory.csv',
      ),
    ).toEqual([
      {
        kind: 'api-key',
        name: 'ERP',
        dependsOn: ['erp.example', '10.0.0.4'],
        reissue: 'unknown',
        where: 'inventory.csv line 2',
      },
    ]);
  });

  it('names the row and the field that are wrong', () => {
    const read = (fields: Record<string, unknown>) => () =>
      readInventory([at(fields, 'line 3')], 'inventory.csv');
    expect(read({ kind: 'toaster', name: 'x' })).toThrow(/inventory\.csv line 3: `kind`/);
    expect(read({ kind: 'api-key', name: '' })).toThrow(/line 3: `name`: a name is missing/);
    expect(read({ kind: 'api-key', name: 'x', colour: 'red' })).toThrow(/line 3: `colour`: no column/);
  });
});

describe('machines among the customers', () => {
  const identity: Identity = {
    sourceId: '17',
    kind: 'service',
    status: 'active',
    identifiers: [{ type: 'username', value: 'service-account-export', verified: false }],
    profile: {},
    attributes: {},
    factors: [],
    links: [],
    consents: [],
    memberships: [{ type: 'role', name: 'view-users' }],
  };

  it('stand in the inventory with what they may do', () => {
    expect(serviceAccountOf(identity, 'legacy row 4')).toEqual({
      kind: 'service-account',
      name: 'service-account-export',
      dependsOn: ['role view-users'],
      reissue: 'unknown',
      where: 'legacy row 4',
    });
  });

  it('are told from people, who never stand there', () => {
    expect(serviceAccountOf({ ...identity, kind: 'person' }, 'x')).toBeUndefined();
  });
});
