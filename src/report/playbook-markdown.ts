/**
 * A playbook as Markdown, for a wiki.
 *
 * @module
 */
import type { Emergency, Playbook, Script, Step } from '../engine/plan/playbook/playbook-document.ts';
import { codeOf, escapeMarkdown, markdownTable, sentenceMarkdown } from './markdown.ts';
import { count, countOf } from './numbers.ts';
import {
  describePlan,
  describeTold,
  describeVolume,
  describeWhen,
  HEADINGS,
  INTROS,
} from './playbook-words.ts';

export function renderPlaybookMarkdown(playbook: Playbook): string {
  const { name, brand, support, calendar, scripts, escalation, emergencies, timeZone } = playbook;
  const parts = [
    `# Playbook: ${escapeMarkdown(brand ?? name)}`,
    `${escapeMarkdown(describePlan(playbook))}${support === undefined ? '' : ` Customers are told to ask at ${escapeMarkdown(support)}.`}`,
    '**Always**',
    bullets(playbook.always),
    '**Never**',
    bullets(playbook.never),
    `## ${HEADINGS.calendar}`,
    escapeMarkdown(INTROS.calendar(timeZone)),
    markdownTable(
      ['wave', 'when', 'who is told', 'how many', 'what', 'cohorts'],
      calendar.map((notice) => [
        escapeMarkdown(notice.wave),
        describeWhen(notice),
        describeTold(notice),
        describeVolume(notice),
        `${escapeMarkdown(notice.say)}${notice.command === undefined ? '' : ` ${codeOf(notice.command)}`}`,
        escapeMarkdown(notice.cohorts.join(', ')),
      ]),
    ),
    bullets(playbook.reservations),
    `## ${HEADINGS.scripts}`,
    escapeMarkdown(INTROS.scripts),
    ...scripts.map(scriptOf),
    `## ${HEADINGS.escalation}`,
    escapeMarkdown(INTROS.escalation),
    markdownTable(
      ['sign', 'first', 'call', 'within'],
      escalation.map(({ sign, first, call, within }) =>
        [sign, first, call, within].map((cell) => escapeMarkdown(cell)),
      ),
    ),
    `## ${HEADINGS.emergencies}`,
    escapeMarkdown(INTROS.emergencies),
    ...emergencies.map(emergencyOf),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`.replaceAll('\u00a0', ' ');
}

function scriptOf({ title, customers, concerned, notices, ask, say, steps }: Script): string {
  const cohorts = concerned.map(({ cohort, customers }) => `${escapeMarkdown(cohort)} (${count(customers)})`);
  return [
    `### ${escapeMarkdown(title)}`,
    `${countOf(customers, 'customer')}: ${cohorts.join(', ')}.`,
    '**They notice**',
    bullets(notices),
    '**Ask**',
    bullets(ask),
    '**Say**',
    bullets(say),
    '**Do**',
    stepsOf(steps),
  ].join('\n\n');
}

function emergencyOf({ title, signs, steps, announce, over }: Emergency): string {
  return [
    `### ${escapeMarkdown(title)}`,
    '**Signs**',
    bullets(signs),
    '**Do**',
    stepsOf(steps),
    '**Tell customers** (status page, telephone)',
    `> ${escapeMarkdown(announce)}`,
    `**Over when:** ${sentenceMarkdown(over)}`,
  ].join('\n\n');
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentenceMarkdown(sentence)}`).join('\n');
}

function stepsOf(steps: readonly Step[]): string {
  return steps
    .map(({ text, command }, index) => {
      const typed = command === undefined ? '' : `\n\n   ${codeOf(command)}\n`;
      return `${index + 1}. ${sentenceMarkdown(text)}${typed}`;
    })
    .join('\n')
    .trimEnd();
}
