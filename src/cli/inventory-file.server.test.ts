/** The clients of a real Keycloak: from its own export, and from its admin interface. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { exportRealm } from '../../test/servers/keycloak.ts';
import { createRealm, type Realm } from '../../test/servers/keycloak-realm.ts';
import { shared } from '../../test/servers/shared.ts';
import { inventoryOfExport, readInventoryFile } from './inventory-file.ts';

const REALM = 'inventoried';
const SECRET = 'a-secret-that-stays-where-it-is';

needs('keycloak', 'postgres')('the clients of a real Keycloak', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-inventory-'));
  let realm: Realm;

  beforeAll(async () => {
    const server = await shared('keycloak');
    realm = await createRealm(server, REALM);
    await realm.admin('POST', '/clients', {
      clientId: 'checkout',
      secret: SECRET,
      redirectUris: ['https://shop.example/*'],
      attributes: { owner: 'team-checkout' },
    });
    await realm.admin('POST', '/clients', {
      clientId: 'wiki',
      protocol: 'saml',
      redirectUris: ['https://wiki.example'],
    });
    writeFileSync(join(folder, 'realm.json'), await exportRealm(server, REALM));
    writeFileSync(join(folder, 'clients.json'), JSON.stringify(await realm.admin('GET', '/clients')));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await realm?.remove();
  });

  it('are found in its export and in the answer of its interface alike, without what every realm has', async () => {
    const exported = await inventoryOfExport('realm.json', folder);
    const asked = await readInventoryFile('clients.json', folder);
    const brief = (items: typeof exported) =>
      items.map(({ name, kind, reissue }) => `${name} ${kind} ${reissue}`).toSorted();
    expect(brief(exported)).toEqual([
      'checkout oauth-client yes',
      'footbridge service-account yes',
      'shop oauth-client no',
      'wiki application unknown',
    ]);
    expect(brief(asked)).toEqual(brief(exported));
    expect(exported.find(({ name }) => name === 'checkout')).toMatchObject({
      owner: 'team-checkout',
      dependsOn: ['https://shop.example/*', 'https://shop.example'],
    });
    expect(JSON.stringify([exported, asked])).not.toContain(SECRET);
  });
});
