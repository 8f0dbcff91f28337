/** Gives staged identities without a wave to one wave, by harmless columns only, in the order of their ids. */
import type { Queries } from '../database/database.ts';

export interface WaveRule {
  readonly passwordFormats?: readonly string[];
  readonly credentialPlans?: readonly string[];
  readonly status?: readonly string[];
  readonly kind?: readonly string[];
}

/** @returns how many joined the wave. */
export async function assignWave(
  tx: Queries,
  wave: number,
  rule: WaveRule = {},
  limit?: number,
): Promise<number> {
  const { count } = await tx.query(
    `update identity set wave = $1 where id in (
       select id from identity
        where wave = 0 and state = 'staged'
          and ($2::text[] is null or password_format = any($2))
          and ($3::text[] is null or credential_plan = any($3))
          and ($4::text[] is null or status = any($4))
          and ($5::text[] is null or kind = any($5))
        order by id limit $6)`,
    [
      wave,
      rule.passwordFormats ?? null,
      rule.credentialPlans ?? null,
      rule.status ?? null,
      rule.kind ?? null,
      limit ?? null,
    ],
  );
  return count;
}
