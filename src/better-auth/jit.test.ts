/**
 * A real Better Auth behind node:http, the real hook `in-process` before a scripted door, and customers who sign in.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AGENT, type JitApp, startJitApp } from '../../test/servers/better-auth-jit.ts';
import {
  type BrokerCustomer,
  idsOf,
  newBrokerCustomer,
  type ScriptedBroker,
  startScriptedBroker,
} from '../../test/servers/scripted-broker.ts';

let broker: ScriptedBroker;
let app: JitApp;

beforeAll(async () => {
  broker = await startScriptedBroker();
  app = await startJitApp(broker);
});
beforeEach(() => {
  broker.trouble = 'none';
  broker.takeAsked();
});
afterAll(async () => {
  await app.stop();
  await broker.stop();
});

function enlist<Customer extends BrokerCustomer>(customer: Customer): Customer {
  broker.customers.push(customer);
  return customer;
}

function signIn(email: string, password: string) {
  return app.post('/sign-in/email', { email, password });
}

/** What an app and its customer see of a refusal. */
const REFUSED = { status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD' } };

describe('a customer who has not crossed yet', () => {
  it('signs in with the password they have, and the next time nobody is asked', async () => {
    const ann = enlist(newBrokerCustomer());
    const first = await signIn(ann.email.toUpperCase(), ann.password);
    expect(first).toMatchObject({ status: 200, body: { user: { name: 'Ann Lee', emailVerified: true } } });
    expect(app.password(ann.email)).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(broker.takeAsked()).toEqual(['/login', '/settle stored', '/settle signed-in']);

    expect((await signIn(ann.email, ann.password)).status).toBe(200);
    expect(broker.takeAsked()).toEqual([]);
  });

  it('becomes the user with the id that Footbridge named, unverified where the legacy did not say otherwise', async () => {
    const bob = newBrokerCustomer();
    const identifiers = [{ type: 'email' as const, value: bob.email }];
    enlist({ ...bob, identity: { ...bob.identity, identifiers, createdAt: '2019-05-01T10:00:00Z' } });
    await signIn(bob.email, bob.password);
    const { uuid } = idsOf(bob.identity.sourceId);
    expect(app.user(bob.email)).toMatchObject({ id: uuid, emailVerified: 0 });
    expect(String(app.user(bob.email)?.createdAt)).toContain('2019-05-01');
  });

  it('is asked for with what was typed, and with what is known of the caller', async () => {
    const ann = enlist(newBrokerCustomer());
    await signIn(ann.email, 'wrong');
    expect(broker.asked[0]).toMatchObject({
      key: `Bearer ${broker.key}`,
      body: { identifier: ann.email, type: 'email', password: 'wrong', userAgent: AGENT },
    });
  });

  it('gets the answer to a wrong password that everybody gets', async () => {
    const ann = enlist(newBrokerCustomer());
    const wrong = await signIn(ann.email, 'wrong');
    const unknown = await signIn('nobody@shop.example', 'wrong');
    expect(wrong).toMatchObject(REFUSED);
    expect(unknown).toEqual({ ...wrong, cookie: '' });
    expect(app.user(ann.email)).toBeUndefined();
  });

  it('is one user after many first logins at the same moment', async () => {
    const ann = enlist(newBrokerCustomer());
    const users = app.count('user');
    const accounts = app.count('account');
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(ann.email, ann.password)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect([app.count('user'), app.count('account')]).toEqual([users + 1, accounts + 1]);
  });

  it('is one user when two processes of the application meet them at the same moment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'footbridge-jit-'));
    const path = join(folder, 'auth.sqlite');
    const one = await startJitApp(broker, path);
    const other = await startJitApp(broker, path);
    try {
      for (let round = 0; round < 2; round += 1) {
        const ann = enlist(newBrokerCustomer());
        const body = { email: ann.email, password: ann.password };
        const answers = await Promise.all([one, other].map((each) => each.post('/sign-in/email', body)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        expect([one.count('user'), one.count('account')]).toEqual([round + 1, round + 1]);
      }
    } finally {
      await Promise.all([one.stop(), other.stop()]);
      rmSync(folder, { recursive: true });
    }
  });

  it('signs in by user name too', async () => {
    const ann = newBrokerCustomer();
    const identifiers = [...ann.identity.identifiers, { type: 'username' as const, value: 'ann_lee' }];
    enlist({ ...ann, identity: { ...ann.identity, identifiers } });
    const answer = await app.post('/sign-in/username', { username: 'Ann_Lee', password: ann.password });
    expect(answer).toMatchObject({ status: 200, body: { user: { email: ann.email, username: 'ann_lee' } } });
  });

  it('signs in by phone number too', async () => {
    const ann = newBrokerCustomer();
    const identifiers = [
      ...ann.identity.identifiers,
      { type: 'phone' as const, value: '+491701234500', verified: true },
    ];
    enlist({ ...ann, identity: { ...ann.identity, identifiers } });
    const body = { phoneNumber: '+491701234500', password: ann.password };
    const answer = await app.post('/sign-in/phone-number', body);
    expect(answer).toMatchObject({ status: 200, body: { user: { phoneNumberVerified: true } } });
  });

  it('is let in although the user name is one that Better Auth would not take', async () => {
    const ann = newBrokerCustomer();
    const identifiers = [...ann.identity.identifiers, { type: 'username' as const, value: 'a b!' }];
    enlist({ ...ann, identity: { ...ann.identity, identifiers } });
    expect((await signIn(ann.email, ann.password)).status).toBe(200);
  });

  it('is told to replace a password that must change, and then does', async () => {
    const ann = enlist(newBrokerCustomer({}, { mustChange: true }));
    const answer = await signIn(ann.email, ann.password);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PASSWORD_CHANGE_REQUIRED' } });
    expect(app.password(ann.email)).toBeUndefined();

    await app.post('/request-password-reset', { email: ann.email });
    const token = app.mails.find(({ email }) => email === ann.email)?.token;
    await app.post('/reset-password', { token, newPassword: 'Ganz-neu-und-lang' });
    expect((await signIn(ann.email, ann.password)).status).toBe(401);
    expect((await signIn(ann.email, 'Ganz-neu-und-lang')).status).toBe(200);
  });

  it('with a second factor that has not moved is told so, if the password is right', async () => {
    const ann = enlist(newBrokerCustomer({}, { secondFactor: true }));
    expect(await signIn(ann.email, 'wrong')).toMatchObject(REFUSED);
    const answer = await signIn(ann.email, ann.password);
    expect(answer).toMatchObject({ status: 403, body: { code: 'SECOND_FACTOR_NOT_MOVED' } });
    expect(app.password(ann.email)).toBeUndefined();
  });

  it('whose first login crashed between user and credential is finished by the next', async () => {
    const ann = enlist(newBrokerCustomer());
    const context = await app.auth.$context;
    await context.internalAdapter.createUser(
      { id: idsOf(ann.identity.sourceId).uuid, email: ann.email, name: 'Ann Lee', emailVerified: false },
      { method: 'email-password' },
    );
    const users = app.count('user');
    expect((await signIn(ann.email, ann.password)).status).toBe(200);
    expect(app.count('user')).toBe(users);
  });
});

describe('a customer who has crossed', () => {
  it('is refused with their old password, and the legacy is not asked about it', async () => {
    const ann = enlist(newBrokerCustomer());
    const { cookie } = await signIn(ann.email, ann.password);
    const changed = await app.post(
      '/change-password',
      { currentPassword: ann.password, newPassword: 'Ganz-neu-und-lang' },
      cookie,
    );
    expect(changed.status).toBe(200);
    expect(broker.takeAsked()).toContain('/settle changed');

    expect(await signIn(ann.email, ann.password)).toMatchObject(REFUSED);
    expect(broker.takeAsked()).toEqual([]);
  });

  it('and deleted the account is reported, and is nobody afterwards', async () => {
    const ann = enlist(newBrokerCustomer());
    const { cookie } = await signIn(ann.email, ann.password);
    expect((await app.post('/delete-user', { password: ann.password }, cookie)).status).toBe(200);
    expect(broker.takeAsked()).toContain('/settle deleted');
    expect(await signIn(ann.email, ann.password)).toMatchObject(REFUSED);
  });

  it('costs as much work to refuse as somebody nobody knows: one hash', async () => {
    const ann = enlist(newBrokerCustomer());
    ann.crossed = true;
    const context = await app.auth.$context;
    let hashed = 0;
    const { hash } = context.password;
    context.password.hash = async (password) => {
      hashed += 1;
      return hash(password);
    };
    expect(await signIn(ann.email, ann.password)).toMatchObject(REFUSED);
    expect(await signIn('nobody@shop.example', ann.password)).toMatchObject(REFUSED);
    context.password.hash = hash;
    expect(hashed).toBe(2);
  });
});

describe('somebody else’s account with the same address', () => {
  it('is not opened, and gets no credential, by a right password of the legacy', async () => {
    const ann = enlist(newBrokerCustomer());
    const context = await app.auth.$context;
    await context.internalAdapter.createUser(
      { email: ann.email, name: 'Mallory', emailVerified: false },
      { method: 'email-password' },
    );
    expect(await signIn(ann.email, ann.password)).toMatchObject(REFUSED);
    expect(app.password(ann.email)).toBeUndefined();
    expect(broker.takeAsked()).not.toContain('/settle stored');
  });

  it('with a password of its own is not even asked about', async () => {
    const ann = enlist(newBrokerCustomer());
    broker.trouble = 'down';
    const context = await app.auth.$context;
    const mallory = await context.internalAdapter.createUser(
      { email: ann.email, name: 'Mallory', emailVerified: false },
      { method: 'email-password' },
    );
    const password = await context.password.hash('Mallorys-own-1');
    const { id } = mallory;
    await context.internalAdapter.createAccount({
      userId: id,
      providerId: 'credential',
      accountId: id,
      password,
    });
    expect(await signIn(ann.email, ann.password)).toMatchObject(REFUSED);
    expect(broker.takeAsked()).toEqual([]);
  });
});

describe('forgot-password and sign-up', () => {
  it('reach a customer who has not crossed: the mail goes out, and the new password is the one that counts', async () => {
    const ann = enlist(newBrokerCustomer());
    expect((await app.post('/request-password-reset', { email: ann.email })).status).toBe(200);
    const token = app.mails.find(({ email }) => email === ann.email)?.token;
    expect(token).toBeDefined();
    const reset = await app.post('/reset-password', { token, newPassword: 'Ganz-neu-und-lang' });
    expect(reset.status).toBe(200);
    expect(broker.takeAsked()).toEqual(['/lookup', '/settle reset']);
    expect(ann.crossed).toBe(true);
    expect((await signIn(ann.email, ann.password)).status).toBe(401);
    expect((await signIn(ann.email, 'Ganz-neu-und-lang')).status).toBe(200);
  });

  it('reach one who resets by a code to the phone, and signs in by number', async () => {
    const ann = newBrokerCustomer();
    const number = `+4917012345${String(broker.customers.length).padStart(2, '0')}`;
    const identifiers = [...ann.identity.identifiers, { type: 'phone' as const, value: number }];
    const customer = enlist({ ...ann, identity: { ...ann.identity, identifiers } });
    await app.post('/phone-number/request-password-reset', { phoneNumber: number });
    const otp = app.mails.find(({ email }) => email === number)?.token;
    const reset = await app.post('/phone-number/reset-password', {
      phoneNumber: number,
      otp,
      newPassword: 'Ganz-neu-und-lang',
    });
    expect(reset.status).toBe(200);
    expect(broker.takeAsked()).toEqual(['/lookup', '/settle reset']);
    expect(customer.crossed).toBe(true);
    const entered = await app.post('/sign-in/phone-number', {
      phoneNumber: number,
      password: 'Ganz-neu-und-lang',
    });
    expect(entered.status).toBe(200);
  });

  it('leave a customer who asked for a mail and remembered after all the password they have', async () => {
    const ann = enlist(newBrokerCustomer());
    await app.post('/request-password-reset', { email: ann.email });
    expect((await signIn(ann.email, ann.password)).status).toBe(200);
  });

  it('do not report a reset that was refused', async () => {
    expect((await app.post('/reset-password', { token: 'none', newPassword: 'Ganz-neu-1' })).status).toBe(
      400,
    );
    expect(broker.takeAsked()).toEqual([]);
  });

  it('make no second account for a customer of the legacy', async () => {
    const ann = enlist(newBrokerCustomer());
    const body = { email: ann.email, password: 'Another-1-password', name: 'Ann again' };
    const answer = await app.post('/sign-up/email', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL']);
    expect(await signIn(ann.email, body.password)).toMatchObject(REFUSED);
    expect((await signIn(ann.email, ann.password)).status).toBe(200);
  });

  it('are nothing to report of somebody whom no migration made', async () => {
    const email = 'native@shop.example';
    await app.post('/sign-up/email', { email, password: 'Another-1-password', name: 'New' });
    broker.takeAsked();
    await app.post('/request-password-reset', { email });
    const token = app.mails.find((mail) => mail.email === email)?.token;
    expect((await app.post('/reset-password', { token, newPassword: 'Ganz-neu-und-lang' })).status).toBe(200);
    expect(broker.takeAsked()).toEqual([]);
  });

  it('go on for strangers', async () => {
    const body = { email: 'new@shop.example', password: 'Another-1-password', name: 'New' };
    expect((await app.post('/sign-up/email', body)).status).toBe(200);
    expect(broker.takeAsked()).toEqual(['/lookup']);
  });
});

describe('while Footbridge cannot answer', () => {
  it.each(['down', 'gibberish'] as const)(
    '(%s) nobody is told that a right password is wrong',
    async (trouble) => {
      const ann = enlist(newBrokerCustomer());
      broker.trouble = trouble;
      expect(await signIn(ann.email, ann.password)).toMatchObject({
        status: 503,
        body: { code: 'SIGN_IN_UNAVAILABLE' },
      });
      const body = { email: ann.email, password: 'Another-1-password', name: 'Ann again' };
      expect((await app.post('/sign-up/email', body)).status).toBe(503);
      expect(app.user(ann.email)).toBeUndefined();
    },
  );

  it('those who have crossed sign in', async () => {
    const ann = enlist(newBrokerCustomer());
    await signIn(ann.email, ann.password);
    broker.trouble = 'down';
    expect((await signIn(ann.email, ann.password)).status).toBe(200);
  });
});
