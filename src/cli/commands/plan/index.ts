/**
 * `footbridge plan`: which population takes which path, in which wave, and why; versioned, compared, approved, obeyed.
 *
 * @module
 */
import type { AddCommand } from '../command.ts';
import { addApprove, addDiscard } from './approve.ts';
import { addDiff } from './diff.ts';
import { addExport, addImportPlan } from './exchange.ts';
import { addExplain } from './explain.ts';
import { addMake } from './make.ts';
import { addPlaybook } from './playbook.ts';
import { addReport } from './report.ts';
import { addList, addShow } from './show.ts';
import { addWhatIf } from './what-if.ts';

export const addPlan: AddCommand = (program, act) => {
  const plan = program
    .command('plan')
    .description('which population takes which path, in which wave, and why');
  for (const add of [
    addMake,
    addShow,
    addList,
    addDiff,
    addExplain,
    addWhatIf,
    addApprove,
    addDiscard,
    addExport,
    addImportPlan,
    addReport,
    addPlaybook,
  ])
    add(plan, act);
};
