/**
 * The problems file: every single problem on a line of its own, to be worked through. CSV or JSON lines, by its name.
 *
 * It is private and never written over another. Written as problems are found, so a million of them need no memory.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { FoundProblem } from '../../engine/assess/findings.ts';
import { FootbridgeError } from '../../problems/problem.ts';

const COLUMNS = [
  'source',
  'row',
  'position',
  'code',
  'severity',
  'field',
  'found',
  'expected',
  'fix',
] as const satisfies readonly (keyof FoundProblem)[];

/** Characters kept before they are written. */
const PIECE = 64 * 1024;

export interface ProblemsWriter {
  readonly lines: number;
  add(problem: FoundProblem): void;
  close(): void;
}

/** @throws USAGE_WRONG where the file is there already or cannot be made */
export function openProblemsFile(path: string): ProblemsWriter {
  const write = path.toLowerCase().endsWith('.csv') ? csvLine : JSON.stringify;
  const file = openFile(path);
  let held = path.toLowerCase().endsWith('.csv') ? `${COLUMNS.join(',')}\n` : '';
  let lines = 0;
  const flush = () => {
    const bytes = Buffer.from(held);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    held = '';
  };
  return {
    get lines() {
      return lines;
    },
    add(problem) {
      lines += 1;
      held += `${write(problem)}\n`;
      if (held.length > PIECE) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

function openFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be made: ${reason}`, { cause });
  }
}

function csvLine(problem: FoundProblem): string {
  return COLUMNS.map((column) => csvCell(String(problem[column] ?? ''))).join(',');
}

/** RFC 4180, and a quote before what a spreadsheet would take for a formula. */
function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
