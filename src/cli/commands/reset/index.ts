/**
 * `footbridge reset`: campaigns for customers who have to set a new credential, and what belongs to them.
 *
 * @module
 */
import type { Command } from 'commander';
import type { Act, AddCommand } from '../command.ts';
import { addBounces } from './bounces.ts';
import { addChange } from './change.ts';
import { addCheck } from './check.ts';
import { addFactors } from './factors.ts';
import { addFunnel } from './funnel.ts';
import { addPreview } from './preview.ts';
import { addSend } from './send.ts';
import { addStart } from './start.ts';
import { addCustomer, addCustomers, addList, addResetStatus } from './status.ts';
import { addRemind, addSteering, addStop } from './steer.ts';
import { addOptOut, addResend } from './support.ts';
import { addTestHandover } from './test-handover.ts';
import { addTestSend } from './test-send.ts';
import { addUndeliverable } from './undeliverable.ts';

/** In the order in which `footbridge reset --help` lists them. A new one is a file and a line here. */
const VERBS: readonly ((reset: Command, act: Act) => void)[] = [
  addPreview,
  addTestSend,
  addTestHandover,
  addCheck,
  addFactors,
  addStart,
  addSend,
  addResetStatus,
  addList,
  addSteering,
  addRemind,
  addChange,
  addStop,
  addCustomers,
  addCustomer,
  addBounces,
  addUndeliverable,
  addFunnel,
  addResend,
  addOptOut,
];

export const addReset: AddCommand = (program, act) => {
  const reset = program
    .command('reset')
    .description('ask customers to set a new credential: campaigns, messages, help');
  for (const add of VERBS) add(reset, act);
};
