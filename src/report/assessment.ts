/**
 * The assessment as one HTML document that a manager can read: the answer first, then who, what, what is wrong, what
 * it can become, and how all this was counted. Counts only: examples appear where the assessment holds them.
 *
 * @module
 */
import type { Assessment } from '../engine/assess/assessment.ts';
import { html } from '../markup/html.ts';
import { credentialSection } from './assessment/credentials.ts';
import { findingSection } from './assessment/findings.ts';
import { inventorySection } from './assessment/inventory.ts';
import { lossSection } from './assessment/losses.ts';
import { methodSection } from './assessment/method.ts';
import { outlookSection } from './assessment/outlooks.ts';
import { peopleSection } from './assessment/people.ts';
import { summarise } from './assessment/summary.ts';
import { countOf, day, listed, moment } from './numbers.ts';
import { renderPage } from './page.ts';

export function renderAssessment(assessment: Assessment): string {
  const { sources, asOf, at, everybody } = assessment;
  const titles = [...new Set(sources.map(({ title }) => title))];
  return renderPage({
    kind: 'Assessment',
    title: 'Who can cross, and how',
    about: html`${listed(titles)}: ${countOf(everybody.identities, 'identity', 'identities')}, as of ${day(asOf)}. Made ${moment(at)}.`,
    summary: summarise(assessment),
    sections: [
      peopleSection(assessment),
      credentialSection(assessment),
      findingSection(assessment),
      outlookSection(assessment),
      lossSection(assessment),
      inventorySection(assessment),
      methodSection(assessment),
    ],
    footer: html`<p>Made by Footbridge from ${listed(sources.map(({ name }) => name))}. This file is whole: it needs no network. It holds counts, and examples only as the operator asked for them.</p>`,
  });
}
