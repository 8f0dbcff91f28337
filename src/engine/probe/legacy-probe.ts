/**
 * What a probe of the legacy found: the file `footbridge legacy probe --out` writes and a forecast reads.
 *
 * @module
 */

export interface LegacyProbe {
  readonly document: 'footbridge-legacy-probe';
  readonly version: 1;
  readonly at: string;
  readonly steps: readonly ProbeStep[];
  readonly stopped: ProbeStop;
  /** So many at a time it stood without slowing down; 0: not even one. */
  readonly knee: number;
  /** What it stood at most, less the margin. */
  readonly safeLoginsPerSecond: number;
  /** A bound of ours ended it and not the legacy: it may stand more. */
  readonly atLeast: boolean;
  readonly margin: number;
  readonly calls: number;
  /** What a wrong password costs, where that was asked. */
  readonly wrong?: WrongPasswords;
}

export interface ProbeStep {
  /** Logins at a time. */
  readonly concurrency: number;
  readonly calls: number;
  readonly errors: number;
  readonly perSecond: number;
  /** Milliseconds of one login. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** `slower`, `errors`: the legacy ended it. The others are bounds, and Ctrl-C. */
export type ProbeStop = 'slower' | 'errors' | 'concurrency' | 'calls' | 'time' | 'interrupted';

export interface WrongPasswords {
  readonly calls: number;
  /** Milliseconds. */
  readonly p50: number;
  /** It said something else than "wrong". */
  readonly otherwise: number;
}
