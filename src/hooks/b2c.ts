/**
 * The `b2c` hook: RESTful technical profiles of custom policies in Azure AD B2C.
 *
 * The policy decides what it asks and stores: `/login` before the local sign-in, `/sign-up` to raise an error if the
 * customer exists, `/reset` to raise one if not. The claims serve both of Microsoft's sample designs (users created
 * before with a flag, or by the policy). An error a customer may see is always a 409 with a `userMessage`; a password
 * is never a claim that comes back. Graph and the directory are left to the policy.
 *
 * @see https://learn.microsoft.com/azure/active-directory-b2c/restful-technical-profile#returning-validation-error-message
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../identity/typed-password.ts';
import type { Answer, Customer, HookPlace, HookReply, HookRequest, Instruction, Question } from './hook.ts';
import { defineHook } from './hook.ts';
import { readJson } from './wire/body.ts';
import { CallerSecrets, demandBearer } from './wire/caller.ts';
import { chosen, isVerified, typedOne } from './wire/customer.ts';
import { secretName } from './wire/secret-name.ts';

/** A password of 1,024 bytes is four times as long in escapes; the rest is short. */
const LARGEST_BODY = 16_384;

const Config = z.strictObject({
  secrets: CallerSecrets,
  deadline: z
    .number()
    .int()
    .min(500)
    .max(20_000)
    .default(5_000)
    .describe('Milliseconds until an answer; Microsoft does not say how long a policy waits'),
  wrongMessage: z
    .string()
    .min(1)
    .default('Invalid email or password.')
    .describe(
      'What a customer reads after a wrong password, an unknown name or a blocked account: always the same',
    ),
  existsMessage: z
    .string()
    .min(1)
    .default('An account with this email already exists.')
    .describe('What a customer reads who signs up and is known'),
  unavailableMessage: z
    .string()
    .min(1)
    .default('Signing in is not possible at the moment. Please try again later.')
    .describe('What a customer reads while the legacy cannot be asked'),
});

type Config = z.output<typeof Config>;

const Text = z.string().nullish();

/** The samples name the identifier differently; the policy sends one of the two. */
const Asked = z
  .object({ signInName: Text, email: Text, objectId: Text, correlationId: Text })
  .refine(({ signInName, email }) => signInName || email, 'says nobody');
const Login = z.object({ password: z.string() }).and(Asked);

type Asked = z.output<typeof Asked>;

export const b2c = defineHook<Config>({
  id: 'b2c',
  title: 'Azure AD B2C',
  config: Config,
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/sign-up' },
    { method: 'POST', path: '/reset' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  cannot: [
    'It is told nothing afterwards, unless the policy is given one more step: what was stored is found by looking.',
    'It carries what the policy names as output claims; second factors and links are none of them.',
  ],
  async open(config) {
    return {
      authenticate: async (request) => demandBearer(config.secrets, request),
      question: async (request) => (request.path === '/login' ? readLogin(request) : readLookup(request)),
      answer: (answer, question) => toReply(answer, question, config),
    };
  },
  instructions: (_, place) => [
    {
      step: `Keep the secret ${secretName(place)} as the policy key B2C_1A_FootbridgeKey (type Manual, use Encryption).`,
    },
    technicalProfile('Login', '/login', place, ['signInName', 'password', 'correlationId']),
    technicalProfile('SignUp', '/sign-up', place, ['email', 'correlationId']),
    technicalProfile('Reset', '/reset', place, ['signInName', 'objectId', 'correlationId']),
    {
      step: 'Call Footbridge-Login as a validation technical profile before the local sign-in, and write the typed password when needToMigrate is "local", with the strong-password check off.',
    },
  ],
});

function readLogin(request: HookRequest): Question | HookReply {
  const read = readJson(request, Login, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  return { op: 'verify', password: new TypedPassword(read.body.password), ...whomAndBy(read.body) };
}

function readLookup(request: HookRequest): Question | HookReply {
  const read = readJson(request, Asked, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const purpose = request.path === '/sign-up' ? 'sign-up' : 'reset';
  return { op: 'lookup', purpose, ...whomAndBy(read.body) };
}

function whomAndBy({ signInName, email, objectId, correlationId }: Asked) {
  return {
    identifier: signInName || email || '',
    ...(objectId && { targetId: objectId }),
    by: correlationId ? { correlationId } : {},
  };
}

function toReply(answer: Answer, question: Question, config: Config): HookReply {
  if (answer.outcome === 'technical-error') return show('JIT503', config.unavailableMessage);
  if (question.op === 'lookup' && question.purpose === 'sign-up')
    return answer.outcome === 'unknown' ? { status: 200, json: {} } : show('JIT002', config.existsMessage);
  switch (answer.outcome) {
    case 'match':
      return { status: 200, json: toClaims(answer.customer, question, false) };
    case 'match-must-change':
      return { status: 200, json: toClaims(answer.customer, question, true) };
    case 'already-migrated':
      // For a reset the directory has the user; for a login it has judged the password by itself.
      if (question.op === 'lookup') return { status: 200, json: { needToMigrate: 'none' } };
      return show('JIT001', config.wrongMessage);
    default:
      return show('JIT001', config.wrongMessage);
  }
}

/** Flat, as output claims are; B2C takes those that the policy names. */
function toClaims({ identity, externalId }: Customer, { identifier }: Question, mustChange: boolean) {
  const typed = typedOne(identity, identifier ?? '');
  const email = typed?.type === 'email' ? typed : chosen(identity, 'email');
  const { name, given_name, family_name } = identity.profile;
  return {
    needToMigrate: 'local',
    tokenSuccess: true,
    migrationRequired: false,
    forceChangePassword: mustChange,
    email: email?.value,
    emailVerified: isVerified(email),
    displayName: name,
    givenName: given_name,
    surName: family_name,
    legacyId: identity.sourceId,
    footbridgeId: externalId,
  };
}

/** The only form of an error that B2C shows to the customer. */
function show(code: string, userMessage: string): HookReply {
  return { status: 409, json: { version: '1.0.0', status: 409, code, userMessage } };
}

function technicalProfile(
  name: string,
  path: string,
  { url }: HookPlace,
  claims: readonly string[],
): Instruction {
  const input = claims
    .map((claim) =>
      claim === 'correlationId'
        ? '    <InputClaim ClaimTypeReferenceId="correlationId" DefaultValue="{Context:CorrelationId}" AlwaysUseDefaultValue="true" />'
        : `    <InputClaim ClaimTypeReferenceId="${claim}" />`,
    )
    .join('\n');
  const output = ['needToMigrate', 'email', 'displayName', 'givenName', 'surName', 'forceChangePassword']
    .map((claim) => `    <OutputClaim ClaimTypeReferenceId="${claim}" />`)
    .join('\n');
  return {
    step: `Add the technical profile Footbridge-${name} to the extensions of the policy, and declare its claims.`,
    file: `Footbridge-${name}.xml`,
    content: `<TechnicalProfile Id="Footbridge-${name}">
  <DisplayName>Footbridge ${name}</DisplayName>
  <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.RestfulProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
  <Metadata>
    <Item Key="ServiceUrl">${url}${path}</Item>
    <Item Key="SendClaimsIn">Body</Item>
    <Item Key="AuthenticationType">Bearer</Item>
    <Item Key="DebugMode">false</Item>
  </Metadata>
  <CryptographicKeys>
    <Key Id="BearerAuthenticationToken" StorageReferenceId="B2C_1A_FootbridgeKey" />
  </CryptographicKeys>
  <InputClaims>
${input}
  </InputClaims>
  <OutputClaims>
${output}
  </OutputClaims>
  <UseTechnicalProfileForSessionManagement ReferenceId="SM-Noop" />
</TechnicalProfile>
`,
  };
}
