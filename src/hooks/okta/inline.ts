/**
 * Okta's question about a password, and the two commands it understands.
 *
 * @see https://developer.okta.com/docs/reference/password-hook/
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { Answer, HookReply, VerifyQuestion } from '../hook.ts';
import { retryAfter } from '../wire/reply.ts';

/**
 * The credential stands in `data.context`; the developer guide's prose has it one level higher, where no real request
 * has been seen, and what stands there is not believed.
 */
export const Inline = z.object({
  eventType: z.literal('com.okta.user.credential.password.import'),
  data: z.object({
    context: z.object({
      request: z.object({ id: z.string().nullish(), ipAddress: z.string().nullish() }).nullish(),
      credential: z.object({ username: z.string().min(1), password: z.string() }),
    }),
  }),
});

export function toQuestion({ data }: z.output<typeof Inline>): VerifyQuestion {
  const { credential, request } = data.context;
  return {
    op: 'verify',
    identifier: credential.username,
    password: new TypedPassword(credential.password),
    by: {
      ...(request?.ipAddress && { address: request.ipAddress }),
      ...(request?.id && { correlationId: request.id }),
    },
  };
}

/** The status is about the call; the verdict stands in the command. No body means that nothing changes: unverified. */
export function toReply(answer: Answer): HookReply {
  switch (answer.outcome) {
    case 'match':
    case 'match-must-change':
      return command('VERIFIED');
    case 'blocked':
      // Stands in Okta's System Log, where support looks: the reason, and nothing of the customer.
      return command('UNVERIFIED', { outcome: 'blocked', reason: answer.reason });
    case 'technical-error':
      // Okta calls again once after a 5xx, never after a 4xx.
      return { status: answer.retryable ? 503 : 424, ...retryAfter(answer.retryable ? 1 : undefined) };
    default:
      return { status: 204 };
  }
}

function command(
  credential: 'VERIFIED' | 'UNVERIFIED',
  debugContext?: Readonly<Record<string, string>>,
): HookReply {
  return {
    status: 200,
    json: {
      commands: [{ type: 'com.okta.action.update', value: { credential } }],
      ...(debugContext && { debugContext }),
    },
  };
}
