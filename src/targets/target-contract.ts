/**
 * The conformance suite of targets: what every target must do, whoever wrote it.
 *
 * It writes, reads back, looks up, logs in and undoes with synthetic customers of its own on a real platform, and
 * leaves nothing behind but strangers. What a vendor does beyond the contract is left to the target's own test.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Bench,
  emailOf,
  loginOf,
  newCustomer,
  newEmail,
  newExternalId,
  readOne,
  session,
  type TargetPlatform,
  targetIdOf,
  withPassword,
} from './contract-customers.ts';
import { testResetting } from './reset-contract.ts';
import type { Target } from './target.ts';

export type { TargetPlatform } from './contract-customers.ts';

/** Declares the tests of one target. Call it at the top level of a Vitest file. */
export function testTarget<Config>(
  target: Target<Config>,
  open: () => Promise<TargetPlatform<Config>>,
): void {
  describe(`${target.id} keeps the contract of a target`, () => {
    let platform: TargetPlatform<Config> | undefined;
    beforeAll(async () => {
      platform = await open();
    });
    afterAll(() => platform?.session.close());
    const bench: Bench<Config> = { target, platform: () => opened(platform) };

    testWriting(bench);
    testFinding(bench);
    testRefusing(bench);
    testChanging(bench);
    testUndoing(bench);
    testLoggingIn(bench);
    testResetting(bench);
  });
}

function opened<T>(platform: T | undefined): T {
  if (platform === undefined) throw new Error('the platform was not opened');
  return platform;
}

function testWriting<Config>(bench: Bench<Config>): void {
  it('shows after a write what was written', async () => {
    const customer = withPassword(bench, newCustomer({ verified: true }));
    const [outcome] = await session(bench).write([customer]);
    expect(outcome).toMatchObject({ status: 'done' });

    const snapshot = await readOne(bench, customer);
    expect(snapshot.externalId).toBe(customer.externalId);
    expect(snapshot.status).toBe('active');
    expect(snapshot.password).not.toBe('absent');
    expect(emailOf(snapshot.identifiers)).toEqual({
      value: emailOf(customer.identity.identifiers)?.value,
      verified: true,
    });
    expect(snapshot.fields).toMatchObject({
      'profile.given_name': 'Ada',
      'profile.family_name': 'Contract',
    });
  });

  it('invents nothing: no verified address, no password, no factor, no link that was not there', async () => {
    const customer = newCustomer({});
    await session(bench).write([customer]);

    const snapshot = await readOne(bench, customer);
    expect(emailOf(snapshot.identifiers)?.verified).not.toBe(true);
    expect(snapshot.password).not.toBe('present');
    expect(snapshot.factors).toEqual([]);
    expect(snapshot.links).toEqual([]);
  });

  it('answers an empty batch with nothing', async () => {
    expect(await session(bench).write([])).toEqual([]);
    expect(await session(bench).read([])).toEqual([]);
    expect(await session(bench).find([])).toEqual([]);
    expect(await session(bench).remove([])).toEqual([]);
  });

  it('knows which system it is, twice the same', async () => {
    const fingerprint = await session(bench).fingerprint();
    expect(fingerprint).not.toBe('');
    expect(await session(bench).fingerprint()).toBe(fingerprint);
  });

  it('finds nothing fatal where it is about to write', async () => {
    const checks = await session(bench).check([withPassword(bench, newCustomer({})).identity]);
    expect(checks.filter(({ ok, fatal }) => fatal && !ok)).toEqual([]);
  });

  it('tells how it is set up, ready for what it is about to write, in words the mapping knows', async () => {
    const settings = await session(bench).inspect?.();
    if (settings === undefined) return;
    expect({ rights: settings.missingRights, parts: settings.missingParts, mark: settings.mark }).toEqual({
      rights: [],
      parts: [],
      mark: 'seen',
    });
    for (const { path } of settings.fields)
      expect(path).toMatch(
        /^(email|phone|username|phone\.verified|profile(\.\w+)+|attributes(\..+)?|consents)$/,
      );
    expect(await session(bench).inspect?.()).toEqual(settings);
  });

  it('judges the same identity the same way twice, and accepts the password it was given', () => {
    const { identity } = withPassword(bench, newCustomer({}));
    const { config, password } = bench.platform();
    const fit = bench.target.fit(identity, config);
    expect(fit.refusal).toBeUndefined();
    expect(fit.credentialPlan).toBe(password.plan);
    expect(bench.target.fit(identity, config)).toEqual(fit);
  });
}

function testFinding<Config>(bench: Bench<Config>): void {
  it('finds the user that an earlier attempt made and nobody recorded', async () => {
    const customer = newCustomer({});
    const [outcome] = await session(bench).write([customer]);
    const { externalId, identity } = customer;

    const [found] = await session(bench).find([{ externalId, identifiers: identity.identifiers }]);
    expect(found).toEqual({ targetId: targetIdOf(outcome), whose: 'ours' });
  });

  it('tells ours, somebody else’s and nobody apart in one question, in order', async () => {
    const customer = newCustomer({});
    await session(bench).write([customer]);
    const email = newEmail();
    const strangerId = await bench.platform().makeStranger(email);

    const found = await session(bench).find([
      { externalId: newExternalId(), identifiers: [{ type: 'email', value: newEmail() }] },
      { externalId: newExternalId(), identifiers: [{ type: 'email', value: email.toUpperCase() }] },
      { externalId: customer.externalId, identifiers: [] },
    ]);
    expect(found[0]).toBeUndefined();
    expect(found[1]).toEqual({ targetId: strangerId, whose: 'other' });
    expect(found[2]?.whose).toBe('ours');
  });

  it('reads in the order of the ids, with a hole where nobody is', async () => {
    const first = newCustomer({});
    const second = newCustomer({});
    const outcomes = await session(bench).write([first, second]);
    const [one = '', other = ''] = outcomes.map(targetIdOf);
    await session(bench).remove([one]);

    const snapshots = await session(bench).read([other, one, other]);
    expect(snapshots.map((snapshot) => snapshot?.externalId)).toEqual([
      second.externalId,
      undefined,
      second.externalId,
    ]);
  });
}

function testRefusing<Config>(bench: Bench<Config>): void {
  it('refuses a customer whose address belongs to somebody else, and leaves that one alone', async () => {
    const email = newEmail();
    const strangerId = await bench.platform().makeStranger(email);
    const [before] = await session(bench).read([strangerId]);

    const [outcome] = await session(bench).write([newCustomer({ email })]);
    expect(outcome).toMatchObject({ status: 'refused', problem: { code: 'TARGET_CONFLICT' } });
    const [after] = await session(bench).read([strangerId]);
    expect(after?.fingerprint).toBe(before?.fingerprint);
  });

  it('refuses one record in the middle of a batch and writes all the others', async () => {
    const email = newEmail();
    await bench.platform().makeStranger(email);
    const batch = [
      ...Array.from({ length: 4 }, () => newCustomer({})),
      newCustomer({ email }),
      ...Array.from({ length: 4 }, () => newCustomer({})),
    ];

    const outcomes = await session(bench).write(batch);
    expect(outcomes.map(({ status }) => status)).toEqual(
      batch.map((_, position) => (position === 4 ? 'refused' : 'done')),
    );
    const written = outcomes.flatMap((outcome) => (outcome.status === 'done' ? [outcome.targetId] : []));
    const snapshots = await session(bench).read(written);
    expect(snapshots.map((snapshot) => snapshot?.externalId)).toEqual(
      batch.filter((_, position) => position !== 4).map(({ externalId }) => externalId),
    );
  });

  it('makes one user when two records of a batch have the same address', async () => {
    const email = newEmail();
    const outcomes = await session(bench).write([newCustomer({ email }), newCustomer({ email })]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['done', 'refused']);
  });
}

function testChanging<Config>(bench: Bench<Config>): void {
  it('brings a user to a newer state', async () => {
    const customer = newCustomer({});
    const [outcome] = await session(bench).write([customer]);
    const targetId = targetIdOf(outcome);
    const identity = {
      ...customer.identity,
      profile: { ...customer.identity.profile, family_name: 'Changed' },
    };

    expect(await session(bench).write([{ ...customer, operation: 'update', targetId, identity }])).toEqual([
      { status: 'done', targetId },
    ]);
    const snapshot = await readOne(bench, customer);
    expect(snapshot.fields['profile.family_name']).toBe('Changed');
    expect(snapshot.fields['profile.given_name']).toBe('Ada');
  });

  it('deletes a user, and deleting again is done too', async () => {
    const customer = newCustomer({});
    const [outcome] = await session(bench).write([customer]);
    const targetId = targetIdOf(outcome);

    for (let time = 0; time < 2; time += 1) {
      const [answer] = await session(bench).write([{ ...customer, operation: 'delete', targetId }]);
      expect(answer?.status).toBe('done');
      expect(await session(bench).read([targetId])).toEqual([undefined]);
    }
  });
}

function testUndoing<Config>(bench: Bench<Config>): void {
  it('removes a user, and removing again is done too', async () => {
    const [outcome] = await session(bench).write([newCustomer({})]);
    const targetId = targetIdOf(outcome);

    expect(await session(bench).remove([targetId])).toEqual([{ status: 'done', targetId }]);
    expect(await session(bench).read([targetId])).toEqual([undefined]);
    expect((await session(bench).remove([targetId]))[0]?.status).toBe('done');
  });

  it('puts an updated user back as it was', async ({ skip }) => {
    const { restore } = session(bench);
    if (restore === undefined) return skip('this target cannot restore, and says so by not offering it');
    const customer = withPassword(bench, newCustomer({ verified: true }));
    const [outcome] = await session(bench).write([customer]);
    const targetId = targetIdOf(outcome);
    const before = await readOne(bench, customer);
    const identity = { ...customer.identity, profile: { given_name: 'Changed', family_name: 'Changed' } };
    await session(bench).write([{ ...customer, operation: 'update', targetId, identity }]);

    // The ledger keeps the image as sealed JSON.
    const image: unknown = JSON.parse(JSON.stringify(before.image));
    expect(await restore(image, customer.identity)).toMatchObject({ status: 'done' });
    const { image: _, fingerprint: __, ...after } = await readOne(bench, customer);
    expect(before).toMatchObject(after);
  });
}

function testLoggingIn<Config>(bench: Bench<Config>): void {
  it('lets the right password in and keeps a wrong one out', async ({ skip }) => {
    const logIn = loginOf(bench, skip);
    const customer = withPassword(bench, newCustomer({ verified: true }));
    await session(bench).write([customer]);
    const { plain } = bench.platform().password;

    expect(await logIn(customer, `${plain}!`)).not.toBe('accepted');
    expect(await logIn(customer, plain)).toBe('accepted');
    expect(await logIn(customer, plain)).toBe('accepted');
    expect(await logIn(customer, plain.toLowerCase())).not.toBe('accepted');
  });

  it('keeps a disabled customer out, with the right password too', async ({ skip }) => {
    const logIn = loginOf(bench, skip);
    const customer = withPassword(bench, newCustomer({ verified: true, status: 'disabled' }));
    const [outcome] = await session(bench).write([customer]);
    expect(outcome?.status).toBe('done');

    expect((await readOne(bench, customer)).status).toBe('disabled');
    expect(['refused', 'blocked']).toContain(await logIn(customer, bench.platform().password.plain));
  });

  it('lets nobody in who has no password', async ({ skip }) => {
    const logIn = loginOf(bench, skip);
    const customer = newCustomer({ verified: true });
    await session(bench).write([customer]);
    expect(await logIn(customer, '')).not.toBe('accepted');
    expect(await logIn(customer, bench.platform().password.plain)).not.toBe('accepted');
  });

  it('shows in the fingerprint that a customer has logged in, and nothing while nobody has', async ({
    skip,
  }) => {
    const logIn = loginOf(bench, skip);
    const customer = withPassword(bench, newCustomer({ verified: true }));
    await session(bench).write([customer]);
    const { fingerprint } = await readOne(bench, customer);
    expect((await readOne(bench, customer)).fingerprint).toBe(fingerprint);

    await logIn(customer, bench.platform().password.plain);
    expect((await readOne(bench, customer)).fingerprint).not.toBe(fingerprint);
  });
}
