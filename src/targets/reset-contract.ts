/**
 * The part of the conformance suite that is about new credentials: passwords, factors, journeys of the platform's own.
 *
 * Every method is optional: what a target does not offer is not tested, and it must not declare it either.
 *
 * @module
 */
import { expect, it } from 'vitest';
import type { Factor, Identity } from '../identity/identity.ts';
import {
  type Bench,
  loginOf,
  newCustomer,
  readOne,
  session,
  targetIdOf,
  withPassword,
} from './contract-customers.ts';
import type { CredentialNeed, TargetSession, Write } from './target.ts';

/** Long, and with a letter, a capital, a digit and a sign: whatever a policy asks for. */
const NEW_PASSWORD = 'Another-Battery-27!';
const OTHER_PASSWORD = 'Yet-Another-Staple-38!';

const NOBODY = '00000000-0000-4000-8000-000000000000';

const TOTP: Factor = {
  type: 'totp',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
};

const CODES: Factor = { type: 'recovery-codes', codes: ['K7QX-2M4P', 'W9RT-6H8N', 'B3VC-5J2L'] };

/** A public key on P-256, COSE-encoded; of no authenticator that exists. */
const PUBLIC_KEY = Buffer.concat([
  Buffer.from('a5010203262001215820', 'hex'),
  Buffer.alloc(32, 7),
  Buffer.from('225820', 'hex'),
  Buffer.alloc(32, 9),
]).toString('base64url');

function newPasskey(of: string): Factor {
  const credentialId = Buffer.from(`contract ${of}`).toString('base64url');
  return { type: 'webauthn', credentialId, publicKey: PUBLIC_KEY, signCount: 0, passwordless: true };
}

export function testResetting<Config>(bench: Bench<Config>): void {
  it('offers what it declares for a reset, and nothing else', () => {
    const { reset } = bench.target.accepts;
    const { setPassword, addFactor, beginReset } = session(bench);
    expect(setPassword !== undefined).toBe(reset?.setsPassword === true);
    expect(addFactor !== undefined).toBe((reset?.addsFactors.length ?? 0) > 0);
    // What it may begin can hang on its settings.
    if ((reset?.begins.length ?? 0) === 0) expect(beginReset).toBeUndefined();
  });

  testNewPasswords(bench);
  testNewFactors(bench);
  testJourneys(bench);
}

function testNewPasswords<Config>(bench: Bench<Config>): void {
  it('lets the new password in after a reset, and the old one no more', async ({ skip }) => {
    const { setPassword } = offered(bench, 'setPassword', skip);
    const logIn = loginOf(bench, skip);
    const { customer, targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));
    const before = await readOne(bench, customer);

    expect(await setPassword(targetId, NEW_PASSWORD)).toEqual({ status: 'done', targetId });
    expect((await readOne(bench, customer)).fingerprint).not.toBe(before.fingerprint);
    expect(await logIn(customer, bench.platform().password.plain)).not.toBe('accepted');
    expect(await logIn(customer, NEW_PASSWORD)).toBe('accepted');
  });

  it('gives a password to somebody who never had one', async ({ skip }) => {
    const { setPassword } = offered(bench, 'setPassword', skip);
    const logIn = loginOf(bench, skip);
    const { customer, targetId } = await move(bench, newCustomer({ verified: true }));

    expect(await setPassword(targetId, NEW_PASSWORD)).toMatchObject({ status: 'done' });
    expect((await readOne(bench, customer)).password).not.toBe('absent');
    expect(await logIn(customer, NEW_PASSWORD)).toBe('accepted');
  });

  it('keeps one password of two that are set at the same time', async ({ skip }) => {
    const { setPassword } = offered(bench, 'setPassword', skip);
    const logIn = loginOf(bench, skip);
    const { customer, targetId } = await move(bench, newCustomer({ verified: true }));

    const outcomes = await Promise.all([
      setPassword(targetId, NEW_PASSWORD),
      setPassword(targetId, OTHER_PASSWORD),
    ]);
    expect(outcomes.filter(({ status }) => status === 'done').length).toBeGreaterThan(0);
    const answers = [await logIn(customer, NEW_PASSWORD), await logIn(customer, OTHER_PASSWORD)];
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
  });

  it('says in words which rule a password breaks, as it said before, and keeps the one that was there', async ({
    skip,
  }) => {
    const { setPassword, passwordPolicy } = offered(bench, 'setPassword', skip);
    const logIn = loginOf(bench, skip);
    const policy = await passwordPolicy?.();
    if (policy?.minLength === undefined || policy.minLength < 2) return skip('it takes short passwords');
    expect(await passwordPolicy?.()).toEqual(policy);
    const { customer, targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));

    const outcome = await setPassword(targetId, NEW_PASSWORD.slice(0, policy.minLength - 1));
    expect(outcome).toMatchObject({ status: 'refused', problem: { code: 'PASSWORD_REFUSED' } });
    expect(outcome.status === 'refused' && outcome.problem.expected).toMatch(/\d|\w+ \w+/);
    expect(await logIn(customer, bench.platform().password.plain)).toBe('accepted');
  });

  it('sets no password for somebody who is not there', async ({ skip }) => {
    const { setPassword } = offered(bench, 'setPassword', skip);
    expect(await setPassword(NOBODY, NEW_PASSWORD)).toMatchObject({
      status: 'refused',
      problem: { code: 'TARGET_CHANGED' },
    });
  });

  it('takes a password and a factor back that were set since', async ({ skip }) => {
    const { setPassword, addFactor, restore } = offered(bench, 'setPassword', skip);
    if (restore === undefined || addFactor === undefined) return skip('it cannot put a user back');
    const logIn = loginOf(bench, skip);
    const { customer, targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));
    const image: unknown = JSON.parse(JSON.stringify((await readOne(bench, customer)).image));
    await setPassword(targetId, NEW_PASSWORD);
    await addFactor(targetId, TOTP);

    expect(await restore(image, customer.identity)).toMatchObject({ status: 'done' });
    expect((await readOne(bench, customer)).factors).toEqual([]);
    expect(await logIn(customer, NEW_PASSWORD)).not.toBe('accepted');
    expect(await logIn(customer, bench.platform().password.plain)).toBe('accepted');
  });
}

function testNewFactors<Config>(bench: Bench<Config>): void {
  it('adds every factor it says it adds, each beside the others, and the same one only once', async ({
    skip,
  }) => {
    const { addFactor, read } = offered(bench, 'addFactor', skip);
    const { customer, targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));
    const added = bench.target.accepts.reset?.addsFactors ?? [];
    const factors = [TOTP, CODES, newPasskey(customer.externalId)].filter(({ type }) => added.includes(type));
    for (const factor of [...factors, ...factors]) {
      expect(await addFactor(targetId, factor)).toEqual({ status: 'done', targetId });
    }
    const [snapshot] = await read([targetId]);
    expect([...(snapshot?.factors ?? [])].sort()).toEqual(factors.map(({ type }) => type).sort());
    expect(snapshot?.externalId).toBe(customer.externalId);
    expect(snapshot?.identifiers.find(({ type }) => type === 'email')?.value).toBe(
      emailIn(customer.identity),
    );
  });

  it('asks for an authenticator app that was added, and shows it in the fingerprint', async ({ skip }) => {
    const { addFactor } = offered(bench, 'addFactor', skip);
    const logIn = loginOf(bench, skip);
    if (bench.target.accepts.reset?.addsFactors.includes('totp') !== true) return skip('it adds no app');
    if (bench.platform().asksForFactors === false) return skip('its login asks for no factor');
    const { customer, targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));
    const { fingerprint } = await readOne(bench, customer);

    await addFactor(targetId, TOTP);
    expect((await readOne(bench, customer)).fingerprint).not.toBe(fingerprint);
    expect(await logIn(customer, bench.platform().password.plain)).toBe('factor-required');
  });

  it('gives nobody a factor who is not there', async ({ skip }) => {
    const { addFactor } = offered(bench, 'addFactor', skip);
    const [type] = bench.target.accepts.reset?.addsFactors ?? [];
    const factor = [TOTP, CODES, newPasskey('nobody')].find((one) => one.type === type);
    if (factor === undefined) return skip('it adds none of those of this suite');
    expect(await addFactor(NOBODY, factor)).toMatchObject({ status: 'refused' });
  });
}

function testJourneys<Config>(bench: Bench<Config>): void {
  it('begins its own journey for whatever it says it begins, or says why it cannot', async ({ skip }) => {
    const { beginReset } = offered(bench, 'beginReset', skip);
    const { targetId } = await move(bench, withPassword(bench, newCustomer({ verified: true })));
    for (const need of bench.target.accepts.reset?.begins ?? []) {
      const begun = await beginReset(targetId, beginning(need));
      expect(['link', 'mailed', 'at-login', 'refused']).toContain(begun.status);
      if (begun.status === 'link') expect(URL.canParse(begun.url)).toBe(true);
      if (begun.status === 'refused') expect(begun.problem.found).toMatch(/\w+ \w+/);
    }
  });

  it('begins none for somebody who is not there', async ({ skip }) => {
    const { beginReset } = offered(bench, 'beginReset', skip);
    const [need = 'password'] = bench.target.accepts.reset?.begins ?? [];
    expect(await beginReset(NOBODY, beginning(need))).toMatchObject({ status: 'refused' });
  });

  it('looks whether it is set up for journeys, without changing anything', async ({ skip }) => {
    const { checkReset } = offered(bench, 'checkReset', skip);
    const checks = await checkReset('https://welcome.footbridge.example/back');
    expect(checks.length).toBeGreaterThan(0);
    for (const { title, found } of checks) expect([title, found].join(' ')).toMatch(/\w+ \w+/);
    expect(await checkReset('https://welcome.footbridge.example/back')).toEqual(checks);
  });
}

function beginning(need: CredentialNeed) {
  return {
    needs: [need],
    lifespan: 600,
    returnTo: 'https://welcome.footbridge.example/back',
    language: 'en',
  };
}

/** The session with a method that is there; the test is skipped, and says so, where a target offers none. */
function offered<Config, Name extends keyof TargetSession>(
  bench: Bench<Config>,
  name: Name,
  skip: (note: string) => never,
): TargetSession & Required<Pick<TargetSession, Name>> {
  const of = session(bench);
  if (of[name] === undefined) return skip(`this target has no ${name}, and says so by not offering it`);
  return of as TargetSession & Required<Pick<TargetSession, Name>>;
}

async function move<Config>(bench: Bench<Config>, customer: Write) {
  const [outcome] = await session(bench).write([customer]);
  return { customer, targetId: targetIdOf(outcome) };
}

function emailIn({ identifiers }: Identity): string | undefined {
  return identifiers.find(({ type }) => type === 'email')?.value;
}
