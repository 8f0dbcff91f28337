/** What support does with the asking itself: where somebody stands, and the end of it. */
import type { Queries } from '../database/database.ts';

export interface LatestJourney {
  readonly campaign_id: number;
  readonly campaign: string;
  readonly purpose: 'reset' | 'enrol';
  readonly language: string;
  readonly sent: boolean;
  readonly ended: string | null;
}

/** In a campaign that still waits for them, else in the newest. */
export async function latestJourney(db: Queries, identityId: string): Promise<LatestJourney | undefined> {
  const { rows } = await db.query<LatestJourney>(
    `select j.campaign_id, c.name as campaign, c.settings->>'purpose' as purpose, j.language,
            j.sent_at is not null as sent, j.ended
       from journey j join campaign c on c.id = j.campaign_id
      where j.identity_id = $1 order by j.ended is not null, j.campaign_id desc limit 1`,
    [identityId],
  );
  return rows[0];
}

/** What is on its way to a channel right now may still arrive. */
export async function stopAsking(
  tx: Queries,
  identityId: string,
): Promise<{ readonly journeys: number; readonly withdrawn: number }> {
  const { count: journeys } = await tx.query(
    `update journey set ended = 'stopped' where identity_id = $1 and ended is null`,
    [identityId],
  );
  const { count: withdrawn } = await tx.query(
    `update message set state = 'withdrawn', sealed = null, found = 'they asked not to be asked'
      where identity_id = $1 and state = 'due'`,
    [identityId],
  );
  return { journeys, withdrawn };
}
