/**
 * Makes a playbook of a plan: who is told what when, what the help desk says, and what to do when it goes wrong.
 *
 * Pure: it reads the plan and what the configuration says about campaigns, and nobody's data.
 *
 * @module
 */

import type { PlanState } from '../../../ledger/sql/plans.ts';
import type { CampaignSettings } from '../../reset/campaign.ts';
import type { Answering } from '../../reset/campaign-forecast.ts';
import type { Plan } from '../plan-document.ts';
import { concernedBy } from './concerns.ts';
import { drawCalendar } from './draw-calendar.ts';
import { EMERGENCIES } from './emergencies.ts';
import { escalationFor } from './escalation.ts';
import type { Concern, Playbook } from './playbook-document.ts';
import { CONCERNS } from './playbook-document.ts';
import { ALWAYS, NEVER, SCRIPTS } from './scripts.ts';

/** The `reset` section, as far as people have to know it. */
export interface PlaybookCampaign {
  readonly settings: CampaignSettings;
  readonly brand: string;
  readonly support?: string;
}

export interface PlaybookParts {
  readonly plan: Plan;
  readonly state: PlanState;
  readonly answering: Answering;
  /** Absent: nobody can be asked to set a new credential. */
  readonly campaign?: PlaybookCampaign;
}

export function makePlaybook({ plan, state, answering, campaign }: PlaybookParts): Playbook {
  const { calendar, reservations } = drawCalendar(plan, answering, campaign?.settings);
  const scripts = CONCERNS.map((concern) => scriptOf(plan, concern)).filter(({ customers }) => customers > 0);
  return {
    document: 'footbridge-playbook',
    name: plan.name,
    plan: { version: plan.version, hash: plan.hash, state },
    target: plan.target.title,
    ...(campaign === undefined ? {} : { brand: campaign.brand }),
    ...(campaign?.support === undefined ? {} : { support: campaign.support }),
    identities: plan.counted.identities,
    calendar,
    reservations,
    timeZone: plan.calendar.timeZone,
    scripts,
    never: NEVER,
    always: ALWAYS,
    escalation: escalationFor(calendar),
    emergencies: EMERGENCIES,
  };
}

function scriptOf(plan: Plan, concern: Concern) {
  const concerned = plan.cohorts
    .map((cohort) => ({ cohort: cohort.name, customers: concernedBy(cohort, concern) }))
    .filter(({ customers }) => customers > 0);
  const customers = concerned.reduce((sum, one) => sum + one.customers, 0);
  return { concern, ...SCRIPTS[concern], concerned, customers };
}
