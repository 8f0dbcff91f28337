/**
 * A playbook as one HTML document, to be read at a desk or printed and pinned up beside it.
 *
 * @module
 */
import type { Emergency, Playbook, Script, Step } from '../engine/plan/playbook/playbook-document.ts';
import { type Html, html } from '../markup/html.ts';
import { withCode } from './code-words.ts';
import { count, countOf } from './numbers.ts';
import { renderPage, type Section } from './page.ts';
import {
  describePlan,
  describeTold,
  describeVolume,
  describeWhen,
  HEADINGS,
  INTROS,
} from './playbook-words.ts';
import { table } from './table.ts';

export function renderPlaybook(playbook: Playbook): string {
  const { name, brand, support, plan } = playbook;
  return renderPage({
    kind: 'Playbook',
    title: brand ?? name,
    about: html`${describePlan(playbook)}${support !== undefined && html` Customers are told to ask at ${support}.`}`,
    summary: html`<h2>Always</h2>${bullets(playbook.always)}<h2 class="next">Never</h2>${bullets(playbook.never)}`,
    sections: [
      calendarSection(playbook),
      scriptSection(playbook),
      escalationSection(playbook),
      emergencySection(playbook),
    ],
    footer: html`<p>Version ${plan.version} of the plan, with the hash <code>${plan.hash}</code>. Made by Footbridge. This file is whole: it needs no network, and holds rules and counts, not customers.</p>`,
  });
}

function calendarSection({ calendar, reservations, timeZone }: Playbook): Section {
  return {
    id: 'calendar',
    title: HEADINGS.calendar,
    intro: INTROS.calendar(timeZone),
    body: html`${table({
      caption: 'Calendar of messages',
      columns: [
        { title: 'wave' },
        { title: 'when' },
        { title: 'who is told' },
        { title: 'how many' },
        { title: 'what', wide: true },
      ],
      rows: calendar.map((notice) => [
        html`${notice.wave}<small>${notice.cohorts.join(', ')}</small>`,
        describeWhen(notice),
        describeTold(notice),
        describeVolume(notice),
        html`${notice.say}${notice.command !== undefined && typed(notice.command)}`,
      ]),
    })}${reservations.length > 0 && html`<div class="do note">${bullets(reservations)}</div>`}`,
  };
}

function scriptSection({ scripts }: Playbook): Section {
  return {
    id: 'scripts',
    title: HEADINGS.scripts,
    intro: INTROS.scripts,
    body: html`<div class="do">${scripts.map(scriptOf)}</div>`,
  };
}

function scriptOf({ title, customers, concerned, notices, ask, say, steps }: Script): Html {
  const cohorts = concerned.map(({ cohort, customers }) => `${cohort} (${count(customers)})`).join(', ');
  return html`<h3>${title}</h3>
<p class="note">${countOf(customers, 'customer')}: ${cohorts}.</p>
<h4>They notice</h4>${bullets(notices)}<h4>Ask</h4>${bullets(ask)}<h4>Say</h4>${bullets(say)}<h4>Do</h4>${stepsOf(steps)}
`;
}

function escalationSection({ escalation }: Playbook): Section {
  return {
    id: 'escalation',
    title: HEADINGS.escalation,
    intro: INTROS.escalation,
    body: table({
      caption: 'Escalation',
      columns: [
        { title: 'sign', wide: true },
        { title: 'first', wide: true },
        { title: 'call' },
        { title: 'within' },
      ],
      rows: escalation.map(({ sign, first, call, within }) => [sign, first, call, within]),
    }),
  };
}

function emergencySection({ emergencies }: Playbook): Section {
  return {
    id: 'emergencies',
    title: HEADINGS.emergencies,
    intro: INTROS.emergencies,
    body: html`<div class="do">${emergencies.map(emergencyOf)}</div>`,
  };
}

function emergencyOf({ id, title, signs, steps, announce, over }: Emergency): Html {
  return html`<h3 id="${id}">${title}</h3>
<h4>Signs</h4>${bullets(signs)}<h4>Do</h4>${stepsOf(steps)}
<h4>Tell customers</h4><blockquote>${announce}</blockquote>
<p><strong>Over when:</strong> ${withCode(over)}</p>
`;
}

function bullets(sentences: readonly string[]): Html {
  return html`<ul>${sentences.map((sentence) => html`<li>${withCode(sentence)}</li>`)}</ul>`;
}

function stepsOf(steps: readonly Step[]): Html {
  return html`<ol class="steps">${steps.map(
    ({ text, command }) => html`<li>${withCode(text)}${command !== undefined && typed(command)}</li>`,
  )}</ol>`;
}

function typed(command: string): Html {
  return html`<pre><code>${command}</code></pre>`;
}
