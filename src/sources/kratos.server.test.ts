import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { type KratosServer, startKratos } from '../../test/servers/kratos.ts';
import { enrolFactors } from '../../test/servers/kratos-customers.ts';
import { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import { recogniseSource } from './index.ts';
import { kratos as source } from './kratos.ts';
import { readSample } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';

const ADA = {
  schema_id: 'customer',
  traits: { email: 'Ada@Shop.example', username: 'Ada.L', name: 'Ada Lima' },
  verifiable_addresses: [{ value: 'ada@shop.example', via: 'email', verified: true, status: 'completed' }],
  metadata_public: { plan: 'gold' },
  metadata_admin: { note: 'an early customer' },
  credentials: {
    password: { config: { password: 'Correct-Horse-9' } },
    oidc: { config: { providers: [{ provider: 'google', subject: '1071' }] } },
  },
};
/** One of the spellings that only Kratos has: `ln` is N itself. `Pässwörd9` of shared/reference/sources.md §7. */
const BOB = {
  schema_id: 'customer',
  traits: { email: 'bob@shop.example' },
  state: 'inactive',
  credentials: {
    password: {
      config: {
        hashed_password:
          '$pbkdf2-sha256$i=1000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$FMqXXzu2ryAcCDKpAJnrZ/l3IaNbMZQ7E6+lco8zLrL6Q7ytEr/cfCbUPqXPxlo1AwHZjQOQTvYeFtN8EW8xLw',
      },
    },
  },
};
/** Verifies once, when she logs in; Kratos has no hash until then. */
const CARLA = {
  schema_id: 'customer',
  traits: { username: 'carla' },
  credentials: { password: { config: { use_password_migration_hook: true } } },
};
const ASKED = ['password', 'oidc', 'totp', 'lookup_secret', 'webauthn', 'passkey', 'code'];

needs('kratos', 'postgres')('what Kratos itself lists', () => {
  let kratos: KratosServer;
  let folder: string;
  let records: readonly SourceRecord[];
  let factors: Awaited<ReturnType<typeof enrolFactors>>;

  beforeAll(async () => {
    kratos = await startKratos({ factors: true });
    for (const customer of [ADA, BOB, CARLA]) await create(customer);
    factors = await enrolFactors(kratos, 'ada@shop.example', 'Correct-Horse-9');
    folder = await mkdtemp(join(tmpdir(), 'footbridge-kratos-'));
    await writeFile(join(folder, 'identities.json'), await list());
    records = await readAll(
      source.open({ path: 'identities.json', rpId: 'localhost' }, { folder, pageSize: 2 }),
    );
  }, 120_000);
  afterAll(async () => {
    await kratos?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function create(identity: object): Promise<void> {
    const body = JSON.stringify(identity);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${kratos.adminUrl}/admin/identities`, { method: 'POST', headers, body });
    expect(response.status, await response.text()).toBe(201);
  }
  async function list(): Promise<string> {
    const query = ASKED.map((type) => `include_credential=${type}`).join('&');
    return (await fetch(`${kratos.adminUrl}/admin/identities?page_size=100&${query}`)).text();
  }
  const find = (value: string) =>
    records.find(({ identity }) => identity?.identifiers.some((one) => one.value === value));

  it('is recognised as Kratos’', async () => {
    expect(recogniseSource(await readSample(join(folder, 'identities.json')))?.id).toBe('kratos');
  });

  it('is understood without a problem, and only what a hook still has to be asked for is left over', () => {
    expect(records).toHaveLength(3);
    expect(records.flatMap(({ problems }) => problems)).toEqual([]);
    for (const { identity } of records) expect(Identity.safeParse(identity).error).toBeUndefined();
    expect(find('Ada@Shop.example')?.fields).toEqual({});
    expect(find('carla')?.fields).toMatchObject({
      credentials: { password: { use_password_migration_hook: true } },
    });
  });

  it('holds all that the customer was given', () => {
    expect(find('Ada.L')?.identity).toMatchObject({
      status: 'active',
      identifiers: [
        { type: 'email', value: 'Ada@Shop.example', verified: true },
        { type: 'username', value: 'Ada.L' },
      ],
      profile: { name: 'Ada Lima' },
      attributes: { metadata_public: { plan: 'gold' }, metadata_admin: { note: 'an early customer' } },
      links: [{ provider: 'google', subject: '1071' }],
      createdAt: expect.stringMatching(/^20\d\d-/),
    });
    expect(find('bob@shop.example')?.identity?.status).toBe('disabled');
  });

  it('holds the factors that the customer set up', () => {
    expect(find('Ada.L')?.identity?.factors).toEqual([
      { type: 'recovery-codes', codes: factors.codes, total: factors.codes.length },
      { type: 'totp', secret: factors.secret, algorithm: 'SHA1', digits: 6, period: 30 },
    ]);
  });

  it('holds hashes that verify', async () => {
    const hashOf = (value: string) => find(value)?.identity?.password?.hash ?? '';
    expect(await verify('Correct-Horse-9', { hash: hashOf('Ada.L') })).toBe(true);
    expect(await verify('Correct-Horse-8', { hash: hashOf('Ada.L') })).toBe(false);
    expect(await verify('Pässwörd9', { hash: hashOf('bob@shop.example') })).toBe(true);
    expect(await verify('Passwort9', { hash: hashOf('bob@shop.example') })).toBe(false);
  });
});
