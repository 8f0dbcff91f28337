/**
 * What the parts of the conformance suite share: an opened hook and ways to ask it.
 *
 * @module
 */
import { expect } from 'vitest';
import {
  type Answer,
  type Hook,
  type HookReply,
  type HookRequest,
  type HookSession,
  isReply,
  type Question,
} from '../hook.ts';
import type { Attempt, HookBench, HookClient } from './bench.ts';
import { CUSTOMER, PASSWORD, TYPED } from './customer.ts';

/** Filled before the first test; the parts of the suite read it when they run. */
export interface Opened<Config> {
  readonly hook: Hook<Config>;
  bench(): HookBench<Config>;
  session(): HookSession;
}

export const ATTEMPT: Attempt = {
  identifier: TYPED,
  password: PASSWORD,
  externalId: CUSTOMER.externalId,
  targetId: '9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f',
};

export function clientOf<Config>({ bench }: Opened<Config>): HookClient {
  return bench().client;
}

/** The question a well-formed request of a known caller holds. */
export async function questionOf(session: HookSession, request: HookRequest): Promise<Question> {
  expect(await session.authenticate(request), 'a known caller is refused').toBeUndefined();
  const asked = await session.question(request);
  if (isReply(asked)) throw new Error(`a well-formed request is answered with ${asked.status}`);
  return asked;
}

/** What goes back when the door says this. */
export async function replyTo(
  session: HookSession,
  request: HookRequest,
  answer: Answer,
): Promise<HookReply> {
  return session.answer(answer, await questionOf(session, request), request);
}

/** As the server does it with a door that must not be reached. */
export async function refusalOf(session: HookSession, request: HookRequest): Promise<HookReply> {
  const refused = await session.authenticate(request);
  if (refused !== undefined) return refused;
  const asked = await session.question(request);
  if (!isReply(asked)) throw new Error('the question went on to the door');
  return asked;
}
