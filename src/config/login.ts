/**
 * The `login` section: what an operator decides about customers who cross by logging in.
 *
 * The rules themselves stand in `src/engine/login.ts`; docs/login.md explains them. Lengths of time are named with
 * their unit here, and are milliseconds everywhere else.
 *
 * @module
 */
import { z } from 'zod';
import { POPULATION } from './population.ts';

const Authority = z.enum(['first-write', 'legacy']);

/** A budget that refills: so many at once, and so many a minute after that. */
function budgetOf(of: string, burst: number, perMinute: number) {
  return z
    .strictObject({
      burst: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(burst)
        .meta({ description: `${of} before it has to wait.` }),
      perMinute: z
        .number()
        .positive()
        .max(1_000_000)
        .default(perMinute)
        .meta({ description: 'How many of them are forgiven a minute.' }),
    })
    .prefault({});
}

const Throttle = z
  .strictObject({
    /** Five are below the lockout of every system we know of; one a minute is 1,440 guesses a day. */
    perIdentifier: budgetOf('Wrong guesses at one customer', 5, 1).meta({
      description:
        'Keep it below the lockout of the legacy, so that nobody can lock customers out there through us.',
    }),
    /** An office or a mobile carrier behind one address mistypes too: about one login in ten. */
    perAddress: budgetOf('Wrong guesses from one address', 50, 20).meta({
      description: 'Counts only where the hook tells the address of the customer.',
    }),
    /** A hundred a second: what a legacy of one machine survives at bcrypt cost 10 with four cores. */
    overall: budgetOf('Questions of all customers together', 1_000, 6_000).meta({
      description: 'What the legacy, or this machine, can stand.',
    }),
  })
  .prefault({});

const Cohort = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40')
    .refine((name) => name !== 'others', 'others are those who fall under no rule')
    .meta({ description: 'How routes, metrics and history call it.' }),
  where: z
    .strictObject({
      ...POPULATION,
      domains: z
        .array(z.string().regex(/^[^@\sA-Z]+$/, 'a domain in lower case, without the @'))
        .optional()
        .meta({ description: 'Domains of e-mail addresses.' }),
    })
    .meta({ description: 'Who belongs to it; all that is given must hold.' }),
});

export const LoginConfig = z.strictObject({
  legacyPasswords: z.enum(['may-change', 'frozen']).default('may-change').meta({
    description:
      'Can a customer still change the password in the legacy without us knowing? `may-change`: then the legacy judges while it lives. `frozen`: our copy is as good, so the vault judges and the legacy may be off.',
  }),
  throttle: Throttle.meta({ description: 'How many guesses before somebody has to wait.' }),
  legacyConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .meta({ description: 'Calls to the legacy in flight at most; as many again may wait.' }),
  breaker: z
    .strictObject({
      failures: z
        .int()
        .min(1)
        .max(1_000)
        .default(5)
        .meta({ description: 'Failures in a row after which the legacy is left alone.' }),
      pauseSeconds: z.number().positive().max(3_600).default(10).meta({ description: 'For how long.' }),
    })
    .prefault({})
    .meta({ description: 'When the legacy fails.' }),
  /** The longest that a target goes on asking about one attempt: Cognito, three times five seconds. */
  rememberSeconds: z.number().min(0).max(30).default(20).meta({
    description:
      'For how long an outcome answers the same attempt again, so that a target that retries costs the legacy one attempt.',
  }),
  authority: z
    .strictObject({
      default: Authority.default('first-write').meta({
        description:
          '`first-write`: what the target has is left alone once the customer is there. `legacy`: a login brings what the legacy says now.',
      }),
      fields: z.record(z.string().min(1), Authority).default({}).meta({
        description: 'The same for one field of docs/mapping.md: `{"profile.family_name": "legacy"}`.',
      }),
    })
    .prefault({})
    .meta({ description: 'Who has the last word on a profile.' }),
  cohorts: z.array(Cohort).default([]).meta({
    description: 'Slices of customers for routes, metrics and history; the first that fits names it.',
  }),
  shadow: z.boolean().default(false).meta({
    description:
      'Judge by vault and legacy both; the legacy counts, and where they disagree is recorded. Finds out whether the vault would do.',
  }),
  mfa: z.enum(['refuse', 'match']).default('refuse').meta({
    description:
      'The password is right and the legacy wants a second factor that we cannot ask for: `refuse` the login, or count it as a `match` because the target asks for a factor of its own.',
  }),
  shortestPassword: z.int().min(0).max(128).default(0).meta({
    description:
      'Characters of a right password below which the customer has to choose another one: the minimum of the target. 0: none.',
  }),
  forgetUnsettledMinutes: z.number().positive().max(10_080).default(60).meta({
    description: 'After how long a match that the target never stored is given back, to be judged anew.',
  }),
});

export type LoginConfig = z.output<typeof LoginConfig>;
