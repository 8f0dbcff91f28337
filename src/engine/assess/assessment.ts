/**
 * What `footbridge assess` found, as data: the JSON it prints, what the report draws, what the planner and the
 * forecasts start from. Counts only; nobody can be recognised in it, except in `examples`, which are redacted unless
 * the operator asked otherwise.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { FactorType, IdentifierType } from '../../identity/identity.ts';
import type { ProblemCode } from '../../problems/catalogue.ts';
import type { TargetLimits } from '../../targets/target.ts';

/** Value → identities that have it, the most frequent first; what does not fit stands under `others`. */
export type Counts = Readonly<Record<string, number>>;

/** Bounds how many different values of a field are told apart; a column of free text must not fill the memory. */
export const MOST_VALUES = 200;

/** By time since the last login, counted back from `asOf`. `never`: the source says so. `unknown`: it does not say. */
export const ACTIVITY_BANDS = [
  '7 days',
  '30 days',
  '90 days',
  '1 year',
  '2 years',
  'older',
  'never',
  'unknown',
] as const;
export type ActivityBand = (typeof ACTIVITY_BANDS)[number];

export interface Assessment {
  readonly document: 'footbridge-assessment';
  readonly version: 1;
  /** When it was made, in UTC. */
  readonly at: string;
  /** What ages are counted back from: the newest time the sources hold, so that an old export is not all dormant. */
  readonly asOf: string;
  readonly sources: readonly AssessedSource[];
  readonly account: RowAccount;
  /** Everybody together. */
  readonly everybody: Census;
  /** One for each cohort, where rules were given. */
  readonly cohorts: Readonly<Record<string, Census>>;
  readonly findings: readonly Finding[];
  readonly collisions: readonly Collision[];
  readonly outlooks: readonly Outlook[];
  /** Which paths are open to everybody together, by `openPaths`; absent where nobody asked for it. */
  readonly paths?: readonly OpenPath[];
  readonly inventory: readonly InventoryItem[];
  /** What a scan of given folders found; absent: none was asked for. */
  readonly scan?: SecretScan;
  /** Kinds of personal data that occur, by canonical path, with how many identities have them. */
  readonly categories: Counts;
  /** Fields of the source that nothing maps, with how many records have them. */
  readonly unmapped: Counts;
}

export interface AssessedSource {
  readonly name: string;
  /** Id and title of the connector. */
  readonly type: string;
  readonly title: string;
  readonly rows: number;
  readonly fingerprint: string;
}

/** Every row ends in exactly one of them. */
export interface RowAccount {
  readonly rows: number;
  readonly identities: number;
  /** The same row again, word for word. */
  readonly repeated: number;
  /** No identity could be made of it. */
  readonly lost: number;
  /** The row asks for a deletion. */
  readonly deleted: number;
}

export interface Census {
  readonly identities: number;
  /** `test`: by a reserved domain or a telling name; a suspicion, never acted upon by itself. */
  readonly kind: Counts;
  readonly status: Counts;
  readonly activity: Readonly<Record<ActivityBand, number>>;
  /** Of their e-mail address: verified, unverified, unknown, none. */
  readonly verified: Counts;
  readonly regions: Counts;
  readonly tenants: Counts;
  readonly locales: Counts;
  readonly domains: Counts;
  /** `2024-03` → signed up in that month; `unknown` apart. */
  readonly signUps: Counts;
  readonly identifiers: Readonly<Partial<Record<IdentifierType, number>>>;
  readonly passwords: readonly PasswordPopulation[];
  /** Without a hash: `disabled` marker, `none` although they need one, `links` or `passkey` instead. */
  readonly passwordless: Counts;
  /** Age of the password, where the source says when it was set: `1 year`, `5 years` …, `unknown`. */
  readonly passwordAge: Counts;
  readonly factors: Readonly<Partial<Record<FactorType, number>>>;
  /** Provider → identities linked. */
  readonly links: Counts;
  /** Relying-party id → passkeys; `unknown`: the source does not say. */
  readonly passkeys: Counts;
  readonly consents: { readonly withEvidence: number; readonly withoutEvidence: number };
  readonly recency: readonly RecencyCell[];
}

export interface PasswordPopulation {
  /** Id in docs/formats, or `unknown`. */
  readonly format: string;
  /** `cost 10`; empty where the format has none. */
  readonly parameters: string;
  readonly count: number;
  readonly certainty: 'certain' | 'likely' | 'possible' | 'unknown';
  /** Other formats of the same shape, and how to find out. */
  readonly alternatives: readonly string[];
  readonly strength: 'strong' | 'acceptable' | 'weak' | 'broken' | 'unknown';
  readonly reason: string;
  /** Redacted: the shape remains, salt and digest do not. */
  readonly examples: readonly string[];
}

/**
 * How many customers logged in last so long ago, of those who joined so long ago: what a return-time model is fitted
 * to. Days before `asOf`, rounded down to a day up to 60 and to steps of five per cent beyond. `null` age: never
 * logged in. `null` tenure: the source does not say when they joined. Left out is whose last login
 * the source does not tell. The bins are those of `age-bins.ts`.
 */
export interface RecencyCell {
  readonly ageDays: number | null;
  readonly tenureDays: number | null;
  readonly count: number;
}

export interface Finding {
  readonly code: ProblemCode;
  /** `blocks`: they would be held. `warns`: they would cross, and somebody should look. */
  readonly severity: 'blocks' | 'warns';
  readonly field?: string;
  readonly count: number;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly source: string;
  readonly row: number;
  readonly position: string;
  readonly found?: string;
}

/** Identities that share an identifier once it is compared as this rule does. */
export interface Collision {
  readonly type: IdentifierType;
  /** `same`: as targets compare. The others: would be one for a target, or for a person, that compares so. */
  readonly rule: 'same' | 'case' | 'unicode' | 'plus-tag' | 'dots' | 'shared-phone';
  readonly groups: number;
  readonly identities: number;
  readonly largest: number;
  readonly examples: readonly (readonly Example[])[];
}

/** What everybody could become on one target. */
export interface Outlook {
  readonly target: string;
  readonly title: string;
  /** Footbridge writes it itself; otherwise only what the platform's own import takes is known. */
  readonly connector: boolean;
  readonly ids: 'kept' | 'mapped';
  readonly plans: Readonly<Partial<Record<CredentialPlan, number>>>;
  readonly passwords: readonly PasswordOutlook[];
  readonly losses: readonly {
    readonly field: string;
    readonly count: number;
    readonly why: string;
    readonly disputed?: string;
  }[];
  readonly refusals: readonly {
    readonly code: ProblemCode;
    readonly field?: string;
    readonly count: number;
    readonly why: string;
  }[];
  readonly limits?: TargetLimits;
}

/** A path that somebody could take, or why nobody can: what a legacy stands, or who can be reached, decides. */
export interface OpenPath {
  readonly path: 'bulk' | 'jit' | 'reset';
  /** With the numbers that decided. */
  readonly refused?: string;
}

export interface PasswordOutlook {
  readonly format: string;
  readonly parameters: string;
  readonly count: number;
  readonly plan: CredentialPlan;
  readonly reason: string;
  readonly disputed?: string;
}

/** Something that hangs on customer accounts and has to move, too. */
export interface InventoryItem {
  readonly kind: 'application' | 'oauth-client' | 'service-account' | 'api-key' | 'integration';
  readonly name: string;
  readonly owner?: string;
  /** What it hangs on: redirect addresses, scopes, a host. */
  readonly dependsOn: readonly string[];
  /** Must its secret be made anew in the target? */
  readonly reissue: 'yes' | 'no' | 'unknown';
  /** File and place. */
  readonly where: string;
}

/** Secrets that stand in files, never with the secret itself. */
export interface SecretScan {
  readonly at: string;
  readonly folders: readonly string[];
  /** Random; fingerprints of two scans can be compared only where it is the same. Hexadecimal. */
  readonly salt: string;
  readonly files: number;
  /** Why files were left out, with how many. */
  readonly skipped: Counts;
  readonly findings: readonly SecretFinding[];
  /** Found beyond the number that is listed. */
  readonly more: number;
}

export interface SecretFinding {
  /** Relative to the folder that was scanned, which stands before it. */
  readonly file: string;
  readonly line: number;
  /** `database-url`, `client-secret`, `aws-secret-access-key` …; never a part of the secret. */
  readonly kind: string;
  /** The same for the same secret under the same salt, and nothing can be read back from it. */
  readonly fingerprint: string;
}
