/**
 * `footbridge prove`: synthetic customers cross, log in and are removed; what was seen is kept as a proof.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  askVolunteers,
  type Crossing,
  cleanProofs,
  type Proof,
  type ProveOptions,
  previewProof,
  provePopulations,
  watchVolunteers,
} from '../../engine/index.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { renderProofs } from '../../report/index.ts';
import { readNumber } from '../arguments.ts';
import { loginSettingsOf } from '../login-settings.ts';
import { type Opened, passwordSecret, withCrossing, withLedger } from '../parts.ts';
import { hashingLibrary } from '../proof-gate.ts';
import {
  describeAsked,
  describeCleaning,
  describeProofPreview,
  describeProofs,
  describeWatched,
} from '../prove-words.ts';
import { rehearse } from '../rehearse.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import type { AddCommand, Invocation } from './command.ts';

interface ProveFlags {
  readonly only: readonly string[];
  readonly clean?: boolean;
  readonly volunteer: readonly string[];
  readonly volunteers?: boolean;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly rehearse?: boolean;
  readonly customers: string;
  readonly intoProduction?: boolean;
}

export const addProve: AddCommand = (program, act) => {
  program
    .command('prove')
    .description('try with synthetic customers that right passwords get in and wrong ones do not')
    .option(
      '--only <population>',
      'only this one: FORMAT or FORMAT:PARAMETERS; repeatable',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )
    .option('--dry-run', 'show what would be tried; writes nothing, neither here nor in the target')
    .option('--clean', 'only remove what a proof that was cut short has left in the target')
    .option('--report <file>', 'also write the proofs as a page to read and to print')
    .option(
      '--volunteer <identifier>',
      'mark a real customer who will log in once behind their move; repeatable',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )
    .option('--volunteers', 'look who of them has logged in, and keep that as proof')
    .option('--rehearse', 'the whole move with made-up customers, on the copy that `rehearsal.target` names')
    .option('--customers <number>', 'how many, for a rehearsal', '1000')
    .option('--into-production', 'rehearse in the target that customers use')
    .action(
      act((invocation, flags: ProveFlags) =>
        withLedger<ExitCode>(invocation, 'own', (opened) =>
          withCrossing(invocation, opened, (crossing) => actOn(invocation, opened, crossing, flags)),
        ),
      ),
    );
};

function actOn(
  invocation: Invocation,
  opened: Opened,
  crossing: Crossing,
  flags: ProveFlags,
): Promise<ExitCode> {
  if (flags.dryRun === true) return preview(invocation, crossing);
  if (flags.volunteer.length > 0) return ask(invocation, crossing, flags.volunteer);
  if (flags.volunteers === true) return watch(invocation, opened, crossing);
  if (flags.rehearse === true)
    return rehearse(invocation, opened, crossing, { ...flags, customers: readCustomers(flags.customers) });
  return flags.clean === true ? clean(invocation, crossing) : prove(invocation, opened, crossing, flags);
}

/** More than these and the intent that is written down beforehand becomes a large row. */
const MOST_CUSTOMERS = 20_000;

function readCustomers(text: string): number {
  const number = readNumber(text, '--customers');
  if (number >= 1 && number <= MOST_CUSTOMERS) return number;
  throw new FootbridgeError('USAGE_WRONG', `--customers: 1 to ${MOST_CUSTOMERS}`);
}

async function prove(
  invocation: Invocation,
  opened: Opened,
  crossing: Crossing,
  { only, report }: ProveFlags,
): Promise<ExitCode> {
  const { output } = invocation;
  const result = await withProgress(invocation, ({ stop }, onProgress) =>
    provePopulations(crossing, {
      ...proveOptionsOf(opened, invocation),
      ...(only.length === 0 ? {} : { only }),
      signal: stop,
      onProgress,
    }),
  );
  if (report !== undefined)
    writeFileSync(resolve(invocation.terminal.folder, report), renderProofs(result.proofs));
  output.result(result, () => describeProofs(result, output.paint));
  if (result.ended === 'stopped') return 130;
  return exitCodeOf(result.proofs, result.cleaned.left.length);
}

/** Failed is worse than not provable. */
function exitCodeOf(proofs: readonly Proof[], left: number): ExitCode {
  if (left > 0 || proofs.some(({ verdict }) => verdict === 'failed')) return 1;
  return proofs.some(({ verdict }) => verdict === 'not-provable') ? 3 : 0;
}

/** The `prove` section and what goes with it, for whoever proves. */
export function proveOptionsOf(
  { loaded: { config } }: Opened,
  { terminal }: Pick<Invocation, 'terminal'>,
): ProveOptions {
  const { emailDomain, attributes, validDays } = config.prove;
  return {
    emailDomain,
    attributes,
    validDays,
    library: hashingLibrary(),
    login: loginSettingsOf(config),
    secret: (name) => passwordSecret(name, config, terminal.environment),
  };
}

async function preview(invocation: Invocation, crossing: Crossing): Promise<ExitCode> {
  const { output } = invocation;
  const shown = await withProgress(invocation, ({ stop }, onProgress) =>
    previewProof(crossing, { signal: stop, onProgress }),
  );
  output.result(shown, () => describeProofPreview(shown, output.paint));
  if (shown.checks.some(({ ok, fatal }) => !ok && fatal)) return 1;
  return shown.populations.some(({ because }) => because !== undefined) ? 3 : 0;
}

async function clean({ output }: Invocation, crossing: Crossing): Promise<ExitCode> {
  const cleaned = await cleanProofs(crossing);
  output.result(
    cleaned,
    () => describeCleaning(cleaned) || 'No proof was cut short; there is nothing to remove.',
  );
  return cleaned.left.length > 0 ? 1 : 0;
}

async function ask(
  { output }: Invocation,
  { ledger, settings }: Crossing,
  typed: readonly string[],
): Promise<ExitCode> {
  const asked = await askVolunteers(ledger, typed, settings.operator);
  output.result(asked, () => describeAsked(asked));
  return asked.unknown.length > 0 ? 3 : 0;
}

async function watch(invocation: Invocation, opened: Opened, crossing: Crossing): Promise<ExitCode> {
  const { output } = invocation;
  const { validDays } = opened.loaded.config.prove;
  const watched = await watchVolunteers(crossing, { validDays, library: hashingLibrary() });
  output.result(watched, () => describeWatched(watched, output.paint));
  return watched.waiting > 0 ? 3 : 0;
}
