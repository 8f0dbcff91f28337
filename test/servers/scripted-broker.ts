/**
 * A Footbridge of the tests: an HTTP server on loopback that speaks the wire of the generic hook and judges by a list.
 *
 * It keeps what a door keeps that matters to its callers (who has crossed), and everything it was asked.
 *
 * @module
 */
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { blankIdentity, type Identity } from '../../src/identity/identity.ts';

export interface BrokerCustomer {
  readonly identity: Identity;
  readonly password: string;
  readonly mustChange?: boolean;
  crossed?: boolean;
}

export interface Asked {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ScriptedBroker {
  /** As an application configures it. */
  readonly url: string;
  readonly key: string;
  readonly asked: Asked[];
  readonly customers: BrokerCustomer[];
  /** Instead of judging: no answer at all, or something that is none. */
  trouble: 'none' | 'down' | 'gibberish';
  /** Paths and events asked since the last call. */
  takeAsked(): readonly string[];
  stop(): Promise<void>;
}

const KEY = 'a-key-of-the-scripted-broker';

export async function startScriptedBroker(): Promise<ScriptedBroker> {
  const server = createServer(async (request, response) => {
    const asked = await toAsked(request);
    broker.asked.push(asked);
    if (broker.trouble === 'down') return void request.socket.destroy();
    response.setHeader('content-type', 'application/json');
    if (asked.key !== `Bearer ${KEY}`) return void response.writeHead(401).end('{}');
    response.end(broker.trouble === 'gibberish' ? '<html>' : JSON.stringify(judge(broker, asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  const broker: ScriptedBroker = {
    url: `http://127.0.0.1:${address.port}/v1`,
    key: KEY,
    asked: [],
    customers: [],
    trouble: 'none',
    takeAsked() {
      return broker.asked.splice(0).map(({ path, body }) => [path, body.event].filter(Boolean).join(' '));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return broker;
}

async function toAsked(request: IncomingMessage): Promise<Asked> {
  const body: Record<string, unknown> = JSON.parse(await text(request));
  return { path: request.url ?? '', key: request.headers.authorization, body };
}

function judge(broker: ScriptedBroker, { path, body }: Asked): Readonly<Record<string, unknown>> {
  const index = broker.customers.findIndex(({ identity }) =>
    identity.identifiers.some(({ value }) => value === String(body.identifier).trim().toLowerCase()),
  );
  const customer = broker.customers[index];
  if (path === '/v1/settle') return settle(broker, body);
  if (customer === undefined) return { outcome: 'unknown' };
  if (customer.crossed === true) return { outcome: 'already-migrated' };
  if (path === '/v1/login' && body.password !== customer.password) return { outcome: 'wrong' };
  const told = { ...idsOf(customer.identity.sourceId), identity: customer.identity };
  return customer.mustChange === true && path === '/v1/login'
    ? { outcome: 'match-must-change', reason: 'temporary-in-legacy', customer: told }
    : { outcome: 'match', customer: told };
}

function settle(broker: ScriptedBroker, body: Asked['body']) {
  const customer = broker.customers.find(
    ({ identity }) => idsOf(identity.sourceId).externalId === body.externalId,
  );
  if (customer !== undefined) customer.crossed = true;
  return { outcome: customer === undefined ? 'unknown' : 'already-migrated' };
}

/** Of a source id made of digits. */
export function idsOf(sourceId: string): { readonly externalId: string; readonly uuid: string } {
  const externalId = `0000000000004000800${sourceId.padStart(13, '0')}`;
  const uuid = externalId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { externalId, uuid };
}

let made = 0;

/** A customer of the legacy with an address nobody else has. */
export function newBrokerCustomer(
  identity: Partial<Identity> = {},
  rest: Partial<BrokerCustomer> = {},
): BrokerCustomer & { readonly email: string } {
  made += 1;
  const email = `ann-${made}@shop.example`;
  return {
    identity: {
      ...blankIdentity(String(made)),
      identifiers: [{ type: 'email', value: email, verified: true }],
      profile: { name: 'Ann Lee' },
      ...identity,
    },
    password: `Grün-und-Gold-${made}`,
    email,
    ...rest,
  };
}
