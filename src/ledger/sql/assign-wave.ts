/** Gives staged identities without a wave to one wave, by harmless columns only, in the order of their ids. */
import type { Queries } from '../database/database.ts';

export interface WaveRule {
  readonly passwordFormats?: readonly string[];
  readonly credentialPlans?: readonly string[];
  readonly status?: readonly string[];
  readonly kind?: readonly string[];
  readonly operations?: readonly string[];
  /** Of a plan: stretches of cohorts, in per cent, by the keyed hash that the id is. Whoever crosses at a login stays. */
  readonly shares?: readonly { readonly cohort: string; readonly from: number; readonly to: number }[];
}

/** A stretch is cut this fine: a hundredth of a per cent. */
const STEPS_A_PERCENT = 100;

/**
 * @param limit most in the wave, those counted in that joined it at earlier runs of a plan
 * @returns how many joined the wave.
 */
export async function assignWave(
  tx: Queries,
  wave: number,
  rule: WaveRule = {},
  limit?: number,
): Promise<number> {
  const shares = rule.shares?.map(({ cohort, from, to }) => ({
    cohort,
    low: Math.round(from * STEPS_A_PERCENT),
    high: Math.round(to * STEPS_A_PERCENT),
  }));
  const { count } = await tx.query(
    `update identity set wave = $1 where id in (
       select id from identity
        where wave = 0 and state = 'staged'
          and ($2::text[] is null or password_format = any($2))
          and ($3::text[] is null or credential_plan = any($3))
          and ($4::text[] is null or status = any($4))
          and ($5::text[] is null or kind = any($5))
          and ($7::text[] is null or operation = any($7))
          and ($8::jsonb is null or (not (path = 'jit' and operation = 'create') and exists (
            select from jsonb_to_recordset($8) as share(cohort text, low int, high int)
             where share.cohort = identity.cohort
               and ('x' || substr(identity.id::text, 1, 8))::bit(32)::bigint % ${100 * STEPS_A_PERCENT}
                   between share.low and share.high - 1)))
        order by id limit $6)`,
    [
      wave,
      rule.passwordFormats ?? null,
      rule.credentialPlans ?? null,
      rule.status ?? null,
      rule.kind ?? null,
      shares === undefined || limit === undefined ? (limit ?? null) : await roomLeft(tx, wave, limit),
      rule.operations ?? null,
      shares === undefined ? null : JSON.stringify(shares),
    ],
  );
  return count;
}

/** Whoever waits in a wave that is gone, by another plan or configuration, is cut anew: nobody would write that wave. */
export async function leaveGoneWaves(tx: Queries, waves: readonly number[]): Promise<void> {
  await tx.query(
    `update identity set wave = 0 where state = 'staged' and wave > 0 and not (wave = any($1::int[]))`,
    [waves],
  );
}

/** A canary of fifty stays one of fifty, however often the import is run. */
async function roomLeft(tx: Queries, wave: number, limit: number): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    'select count(*) as count from identity where wave = $1',
    [wave],
  );
  return Math.max(0, limit - Number(rows[0]?.count ?? 0));
}
