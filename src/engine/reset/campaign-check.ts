/**
 * One thing that was looked at before a campaign begins.
 *
 * @module
 */
export interface CampaignCheck {
  readonly title: string;
  /** `fatal`: a campaign that begins like this fails for customers. `warning`: somebody should know. */
  readonly verdict: 'ok' | 'warning' | 'fatal';
  /** What was found. */
  readonly found: string;
  /** What to do; absent: nothing. */
  readonly change?: string;
}

export function fine(title: string, found: string): CampaignCheck {
  return { title, verdict: 'ok', found };
}

export function warn(title: string, found: string, change: string): CampaignCheck {
  return { title, verdict: 'warning', found, change };
}

export function fail(title: string, found: string, change: string): CampaignCheck {
  return { title, verdict: 'fatal', found, change };
}
