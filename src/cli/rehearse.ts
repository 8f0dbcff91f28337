/**
 * `footbridge prove --rehearse`: opens the copy that is rehearsed on, and says what was measured.
 *
 * @module
 */
import { type Crossing, type CrossingTarget, type Rehearsal, rehearseMove } from '../engine/index.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Invocation } from './commands/command.ts';
import { type Opened, passwordSecret, withTarget } from './parts.ts';
import type { ExitCode } from './terminal.ts';
import { withProgress } from './with-progress.ts';
import { countOf, formatCount, formatDuration, formatTable, type Paint } from './words.ts';

export interface RehearseFlags {
  readonly customers: number;
  readonly intoProduction?: boolean;
}

export async function rehearse(
  invocation: Invocation,
  opened: Opened,
  crossing: Crossing,
  { customers, intoProduction = false }: RehearseFlags,
): Promise<ExitCode> {
  const { output, terminal } = invocation;
  const { config } = opened.loaded;
  const rehearsal = await onStage(invocation, opened, crossing, intoProduction, (stage) =>
    withProgress(invocation, ({ stop }, onProgress) =>
      rehearseMove(crossing, stage, {
        customers,
        emailDomain: config.prove.emailDomain,
        secret: (name) => passwordSecret(name, config, terminal.environment),
        signal: stop,
        onProgress,
      }),
    ),
  );
  output.result(rehearsal, () => describeRehearsal(rehearsal, output.paint));
  const { logins, undo, problems } = rehearsal;
  if (undo.left > 0 || logins.letIn < logins.tried || logins.keptOut < logins.tried) return 1;
  return Object.keys(problems).length > 0 ? 3 : 0;
}

/** @throws REHEARSAL_NO_COPY, REHEARSAL_IN_PRODUCTION */
function onStage<T>(
  invocation: Invocation,
  opened: Opened,
  crossing: Crossing,
  intoProduction: boolean,
  work: (stage: CrossingTarget) => Promise<T>,
): Promise<T> {
  const { loaded } = opened;
  const copy = loaded.config.rehearsal.target;
  if (copy === undefined) {
    if (!intoProduction) throw new FootbridgeError('REHEARSAL_NO_COPY');
    return work(crossing.target);
  }
  const config = { ...loaded.config, target: copy };
  return withTarget(invocation, { ...opened, loaded: { ...loaded, config } }, async (stage) => {
    if (!intoProduction && (await isSame(stage, crossing.target)))
      throw new FootbridgeError('REHEARSAL_IN_PRODUCTION');
    return work(stage);
  });
}

async function isSame(one: CrossingTarget, other: CrossingTarget): Promise<boolean> {
  return one.id === other.id && (await one.session.fingerprint()) === (await other.session.fingerprint());
}

function describeRehearsal(rehearsal: Rehearsal, paint: Paint): string {
  const { customers, shapes, plan, waves, usersPerSecond, logins, problems, undo } = rehearsal;
  const rows = waves.map(({ wave, users, moved, milliseconds, usersPerSecond: rate }) => [
    wave,
    `${moved} of ${users} moved`,
    formatDuration(milliseconds),
    `${rate.toFixed(1)}/s`,
  ]);
  const held = Object.entries(problems).map(([code, count]) => [code, count]);
  return [
    `${paint.bold(`${countOf(customers, 'made-up customer')}`)}, shaped like ${countOf(shapes, 'real one')}, at ${usersPerSecond.toFixed(1)} a second`,
    formatTable(rows),
    ...(plan === undefined ? [] : [describePlayed(plan)]),
    logins.tried === 0
      ? 'Nobody could log in to try it.'
      : `${logins.letIn} of ${logins.tried} got in with the right password, ${logins.keptOut} were kept out with a wrong one.`,
    ...(held.length === 0 ? [] : [`${paint.bold('Problems')}\n${formatTable(held)}`]),
    `Undone: ${undo.removed} removed in ${formatDuration(undo.milliseconds)}, ${undo.left} left.`,
  ].join('\n\n');
}

/** Whoever no wave moves is said, so that nobody looks for them in the table. */
function describePlayed({
  version,
  approved,
  jit,
  excluded,
  inNoWave,
}: NonNullable<Rehearsal['plan']>): string {
  const apart = [
    ...(jit === 0 ? [] : [`${formatCount(jit)} cross at a login`]),
    ...(excluded === 0 ? [] : [`${formatCount(excluded)} stay behind`]),
    ...(inNoWave === 0 ? [] : [`${formatCount(inNoWave)} stand in no wave`]),
  ];
  return [
    `Played by version ${version} of the plan${approved ? '' : ', a draft'}, its waves in their order, its calendar not waited for.`,
    ...(apart.length === 0 ? [] : [`Not moved: ${apart.join(', ')}.`]),
  ].join('\n');
}
