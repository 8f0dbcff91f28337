/**
 * Target readiness: the live target's settings held against what this population needs, before anything is written.
 *
 * Reads only, on both sides. Whom it is about is what was staged; where nothing is staged yet, the source itself, read
 * and judged as an import would; or the counts of an assessment, which know neither values nor names of groups.
 *
 * @module
 */
import type { CredentialPlan } from '../identity/credential-plan.ts';
import { readIdentity } from '../identity/digest.ts';
import type { Identity } from '../identity/identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { TargetSession, TargetSettings } from '../targets/target.ts';
import type { Assessment } from './assess/assessment.ts';
import type { Crossing, CrossingTarget } from './crossing.ts';
import { compareReadiness, type ReadinessFinding } from './readiness/findings.ts';
import { needsOfAssessment } from './readiness/from-assessment.ts';
import { countNeeds, type Needs } from './readiness/needs.ts';
import { judgeRecord } from './staging/judge-record.ts';

export { FINDINGS, type Severity } from './readiness/catalogue.ts';
export type { ReadinessFinding } from './readiness/findings.ts';

export interface Readiness {
  /** When it was looked, in UTC. */
  readonly at: string;
  /** Id of the target. */
  readonly target: string;
  /** Nothing blocks. */
  readonly ready: boolean;
  readonly population: { readonly from: 'ledger' | 'source' | 'assessment'; readonly customers: number };
  readonly findings: readonly ReadinessFinding[];
}

export interface ReadinessOptions {
  /** Milliseconds since 1970, for the age of passwords. */
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Told after each page how many were looked at. */
  readonly tell?: (done: number) => void;
}

/** Of what was staged; where nothing was, of the source. */
export async function readinessOf(crossing: Crossing, options: ReadinessOptions): Promise<Readiness> {
  const settings = await inspect(crossing.target);
  const staged = await countStaged(crossing.ledger);
  const people = staged > 0 ? readStaged(crossing.ledger) : readSource(crossing);
  const counter = countNeeds(settings.fields);
  let done = 0;
  for await (const page of people) {
    for (const { identity, credentialPlan, losses: accepted } of page) {
      const carriedNever = crossing.target.fit(identity).losses.map(({ field = '' }) => field);
      counter.add(identity, credentialPlan, { accepted, carriedNever });
    }
    done += page.length;
    options.tell?.(done);
    options.signal?.throwIfAborted();
  }
  return conclude(crossing.target, settings, counter.result(), staged > 0 ? 'ledger' : 'source', options.now);
}

/** Of the counts of an assessment, without a ledger or a source. */
export async function readinessOfAssessment(
  target: CrossingTarget,
  assessment: Assessment,
  { now }: Pick<ReadinessOptions, 'now'>,
): Promise<Readiness> {
  const settings = await inspect(target);
  return conclude(target, settings, needsOfAssessment(assessment, target.id), 'assessment', now);
}

async function inspect({ id, session }: CrossingTarget): Promise<TargetSettings> {
  if (session.inspect === undefined)
    throw new FootbridgeError('TARGET_SILENT', `The target "${id}" does not tell how it is set up`, {
      facts: { target: id },
    });
  return session.inspect();
}

async function conclude(
  { id, session }: CrossingTarget,
  settings: TargetSettings,
  needs: Needs,
  from: Readiness['population']['from'],
  now: number,
): Promise<Readiness> {
  const missing = await findMissing(session, needs);
  const findings = compareReadiness({ settings, needs, missing, now });
  return {
    at: new Date(now).toISOString(),
    target: id,
    ready: !findings.some(({ severity }) => severity === 'blocks'),
    population: { from, customers: needs.customers },
    findings,
  };
}

function findMissing(session: TargetSession, { memberships }: Needs) {
  if (session.missingMemberships === undefined || memberships.length === 0) return Promise.resolve([]);
  return session.missingMemberships(memberships.map(({ wanted }) => wanted));
}

interface Person {
  readonly identity: Identity;
  readonly credentialPlan: CredentialPlan;
  /** Accepted ones. */
  readonly losses: readonly string[];
}

/** Whoever may still be written: held ones too, since their problems may be solved before the import. */
const TO_WRITE = `i.state in ('staged', 'held') and i.operation <> 'delete' and i.path <> 'exclude'`;

async function countStaged({ db }: Ledger): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from identity i where ${TO_WRITE}`,
  );
  return Number(rows[0]?.count ?? 0);
}

interface StagedRow {
  readonly id: string;
  readonly credential_plan: CredentialPlan;
  readonly losses: readonly string[];
  readonly body: Uint8Array;
}

/** Identities opened at once: some megabytes of sealed bodies. */
const PAGE = 1_000;

async function* readStaged({ db, seals }: Ledger): AsyncGenerator<readonly Person[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await db.query<StagedRow>(
      `select i.id, i.credential_plan, i.losses, s.body from identity i join seal s on s.identity_id = i.id
        where ${TO_WRITE} and i.id > $1 order by i.id limit ${PAGE}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ id, credential_plan, losses, body }) => ({
      identity: readIdentity(seals.open(id, body)),
      credentialPlan: credential_plan,
      losses,
    }));
    after = last.id;
  }
}

async function* readSource(crossing: Crossing): AsyncGenerator<readonly Person[]> {
  for await (const { records } of crossing.source.reader.read(undefined))
    yield records.flatMap((record) => {
      const judged = judgeRecord(record, crossing);
      const isWritten =
        judged.kind === 'identity' && judged.operation !== 'delete' && judged.path !== 'exclude';
      return isWritten ? [judged] : [];
    });
}
