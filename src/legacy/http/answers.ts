/**
 * What an HTTP answer means: the operator's rules first, then what statuses usually mean.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15
 * @module
 */
import { z } from 'zod';
import { compileReader, parseSourcePath } from '../../identity/mapping/source-path.ts';
import type { Reply } from '../asking/one-call.ts';
import { technicalError } from '../asking/outcome.ts';
import { isFields, toProfile } from '../asking/profile.ts';
import type { LegacyAnswer, LegacyProfile } from '../legacy.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const Path = z.string().refine((path) => parseSourcePath(path) !== undefined, {
  message: 'A path like user.id, users[0].id or meta["a.b"].',
});

export const Rule = z.strictObject({
  status: z
    .union([z.number().int(), z.array(z.number().int()).min(1)])
    .optional()
    .describe('Status or statuses it is about; absent: any'),
  where: z
    .record(Path, z.union([Scalar, z.array(Scalar).min(1)]))
    .optional()
    .describe('Paths into the JSON answer and the value or values each has to have'),
  outcome: z
    .enum(['match', 'match-must-change', 'wrong', 'unknown', 'blocked', 'mfa-required', 'technical-error'])
    .describe('What such an answer means'),
  reason: z
    .enum(['locked', 'disabled', 'unverified', 'expired-in-legacy', 'temporary-in-legacy'])
    .optional()
    .describe('Why: for `blocked` (default `locked`) and `match-must-change` (default `expired-in-legacy`)'),
});

export type Rule = z.output<typeof Rule>;

const LOCKED: Rule = { status: 423, outcome: 'blocked', reason: 'locked' };

/** 401 says that the credentials were refused; whether the customer's or ours, it does not say. */
export const VERIFY_RULES: readonly Rule[] = [
  { status: 200, outcome: 'match' },
  { status: [401, 403], outcome: 'wrong' },
  { status: [404, 410], outcome: 'unknown' },
  LOCKED,
];

/** No customer's credentials are sent here: a 401 can only mean ours. */
export const LOOKUP_RULES: readonly Rule[] = [
  { status: 200, outcome: 'match' },
  { status: [404, 410], outcome: 'unknown' },
  LOCKED,
];

export interface ProfilePlace {
  /** Where the customer stands in the answer; absent: the answer is the customer. */
  readonly profile?: string | undefined;
  /** Where their id is, from there. */
  readonly id: string;
}

export type Understand = (reply: Reply) => LegacyAnswer;

/**
 * Rules are tried in order. Once one of the operator's own gives a match, status 200 alone is none any more: whoever
 * says what a right password looks like does not want everything else let in.
 */
export function compileAnswers(
  own: readonly Rule[],
  usual: readonly Rule[],
  place: ProfilePlace,
): Understand {
  const saysMatch = own.some(({ outcome }) => outcome === 'match');
  const rules = [...own, ...usual.filter(({ outcome }) => !(saysMatch && outcome === 'match'))];
  const compiled = rules.map((rule) => ({ rule, fits: compileRule(rule) }));
  const readProfile = compileProfile(place);
  return (reply) => {
    const found = compiled.find(({ fits }) => fits(reply));
    return found === undefined ? unforeseen(reply) : toAnswer(found.rule, reply, readProfile);
  };
}

function compileRule({ status, where = {} }: Rule): (reply: Reply) => boolean {
  const statuses = status === undefined ? undefined : new Set([status].flat());
  const conditions = Object.entries(where).map(([path, wanted]) => {
    const read = compileReader(path);
    const values = [wanted].flat();
    return (json: unknown) => {
      const found = isFields(json) ? read(json) : undefined;
      return [found].flat().some((one: unknown) => values.some((value) => value === one));
    };
  });
  return (reply) =>
    (statuses?.has(reply.status) ?? true) && conditions.every((condition) => condition(reply.json));
}

function compileProfile({ profile, id }: ProfilePlace): (json: unknown) => LegacyProfile | undefined {
  const readFields = profile === undefined ? undefined : compileReader(profile);
  const readId = compileReader(id);
  return (json) => {
    if (!isFields(json)) return undefined;
    const fields = readFields === undefined ? json : readFields(json);
    return isFields(fields) ? toProfile(readId(fields), fields) : undefined;
  };
}

function toAnswer(
  { outcome, reason }: Rule,
  reply: Reply,
  readProfile: (json: unknown) => LegacyProfile | undefined,
): LegacyAnswer {
  switch (outcome) {
    case 'wrong':
    case 'unknown':
      return { outcome };
    case 'blocked':
      return { outcome, reason: reason === 'disabled' || reason === 'unverified' ? reason : 'locked' };
    case 'technical-error':
      return technicalError(String(reply.status), { after: reply.after });
    case 'mfa-required': {
      const profile = readProfile(reply.json);
      return { outcome, ...(profile !== undefined && { profile }) };
    }
    case 'match':
    case 'match-must-change': {
      const profile = readProfile(reply.json);
      // A page of a proxy with status 200, or a path that leads nowhere: nobody may be let in by it.
      if (profile === undefined)
        return technicalError(`${reply.status} without an id of the customer`, { retryable: false });
      if (outcome === 'match') return { outcome, profile };
      const why = reason === 'temporary-in-legacy' ? reason : 'expired-in-legacy';
      return { outcome, profile, reason: why };
    }
  }
}

/** Too many requests and failures of the server pass; any other status says that this is not what we were told. */
function unforeseen({ status, after }: Reply): LegacyAnswer {
  if (status >= 300 && status < 400)
    return technicalError(`${status}, a redirect, which is not followed`, { retryable: false });
  return technicalError(String(status), {
    retryable: status === 408 || status === 425 || status === 429 || status >= 500,
    after,
  });
}
