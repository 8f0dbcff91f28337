/**
 * What every operation of `/v1` is: its shapes, from which both the check and the OpenAPI page come, and its work.
 *
 * @module
 */
import type { z } from 'zod';
import type { HookReply } from '../../hooks/hook.ts';
import type { Desk } from './desk.ts';

export interface Described {
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** What stands in the path: `/v1/campaigns/:name`. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status → what it means, and its shape where it has one. */
  readonly answers: Readonly<Record<number, { readonly means: string; readonly shape?: z.ZodType }>>;
}

export interface Operation extends Described {
  /** Who may, beside operators. */
  readonly also?: 'help-desk';
  /** What stands in the path, with the query or the body: already of its shape. */
  run(desk: Desk, given: unknown): Promise<HookReply>;
}

/** Types the work of an operation by the shape of what it is given. */
export function defineOperation<Given>(
  described: Described & Pick<Operation, 'also'>,
  shape: z.ZodType<Given>,
  run: (desk: Desk, given: Given) => Promise<HookReply>,
): Operation {
  return { ...described, run: async (desk, given) => run(desk, shape.parse(given)) };
}
