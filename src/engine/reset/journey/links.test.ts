/** Hostile and unlucky ways to come with a link. */
import { describe, expect, it } from 'vitest';
import { BY_US, openTestDoor } from '../../../../test/door-parts.ts';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import { TypedPassword } from '../../../identity/typed-password.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import { hashAs } from '../../../passwords/index.ts';
import { findByToken } from '../invitation.ts';
import { IN_FLIGHT } from './usable.ts';

const DAY = 86_400_000;

describe('a link', () => {
  it('is nowhere in the ledger, only its keyed hash of 256 bits', async () => {
    const { plant, invite, ledger } = await openJourneyTest();
    const token = await invite(await plant('ana'));
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const { rows } = await ledger.db.query<{ hash: Uint8Array }>('select * from invitation');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0]?.hash).toHaveLength(32);
    expect(Buffer.from(rows[0]?.hash ?? []).includes(Buffer.from(token, 'base64url'))).toBe(false);
  });

  it('opens again and again until it is used, because scanners open it first', async () => {
    const { plant, invite, journeys, begin, type, ledger } = await openJourneyTest();
    const id = await plant('ben');
    const token = await invite(id);
    for (let scan = 0; scan < 40; scan += 1) expect((await journeys.look(token, FROM)).step).toBe('welcome');
    expect((await findById(ledger.db, id))?.state).toBe('staged');
    expect((await type(await begin(token), GOOD)).view.step).toBe('done');
  });

  it('that is wrong, used, killed or expired looks the same as one that never was', async () => {
    const { plant, invite, journeys, begin, type, reset } = await openJourneyTest();
    const used = await invite(await plant('cem'));
    await type(await begin(used), GOOD);
    const dora = await plant('dora');
    const killed = await invite(dora);
    const open = await invite(dora);
    const expired = await invite(await plant('eva'), 'reset', 1);
    reset.clock.now += 2 * DAY;
    const wrong = [used, killed, expired, 'A'.repeat(43), 'short', '', "' or 1=1 --", '\u0000'.repeat(43)];
    for (const token of wrong) {
      expect(await journeys.look(token, FROM)).toEqual({ step: 'invalid' });
      expect(await journeys.begin(token, 'en', FROM)).toEqual({ view: { step: 'invalid' } });
    }
    expect((await journeys.look(open, FROM)).step).toBe('welcome');
  });

  it('of somebody who came another way says that there is nothing to do', async () => {
    const { plant, invite, journeys, ledger } = await openJourneyTest();
    const id = await plant('finn');
    const token = await invite(id);
    await ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'target')`, [id]);
    expect(await journeys.look(token, FROM)).toMatchObject({ step: 'crossed' });
    expect((await journeys.begin(token, 'en', FROM)).session).toBeUndefined();
  });

  it('of somebody who was deleted says nothing', async () => {
    const { plant, invite, journeys, ledger } = await openJourneyTest();
    const id = await plant('gus');
    const token = await invite(id);
    await ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'deleted')`, [id]);
    expect(await journeys.look(token, FROM)).toEqual({ step: 'invalid' });
  });

  it('writes one credential, however many submit it at once', async () => {
    const { plant, invite, begin, type, reset } = await openJourneyTest();
    const token = await invite(await plant('hedi', {}, { there: true }));
    const sessions = await Promise.all(Array.from({ length: 6 }, () => begin(token)));
    const ends = await Promise.all(sessions.map((session, at) => type(session, `${GOOD} ${at} times`)));
    expect(reset.store.calls.filter(({ operation }) => operation === 'set-password')).toHaveLength(1);
    const steps = ends.map(({ view }) => view.step);
    expect(steps).toContain('done');
    for (const step of steps) expect(['done', 'crossed', 'later', 'invalid']).toContain(step);
  });

  it('cannot be used by the session of another customer', async () => {
    const { plant, invite, begin, type, reset, ledger } = await openJourneyTest();
    const mia = await plant('mia', {}, { there: true });
    await plant('ida', {}, { there: true });
    const token = await invite(mia);
    const session = await begin(token);
    const { rows } = await ledger.db.query<{ id: string }>(
      `select id from identity where target_id = 't-ida'`,
    );
    const forged = { ...session, identityId: rows[0]?.id ?? '' };
    expect(await type(forged, GOOD)).toEqual({ view: { step: 'invalid' } });
    expect(reset.store.calls).toEqual([]);
  });

  it('ends with its session, and with the link that replaced it', async () => {
    const { plant, invite, begin, type, reset, journeys } = await openJourneyTest();
    const id = await plant('jon');
    const old = await begin(await invite(id));
    const session = await begin(await invite(id));
    expect((await type(old, GOOD)).view.step).toBe('invalid');
    reset.clock.now += 31 * 60_000;
    expect(await journeys.stand(session)).toEqual({ view: { step: 'invalid' } });
  });
});

describe('ten thousand guesses', () => {
  it('find nothing, are throttled by address, and leave the customer alone', async () => {
    const { plant, invite, journeys } = await openJourneyTest();
    const token = await invite(await plant('kim'));
    const steps = new Map<string, number>();
    for (let guess = 0; guess < 10_000; guess += 1) {
      const wrong = Buffer.alloc(32, guess).toString('base64url');
      const { step } = await journeys.look(wrong, { address: '203.0.113.9' });
      steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    expect(steps.get('invalid')).toBe(30);
    expect(steps.get('throttled')).toBe(9_970);
    // Meanwhile, from elsewhere; the instance itself lets nobody in for a moment who was part of the flood.
    expect(['welcome', 'throttled']).toContain((await journeys.look(token, FROM)).step);
  }, 120_000);

  it('keep nobody out who has a good link and the same address', async () => {
    const { plant, invite, journeys } = await openJourneyTest();
    const token = await invite(await plant('kai'));
    for (let guess = 0; guess < 40; guess += 1)
      await journeys.look(Buffer.alloc(32, guess).toString('base64url'), FROM);
    expect((await journeys.look('A'.repeat(43), FROM)).step).toBe('throttled');
    expect((await journeys.look(token, FROM)).step).toBe('welcome');
    expect((await journeys.begin(token, 'en', FROM)).session).toBeDefined();
  });
});

describe('after an answer that never reached the browser', () => {
  it('the session hears that it is done, and not that its link is none', async () => {
    const { plant, invite, begin, type, journeys } = await openJourneyTest();
    const token = await invite(await plant('lou'));
    const session = await begin(token);
    expect((await type(session, GOOD)).view.step).toBe('done');
    expect(await journeys.stand(session)).toMatchObject({ view: { step: 'crossed' } });
    expect((await type(session, GOOD)).view.step).toBe('crossed');
    expect(await journeys.look(token, FROM)).toEqual({ step: 'invalid' });
  });
});

describe('after a crash', () => {
  it('the customer goes on with the same link where nothing was written', async () => {
    const { plant, invite, begin, type, reset, journeys, crash } = await openJourneyTest();
    const token = await invite(await plant('lea', {}, { there: true }));
    const session = await begin(token);
    reset.store.resetFault = (_operation, _id, attempt) => (attempt === 1 ? 'lose-before' : undefined);
    expect((await type(session, GOOD)).view.step).toBe('later');
    crash();
    expect((await journeys.look(token, FROM)).step).toBe('later');
    reset.clock.now += IN_FLIGHT;
    expect((await journeys.look(token, FROM)).step).toBe('welcome');
    expect((await type(session, GOOD)).view.step).toBe('done');
  });

  it('the customer is told that it is done where the target has it', async () => {
    const { plant, invite, begin, type, reset, journeys, ledger, crash } = await openJourneyTest();
    const id = await plant('max', {}, { there: true });
    const token = await invite(id);
    const session = await begin(token);
    const { read } = reset.target?.session ?? {};
    // The answer comes, and then everything stops: nobody reads back.
    Object.assign(reset.target?.session ?? {}, { read: async () => [undefined] });
    expect((await type(session, GOOD)).view.step).toBe('later');
    Object.assign(reset.target?.session ?? {}, { read });
    crash();
    reset.clock.now += IN_FLIGHT;
    expect((await journeys.look(token, FROM)).step).toBe('crossed');
    expect((await findById(ledger.db, id))?.owner).toBe('target');
    expect(reset.store.calls.filter(({ operation }) => operation === 'set-password')).toHaveLength(1);
  });

  it('whoever does not come back is settled, or given back, by looking', async () => {
    const { plant, invite, begin, type, reset, journeys, ledger } = await openJourneyTest();
    const nia = await plant('nia');
    const ole = await plant('ole');
    reset.store.fault = () => 'lose-after';
    await type(await begin(await invite(nia)), GOOD);
    reset.store.fault = () => 'lose-before';
    const token = await invite(ole);
    await type(await begin(token), GOOD);
    expect((await findById(ledger.db, ole))?.state).toBe('moving');
    reset.clock.now += IN_FLIGHT + 1;
    await journeys.lookAround();
    expect((await findById(ledger.db, nia))?.owner).toBe('target');
    reset.clock.now += DAY;
    expect(await journeys.lookAround()).toEqual({ settled: 0, givenBack: 1 });
    expect(await findById(ledger.db, ole)).toMatchObject({ state: 'staged', open_write: null });
    expect((await journeys.look(token, FROM)).step).toBe('welcome');
  });
});

describe('beside the login door', () => {
  it('the old password does not come back while the new one is being written, and is dead behind it', async () => {
    const { plant, invite, begin, type, reset, ledger } = await openJourneyTest();
    reset.clock.now = Date.now();
    const old = 'the password of before';
    const password = { format: 'argon2id', hash: await hashAs('argon2id', old) };
    const id = await plant('sam', { password }, { credentialPlan: 'vault' });
    const door = await openTestDoor({ ledger, store: reset.store, now: () => reset.clock.now });
    const ask = async (deadline: number) => {
      const typed = new TypedPassword(old);
      const question = { op: 'verify', identifier: 'sam@shop.example', password: typed, by: {} } as const;
      return (await door.ask(question, { ...BY_US, deadline })).outcome;
    };
    reset.store.fault = (_write, attempt) => (attempt === 1 ? 'lose-before' : undefined);
    const session = await begin(await invite(id));
    expect((await type(session, GOOD)).view.step).toBe('later');
    expect(await ask(200)).toBe('technical-error');
    expect(reset.store.users.size).toBe(0);
    reset.clock.now += IN_FLIGHT;
    expect((await type(session, GOOD)).view.step).toBe('done');
    expect(await ask(60_000)).toBe('already-migrated');
    await door.close();
  });
});

describe('a new link', () => {
  it('goes to the known address, once in a while, and the answer never says so', async () => {
    const { plant, invite, journeys, ledger, waiting, reset } = await openJourneyTest();
    const id = await plant('pia');
    await ledger.db.query(
      `insert into campaign (name, state, settings, by_whom) values ('spring', 'running', '{"purpose":"reset"}', 'ines')`,
    );
    await ledger.db.query(
      `insert into journey (campaign_id, identity_id, language, channel) values (1, $1, 'en', 'mail')`,
      [id],
    );
    const token = await invite(id, 'reset', 1);
    reset.clock.now += 2 * DAY;
    for (let again = 0; again < 5; again += 1)
      expect(await journeys.newLink({ token }, 'en', FROM)).toBeUndefined();
    await journeys.newLink({ identifier: 'pia@shop.example' }, 'en', { address: '192.0.2.2' });
    await journeys.newLink({ identifier: 'nobody@shop.example' }, 'en', { address: '192.0.2.2' });
    await journeys.newLink({ identifier: 'x'.repeat(100_000) }, 'en', { address: '192.0.2.2' });
    await journeys.close();
    expect(await waiting()).toEqual(['new-link', 'new-link']);
    expect(await findByToken(ledger, token)).toMatchObject({ state: 'revoked' });
  });

  it('is not sent to whoever was never asked, because their old password still counts', async () => {
    const { plant, journeys, waiting } = await openJourneyTest();
    await plant('quin');
    await journeys.newLink({ identifier: 'quin@shop.example' }, 'en', FROM);
    await journeys.close();
    expect(await waiting()).toEqual([]);
  });

  it('is a friendly word for whoever is done', async () => {
    const { plant, invite, begin, type, journeys, waiting } = await openJourneyTest();
    const token = await invite(await plant('rosa'));
    await type(await begin(token), GOOD);
    await journeys.newLink({ token }, 'en', FROM);
    await journeys.close();
    expect(await waiting()).toEqual(['done', 'already-done']);
  });
});

describe('somebody on a list of those who must not cross', () => {
  it('holds a link to nowhere, and gets no other', async () => {
    const { plant, invite, journeys, reset, ledger, waiting } = await openJourneyTest();
    const id = await plant('tom');
    const token = await invite(id);
    Object.assign(reset, { denies: ({ sourceId }: { sourceId: string }) => sourceId === 'tom' });
    expect(await journeys.look(token, FROM)).toEqual({ step: 'invalid' });
    await ledger.db.query(`insert into credential (identity_id, owner) values ($1, 'target')`, [id]);
    await journeys.newLink({ token }, 'en', FROM);
    await journeys.close();
    expect(await waiting()).toEqual([]);
  });
});
