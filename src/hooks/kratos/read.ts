/**
 * The two bodies Kratos sends us: its default one or ours for a login, and ours for its web hooks.
 *
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { HookReply, HookRequest, Question } from '../hook.ts';
import { readJson } from '../wire/body.ts';

/** What a template could not find is `null`, or an empty text. */
const Maybe = z.string().nullish();

/** An attribute somebody else may have written: what is no id of ours is nothing. */
const ExternalId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .nullish()
  .catch(undefined);

/** The first two are Kratos' default body; the rest comes with our template. */
const Verify = z.object({
  identifier: z.string().min(1),
  password: z.string(),
  identity_id: Maybe,
  external_id: ExternalId,
  flow_id: Maybe,
  address: Maybe,
  user_agent: Maybe,
});

const Settle = z.object({
  event: z.enum(['stored', 'changed', 'reset', 'signed-in', 'deleted']),
  identity_id: z.string().min(1),
  external_id: ExternalId,
  /** A trait, whatever the operator's schema made of it: a list or an object is no identifier. */
  identifier: Maybe.catch(undefined),
  flow_id: Maybe,
});

/** A body we cannot read is our template gone wrong: a failure, and no wrong password. */
function failed(): HookReply {
  return { status: 500, json: { error: 'invalid_request' } };
}

export function readVerify(request: HookRequest, largest: number): Question | HookReply {
  const read = readJson(request, Verify, largest, failed);
  if ('reply' in read) return read.reply;
  const { identifier, password, identity_id, external_id, flow_id, address, user_agent } = read.body;
  return {
    op: 'verify',
    identifier,
    password: new TypedPassword(password),
    ...(identity_id && { targetId: identity_id }),
    ...(external_id && { externalId: external_id }),
    by: {
      ...(address && { address }),
      ...(user_agent && { userAgent: user_agent }),
      ...(flow_id && { correlationId: flow_id }),
    },
  };
}

export function readSettle(request: HookRequest, largest: number): Question | HookReply {
  const read = readJson(request, Settle, largest);
  if ('reply' in read) return read.reply;
  const { event, identity_id, external_id, identifier, flow_id } = read.body;
  return {
    op: 'settle',
    event,
    targetId: identity_id,
    ...(external_id && { externalId: external_id }),
    ...(identifier && { identifier }),
    by: flow_id ? { correlationId: flow_id } : {},
  };
}
