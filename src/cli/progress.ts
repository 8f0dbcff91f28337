/**
 * Shows the progress of a long verb: a bar on a terminal, a plain line every few seconds elsewhere, a JSON line
 * with `--json`. Always on standard error; standard output stays free for the result.
 *
 * @module
 */
import { SingleBar } from 'cli-progress';
import type { Phase, Progress } from '../engine/progress.ts';
import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';
import { formatCount, formatCounts, formatDuration } from './words.ts';

/** Often enough to see that it lives, seldom enough for a log. Milliseconds. */
const PLAIN_EVERY = 5_000;
const JSON_EVERY = 1_000;

const PHASES = {
  recover: 'looking up what was open',
  check: 'checking the target',
  stage: 'reading',
  link: 'comparing',
  dedupe: 'finding duplicates',
  waves: 'forming waves',
  write: 'moving',
  undo: 'undoing',
  hash: 'hashing',
  login: 'logging in',
  verify: 'reading the chain',
  reseal: 'sealing again',
  hashes: 'reading hashes',
  wrap: 'wrapping',
  select: 'selecting',
  prepare: 'preparing',
  send: 'sending',
} as const satisfies Record<ShownPhase, string>;

/** The phases of the engine, and those of the other long verbs. */
type ShownPhase = Phase | 'verify' | 'reseal' | 'hashes' | 'wrap' | 'select' | 'prepare' | 'send';

/** Progress of any verb. */
export interface ShownProgress extends Omit<Progress, 'phase'> {
  readonly phase: ShownPhase;
}

export interface ProgressView {
  readonly show: (progress: ShownProgress) => void;
  /** Leaves the last state standing. Called however the verb ended. */
  finish(): void;
}

export function createProgressView(terminal: Terminal, output: Output, now = Date.now): ProgressView {
  if (output.json) return lineView(terminal, JSON_EVERY, (progress) => JSON.stringify({ progress }), now);
  if (terminal.stderr.isTTY === true) return barView(terminal);
  return lineView(terminal, PLAIN_EVERY, plainLine, now);
}

function lineView(
  terminal: Terminal,
  every: number,
  write: (progress: ShownProgress) => string,
  now: () => number,
): ProgressView {
  let last: { readonly at: number; readonly progress: ShownProgress } | undefined;
  let unwritten: ShownProgress | undefined;
  const put = (progress: ShownProgress) => {
    terminal.stderr.write(`${write(progress)}\n`);
    last = { at: now(), progress };
    unwritten = undefined;
  };
  return {
    show(progress) {
      const news =
        last?.progress.phase !== progress.phase || (progress.note ?? '') !== (last.progress.note ?? '');
      if (news && unwritten !== undefined) put(unwritten);
      if (news || last === undefined || now() - last.at >= every) return put(progress);
      unwritten = progress;
    },
    finish() {
      if (unwritten !== undefined) put(unwritten);
    },
  };
}

/** `moving: 12,300 of 20,000 (61%), 4,512/s, 12 s left; moved 12,100, held 200` */
export function plainLine(progress: ShownProgress): string {
  const share = shareOf(progress);
  const parts = [
    progress.total === undefined
      ? formatCount(progress.done)
      : `${formatCount(progress.done)} of ${formatCount(progress.total)}`,
  ];
  if (share !== undefined) parts[0] += ` (${Math.floor(share * 100)}%)`;
  if (progress.rate > 0) parts.push(`${formatCount(progress.rate)}/s`);
  if (progress.eta !== undefined) parts.push(`${formatDuration(progress.eta)} left`);
  const counts = formatCounts(progress.counts, ', ');
  const note = progress.note === undefined ? '' : ` [${progress.note}]`;
  return `${PHASES[progress.phase]}: ${parts.join(', ')}${counts === '' ? '' : `; ${counts}`}${note}`;
}

function shareOf({ done, total, share }: ShownProgress): number | undefined {
  if (total !== undefined && total > 0) return Math.min(done / total, 1);
  return share;
}

/** Steps of the bar where only a share is known. */
const FINE = 1_000;

function barView(terminal: Terminal): ProgressView {
  let bar: SingleBar | undefined;
  let phase: ShownPhase | undefined;
  const begin = (progress: ShownProgress) => {
    bar?.stop();
    phase = progress.phase;
    bar = new SingleBar({
      stream: terminal.stderr as NodeJS.WritableStream,
      format: (_options, _params, payload: { line: string }) => payload.line,
      hideCursor: true,
      fps: 12,
    });
    bar.start(FINE, 0, { line: '' });
  };
  return {
    show(progress) {
      if (phase !== progress.phase) begin(progress);
      const line = barLine(progress, terminal.stderr.columns ?? 80);
      bar?.update(Math.round((shareOf(progress) ?? 0) * FINE), { line });
    },
    finish() {
      bar?.stop();
    },
  };
}

const BAR_WIDTH = 24;

/** ` moving               ━━━━━━━━━━━━╸─────────  61%  12,300  4,512/s  12 s  moved 12,100 · held 200` */
export function barLine(progress: ShownProgress, columns: number): string {
  const share = shareOf(progress);
  const filled = Math.round((share ?? 0) * BAR_WIDTH);
  const bar =
    share === undefined ? ' '.repeat(BAR_WIDTH) : '━'.repeat(filled) + '─'.repeat(BAR_WIDTH - filled);
  const parts = [
    ` ${PHASES[progress.phase].padEnd(18)} ${bar}`,
    share === undefined ? '    ' : `${Math.floor(share * 100)}%`.padStart(4),
    formatCount(progress.done).padStart(9),
    progress.rate > 0 ? `${formatCount(progress.rate)}/s` : '',
    progress.eta === undefined || progress.eta < 500 ? '' : `${formatDuration(progress.eta)} left`,
    progress.note ?? formatCounts(progress.counts),
  ];
  return parts
    .filter((part) => part !== '')
    .join('  ')
    .slice(0, columns - 1);
}
