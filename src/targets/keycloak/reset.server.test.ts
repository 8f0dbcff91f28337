/** New credentials in a real Keycloak: over its Admin API, by its own e-mail, on its own pages in a real browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { addAuthenticator, startBrowser } from '../../../test/servers/browser.ts';
import {
  emailOf,
  openRealm,
  openSession,
  PASSWORD,
  PBKDF2,
  totpCode,
  usernameOf,
  writeOne,
} from '../../../test/servers/keycloak-customers.ts';
import type { Realm } from '../../../test/servers/keycloak-realm.ts';
import { type Mailbox, startMailbox } from '../../../test/servers/mailbox.ts';
import type { Factor, Identity } from '../../identity/identity.ts';
import type { TargetSession } from '../target.ts';

const NEW_PASSWORD = 'Another-Battery-27!';

const TOTP: Extract<Factor, { type: 'totp' }> = {
  type: 'totp',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
};

const POLICY =
  'length(10) and maxLength(40) and digits(1) and upperCase(1) and lowerCase(1) and specialChars(1) and ' +
  'notUsername(undefined) and notEmail(undefined) and passwordHistory(3) and regexPattern(^[^z]*$)';

needs('keycloak', 'chromium')('Keycloak and new credentials', () => {
  let realm: Realm;
  let mailbox: Mailbox;
  let browser: Browser;
  let welcome: Server;
  let returnTo: string;
  let session: TargetSession;

  beforeAll(async () => {
    mailbox = await startMailbox();
    browser = await startBrowser();
    welcome = createServer((_, response) => response.end('welcome back'));
    await new Promise<void>((resolve) => welcome.listen(0, '127.0.0.1', resolve));
    returnTo = `http://localhost:${(welcome.address() as AddressInfo).port}/back`;
    // Keycloak's own default requires names, and who lacks them must be able to get a new credential, too.
    realm = await openRealm({ passwordPolicy: POLICY, namesRequired: true });
    const smtpServer = { host: '127.0.0.1', port: String(mailbox.port), from: 'id@shop.example' };
    await realm.admin('PUT', '', { realm: realm.realm, smtpServer });
    await realm.admin('POST', '/clients', {
      clientId: 'welcome',
      publicClient: true,
      redirectUris: [`${new URL(returnTo).origin}/*`],
    });
    session = await openSession(realm, { resetClientId: 'welcome' });
  });
  afterAll(async () => {
    await session.close();
    await realm.remove();
    await browser.close();
    welcome.closeAllConnections();
    welcome.close();
    await mailbox.stop();
  });

  async function onPage(url: string, act: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(url);
      await act(page);
    } finally {
      await context.close();
    }
  }

  const named = { profile: { given_name: 'Ada', family_name: 'Lovelace' } };

  function move(identity: Partial<Identity> = {}) {
    return writeOne(session, { ...named, password: PBKDF2, ...identity });
  }

  it('says the rules of the realm before, and the broken one afterwards', async () => {
    expect(await session.passwordPolicy?.()).toEqual({
      minLength: 10,
      maxLength: 40,
      digits: 1,
      upper: 1,
      lower: 1,
      special: 1,
      notUsername: true,
      notEmail: true,
      history: 3,
      other: ['It has the form that the platform demands.'],
    });
    const { targetId, identity } = await move();
    const broken: readonly (readonly [string, string])[] = [
      ['Short-1!', 'At least 10 characters.'],
      [`Long-1!${'x'.repeat(40)}`, 'At most 40 characters.'],
      ['No-digits-at-all', 'At least 1 digits.'],
      ['no-capitals-1-here', 'At least 1 capital letters.'],
      ['NO-LOWER-1-CASE', 'At least 1 lower-case letters.'],
      ['NoSpecial1Character', 'At least 1 special characters.'],
      ['A-z-is-not-for-1', 'It has the form that the platform demands.'],
      [PASSWORD, 'None of the last 3 passwords.'],
    ];
    for (const [password, expected] of broken)
      expect(await session.setPassword?.(targetId, password)).toMatchObject({
        status: 'refused',
        problem: { code: 'PASSWORD_REFUSED', expected },
      });
    expect((await realm.login(usernameOf(identity), PASSWORD)).status).toBe(200);
  });

  it('fulfils the order to change the password, and ends what was open', async () => {
    const { targetId, identity } = await move();
    await realm.login(usernameOf(identity), PASSWORD);
    expect(await realm.admin('GET', `/users/${targetId}/sessions`)).toHaveLength(1);
    await realm.admin('PUT', `/users/${targetId}`, { requiredActions: ['UPDATE_PASSWORD'] });
    expect(await session.setPassword?.(targetId, NEW_PASSWORD)).toMatchObject({ status: 'done' });

    expect(await realm.admin('GET', `/users/${targetId}/sessions`)).toEqual([]);
    expect((await realm.login(usernameOf(identity), PASSWORD)).status).toBe(400);
    expect((await realm.login(usernameOf(identity), NEW_PASSWORD)).status).toBe(200);
  });

  it('asks for an app that was added, takes its code, and does not order another', async () => {
    const { targetId, identity } = await move();
    await realm.admin('PUT', `/users/${targetId}`, { requiredActions: ['CONFIGURE_TOTP'] });
    expect(await session.addFactor?.(targetId, TOTP)).toMatchObject({ status: 'done' });

    const name = usernameOf(identity);
    expect((await realm.login(name, PASSWORD)).status).toBe(400);
    expect((await realm.login(name, PASSWORD, '000000')).status).toBe(400);
    expect((await realm.login(name, PASSWORD, totpCode(TOTP.secret, 'sha1', 6, 30))).status).toBe(200);
    const user = (await realm.admin('GET', `/users/${targetId}`)) as {
      email?: string;
      requiredActions: string[];
    };
    expect(user).toMatchObject({ email: emailOf(identity), requiredActions: [] });
  });

  it('gives a new password to somebody whom the realm itself would ask for a name first', async () => {
    const { targetId } = await writeOne(session, { profile: {} });
    expect(await session.setPassword?.(targetId, NEW_PASSWORD)).toMatchObject({ status: 'done' });
    expect(await session.addFactor?.(targetId, TOTP)).toMatchObject({ status: 'done' });
  });

  it('writes to a customer without a password, whose link leads to a new one and back to our page', async () => {
    const { targetId, identity } = await writeOne(session, named);
    const email = emailOf(identity);
    const begun = await session.beginReset?.(targetId, { needs: ['password'], lifespan: 600, returnTo });
    expect(begun).toEqual({ status: 'mailed' });

    const mail = await mailbox.next(email);
    const [link = ''] = await mail.links();
    await onPage(link, async (page) => {
      await page.locator('#kc-info-message a').click();
      await page.locator('#password-new').fill(NEW_PASSWORD);
      await page.locator('#password-confirm').fill(NEW_PASSWORD);
      await page.locator('[type=submit]').first().click();
      await page.locator('#kc-info-message a').click();
      await page.waitForURL(`${returnTo}**`);
    });
    expect((await realm.login(usernameOf(identity), NEW_PASSWORD)).status).toBe(200);
    // The link was for once.
    await onPage(link, async (page) => {
      expect(await page.locator('#password-new').count()).toBe(0);
    });
  });

  it('leads a customer who can log in to its own set-up of an app, and back to our page', async () => {
    const { targetId, identity } = await move();
    const begun = await session.beginReset?.(targetId, { needs: ['totp'], lifespan: 600, returnTo });
    if (begun?.status !== 'link') throw new Error(JSON.stringify(begun));

    await onPage(begun.url, async (page) => {
      await page.locator('#username').fill(usernameOf(identity));
      await page.locator('#password').fill(PASSWORD);
      await page.locator('#kc-login').click();
      const secret = await page.locator('#totpSecret').getAttribute('value');
      // Ten bytes and more of text, which Keycloak shows to people in base 32.
      await page.locator('#mode-manual').click();
      const shown = ((await page.locator('#kc-totp-secret-key').textContent()) ?? '').replaceAll(' ', '');
      expect(secret).toBeTruthy();
      await page.locator('#totp').fill(totpCode(shown, 'sha1', 6, 30));
      await page.locator('#saveTOTPBtn').click();
      await page.waitForURL(`${returnTo}**`);
    });
    const [after] = await session.read([targetId]);
    expect(after?.factors).toEqual(['totp']);
  });

  it('says why it cannot write: no address, disabled, a page that the client does not allow', async () => {
    const reset = { needs: ['password'], lifespan: 600, returnTo } as const;
    const silent = await writeOne(session, {
      ...named,
      identifiers: [{ type: 'username', value: 'silent-one' }],
    });
    expect(await session.beginReset?.(silent.targetId, reset)).toMatchObject({
      status: 'refused',
      problem: { found: 'the user has no e-mail address' },
    });
    const disabled = await writeOne(session, { ...named, status: 'disabled' });
    expect(await session.beginReset?.(disabled.targetId, reset)).toMatchObject({
      problem: { found: 'the user is disabled' },
    });
    const { targetId } = await writeOne(session, named);
    const elsewhere = { ...reset, returnTo: 'https://elsewhere.example/back' };
    const refused = await session.beginReset?.(targetId, elsewhere);
    expect(refused).toMatchObject({ problem: { found: expect.stringContaining('redirect URIs') } });
  });

  it('finds before a campaign what would not work', async () => {
    const broken = async (returnTo: string) =>
      ((await session.checkReset?.(returnTo)) ?? []).filter(({ ok }) => !ok).map(({ title }) => title);
    const today = await broken(returnTo);
    expect(today).toEqual([
      'The browser flow asks for the second factors that customers set up',
      'Customers can log in with a passkey',
    ]);
    expect(await broken('https://elsewhere.example/back')).toEqual([
      ...today,
      "Customers come back from Keycloak's pages",
    ]);
  });

  it('lets a customer in, without a name or a password, with a passkey that was made on our page', async () => {
    const settings = (await realm.admin('GET', '')) as object;
    await realm.admin('PUT', '', { ...settings, webAuthnPolicyPasswordlessPasskeysEnabled: true });
    const titles = ((await session.checkReset?.(returnTo)) ?? [])
      .filter(({ ok }) => ok)
      .map(({ title }) => title);
    expect(titles).toContain('Customers can log in with a passkey');
    const { targetId } = await writeOne(session, named);

    await onPage(returnTo, async (page) => {
      await addAuthenticator(page);
      const passkey = await makePasskey(page, targetId);
      expect(await session.addFactor?.(targetId, passkey)).toEqual({ status: 'done', targetId });
      // The same server by the name that passkeys of this page belong to.
      const login = new URL(`${realm.url}/realms/${realm.realm}/protocol/openid-connect/auth`);
      login.hostname = 'localhost';
      login.search = `client_id=welcome&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(returnTo)}`;
      await page.goto(login.href);
      // The form offers it by itself, and this authenticator never hesitates.
      await page.waitForURL(`${returnTo}?**`);
    });
    const [opened] = (await realm.admin('GET', `/users/${targetId}/sessions`)) as { userId: string }[];
    expect(opened?.userId).toBe(targetId);
  });
});

/** As our page makes one: the user handle is the id at the target. */
async function makePasskey(page: Page, userId: string): Promise<Factor> {
  const options = await generateRegistrationOptions({
    rpName: 'The Shop',
    rpID: 'localhost',
    supportedAlgorithmIDs: [-7, -257],
    userName: 'ada',
    userID: new Uint8Array(Buffer.from(userId)),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const response = (await page.evaluate(`(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)});
    return (await navigator.credentials.create({ publicKey })).toJSON();
  })()`)) as RegistrationResponseJSON;
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: new URL(page.url()).origin,
    expectedRPID: 'localhost',
  });
  if (registrationInfo === undefined) throw new Error('the passkey was not made');
  const { id, publicKey, counter } = registrationInfo.credential;
  return {
    type: 'webauthn',
    credentialId: id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    signCount: counter,
    passwordless: true,
    rpId: 'localhost',
  };
}
