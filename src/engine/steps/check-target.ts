/**
 * Looks at the target before anything is written: is it the one this ledger knows, may we write, does it fit?
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import { claimTarget } from '../recognise-target.ts';
import type { Step } from '../step.ts';

export const checkTarget: Step = {
  name: 'check',
  async run({ crossing, force, report }) {
    await claimTarget(crossing.ledger, crossing.target);
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
