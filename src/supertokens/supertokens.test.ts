/**
 * The real `supertokens-node`, asked as a browser asks it, before a core that answers the documented calls
 * (test/servers/supertokens-core.ts) and the real hook `in-process` before a scripted door.
 *
 * @module
 */
import SuperTokens from 'supertokens-node';
import { CollectingResponse, middleware, PreParsedRequest } from 'supertokens-node/framework/custom';
import EmailPassword from 'supertokens-node/recipe/emailpassword';
import EmailVerification from 'supertokens-node/recipe/emailverification';
import Session from 'supertokens-node/recipe/session';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type BrokerCustomer,
  idsOf,
  newBrokerCustomer,
  type ScriptedBroker,
  startScriptedBroker,
} from '../../test/servers/scripted-broker.ts';
import {
  type CoreUser,
  type SuperTokensCore,
  startSuperTokensCore,
} from '../../test/servers/supertokens-core.ts';
import { footbridge } from './overrides.ts';

let broker: ScriptedBroker;
let core: SuperTokensCore;
const links: { readonly email: string; readonly token: string }[] = [];

beforeAll(async () => {
  [broker, core] = await Promise.all([startScriptedBroker(), startSuperTokensCore()]);
  SuperTokens.init({
    framework: 'custom',
    telemetry: false,
    supertokens: { connectionURI: core.url },
    appInfo: { appName: 'Shop', apiDomain: 'http://localhost:3000', websiteDomain: 'http://localhost:3000' },
    recipeList: [
      EmailPassword.init({
        override: { apis: footbridge({ url: broker.url, key: broker.key, deadline: 2_000 }).apis },
        emailDelivery: {
          service: {
            async sendEmail({ user, passwordResetLink }) {
              const token = new URL(passwordResetLink).searchParams.get('token') ?? '';
              links.push({ email: user.email, token });
            },
          },
        },
      }),
      EmailVerification.init({ mode: 'OPTIONAL' }),
      Session.init({ antiCsrf: 'NONE' }),
    ],
  });
});
beforeEach(() => {
  broker.trouble = 'none';
  broker.takeAsked();
});
afterAll(async () => {
  await broker.stop();
  await core.stop();
});

const handle = middleware();

/** Status of the body, as the front end of SuperTokens reads it. */
async function post(path: string, fields: Readonly<Record<string, string>>, rest: object = {}) {
  const body = { formFields: Object.entries(fields).map(([id, value]) => ({ id, value })), ...rest };
  const request = new PreParsedRequest({
    method: 'post',
    url: `http://localhost:3000/auth${path}`,
    headers: new Headers({ rid: 'emailpassword', 'st-auth-mode': 'header', 'user-agent': 'Mozilla/5.0' }),
    cookies: {},
    query: {},
    getJSONBody: async () => body,
    getFormBody: async () => body,
  });
  const response = new CollectingResponse();
  const { error } = await handle(request, response);
  if (error !== undefined) throw error;
  return JSON.parse(response.body ?? '{}') as { status: string; user?: { id: string }; message?: string };
}

const signIn = (email: string, password: string) => post('/signin', { email, password });
const status = async (answer: Promise<{ readonly status: string }>) => (await answer).status;

function join<Customer extends BrokerCustomer>(customer: Customer): Customer {
  broker.customers.push(customer);
  return customer;
}

function userOf(email: string) {
  return core.users.find((user) => user.email === email);
}

describe('a customer who has not crossed yet', () => {
  it('signs in with the password they have, and the next time nobody is asked', async () => {
    const ann = join(newBrokerCustomer());
    const { uuid } = idsOf(ann.identity.sourceId);
    const first = await signIn(ann.email.toUpperCase(), ann.password);
    expect(first).toMatchObject({ status: 'OK', user: { id: uuid } });
    expect(core.sessions.at(-1)).toBe(uuid);
    expect(userOf(ann.email)).toMatchObject({ password: ann.password, verified: true });
    expect(broker.takeAsked()).toEqual(['/login', '/settle stored']);
    expect(ann.crossed).toBe(true);

    expect(await status(signIn(ann.email, ann.password))).toBe('OK');
    expect(broker.takeAsked()).toEqual([]);
  });

  it('is unverified where the legacy did not say otherwise', async () => {
    const bob = newBrokerCustomer();
    const identifiers = [{ type: 'email' as const, value: bob.email }];
    join({ ...bob, identity: { ...bob.identity, identifiers } });
    expect(await status(signIn(bob.email, bob.password))).toBe('OK');
    expect(userOf(bob.email)?.verified).toBe(false);
  });

  it('gets SuperTokens’ own answer to a wrong password, as strangers do', async () => {
    const ann = join(newBrokerCustomer());
    const wrong = await signIn(ann.email, 'wrong');
    expect(wrong).toEqual({ status: 'WRONG_CREDENTIALS_ERROR' });
    expect(await signIn('nobody@shop.example', 'wrong')).toEqual(wrong);
    expect(userOf(ann.email)).toBeUndefined();
  });

  it('is one user after several first logins at the same moment', async () => {
    const ann = join(newBrokerCustomer());
    const before = core.users.length;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => status(signIn(ann.email, ann.password))),
    );
    expect(answers).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(core.users.length).toBe(before + 1);
    const { uuid } = idsOf(ann.identity.sourceId);
    expect(core.sessions.slice(-4)).toEqual([uuid, uuid, uuid, uuid]);
  });

  it('has no session before the id is the final one, when another process makes the user at this moment', async () => {
    const ann = join(newBrokerCustomer());
    const { uuid } = idsOf(ann.identity.sourceId);
    broker.meanwhile = () => {
      broker.meanwhile = undefined;
      const user: CoreUser = { id: 'st-other', email: ann.email, password: ann.password, verified: true };
      core.users.push(user);
      // The other process maps the id a few calls later.
      core.afterCalls(6, () => {
        user.mapping = { externalUserId: uuid, externalUserIdInfo: 'footbridge:crossed' };
      });
    };
    expect(await signIn(ann.email, ann.password)).toMatchObject({ status: 'OK', user: { id: uuid } });
    expect(core.sessions.at(-1)).toBe(uuid);
  });

  it('is told to replace a password that must change, and then does', async () => {
    const ann = join(newBrokerCustomer({}, { mustChange: true }));
    expect(await status(signIn(ann.email, ann.password))).toBe('SIGN_IN_NOT_ALLOWED');
    expect(userOf(ann.email)?.password).not.toBe(ann.password);
    await post('/user/password/reset/token', { email: ann.email });
    const token = links.find(({ email }) => email === ann.email)?.token;
    const fields = { password: 'Ganz-neu-1-und-lang' };
    expect(await status(post('/user/password/reset', fields, { method: 'token', token }))).toBe('OK');
    expect(await status(signIn(ann.email, 'Ganz-neu-1-und-lang'))).toBe('OK');
  });
});

describe('a customer who has crossed', () => {
  it('is refused with their old password, and the legacy is not asked about it', async () => {
    const ann = join(newBrokerCustomer());
    await signIn(ann.email, ann.password);
    const user = userOf(ann.email);
    if (user !== undefined) user.password = 'changed meanwhile';
    broker.takeAsked();
    expect(await status(signIn(ann.email, ann.password))).toBe('WRONG_CREDENTIALS_ERROR');
    expect(broker.takeAsked()).toEqual([]);
  });
});

describe('somebody else’s account with the same address', () => {
  it('is not opened by a right password of the legacy, and nobody is asked', async () => {
    const ann = join(newBrokerCustomer());
    core.users.push({ id: 'mallory', email: ann.email, password: 'Mallorys-own-1', verified: false });
    expect(await status(signIn(ann.email, ann.password))).toBe('WRONG_CREDENTIALS_ERROR');
    expect(broker.takeAsked()).toEqual([]);
  });

  it('leaves no second account behind when the customer is a user already, by another address', async () => {
    const ann = join(newBrokerCustomer());
    const { uuid } = idsOf(ann.identity.sourceId);
    core.users.push({
      id: 'st-1',
      email: 'ann.new@shop.example',
      password: 'x',
      verified: true,
      mapping: { externalUserId: uuid, externalUserIdInfo: 'footbridge:crossed' },
    });
    expect(await status(signIn(ann.email, ann.password))).toBe('WRONG_CREDENTIALS_ERROR');
    expect(userOf(ann.email)).toBeUndefined();
  });
});

describe('forgot-password and sign-up', () => {
  it('reach a customer who has not crossed: the mail goes out, and the new password is the one that counts', async () => {
    const ann = join(newBrokerCustomer());
    expect(await status(post('/user/password/reset/token', { email: ann.email }))).toBe('OK');
    const token = links.find(({ email }) => email === ann.email)?.token;
    expect(token).toBeDefined();
    const fields = { password: 'Ganz-neu-1-und-lang' };
    expect(await status(post('/user/password/reset', fields, { method: 'token', token }))).toBe('OK');
    expect(broker.takeAsked()).toEqual(['/lookup', '/settle reset']);
    expect(ann.crossed).toBe(true);
    expect(await status(signIn(ann.email, ann.password))).toBe('WRONG_CREDENTIALS_ERROR');
    expect(await status(signIn(ann.email, 'Ganz-neu-1-und-lang'))).toBe('OK');
    expect(broker.takeAsked()).toEqual([]);
  });

  it('leave a customer who asked for a mail and remembered after all the password they have', async () => {
    const ann = join(newBrokerCustomer());
    await post('/user/password/reset/token', { email: ann.email });
    expect(userOf(ann.email)?.mapping?.externalUserIdInfo).toBe('footbridge:waiting');
    expect(await status(signIn(ann.email, ann.password))).toBe('OK');
    expect(userOf(ann.email)?.mapping?.externalUserIdInfo).toBe('footbridge:crossed');
  });

  it('make no second account for a customer of the legacy, and let strangers in', async () => {
    const ann = join(newBrokerCustomer());
    const password = 'Another-1-password';
    expect(await post('/signup', { email: ann.email, password })).toMatchObject({ status: 'FIELD_ERROR' });
    expect(userOf(ann.email)).toBeUndefined();
    expect(await status(post('/signup', { email: 'new@shop.example', password }))).toBe('OK');
  });
});

describe('while Footbridge cannot answer', () => {
  it('nobody is told that a right password is wrong, and nobody signs up twice', async () => {
    const ann = join(newBrokerCustomer());
    broker.trouble = 'down';
    expect(await status(signIn(ann.email, ann.password))).toBe('GENERAL_ERROR');
    const password = 'Another-1-password';
    expect(await status(post('/signup', { email: ann.email, password }))).toBe('GENERAL_ERROR');
    expect(userOf(ann.email)).toBeUndefined();
  });

  it('those who have crossed sign in', async () => {
    const ann = join(newBrokerCustomer());
    await signIn(ann.email, ann.password);
    broker.trouble = 'down';
    expect(await status(signIn(ann.email, ann.password))).toBe('OK');
  });
});
