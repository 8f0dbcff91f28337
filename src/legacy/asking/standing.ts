/**
 * How a legacy marks a customer who may not simply come in: columns of a row, attributes of an entry.
 *
 * Looked at when the password is known to be right, so that whoever guesses learns nothing from it.
 *
 * @module
 */
import { z } from 'zod';
import type { LegacyAnswer, LegacyProfile } from '../legacy.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const Mark = z.union([
  z.string().min(1),
  z.strictObject({ field: z.string().min(1), is: z.union([Scalar, z.array(Scalar)]) }),
  z.strictObject({ field: z.string().min(1), set: z.boolean() }),
]);

type Mark = z.output<typeof Mark>;

const SPELLINGS =
  'A column or attribute that says yes; or `{field, is}` with one or several values; or `{field, set}`: true for "is not empty"';

export const Standing = z
  .strictObject({
    locked: Mark.optional().describe(`Locked out. ${SPELLINGS}`),
    disabled: Mark.optional().describe('Disabled or deleted by an operator. Spelt as `locked`'),
    unverified: Mark.optional().describe('May not log in before an address is verified. Spelt as `locked`'),
    expired: Mark.optional().describe('The password is right but too old. Spelt as `locked`'),
    temporary: Mark.optional().describe('The password was set by an operator. Spelt as `locked`'),
    secondFactor: Mark.optional().describe('The legacy would ask for a second factor now. Spelt as `locked`'),
  })
  .default({});

export type Standing = z.output<typeof Standing>;

/** The answer to a right password. The first of these that is so decides; a locked account needs no new password. */
export function answerByStanding(standing: Standing, profile: LegacyProfile, fields: Fields): LegacyAnswer {
  const blocked = blockedBy(standing, fields);
  if (blocked !== undefined) return blocked;
  if (holds(standing.secondFactor, fields)) return { outcome: 'mfa-required', profile };
  if (holds(standing.expired, fields))
    return { outcome: 'match-must-change', profile, reason: 'expired-in-legacy' };
  if (holds(standing.temporary, fields))
    return { outcome: 'match-must-change', profile, reason: 'temporary-in-legacy' };
  return { outcome: 'match', profile };
}

type Fields = Readonly<Record<string, unknown>>;

export function blockedBy(standing: Standing, fields: Fields): LegacyAnswer | undefined {
  for (const reason of ['disabled', 'locked', 'unverified'] as const)
    if (holds(standing[reason], fields)) return { outcome: 'blocked', reason };
  return undefined;
}

/** Names of the columns or attributes that the rules look at. */
export function fieldsOfStanding(standing: Standing): string[] {
  return Object.values(standing).flatMap((mark: Mark | undefined) => {
    if (mark === undefined) return [];
    return typeof mark === 'string' ? [mark] : [mark.field];
  });
}

/** What databases and directories write for "yes". */
const YES = new Set(['1', 't', 'true', 'y', 'yes']);

function holds(mark: Mark | undefined, fields: Fields): boolean {
  if (mark === undefined) return false;
  if (typeof mark === 'string') return valuesOf(fields[mark]).some((value) => YES.has(value.toLowerCase()));
  const values = valuesOf(fields[mark.field]);
  if ('set' in mark) return mark.set === values.length > 0;
  const wanted = [mark.is].flat().map(String);
  return values.some((value) => wanted.includes(value));
}

/** One value or several, as text; nothing for NULL, for what is absent and for the empty text. */
function valuesOf(value: unknown): string[] {
  return [value].flat().flatMap((one: unknown) => {
    const isScalar = typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean';
    return isScalar && one !== '' ? [String(one)] : [];
  });
}
