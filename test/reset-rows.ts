/**
 * Rows of a ledger for tests of what comes after sending: customers without an import, campaigns without messages.
 *
 * @module
 */
import { identifierKey } from '../src/identity/identifier.ts';
import type { Ledger } from '../src/ledger/ledger.ts';

/** A customer who logs in with `<name>@shop.example`. Answers our id. */
export async function addCustomer(ledger: Ledger, name: string, cohort = ''): Promise<string> {
  const { db, index } = ledger;
  const id = index.identityId('legacy', name);
  await db.query(
    `insert into identity (id, digest, state, operation, path, credential_plan, kind, status, row, seen_run, changed_run, cohort)
     values ($1, $1, 'moved', 'create', 'reset', 'reset', 'person', 'active', 1, 1, 1, $2)`,
    [id, cohort],
  );
  const key = identifierKey({ type: 'email', value: `${name}@shop.example` });
  await db.query(`insert into identifier values ($1, $2, 'email', true)`, [
    index.identifier('email', key),
    id,
  ]);
  return id;
}

export const CAMPAIGN_SETTINGS = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [3],
  perHour: 1_000,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
} as const;

export async function addCampaign(ledger: Ledger, name: string, state = 'running'): Promise<number> {
  const { rows } = await ledger.db.query<{ id: number }>(
    `insert into campaign (name, state, settings, by_whom, started_at) values ($1, $2, $3::jsonb, 'ines', '2026-11-01') returning id`,
    [name, state, JSON.stringify(CAMPAIGN_SETTINGS)],
  );
  return rows[0]?.id ?? 0;
}

export interface JourneyColumns {
  readonly wave?: number;
  readonly cohort?: string;
  readonly language?: string;
  readonly channel?: string;
  readonly sent_at?: string;
  readonly delivered_at?: string;
  readonly opened_at?: string;
  readonly started_at?: string;
  readonly at_step?: string;
  readonly done_at?: string;
  readonly ended?: string;
}

export async function addJourney(
  ledger: Ledger,
  campaignId: number,
  identityId: string,
  columns: JourneyColumns,
): Promise<void> {
  const row = {
    campaign_id: campaignId,
    identity_id: identityId,
    wave: 1,
    cohort: '',
    language: 'en',
    channel: 'smtp',
    ...columns,
  };
  await ledger.db.query(`insert into journey select * from jsonb_populate_record(null::journey, $1::jsonb)`, [
    JSON.stringify(row),
  ]);
}
