/** The steps of an import in their order: the whole story. */
import type { Step } from '../step.ts';
import { assignWaves } from './assign-waves.ts';
import { checkTarget } from './check-target.ts';
import { holdSharedIdentifiers } from './hold-duplicates.ts';
import { recoverWrites } from './recover-writes.ts';
import { stageSource } from './stage-source.ts';
import { writeWaves } from './write-waves.ts';

export const STEPS: readonly Step[] = [
  checkTarget,
  recoverWrites,
  stageSource,
  holdSharedIdentifiers,
  assignWaves,
  writeWaves,
];
