/** The steps of an import in their order: the whole story. */
import type { StagingContext, Step } from '../step.ts';
import { assignWaves } from './assign-waves.ts';
import { checkTarget } from './check-target.ts';
import { holdSharedIdentifiers } from './hold-duplicates.ts';
import { placeAgain } from './place-again.ts';
import { recoverWrites } from './recover-writes.ts';
import { requireProofs } from './require-proofs.ts';
import { stageSource } from './stage-source.ts';
import { uniteRecords } from './unite-records.ts';
import { writeWaves } from './write-waves.ts';

/** Those of `stage`, and of a dry run: they read the source and write the ledger. */
export const STAGING_STEPS: readonly Step<StagingContext>[] = [
  stageSource,
  uniteRecords,
  placeAgain,
  holdSharedIdentifiers,
  assignWaves,
];

export const STEPS: readonly Step[] = [
  checkTarget,
  recoverWrites,
  ...STAGING_STEPS,
  requireProofs,
  writeWaves,
];
