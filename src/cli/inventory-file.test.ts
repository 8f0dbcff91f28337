import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inventoryOfExport, readInventoryFile } from './inventory-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-inventory-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  writeFileSync(
    join(folder, name),
    typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
  );
  return name;
}

const CLIENT = { client_id: 'a', name: 'Shop', app_type: 'spa', token_endpoint_auth_method: 'none' };

describe('a file of an inventory', () => {
  it.each([
    ['list.json', [CLIENT]],
    ['answer.json', { clients: [CLIENT], total: 1 }],
    ['lines.ndjson', `${JSON.stringify(CLIENT)}\n${JSON.stringify(CLIENT)}\n`],
    [
      'listed.csv',
      'kind,name,owner,dependsOn,reissue\noauth-client,Shop,web,https://a.example;https://b.example,no\n',
    ],
    ['single.json', { UserPoolClient: { ClientId: 'Shop', UserPoolId: 'p', RefreshTokenValidity: 1 } }],
  ])('%s is read', async (name, content) => {
    const items = await readInventoryFile(write(name, content), folder);
    expect(items[0]).toMatchObject({ kind: 'oauth-client', name: 'Shop', reissue: 'no' });
  });

  it('names the line of a table that is wrong', async () => {
    const name = write('wrong.csv', 'kind,name\napi-key,ERP\ntoaster,Kitchen\n');
    await expect(readInventoryFile(name, folder)).rejects.toMatchObject({
      code: 'INVENTORY_INVALID',
      facts: { field: 'kind', position: 'line 3' },
    });
  });
});

describe('clients in an export of customers', () => {
  const realm = {
    id: 'x',
    realm: 'acme',
    users: [{ username: 'jo' }],
    clients: [
      { clientId: 'shop', protocol: 'openid-connect' },
      { clientId: 'account', protocol: 'openid-connect' },
    ],
  };

  it('are found behind the customers of a realm export', async () => {
    const items = await inventoryOfExport(write('realm.json', realm), folder);
    expect(items).toEqual([
      { kind: 'oauth-client', name: 'shop', dependsOn: [], reissue: 'yes', where: 'realm.json clients[0]' },
    ]);
  });

  it('are found in the folder that Keycloak writes', async () => {
    mkdirSync(join(folder, 'export'));
    write('export/acme-realm.json', realm);
    write('export/acme-users-0.json', { realm: 'acme', users: [] });
    expect(await inventoryOfExport('export', folder)).toHaveLength(1);
  });

  it('are not looked for in what is no realm', async () => {
    expect(await inventoryOfExport(write('users.ndjson', '{"email":"a@b.example"}\n{}\n'), folder)).toEqual(
      [],
    );
    expect(await inventoryOfExport('absent.json', folder)).toEqual([]);
  });
});
