/** The login history through an outage of the ledger. */
import { expect, it } from 'vitest';
import { withDoor } from '../../../test/door.ts';
import { createHistory, readHistory } from './history.ts';

it('goes on after an outage in which more was counted, and counts every answer once', () =>
  withDoor({}, async ({ ledger }) => {
    const gone = { away: true };
    const db = {
      ...ledger.db,
      query: (async (...asked: Parameters<typeof ledger.db.query>) => {
        if (gone.away) throw new Error('the ledger is away');
        return ledger.db.query(...asked);
      }) as typeof ledger.db.query,
    };
    const at = Date.UTC(2026, 10, 20, 12);
    const history = createHistory({ db }, () => at);
    const one = { hook: 'test', op: 'verify', cohort: '', judge: 'vault', outcome: 'match', took: 7 };
    for (let outage = 0; outage < 3; outage++) {
      history.add(one);
      const failing = history.flush();
      history.add(one);
      await expect(failing).rejects.toThrow('the ledger is away');
    }
    gone.away = false;
    await history.flush();
    const summary = await readHistory(ledger, new Date(at), new Date(at + 60_000));
    expect(summary).toMatchObject({ answers: 6, byOutcome: { match: 6 }, p99: 10 });
  }));
