/**
 * Webhook of our own shape, for every provider that can be told what to send: one report or a list.
 *
 * @module
 */
import { z } from 'zod';
import { idsIn, statusOf } from '../bounce.ts';
import type { BounceShape } from './shape.ts';

const Report = z.object({
  kind: z.enum(['hard', 'soft', 'complaint', 'unsubscribe', 'delivered']),
  message: z.string().max(200).optional(),
  reference: z.string().min(1).max(200).optional(),
  status: z.string().max(20).optional(),
});

const Body = z.union([Report, z.array(Report).max(10_000)]);

export const generic: BounceShape = {
  id: 'generic',
  title: 'Footbridge’s own',
  read(json) {
    const { data } = Body.safeParse(json);
    if (data === undefined) return undefined;
    return [data].flat().map(({ kind, message = '', reference, status }) => ({
      kind,
      ids: idsIn(message),
      ...(reference !== undefined && { reference }),
      found: statusOf(status) ?? kind,
    }));
  },
};
