import { describe, expect, it } from 'vitest';
import { BY_TARGET, openTestDoor } from '../../../../test/door-parts.ts';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import type { HandoverUser } from '../../../handovers/handover.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import type { BeginReset } from '../../../targets/target.ts';
import type { JourneySession } from '../journey.ts';

/** A platform whose own page sets passwords and passkeys. */
function handoverTo(done: { yet: boolean }) {
  const begun: { readonly user: HandoverUser; readonly reset: BeginReset }[] = [];
  const handover = {
    id: 'test',
    begins: ['password', 'passkey'] as const,
    session: {
      check: async () => undefined,
      async begin(user: HandoverUser, reset: BeginReset) {
        begun.push({ user, reset });
        return { status: 'link', url: `https://there.example/${begun.length}` } as const;
      },
      completed: async () => (done.yet ? ('yes' as const) : ('no' as const)),
      close: async () => undefined,
    },
  };
  return { begun, handover };
}

describe('a journey on the page of the platform', () => {
  it('begins there, and is done when the platform shows it, not when the customer says so', async () => {
    const done = { yet: false };
    const { begun, handover } = handoverTo(done);
    const { plant, invite, begin, journeys, ledger, waiting } = await openJourneyTest({}, { handover });
    const id = await plant('ana', {}, { there: true });
    const session = await begin(await invite(id));
    expect((await journeys.stand(session)).view).toMatchObject({ passkey: 'there', password: 'there' });
    const went = await journeys.handOver(session, 'passkey');
    expect(went.view).toEqual({ step: 'there', url: 'https://there.example/1' });
    expect(begun[0]?.user.targetId).toBe('t-ana');
    expect(begun[0]?.reset).toMatchObject({
      needs: ['passkey'],
      returnTo: 'https://welcome.shop.example/back',
    });
    const gone = went.session as JourneySession;
    expect((await journeys.back(gone)).view.step).toBe('credential');
    expect((await findById(ledger.db, id))?.owner).toBeNull();
    expect((await journeys.handOver(gone, 'password')).view).toMatchObject({
      url: 'https://there.example/2',
    });
    done.yet = true;
    expect((await journeys.back(gone)).view).toMatchObject({ step: 'done', credential: 'there' });
    expect((await findById(ledger.db, id))?.owner).toBe('target');
    expect(await waiting()).toEqual(['done']);
  });

  it.each([
    ['done, of whoever was sent there', true, 'done'],
    ['crossed another way, of whoever was not', false, 'crossed'],
  ])('that an event of the platform ends counts as %s', async (_title, sent, ended) => {
    const { handover } = handoverTo({ yet: false });
    const { plant, invite, begin, journeys, ledger, reset, waiting } = await openJourneyTest(
      {},
      { handover },
    );
    const id = await plant('finn', {}, { there: true });
    const settings = JSON.stringify({ purpose: 'reset' });
    await ledger.db.query(
      `insert into campaign (name, state, settings, by_whom) values ('a', 'running', $1, 'ines')`,
      [settings],
    );
    await ledger.db.query(
      `insert into journey (campaign_id, identity_id, language, channel) values (1, $1, 'en', 'mail')`,
      [id],
    );
    const session = await begin(await invite(id));
    if (sent) await journeys.handOver(session, 'password');
    const door = await openTestDoor({ ledger, store: reset.store, now: () => reset.clock.now });
    const event = {
      op: 'settle',
      event: 'reset',
      identifier: 'finn@shop.example',
      targetId: 't-finn',
      by: {},
    } as const;
    await door.ask(event, BY_TARGET);
    await door.close();
    const { rows } = await ledger.db.query('select ended, done_at is not null as done from journey');
    expect(rows).toEqual([{ ended, done: sent }]);
    expect(await waiting()).toEqual(sent ? ['done'] : []);
    expect((await findById(ledger.db, id))?.owner).toBe('target');
  });

  it('is not done because its customer came in there another way', async () => {
    const { handover } = handoverTo({ yet: false });
    const { plant, invite, begin, journeys, ledger, reset, waiting } = await openJourneyTest(
      {},
      { handover },
    );
    const id = await plant('gina', {}, { there: true });
    const went = await journeys.handOver(await begin(await invite(id)), 'password');
    const door = await openTestDoor({ ledger, store: reset.store, now: () => reset.clock.now });
    const identifier = 'gina@shop.example';
    await door.ask({ op: 'settle', event: 'signed-in', identifier, targetId: 't-gina', by: {} }, BY_TARGET);
    await door.close();
    expect((await findById(ledger.db, id))?.owner).toBeNull();
    expect((await journeys.back(went.session as JourneySession)).view.step).toBe('credential');
    expect(await waiting()).toEqual([]);
  });

  it('of somebody who never comes back is found done by looking', async () => {
    const done = { yet: false };
    const { handover } = handoverTo(done);
    const { plant, invite, begin, journeys, ledger, reset } = await openJourneyTest({}, { handover });
    const id = await plant('ben', {}, { there: true });
    const token = await invite(id);
    await journeys.handOver(await begin(token), 'password');
    reset.clock.now += 3_600_000;
    expect(await journeys.lookAround()).toEqual({ settled: 0, givenBack: 0 });
    expect((await journeys.look(token, FROM)).step).toBe('welcome');
    done.yet = true;
    expect(await journeys.lookAround()).toEqual({ settled: 1, givenBack: 0 });
    expect((await findById(ledger.db, id))?.owner).toBe('target');
  });

  it('puts whoever is not there into the target first, without a credential', async () => {
    const { begun, handover } = handoverTo({ yet: false });
    const { plant, invite, begin, journeys, ledger, reset } = await openJourneyTest({}, { handover });
    const id = await plant('cem');
    await journeys.handOver(await begin(await invite(id)), 'password');
    const [user] = reset.store.users.values();
    expect(user?.identity.password).toBeUndefined();
    expect(begun[0]?.user.targetId).toBe(user?.targetId);
    expect(await findById(ledger.db, id)).toMatchObject({ state: 'moved', owner: null });
  });

  it('that the platform begins by mail is said to be under way, also after a reload', async () => {
    const { plant, invite, begin, journeys, reset } = await openJourneyTest();
    const { target } = reset;
    Object.assign(reset, { target: { ...target, reset: { ...target?.reset, setsPassword: false } } });
    reset.store.reaches = 'mailed';
    const session = await begin(await invite(await plant('dora', {}, { there: true })));
    const went = await journeys.handOver(session, 'password');
    expect(went.view).toEqual({ step: 'handed-over', how: 'mailed' });
    expect((await journeys.stand(went.session as JourneySession)).view).toEqual(went.view);
  });

  it('is not offered for what our page does, and a password typed here is written here', async () => {
    const { plant, invite, begin, journeys, type } = await openJourneyTest();
    const session = await begin(await invite(await plant('eva', {}, { there: true })));
    expect((await journeys.handOver(session, 'password')).view.step).toBe('credential');
    expect((await type(session, GOOD)).view.step).toBe('done');
  });
});
