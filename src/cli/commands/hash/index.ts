/**
 * `footbridge hash`: what are these password hashes, does a password fit, and what is to be done about them?
 *
 * Needs no configuration and no ledger. A hash is a secret as well: none is ever said whole unless `--show` asks for it,
 * and a password is never taken from the command line, which other users of the machine can read.
 *
 * @module
 */
import type { AddCommand } from '../command.ts';
import { addBench } from './bench.ts';
import { addExplain } from './explain.ts';
import { addIdentify } from './identify.ts';
import { addSolve } from './solve.ts';
import { addVerify } from './verify.ts';
import { addWrap } from './wrap.ts';

export const addHash: AddCommand = (program, act) => {
  const hash = program.command('hash').description('look at password hashes, try them, wrap the weak ones');
  for (const add of [addIdentify, addExplain, addVerify, addSolve, addWrap, addBench]) add(hash, act);
};
