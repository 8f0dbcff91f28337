import { describe, expect, it } from 'vitest';
import { FROM, GOOD, openJourneyTest } from '../../../../test/journey.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import { hashAs } from '../../../passwords/index.ts';
import { openIdentity } from '../../login/open-identity.ts';

describe('a new password', () => {
  it('makes a customer in the target who was not there, whole and with the new password', async () => {
    const { plant, invite, begin, type, journeys, reset, ledger, waiting } = await openJourneyTest();
    const id = await plant('ana');
    const token = await invite(id);
    expect(await journeys.look(token, FROM)).toEqual({ step: 'welcome', purpose: 'reset', lost: [] });
    const { view } = await type(await begin(token), GOOD);
    expect(view).toEqual({ step: 'done', loginUrl: 'https://login.shop.example', credential: 'password' });
    const [user] = reset.store.users.values();
    expect(user?.identity.profile.given_name).toBe('Given ana');
    expect(user?.identity.password?.hash).toMatch(/^\$argon2id\$/);
    const targetId = user?.targetId;
    const row = await findById(ledger.db, id);
    expect(row).toMatchObject({ owner: 'target', state: 'moved', target_id: targetId, open_write: null });
    expect(await waiting()).toEqual(['done']);
  });

  it('is set for a customer who stands there, and the old hash is destroyed in the ledger', async () => {
    const { plant, invite, begin, type, reset, ledger } = await openJourneyTest();
    const id = await plant('ben', {}, { there: true });
    expect((await type(await begin(await invite(id)), GOOD)).view.step).toBe('done');
    expect(reset.store.users.get('t-ben')?.identity.password?.hash).toMatch(/^\{SSHA\}/);
    const row = await findById(ledger.db, id);
    expect(row?.owner).toBe('target');
    expect(row && openIdentity(ledger, row)?.password).toBeUndefined();
  });

  it('is hashed by a target that takes no hash of ours', async () => {
    const { plant, invite, begin, type, reset } = await openJourneyTest();
    reset.store.formats = ['nothing-we-make'];
    await type(await begin(await invite(await plant('cem'))), GOOD);
    expect(reset.store.calls.map(({ operation }) => operation)).toEqual(['create', 'set-password']);
  });

  it('is said to be too short, known, made of their name or the old one, before anything is written', async () => {
    const { plant, invite, begin, type, reset } = await openJourneyTest();
    const session = await begin(await invite(await plant('dora')));
    const why = async (text: string) => {
      const { view } = await type(session, text);
      return view.step === 'credential' ? view.refused.map((one) => one.why) : view.step;
    };
    expect(await why('short')).toEqual(['too-short']);
    expect(await why('x'.repeat(5_000))).toEqual(['too-long']);
    expect(await why('passwordpassword')).toEqual(['known']);
    expect(await why('dora dora dora dora')).toEqual(['contextual']);
    expect(await why('seven\u0000green lanterns')).toEqual(['target']);
    expect(reset.store.calls).toEqual([]);
  });

  it('is not the old one', async () => {
    const { plant, invite, begin, type } = await openJourneyTest();
    const old = 'yellow trams at night';
    const hash = await hashAs('argon2id', old);
    const session = await begin(await invite(await plant('eva', { password: { hash } })));
    const { view } = await type(session, old);
    expect(view).toMatchObject({ step: 'credential', refused: [{ why: 'old' }] });
  });

  it('that only the target refuses is refused in its words, and the link lives', async () => {
    const { plant, invite, begin, type, reset } = await openJourneyTest();
    const id = await plant('finn', {}, { there: true });
    reset.store.policy = { other: [] };
    const session = await begin(await invite(id));
    // Asked once already: the rule is new.
    reset.store.policy = { minLength: 30, other: [] };
    const { view } = await type(session, GOOD);
    expect(view).toMatchObject({ refused: [{ why: 'target', said: 'at least 30 characters' }] });
    expect((await type(session, `${GOOD} in a row of three`)).view.step).toBe('done');
  });

  it('of a customer whom the target refuses waits for a person, who is told', async () => {
    const { plant, invite, begin, type, reset, ledger } = await openJourneyTest();
    reset.store.fault = () => 'refuse';
    const id = await plant('gus');
    expect((await type(await begin(await invite(id)), GOOD)).view.step).toBe('held');
    const { rows } = await ledger.db.query('select code from problem where identity_id = $1', [id]);
    expect(rows).toEqual([{ code: 'TARGET_REFUSED' }]);
    expect((await findById(ledger.db, id))?.state).toBe('held');
  });

  it('of a customer of whom something would be lost waits for a person too', async () => {
    const { plant, invite, begin, type, reset } = await openJourneyTest();
    reset.store.losses = () => [{ code: 'FIELD_NOT_PORTABLE', field: 'attributes.plan' }];
    expect((await type(await begin(await invite(await plant('hedi'))), GOOD)).view.step).toBe('held');
  });
});
