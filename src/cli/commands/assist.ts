/**
 * `footbridge assist`: helps a customer back in who has lost everything, under the rule of two people.
 *
 * @module
 */
import type { Command } from 'commander';
import {
  type AssistanceRow,
  decideOnAssistance,
  listRequests,
  requestAssistance,
} from '../../engine/assistance/assistance.ts';
import { LEVELS, type Level, parseCheck } from '../../engine/assistance/level.ts';
import { showVoiceCode } from '../../engine/assistance/voice-code.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

export const addAssist: AddCommand = (program, act) => {
  const assist = program
    .command('assist')
    .description('help a customer back in by a spoken code; takes two operators');
  addRequest(assist, act);
  addDecide(assist, act, 'approve', 'approved');
  addDecide(assist, act, 'refuse', 'refused');
  addCode(assist, act);
  addList(assist, act);
};

function addRequest(assist: Command, act: Act): void {
  assist
    .command('request')
    .description('say what was checked and ask for another operator’s approval')
    .argument('<customer>', 'what they log in with, or our id')
    .requiredOption('--level <level>', 'IAL1 or IAL2 of SP 800-63A-4')
    .requiredOption(
      '--check <words...>',
      'what was checked, once for each piece of evidence: "strong driving-licence visual-inspection visual-comparison"',
    )
    .action(
      act((invocation, customer: string, flags: { level: string; check: readonly string[] }) => {
        const level = readLevel(flags.level);
        const checks = flags.check.map(parseCheck);
        const operator = nameOf(invocation);
        return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const asked = { customer, level, checks, operator, now: Date.now() };
          const row = await requestAssistance(ledger, asked);
          invocation.output.result(toResult(row), () =>
            [
              `Asked for by ${row.requested_by}. Another operator decides within an hour:`,
              `  footbridge assist approve ${row.id}`,
            ].join('\n'),
          );
          return 0;
        });
      }),
    );
}

function addDecide(assist: Command, act: Act, verb: string, decision: 'approved' | 'refused'): void {
  assist
    .command(verb)
    .description(`${verb} what another operator asked for`)
    .argument('<id>', 'of the request')
    .action(
      act((invocation, id: string) => {
        const operator = nameOf(invocation);
        return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const row = await decideOnAssistance(ledger, { id, decision, operator, now: Date.now() });
          invocation.output.result(toResult(row), () =>
            decision === 'refused'
              ? 'Refused. The customer gets no code.'
              : `Approved. When the customer is on the telephone and at the page:\n  footbridge assist code ${id}`,
          );
          return 0;
        });
      }),
    );
}

function addCode(assist: Command, act: Act): void {
  assist
    .command('code')
    .description('show the code once, to the operator who approved, to be said by voice')
    .argument('<id>', 'of the request')
    .action(
      act((invocation, id: string) => {
        const operator = nameOf(invocation);
        return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const { code, until } = await showVoiceCode(ledger, { id, operator, now: Date.now() });
          invocation.output.result({ id, code, until }, () =>
            [
              code,
              `Good until ${until.toISOString().slice(11, 16)} UTC, for five tries and one use. It is not shown again.`,
              'Say it to nobody but the customer, who enters it with what they log in with.',
            ].join('\n'),
          );
          return 0;
        });
      }),
    );
}

function addList(assist: Command, act: Act): void {
  assist
    .command('list')
    .description('requests, the newest first')
    .option('--open', 'only those that wait for a decision or a code')
    .action(
      act((invocation, { open = false }: { open?: boolean }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const rows = await listRequests(ledger, { open });
          invocation.output.result({ requests: rows.map(toResult) }, () =>
            rows.length === 0 ? 'Nobody was asked for.' : formatTable(rows.map(toRow), ''),
          );
          return 0;
        }),
      ),
    );
}

/** @throws {FootbridgeError} OPERATOR_UNNAMED: the account of a machine is not a person. */
function nameOf({ terminal }: Invocation): string {
  const name = terminal.environment.FOOTBRIDGE_OPERATOR ?? '';
  if (name.trim() === '') throw new FootbridgeError('OPERATOR_UNNAMED');
  return name;
}

/** @throws {FootbridgeError} USAGE_WRONG */
function readLevel(text: string): Level {
  const level = LEVELS.find((one) => one === text.toUpperCase());
  if (level === undefined) throw new FootbridgeError('USAGE_WRONG', `--level is ${LEVELS.join(' or ')}`);
  return level;
}

function toResult({
  id,
  identity_id,
  level,
  state,
  requested_by,
  requested_at,
  decided_by,
  tries,
}: AssistanceRow) {
  return {
    id,
    customer: identity_id,
    level,
    state,
    requestedBy: requested_by,
    requestedAt: requested_at,
    ...(decided_by === null ? {} : { decidedBy: decided_by }),
    tries,
  };
}

function toRow({
  id,
  state,
  level,
  requested_by,
  requested_at,
  decided_by,
}: AssistanceRow): readonly string[] {
  const at = requested_at.toISOString().slice(0, 16).replace('T', ' ');
  return [id, state, level, at, requested_by, decided_by ?? ''];
}
