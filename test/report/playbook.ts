/**
 * The playbook of the plan beside it, for the tests of its pages and commands and for looking at it.
 *
 * @module
 */
import { makePlaybook } from '../../src/engine/plan/playbook/make-playbook.ts';
import { CampaignSettings } from '../../src/engine/reset/campaign.ts';
import { PLAN } from './plan.ts';

export const PLAYBOOK = makePlaybook({
  plan: PLAN,
  state: 'approved',
  answering: { finished: 0.11, contactRate: { value: 0.03, low: 0.01, high: 0.1 } },
  campaign: {
    brand: 'Acme Travel',
    support: 'https://help.acme.example',
    settings: CampaignSettings.parse({
      purpose: 'reset',
      cohorts: [],
      remindAfterDays: [3],
      perHour: 500,
      timeZone: 'Europe/Berlin',
      freezes: [],
      language: 'en',
      linkDays: 7,
      contactRate: 0.03,
    }),
  },
});
