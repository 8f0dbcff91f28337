/**
 * The `in-process` hook: what `footbridge/better-auth` and `footbridge/supertokens` ask from inside the application.
 *
 * Better Auth and SuperTokens run their sign-in in the application's own process, so the middleware there makes the
 * user and stores the password, and reports it; we write nothing. The wire is our plain protocol. Unlike `generic` it
 * tells the whole profile, for a lookup too: the caller is the server that owns the user database, and without it
 * forgot-password could make nobody. Hashes and secrets of factors are never told.
 *
 * @see docs/hooks/in-process.md
 * @module
 */
import { z } from 'zod';
import type { Customer, HookPlace, Instruction } from './hook.ts';
import { defineHook } from './hook.ts';
import { CallerSecrets, demandBearer } from './wire/caller.ts';
import { plainReply, readPlain } from './wire/plain.ts';
import { secretName } from './wire/secret-name.ts';

/** A password of 1,024 bytes is four times as long in escapes; the rest is short. */
const LARGEST_BODY = 16_384;

const Config = z.strictObject({
  secrets: CallerSecrets,
  deadline: z
    .number()
    .int()
    .min(500)
    .max(30_000)
    .default(8_000)
    .describe(
      'Milliseconds until the middleware has an answer; its own limit is two seconds above the default',
    ),
});

type Config = z.output<typeof Config>;

export const inProcess = defineHook<Config>({
  id: 'in-process',
  title: 'Better Auth, SuperTokens',
  config: Config,
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/lookup' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  cannot: ['It carries no second factors and no links: those come with a bulk import of the profile.'],
  async open(config) {
    return {
      authenticate: async (request) => demandBearer(config.secrets, request),
      question: async (request) => readPlain(request, LARGEST_BODY),
      answer: (answer, question) =>
        plainReply(answer, question, (customer) => ({ customer: tell(customer) })),
    };
  },
  instructions: (_, place) => [
    betterAuthStep(place),
    superTokensStep(place),
    { step: `Set FOOTBRIDGE_HOOK_KEY to ${secretName(place)} in the application's environment.` },
  ],
});

/** The identity without anything that proves who somebody is. */
function tell({ identity, externalId, uuid, targetId }: Customer): Readonly<Record<string, unknown>> {
  const { password: _, factors: __, ...rest } = identity;
  return {
    externalId,
    uuid,
    ...(targetId !== undefined && { targetId }),
    identity: { ...rest, factors: [] },
  };
}

function betterAuthStep({ url }: HookPlace): Instruction {
  return {
    step: 'With Better Auth: npm install footbridge, add the plugin, and run `npx auth migrate` once.',
    file: 'auth.ts',
    content: `import { betterAuth } from 'better-auth';
import { footbridge } from 'footbridge/better-auth';

export const auth = betterAuth({
  // … as it is
  plugins: [
    footbridge({ jit: { url: '${url}', key: process.env.FOOTBRIDGE_HOOK_KEY ?? '' } }),
  ],
});
`,
  };
}

function superTokensStep({ url }: HookPlace): Instruction {
  return {
    step: 'With SuperTokens: npm install footbridge, and give the recipe the overrides.',
    file: 'supertokens.ts',
    content: `import EmailPassword from 'supertokens-node/recipe/emailpassword';
import { footbridge } from 'footbridge/supertokens';

const jit = footbridge({ url: '${url}', key: process.env.FOOTBRIDGE_HOOK_KEY ?? '' });

export const recipeList = [
  EmailPassword.init({ override: { apis: jit.apis } }),
  // … Session, UserMetadata and EmailVerification as they are
];
`,
  };
}
