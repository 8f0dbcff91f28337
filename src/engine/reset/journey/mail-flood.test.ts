import { expect, it } from 'vitest';
import { openJourneyTest } from '../../../../test/journey.ts';

it('a stranger who asks for links in somebody’s name all day fills no mailbox', async () => {
  const { plant, journeys, ledger, waiting, reset } = await openJourneyTest();
  const id = await plant('pia');
  await ledger.db.query(
    `insert into campaign (name, state, settings, by_whom) values ('spring', 'running', '{"purpose":"reset"}', 'ines')`,
  );
  await ledger.db.query(
    `insert into journey (campaign_id, identity_id, language, channel) values (1, $1, 'en', 'mail')`,
    [id],
  );
  for (let asked = 0; asked < 96; asked += 1) {
    await journeys.newLink({ identifier: 'pia@shop.example' }, 'en', { address: `192.0.2.${asked}` });
    reset.clock.now += 15 * 60_000;
  }
  await journeys.close();
  expect((await waiting()).length).toBeLessThanOrEqual(8);
});
