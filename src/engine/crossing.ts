/**
 * What the engine is given to work with: one ledger, one source, one target, and the operator's settings.
 *
 * The command line and the server put a crossing together; the engine sees contracts only and names no vendor.
 *
 * @module
 */
import type { Identity } from '../identity/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Pace } from '../net/pace.ts';
import type { RecordProblem } from '../problems/problem.ts';
import type { Operation, SourceReader, SourceRecord } from '../sources/source.ts';
import type { Fit, TargetSession } from '../targets/target.ts';
import type { Sleep } from './batches/backoff.ts';
import type { Correlation } from './correlate/rule.ts';
import type { PlanInForce } from './plan/in-force.ts';
import type { ProofGate } from './prove/gate.ts';

/** What the mapping made of one record. Without an identity the problems say why. */
export interface Mapped {
  readonly operation: Operation;
  readonly identity?: Identity;
  readonly problems: readonly RecordProblem[];
}

/** The source of a crossing, opened, with the mapping compiled. */
export interface CrossingSource {
  /** Namespace of the ids: two sources may use the same id for two people. */
  readonly name: string;
  readonly reader: SourceReader;
  map(record: SourceRecord): Mapped;
}

/** The target of a crossing, opened. */
export interface CrossingTarget {
  readonly id: string;
  readonly session: TargetSession;
  readonly pace: Pace;
  /** Milliseconds for which a target that does not answer is waited for, before the run ends and stays open. */
  readonly patience: number;
  /** Most records in one `write`. */
  readonly batchMax: number;
  /** Writes can be undone. */
  readonly undo: boolean;
  fit(identity: Identity): Fit;
}

/** One slice of the population that crosses together, in the order of the configuration. */
export interface Wave {
  readonly name: string;
  /** All that is given must hold; absent: everybody left. */
  readonly where?: {
    readonly passwordFormats?: readonly string[];
    readonly credentialPlans?: readonly string[];
    readonly status?: readonly string[];
    readonly kind?: readonly string[];
  };
  /** At most so many identities. */
  readonly limit?: number;
}

export interface StagingSettings {
  /** What to do with a password hash that the target cannot verify. */
  readonly unsupported: 'hold' | 'vault' | 'reset';
  /** What to plan for a person whose record holds no hash: they have no password, the legacy judges it, or a reset. */
  readonly absent: 'none' | 'legacy' | 'reset';
  /** Losses the operator accepts: the names `fit` gives, or a prefix of them (`factors`). */
  readonly accept: readonly string[];
  readonly waves: readonly Wave[];
  readonly operator: string;
}

export interface ImportSettings extends StagingSettings {
  /** Records in a batch at first; the engine adapts it to take about a second. */
  readonly batchSize: number;
  /** What a population needs before it may cross. */
  readonly proofs: ProofGate;
}

/** What staging needs: it writes to the ledger and asks no target. */
export interface Staging {
  readonly ledger: Ledger;
  readonly source: CrossingSource;
  /** Says what would become of an identity; where no target is written, by what is known of its platform. */
  readonly target: Pick<CrossingTarget, 'fit'>;
  readonly settings: StagingSettings;
  /** Of the ledger, opened; absent where it has none: then everybody crosses in bulk. */
  readonly plan?: PlanInForce;
  /** How records of one person are found and merged; absent: they are not. */
  readonly correlation?: Correlation;
}

export interface Crossing extends Staging {
  readonly target: CrossingTarget;
  readonly settings: ImportSettings;
  /** Milliseconds since 1970, for the calendar of the plan; the system's unless a test owns time. */
  readonly now?: () => number;
  /** How it waits between tries; tests own time. */
  readonly sleep?: Sleep;
}
