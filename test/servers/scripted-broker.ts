/**
 * A Footbridge of the tests: the real hook `in-process` on a loopback port, before a door that judges by a list.
 *
 * The door keeps what matters to its callers (who has crossed); everything it was asked can be looked at.
 *
 * @module
 */
import { createServer } from 'node:http';
import {
  type Answer,
  type HookRequest,
  type HookSession,
  isReply,
  type Question,
} from '../../src/hooks/hook.ts';
import { inProcess } from '../../src/hooks/in-process.ts';
import { blankIdentity, type Identity } from '../../src/identity/identity.ts';
import { toRequest } from './hook-requests.ts';

export interface BrokerCustomer {
  readonly identity: Identity;
  readonly password: string;
  readonly mustChange?: boolean;
  /** Has a second factor that does not go over. */
  readonly secondFactor?: boolean;
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
  /** Happens elsewhere while we are asked. */
  meanwhile: (() => void) | undefined;
  /** Paths and events asked since the last call. */
  takeAsked(): readonly string[];
  stop(): Promise<void>;
}

const KEY = 'a-key-of-the-scripted-broker';

export async function startScriptedBroker(): Promise<ScriptedBroker> {
  const hook = await inProcess.open({ secrets: [KEY], deadline: 8_000 }, { secret: () => '', now: Date.now });
  const server = createServer(async (incoming, response) => {
    const request = await toRequest(incoming);
    broker.asked.push({
      path: request.path,
      key: request.headers.authorization,
      body: JSON.parse(Buffer.from(request.body).toString()),
    });
    broker.meanwhile?.();
    if (broker.trouble === 'down') return void incoming.socket.destroy();
    response.setHeader('content-type', 'application/json');
    if (broker.trouble === 'gibberish') return void response.end('<html>');
    const reply = await answerTo(hook, request, (question) => judge(broker, question));
    response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  const broker: ScriptedBroker = {
    url: `http://127.0.0.1:${address.port}`,
    key: KEY,
    asked: [],
    customers: [],
    trouble: 'none',
    meanwhile: undefined,
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

/** As the server does it. */
async function answerTo(hook: HookSession, request: HookRequest, door: (question: Question) => Answer) {
  const refused = await hook.authenticate(request);
  if (refused !== undefined) return refused;
  const question = await hook.question(request);
  return isReply(question) ? question : hook.answer(door(question), question, request);
}

function judge(broker: ScriptedBroker, question: Question): Answer {
  const customer = broker.customers.find(
    ({ identity }) =>
      idsOf(identity.sourceId).externalId === question.externalId ||
      identity.identifiers.some(({ value }) => value === question.identifier?.trim().toLowerCase()),
  );
  if (customer === undefined) return { outcome: 'unknown' };
  if (question.op === 'settle') customer.crossed = true;
  if (question.op === 'settle' || customer.crossed === true) return { outcome: 'already-migrated' };
  const told = { ...idsOf(customer.identity.sourceId), identity: customer.identity };
  if (question.op === 'lookup') return { outcome: 'match', customer: told };
  if (question.password.reveal() !== customer.password) return { outcome: 'wrong' };
  if (customer.secondFactor === true) return { outcome: 'mfa-required', customer: told };
  return customer.mustChange === true
    ? { outcome: 'match-must-change', reason: 'temporary-in-legacy', customer: told }
    : { outcome: 'match', customer: told };
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
