import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS, CUSTOMER, OUTCOMES, TYPED, UNVERIFIED } from '../contract/customer.ts';
import { PLAIN_CONCLUSIONS, plainClient, understandPlain } from '../contract/plain-client.ts';
import { SECRETS } from '../contract/sending.ts';
import { type ServedHook, serveHook } from '../contract/serve.ts';
import type { Answer, HookReply, HookRequest } from '../hook.ts';
import { testHook, type Verdict } from '../hook-contract.ts';
import { cognito } from './index.ts';
import { lambdaText } from './lambda.ts';
import { afterPassword, forReset, type MigrationResponse } from './response.ts';

const CONFIG = cognito.config.parse({
  deadline: 1_500,
  secrets: SECRETS,
  attributes: { plan: 'custom:plan', tags: 'custom:tags' },
});

testHook(
  cognito,
  () => ({
    config: CONFIG,
    client: {
      ...plainClient('/verify'),
      understand,
      concludes: { verify: PLAIN_CONCLUSIONS, lookup: CONCLUSIONS_OF_RESET },
      told: ({ json }) => {
        const verified = responseIn(json)?.userAttributes.email_verified;
        return verified === undefined ? {} : { emailVerified: verified === 'true' };
      },
    },
  }),
  openLoginService,
);

/** After forgot-password everybody sets a new one. */
const CONCLUSIONS_OF_RESET = { ...PLAIN_CONCLUSIONS, match: 'let-in-must-change' } as const;

function responseIn(json: unknown): MigrationResponse | undefined {
  return (json as { response?: MigrationResponse | null }).response ?? undefined;
}

function understand(reply: HookReply, _: HookRequest): Verdict {
  const verdict = understandPlain(reply);
  const response = responseIn(reply.json);
  if (!verdict.startsWith('let-in') || response === undefined) return verdict;
  expect(response.forceAliasCreation).toBe(false);
  expect(response.userAttributes).not.toHaveProperty('sub');
  for (const [name, value] of Object.entries(response.userAttributes))
    expect(value, name).toBeTypeOf('string');
  return response.finalUserStatus === 'CONFIRMED' ? 'let-in' : 'let-in-must-change';
}

describe('the response', () => {
  it('holds the standard attributes and those of the pool that the configuration names', () => {
    expect(afterPassword(CUSTOMER, CONFIG, false)).toEqual({
      userAttributes: {
        email: TYPED,
        email_verified: 'true',
        phone_number: '+491701234567',
        phone_number_verified: 'true',
        name: 'Ann Lee',
        given_name: 'Ann',
        family_name: 'Lee',
        locale: 'de-DE',
        birthdate: '1990-02-03',
        address: '{"locality":"Köln","country":"DE"}',
        'custom:plan': 'gold',
        'custom:tags': 'a,b',
      },
      finalUserStatus: 'CONFIRMED',
      messageAction: 'SUPPRESS',
      forceAliasCreation: false,
    });
  });

  it('leaves the status unset for who must change, and the flags false for who was never verified', () => {
    const response = afterPassword(UNVERIFIED, CONFIG, true);
    expect(response).not.toHaveProperty('finalUserStatus');
    expect(response.userAttributes).toMatchObject({
      email_verified: 'false',
      phone_number_verified: 'false',
    });
  });

  it('leaves out what Cognito would refuse together with the user', () => {
    const profile = { birthdate: '1990', nickname: 'x'.repeat(3_000), name: 'Ann' };
    const customer = { ...CUSTOMER, identity: { ...CUSTOMER.identity, profile } };
    const { userAttributes } = afterPassword(customer, { ...CONFIG, attributes: { plan: 'sub' } }, false);
    expect(Object.keys(userAttributes).toSorted()).toEqual([
      'email',
      'email_verified',
      'name',
      'phone_number',
      'phone_number_verified',
    ]);
  });

  it('sends the code for a reset where something is verified, and migrates nobody where nothing is', () => {
    expect(forReset(CUSTOMER, CONFIG)).toMatchObject({ desiredDeliveryMediums: ['EMAIL'] });
    const identifiers = [{ type: 'phone', value: '+491701234567', verified: true }] as const;
    const byPhone = { ...CUSTOMER, identity: { ...CUSTOMER.identity, identifiers: [...identifiers] } };
    expect(forReset(byPhone, CONFIG)).toMatchObject({ desiredDeliveryMediums: ['SMS'] });
    expect(forReset(UNVERIFIED, CONFIG)).toBeUndefined();
  });

  it('can carry our id, where the pool has an attribute for it', () => {
    const config = { ...CONFIG, externalIdAttribute: 'custom:footbridge_id' };
    expect(afterPassword(CUSTOMER, config, false).userAttributes).toMatchObject({
      'custom:footbridge_id': CUSTOMER.externalId,
    });
  });
});

describe('the Lambda', () => {
  let served: ServedHook | undefined;
  beforeEach(() => vi.stubEnv('FOOTBRIDGE_KEY', SECRETS[0]));
  afterEach(async () => {
    vi.unstubAllEnvs();
    await served?.close();
  });

  async function run(event: ReturnType<typeof login>, answer: Answer, patience = 4_400) {
    served = await serveHook(cognito, CONFIG, () => answer);
    vi.stubEnv('FOOTBRIDGE_URL', served.url);
    return (await load(patience))(event);
  }

  it.each(OUTCOMES)('makes of "%s" what Cognito expects', async (outcome) => {
    const event = login();
    if (outcome === 'technical-error')
      return expect(run(event, ANSWERS[outcome])).rejects.toThrow('Sign-in is unavailable, please try again');
    const returned = await run(event, ANSWERS[outcome]);
    if (!outcome.startsWith('match')) return expect(returned).toEqual(event);
    expect(returned.response).toMatchObject({ messageAction: 'SUPPRESS', forceAliasCreation: false });
    expect(returned.response.finalUserStatus).toBe(outcome === 'match' ? 'CONFIRMED' : null);
    expect(returned.request).toEqual(event.request);
  });

  it('asks with the client, and with the address where the application says it', async () => {
    await run(login(), ANSWERS.wrong);
    expect(served?.asked).toMatchObject([
      { op: 'verify', identifier: TYPED, by: { application: '3n4b', address: '203.0.113.9' } },
    ]);
  });

  it('looks up without a password who forgot it', async () => {
    const { password: _, ...request } = login().request;
    const event = { ...login(), triggerSource: 'UserMigration_ForgotPassword', request };
    const returned = await run(event, ANSWERS.match);
    expect(served?.asked).toMatchObject([{ op: 'lookup', purpose: 'reset' }]);
    expect(returned.response).toMatchObject({ desiredDeliveryMediums: ['EMAIL'], finalUserStatus: null });
  });

  it('leaves who could get no code unmigrated, and tells Cognito nothing else', async () => {
    const event = { ...login(), triggerSource: 'UserMigration_ForgotPassword' };
    expect(await run(event, { outcome: 'match', customer: UNVERIFIED })).toEqual(event);
  });

  it.each([
    ['PostAuthentication_Authentication', 'stored'],
    ['PostConfirmation_ConfirmForgotPassword', 'reset'],
  ])('tells by %s what happened, and gives the event back', async (triggerSource, event) => {
    const fact = { ...login(), triggerSource, request: { userAttributes: { email: TYPED, sub: 's' } } };
    expect(await run(fact, ANSWERS.match)).toEqual(fact);
    expect(served?.asked).toMatchObject([{ op: 'settle', event, identifier: TYPED }]);
  });

  it('tells of a reset by the address that the code went to, never by one that nobody proved', async () => {
    const userAttributes = { email: TYPED, phone_number: '+4915112345678', phone_number_verified: 'true' };
    const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
    await run({ ...login(), userName: 'mallory', triggerSource, request: { userAttributes } }, ANSWERS.match);
    expect(served?.asked).toMatchObject([{ op: 'settle', event: 'reset', identifier: '+4915112345678' }]);
  });

  it('does not take a login through another provider for a password', async () => {
    const userAttributes = { email: TYPED, 'cognito:user_status': 'EXTERNAL_PROVIDER' };
    const fact = {
      ...login(),
      triggerSource: 'PostAuthentication_Authentication',
      request: { userAttributes },
    };
    expect(await run(fact, ANSWERS.match)).toEqual(fact);
    expect(served?.asked).toEqual([]);
  });

  it('lets a login stand of which it could not tell us, and has nothing to do with other triggers', async () => {
    vi.stubEnv('FOOTBRIDGE_URL', 'http://127.0.0.1:9');
    const handler = await load(500);
    const fact = { ...login(), triggerSource: 'PostAuthentication_Authentication' };
    expect(await handler(fact)).toEqual(fact);
    const other = { ...login(), triggerSource: 'PreSignUp_SignUp' };
    expect(await handler(other)).toEqual(other);
  });

  it('throws the same bland words when we are away, have another key, or are too slow', async () => {
    const bland = 'Sign-in is unavailable, please try again';
    vi.stubEnv('FOOTBRIDGE_URL', 'http://127.0.0.1:9');
    await expect((await load(500))(login())).rejects.toThrow(bland);
    served = await serveHook(cognito, CONFIG, () => new Promise<Answer>(() => undefined));
    vi.stubEnv('FOOTBRIDGE_URL', served.url);
    const began = performance.now();
    await expect((await load(300))(login())).rejects.toThrow(bland);
    expect(performance.now() - began).toBeLessThan(2_000);
    vi.stubEnv('FOOTBRIDGE_KEY', 'a-key-from-last-year');
    await expect((await load(500))(login())).rejects.toThrow(bland);
  });
});

describe('what is printed for Cognito', () => {
  const place = {
    url: 'https://jit.example.com/hooks/cognito',
    migration: 'acme',
    secretNames: ['COGNITO_KEY'],
  };

  it('is a Lambda of one file without dependencies, that gives up before Cognito does', () => {
    const [lambda, environment] = cognito.instructions(CONFIG, place);
    expect(lambda?.file).toBe('index.mjs');
    expect(lambda?.content).not.toMatch(/\bimport\b|\brequire\b|console\./);
    const patience = Number(lambda?.content?.match(/timeout\((\d+)\)/)?.[1]);
    expect(patience).toBeGreaterThan(CONFIG.deadline);
    expect(patience).toBeLessThan(5_000);
    expect(JSON.parse(environment?.content ?? '')).toEqual({
      Variables: { FOOTBRIDGE_URL: place.url, FOOTBRIDGE_KEY: '<value of COGNITO_KEY>' },
    });
  });

  it('adds the attribute for our id to the pool where the configuration has one', () => {
    const named = cognito.config.parse({ secrets: SECRETS, externalIdAttribute: 'custom:footbridge_id' });
    const printed = (config: typeof CONFIG) => JSON.stringify(cognito.instructions(config, place));
    expect(printed(named)).toContain('Name=footbridge_id');
    expect(printed(CONFIG)).not.toContain('add-custom-attributes');
  });
});

/** As AWS documents it: what is not set is null. */
function login() {
  return {
    version: '1',
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_Ab12',
    userName: TYPED,
    triggerSource: 'UserMigration_Authentication',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '3n4b' },
    request: {
      password: 'typed',
      validationData: { footbridge_address: '203.0.113.9' },
      clientMetadata: {},
    } as Record<string, unknown>,
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
    } as Record<string, unknown>,
  };
}

async function load(patience: number): Promise<(event: object) => Promise<ReturnType<typeof login>>> {
  const module = await import(`data:text/javascript,${encodeURIComponent(lambdaText(patience))}`);
  return module.handler;
}
