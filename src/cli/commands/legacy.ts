/**
 * `footbridge legacy probe`: measures, gently, how many logins a second the live legacy stands.
 *
 * @module
 */
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { resolveSecret } from '../../config/secret.ts';
import type { ProbeBounds } from '../../engine/probe/budget.ts';
import type { LegacyProbe, ProbeStep, ProbeStop } from '../../engine/probe/legacy-probe.ts';
import { probeLegacy } from '../../engine/probe.ts';
import { normaliseIdentifier } from '../../identity/identifier.ts';
import type { IdentifierType } from '../../identity/identity.ts';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { LegacyIdentifier, LegacySession } from '../../legacy/legacy.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber, readRate } from '../arguments.ts';
import { withInterrupt } from '../interrupt.ts';
import { openLegacySession } from '../open-legacy.ts';
import { loadConfigOf } from '../parts.ts';
import { writeProbe } from '../probe-file.ts';
import type { ExitCode } from '../terminal.ts';
import { countOf, formatCount } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

/** As a login form with one box would read it. */
const TYPES: readonly IdentifierType[] = ['email', 'phone', 'username'];

interface ProbeFlags {
  readonly account: string;
  readonly passwordSecret: string;
  readonly type?: string;
  readonly max: string;
  readonly maxPerSecond: string;
  readonly maxCalls: string;
  readonly maxSeconds: string;
  readonly stepSeconds: string;
  readonly deadlineSeconds: string;
  readonly wrongPasswordToo?: boolean;
  readonly peakPerHour?: string;
  readonly out?: string;
}

export const addLegacy: AddCommand = (program, act) => {
  const legacy = program.command('legacy').description('the live old system');
  legacy
    .command('probe')
    .description('measure gently how many logins a second it stands, with a test account')
    .requiredOption('--account <name>', 'address, number or user name of a test account; never of a customer')
    .requiredOption('--password-secret <NAME>', 'the environment variable, or NAME_FILE, with its password')
    .option('--type <type>', 'email, phone or username, where the account does not show it')
    .option('--max <logins>', 'logins at a time at most', '8')
    .option('--max-per-second <logins>', 'logins a second at most', '20')
    .option('--max-calls <logins>', 'logins at most', '300')
    .option('--max-seconds <seconds>', 'for everything', '60')
    .option('--step-seconds <seconds>', 'for one step', '3')
    .option('--deadline-seconds <seconds>', 'when a login counts as failed', '5')
    .option('--wrong-password-too', 'three wrong passwords at the end; they may count towards a lockout')
    .option('--peak-per-hour <logins>', 'what is expected in the busiest hour: exit code 3 if it is too much')
    .option('--out <file>', 'write the result for `footbridge forecast --probe`')
    .action(act((invocation, flags: ProbeFlags) => probe(invocation, flags)));
};

async function probe(invocation: Invocation, flags: ProbeFlags): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const bounds = readBounds(flags);
  const peak = flags.peakPerHour === undefined ? undefined : readRate(flags.peakPerHour, '--peak-per-hour');
  const account = readAccount(flags);
  const password = resolveSecret({ secret: readSecretName(flags.passwordSecret) }, terminal.environment);
  const opened = await openLegacySession(await loadConfigOf(invocation), terminal.environment);
  if (opened === undefined) throw new FootbridgeError('USAGE_WRONG', 'The configuration names no `legacy`');
  if (flags.wrongPasswordToo === true)
    output.warn(
      'Three wrong passwords will be tried: a legacy that locks after fewer locks the test account.',
    );
  try {
    const found = await measure(invocation, opened.session, { account, password, bounds }, flags);
    if (flags.out !== undefined) await writeProbe(resolve(terminal.folder, flags.out), found);
    output.result(found, () => describeProbe(found, peak));
    if (found.stopped === 'interrupted') return 130;
    return peak !== undefined && found.safeLoginsPerSecond < peak / SECONDS_AN_HOUR ? 3 : 0;
  } finally {
    await opened.session.close();
  }
}

const SECONDS_AN_HOUR = 3_600;
/** Nothing of the right one in it: it ends up in the logs of wrong attempts. */
const WRONG = 'not-the-password-footbridge-probe';

interface Asking {
  readonly account: LegacyIdentifier;
  readonly password: string;
  readonly bounds: ProbeBounds;
}

function measure(
  { terminal, output }: Invocation,
  session: LegacySession,
  { account, password, bounds }: Asking,
  { wrongPasswordToo = false }: ProbeFlags,
): Promise<LegacyProbe> {
  const asking = (text: string) => (signal: AbortSignal) =>
    session.verify(account, new TypedPassword(text), {}, signal);
  return withInterrupt(terminal, output, ({ stop }) =>
    probeLegacy({
      ask: asking(password),
      ...(wrongPasswordToo ? { askWrong: asking(WRONG) } : {}),
      bounds,
      signal: stop,
      now: () => performance.timeOrigin + performance.now(),
      sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
      onStep: (step) => output.say(describeStep(step)),
    }),
  );
}

function readBounds(flags: ProbeFlags): ProbeBounds {
  return {
    concurrency: readNumber(flags.max, '--max'),
    perSecond: readRate(flags.maxPerSecond, '--max-per-second'),
    calls: readNumber(flags.maxCalls, '--max-calls'),
    milliseconds: 1000 * readRate(flags.maxSeconds, '--max-seconds'),
    stepMilliseconds: 1000 * readRate(flags.stepSeconds, '--step-seconds'),
    callMilliseconds: 1000 * readRate(flags.deadlineSeconds, '--deadline-seconds'),
  };
}

function readAccount({ account, type }: ProbeFlags): LegacyIdentifier {
  const order = type === undefined ? TYPES : [readType(type)];
  for (const one of order) {
    const normalised = normaliseIdentifier(one, account);
    if (!('problem' in normalised)) return { type: one, ...normalised };
  }
  throw new FootbridgeError('USAGE_WRONG', 'Nobody can log in under what --account says');
}

function readType(text: string): IdentifierType {
  const type = TYPES.find((one) => one === text);
  if (type !== undefined) return type;
  throw new FootbridgeError('USAGE_WRONG', '--type is none of email, phone and username');
}

/** Whoever types the password itself there would find it in the history of the shell, and is told so. */
function readSecretName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
  throw new FootbridgeError(
    'USAGE_WRONG',
    '--password-secret is the name of an environment variable, not a password',
  );
}

const WHY: Readonly<Record<ProbeStop, string>> = {
  slower: 'it became twice as slow',
  errors: 'a login failed',
  concurrency: 'as many at a time as allowed (--max)',
  calls: 'as many logins as allowed (--max-calls)',
  time: 'as long as allowed (--max-seconds)',
  interrupted: 'you stopped it',
};

/** While it goes on: a person who watches the legacy wants to see what is asked of it. */
function describeStep({ concurrency, calls, errors, perSecond, p50, p95, p99 }: ProbeStep): string {
  const failed = errors === 0 ? '' : `, ${errors} failed`;
  return `  ${String(concurrency).padStart(3)} at a time: ${perSecond} a second, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms (${calls} logins${failed})`;
}

function describeProbe(probe: LegacyProbe, peak: number | undefined): string {
  const { safeLoginsPerSecond: safe, steps, knee, atLeast, margin, stopped, calls, wrong } = probe;
  if (steps.length === 0)
    return `Ended after ${countOf(calls, 'login')}: ${WHY[stopped]}. Nothing was measured.`;
  const verdict =
    knee === 0
      ? 'It did not stand one login after the other.'
      : `Safe: ${atLeast ? 'at least ' : ''}${safe} logins a second (${formatCount(safe * SECONDS_AN_HOUR)} an hour), which is ${Math.round(margin * 100)} % of what it stood at ${knee} at a time.`;
  return [
    `Ended after ${countOf(calls, 'login')}: ${WHY[stopped]}.`,
    verdict,
    ...(wrong === undefined ? [] : [describeWrong(wrong)]),
    ...(peak === undefined ? [] : [describePeak(probe, peak)]),
  ].join('\n');
}

function describeWrong({ calls, p50, otherwise }: NonNullable<LegacyProbe['wrong']>): string {
  const also = otherwise === 0 ? '' : `; ${otherwise} of them were not answered with "wrong"`;
  return `A wrong password takes ${formatCount(p50)} ms (${calls} tried)${also}.`;
}

function describePeak({ safeLoginsPerSecond: safe, atLeast }: LegacyProbe, peak: number): string {
  const wanted = (peak / SECONDS_AN_HOUR).toFixed(2);
  const enough = safe >= peak / SECONDS_AN_HOUR;
  if (enough) return `The ${wanted} a second of the busiest hour are below that.`;
  return atLeast
    ? `The ${wanted} a second of the busiest hour are more than was tried: probe again with wider bounds.`
    : `The ${wanted} a second of the busiest hour are too many: customers cannot cross at a login, or only some at a time.`;
}
