/**
 * What `/v1` answers where something cannot be: a status and a fixed word for each code, with the sentence of the error.
 *
 * The sentences of these codes are about rules, never about a customer.
 *
 * @module
 */
import { z } from 'zod';
import type { HookReply } from '../../hooks/hook.ts';
import type { ProblemCode } from '../../problems/catalogue.ts';
import { FootbridgeError } from '../../problems/problem.ts';

const STATUS: Partial<Record<ProblemCode, number>> = {
  CAMPAIGN_UNKNOWN: 404,
  CUSTOMER_UNKNOWN: 404,
  ASSISTANCE_UNKNOWN: 404,
  ASSISTANCE_REFUSED: 409,
  OPERATOR_UNNAMED: 400,
  USAGE_WRONG: 400,
};

export const Refusal = z
  .object({ error: z.string(), reason: z.string() })
  .meta({ description: 'A code of docs/errors.md in small letters, and what to do.' });

/** Runs the work and says a refusal; whatever else went wrong goes up. */
export async function refusing(work: () => Promise<HookReply>): Promise<HookReply> {
  try {
    return await work();
  } catch (error) {
    const status = error instanceof FootbridgeError ? STATUS[error.code] : undefined;
    if (!(error instanceof FootbridgeError) || status === undefined) throw error;
    return { status, json: { error: error.code.toLowerCase(), reason: error.message } };
  }
}
