import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../../test/servers/fault-proxy.ts';
import { createRealm, type Realm } from '../../../test/servers/keycloak-realm.ts';
import { shared } from '../../../test/servers/shared.ts';
import { blankIdentity } from '../../identity/identity.ts';
import { createPace } from '../../net/pace.ts';
import type { TargetSession, Write } from '../target.ts';
import { Config } from './config.ts';
import { keycloak } from './index.ts';

needs('keycloak')('Keycloak behind a network that fails', () => {
  let realm: Realm;
  let proxy: FaultProxy;
  let session: TargetSession;

  beforeAll(async () => {
    realm = await createRealm(await shared('keycloak'), `faults-${randomBytes(4).toString('hex')}`);
    proxy = await startFaultProxy({ target: realm.url, retryAfter: 1, slowness: 50 });
    const { realm: name, clientId, clientSecret } = realm;
    session = await keycloak.open(Config.parse({ url: proxy.url, realm: name, clientId, clientSecret }), {
      folder: '.',
      pace: createPace({ concurrency: 8 }),
      secret: () => '',
    });
  });
  afterAll(async () => {
    await session.close();
    await proxy.stop();
    await realm.remove();
  });

  async function writeThrough(fault: Fault) {
    const customer = newCustomer();
    proxy.inject([{ method: 'POST', path: /partialImport/, faults: [fault], chance: 1 }]);
    const [outcome] = await session.write([customer]);
    proxy.inject([]);
    const { externalId, identity } = customer;
    const [found] = await session.find([{ externalId, identifiers: identity.identifiers }]);
    return { outcome, found };
  }

  it.each(['error-after', 'drop-after'] as const)(
    'says that nobody knows after "%s", and finds the user it made',
    async (fault) => {
      const { outcome, found } = await writeThrough(fault);
      expect(outcome?.status).toBe('unknown');
      expect(found?.whose).toBe('ours');
    },
  );

  it.each(['error-before', 'drop-before'] as const)(
    'says that nobody knows after "%s", and finds nobody',
    async (fault) => {
      const { outcome, found } = await writeThrough(fault);
      expect(outcome?.status).toBe('unknown');
      expect(found).toBeUndefined();
    },
  );

  it('says for certain that nothing was done when it was asked to wait, and how long', async () => {
    const { outcome, found } = await writeThrough('too-many');
    expect(outcome).toMatchObject({ status: 'retry', after: 1000 });
    expect(found).toBeUndefined();
  });

  it('takes a slow answer for an answer', async () => {
    const { outcome, found } = await writeThrough('slow');
    expect(outcome?.status).toBe('done');
    expect(found?.whose).toBe('ours');
  });

  it('reads through all of them without anybody noticing', async () => {
    const customer = newCustomer();
    await session.write([customer]);
    const faults: Fault[] = ['error-before', 'error-after', 'drop-before', 'drop-after', 'slow'];
    proxy.inject([{ method: 'GET', faults, chance: 0.2 }]);
    const [found] = await session.find([{ externalId: customer.externalId, identifiers: [] }]);
    const [snapshot] = await session.read([found?.targetId ?? '']);
    proxy.inject([]);
    expect(snapshot?.externalId).toBe(customer.externalId);
  });

  it('makes every user exactly once when a batch is written again and again through faults', async () => {
    const customers = Array.from({ length: 100 }, newCustomer);
    proxy.inject([
      {
        path: /partialImport/,
        faults: ['error-before', 'error-after', 'drop-before', 'drop-after'],
        chance: 0.6,
      },
    ]);
    const before = await countUsers();
    let open: Write[] = customers;
    for (let round = 0; open.length > 0 && round < 30; round += 1) {
      await session.write(open);
      const found = await session.find(open.map(({ externalId }) => ({ externalId, identifiers: [] })));
      open = open.filter((_, index) => found[index] === undefined);
    }
    proxy.inject([]);
    expect(open).toEqual([]);
    expect(await countUsers()).toBe(before + 100);
  });

  it('looks, finds and reads without a single write', async () => {
    const count = () => proxy.count(/^(POST|PUT|PATCH|DELETE) \/admin/);
    const before = count();
    const { identity, externalId } = newCustomer();
    await session.fingerprint();
    await session.check([identity]);
    await session.find([{ externalId, identifiers: identity.identifiers }]);
    await session.read(['nobody']);
    expect(count()).toBe(before);
  });

  async function countUsers(): Promise<number> {
    return (await realm.admin('GET', '/users/count')) as number;
  }
});

function newCustomer(): Write {
  const externalId = randomBytes(16).toString('hex');
  return {
    id: externalId,
    operation: 'create',
    externalId,
    credentialPlan: 'none',
    identity: {
      ...blankIdentity(externalId),
      identifiers: [{ type: 'email', value: `${externalId}@example.org` }],
    },
  };
}
