/** The verbs of a migration, for the command line and the server. */
export { accountForRun, type RunAccount } from './account.ts';
export { type Steering, steerRun } from './control.ts';
export type { Correlation, Tier } from './correlate/rule.ts';
export type {
  Crossing,
  CrossingSource,
  CrossingTarget,
  ImportSettings,
  Mapped,
  Staging,
  StagingSettings,
  Wave,
} from './crossing.ts';
export { exportIdMap, type IdPair } from './id-map.ts';
export { type ImportOptions, type ImportResult, importRun } from './import.ts';
export { joinSources } from './join-sources.ts';
export { type Preview, previewImport } from './preview.ts';
export {
  type ExportedProblem,
  exportProblems,
  type ListedProblem,
  listProblems,
  type ProblemFilter,
  resolveProblems,
} from './problems.ts';
export type { OnProgress, Phase, Progress } from './progress.ts';
export { type ProofGate, proofBasis, type UnprovenPopulation, type Waiver } from './prove/gate.ts';
export type { Cleaning } from './prove/intent.ts';
export type { Proof } from './prove/proof.ts';
export type { Rehearsal } from './prove/rehearsal.ts';
export { rehearseMove } from './prove/rehearse.ts';
export { type Asked, askVolunteers, type Watched, watchVolunteers } from './prove/volunteers.ts';
export {
  cleanProofs,
  type ProofPreview,
  type ProveOptions,
  type ProveResult,
  previewProof,
  provePopulations,
} from './prove.ts';
export { type RollbackResult, rollbackRun } from './rollback.ts';
export { previewRollback } from './rollback-preview.ts';
export { expireLogs, noteDownload, type RunLog, readRunLog } from './run-log.ts';
export { previewStage, type StageResult, stageRun } from './stage.ts';
export { readStatus, type Status } from './status.ts';
export { type WorkAlongOptions, workAlong } from './work-along.ts';
