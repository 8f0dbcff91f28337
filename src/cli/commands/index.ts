/** The commands, in the order `footbridge --help` lists them. */
import { addAssess } from './assess.ts';
import { addAssist } from './assist.ts';
import { addAudit } from './audit.ts';
import type { AddCommand } from './command.ts';
import { addDemo } from './demo.ts';
import { addEvidence } from './evidence.ts';
import { addForecast } from './forecast.ts';
import { addHash } from './hash/index.ts';
import { addHooks } from './hooks.ts';
import { addIds } from './ids.ts';
import { addImport } from './import.ts';
import { addInit } from './init.ts';
import { addKey } from './key.ts';
import { addLegacy } from './legacy.ts';
import { addLink } from './link.ts';
import { addMap } from './map.ts';
import { addPlan } from './plan/index.ts';
import { addProblems } from './problems.ts';
import { addProve } from './prove.ts';
import { addReadiness } from './readiness.ts';
import { addReset } from './reset/index.ts';
import { addRollback } from './rollback.ts';
import { addRoute } from './route.ts';
import { addRun } from './run/index.ts';
import { addScan } from './scan.ts';
import { addServe } from './serve.ts';
import { addStage } from './stage.ts';
import { addStatus } from './status.ts';
import { addTickets } from './tickets.ts';
import { addWhere } from './where.ts';
import { addWorker } from './worker.ts';

export const COMMANDS: readonly AddCommand[] = [
  addAssess,
  addInit,
  addMap,
  addLink,
  addPlan,
  addForecast,
  addEvidence,
  addReadiness,
  addProve,
  addStage,
  addImport,
  addStatus,
  addWhere,
  addProblems,
  addRollback,
  addIds,
  addRun,
  addWorker,
  addLegacy,
  addServe,
  addHooks,
  addRoute,
  addReset,
  addAssist,
  addTickets,
  addScan,
  addAudit,
  addKey,
  addHash,
  addDemo,
];
