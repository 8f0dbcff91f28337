import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ScriptedHttp,
  type ScriptedReply,
  startScriptedHttp,
} from '../../test/servers/scripted-http.ts';
import { checkSettings, parseSettings } from '../config/connector.ts';
import { secret } from '../config/secret.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { chainOf } from './chain.ts';
import { http } from './http.ts';
import type { LegacyIdentifier } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';
import { sql } from './sql.ts';

const chain = chainOf([http, sql]);
const folder = mkdtempSync(join(tmpdir(), 'footbridge-chain-'));
const servers: ScriptedHttp[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true });
});

async function startShop(answer: ScriptedReply | ((body: string) => ScriptedReply)): Promise<ScriptedHttp> {
  const server = await startScriptedHttp(({ body }) =>
    typeof answer === 'function' ? answer(body) : answer,
  );
  servers.push(server);
  return server;
}

/** `secret`, bcrypt at cost 4. */
const SECRET = '$2b$04$ruYEBEROLjHQa0NF7rm63uM.dQe2cckdNaGZ2dkfRAugq1C.Dwixy';
const FILE = join(folder, 'crm.sqlite');
const database = new DatabaseSync(FILE);
database.exec('CREATE TABLE customers (id INTEGER, email TEXT, password TEXT)');
database.exec(`INSERT INTO customers VALUES (1, 'ana@example.com', '${SECRET}')`);
database.close();

const CRM = { type: 'sql', file: FILE, table: 'customers', identifiers: { email: 'email' } };

testLegacy(chain, async () => {
  const shop = await startShop((body) => {
    if (body === '') return { status: 405 };
    const { identifier, password } = JSON.parse(body);
    if (identifier !== 'bert@example.com') return { status: 404 };
    return password === 'Straßenbahn é' ? { status: 200, body: { id: 'b' } } : { status: 401 };
  });
  const at = (port: number) => ({ legacies: [{ type: 'http', url: `http://127.0.0.1:${port}/` }, CRM] });
  return {
    config: at(shop.port),
    at,
    customer: { type: 'email', identifier: 'ana@example.com', password: 'secret', sourceId: '1' },
    accented: { type: 'email', identifier: 'bert@example.com', password: 'Straßenbahn é', sourceId: 'b' },
    stranger: 'nobody@example.com',
    strangerIs: 'unknown',
    arrived: () => shop.requests.length,
    secrets: [SECRET],
    end: async () => undefined,
  };
});

const ANA: LegacyIdentifier = { type: 'email', value: 'ana@example.com', key: 'ana@example.com' };

async function ask(config: object, who = ANA) {
  const session = await chain.open(chain.config.parse(config), { folder, secret: () => '' });
  const answer = await session.verify(who, new TypedPassword('secret'), {}, AbortSignal.timeout(5_000));
  await session.close();
  return answer;
}

async function askBehind(answer: ScriptedReply, config: object = {}) {
  const shop = await startShop(answer);
  return ask({ legacies: [{ type: 'http', url: shop.url }, CRM], ...config });
}

describe('a chain', () => {
  it('asks the next about somebody unknown', async () => {
    expect(await askBehind({ status: 404 })).toMatchObject({ outcome: 'match', profile: { sourceId: '1' } });
  });

  it('stops at a wrong password, a lock and a failure: whoever said so may be the one that knows them', async () => {
    expect(await askBehind({ status: 401 })).toEqual({ outcome: 'wrong' });
    expect(await askBehind({ status: 423 })).toEqual({ outcome: 'blocked', reason: 'locked' });
    expect(await askBehind({ status: 503 })).toMatchObject({ outcome: 'technical-error', retryable: true });
  });

  it('goes on after a wrong password where the settings say so, and remembers it to the end', async () => {
    const wrongGoesOn = true;
    expect(await askBehind({ status: 401 }, { wrongGoesOn })).toMatchObject({ outcome: 'match' });
    const first = await startShop({ status: 401 });
    const second = await startShop({ status: 404 });
    const legacies = [first, second].map(({ url }) => ({ type: 'http', url }));
    expect(await ask({ legacies, wrongGoesOn })).toEqual({ outcome: 'wrong' });
    expect(await ask({ legacies: legacies.toReversed() })).toEqual({ outcome: 'wrong' });
  });

  it('tells the ids of its legacies apart, and gives each only its own', async () => {
    const shop = await startShop((body) => ({ status: 200, body: { id: '1', asked: JSON.parse(body).who } }));
    const member = {
      type: 'http',
      url: shop.url,
      json: { who: '{sourceId}', p: '{password}' },
      idPrefix: 'shop:',
    };
    const legacies = [member, { ...CRM, idPrefix: 'crm:' }];
    const fields = async (sourceId: string) => {
      const answer = await ask({ legacies }, { ...ANA, sourceId });
      return 'profile' in answer ? answer.profile : undefined;
    };
    expect(await fields('shop:1')).toMatchObject({ sourceId: 'shop:1', fields: { asked: '1' } });
    expect(await fields('crm:1')).toMatchObject({ sourceId: 'shop:1', fields: { asked: '' } });
  });

  it('can say who exists only if all of them can', () => {
    const url = 'https://shop.example/login';
    const lookup = { url: 'https://shop.example/{key}' };
    const looksUp = (member: object) => chain.looksUp(chain.config.parse({ legacies: [member, CRM] }));
    expect(looksUp({ type: 'http', url })).toBe(false);
    expect(looksUp({ type: 'http', url, lookup })).toBe(true);
  });
});

describe('the settings of a chain', () => {
  const where = { file: 'footbridge.config.ts', section: 'legacy' } as const;
  const withShop = (shop: object) => ({ type: 'chain', legacies: [CRM, { type: 'http', ...shop }] });

  it('are checked with those of its legacies, each named by its place', () => {
    expect(() => checkSettings(chain, withShop({ url: 'http://shop.example' }), where)).toThrow(
      'legacies[1].url',
    );
    expect(() => checkSettings(chain, withShop({ url: 'nothing' }), where)).toThrow('legacies[1].url');
    const stranger = { type: 'chain', legacies: [CRM, { type: 'chain' }] };
    expect(() => checkSettings(chain, stranger, where)).toThrow('there are http, sql');
    expect(() => checkSettings(chain, { type: 'chain', legacies: [CRM] }, where)).toThrow('legacies');
  });

  it('hold no secret of any of its legacies, only names of secrets', () => {
    const url = 'https://shop.example/login';
    expect(() => checkSettings(chain, withShop({ url, apiKey: 'written down' }), where)).toThrow(
      'a secret has no place',
    );
    const settings = withShop({ url, apiKey: secret('SHOP_KEY') });
    expect(() => checkSettings(chain, settings, where)).not.toThrow();
    expect(parseSettings(chain, settings, { SHOP_KEY: 'value' }, where)).toMatchObject({
      legacies: [{}, { config: { apiKey: 'value' } }],
    });
  });
});
