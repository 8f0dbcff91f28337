/**
 * Looks at the target before anything is written: is it the one this ledger knows, may we write, does it fit?
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import type { Crossing } from '../crossing.ts';
import type { Step } from '../step.ts';

export const checkTarget: Step = {
  name: 'check',
  async run({ crossing, force, report }) {
    await recogniseTarget(crossing);
    const checks = await crossing.target.session.check([]);
    for (const { title, ok, found } of checks.filter(({ ok }) => !ok)) {
      report({ phase: 'check', done: 0, rate: 0, counts: {}, note: `${title}: ${found}${ok ? '' : ''}` });
    }
    const failed = checks.find(({ ok, fatal }) => !ok && fatal);
    if (failed !== undefined && !force) {
      throw new FootbridgeError('TARGET_NOT_READY', `${failed.title}: ${failed.found}`);
    }
  },
};

/** Ids in the ledger belong to one target: writing them against another would update and remove strangers. */
async function recogniseTarget({ ledger, target }: Crossing): Promise<void> {
  const fingerprint = `${target.id}:${await target.session.fingerprint()}`;
  const { rows } = await ledger.db.query<{ target: string | null }>(`select target from ledger`);
  const known = rows[0]?.target ?? null;
  if (known === null)
    await ledger.db.query(`update ledger set target = $1 where target is null`, [fingerprint]);
  else if (known !== fingerprint) throw new FootbridgeError('TARGET_SWITCHED');
}
