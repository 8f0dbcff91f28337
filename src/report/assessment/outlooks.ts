/**
 * What it can become: every population of passwords on every target that was asked.
 *
 * @module
 */
import type { Assessment, Outlook, PasswordOutlook } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { planStack, swatch } from '../charts/plan-stack.ts';
import { count, percent } from '../numbers.ts';
import type { Section } from '../page.ts';
import { PLAN_ORDER, PLAN_WORDS } from '../plan-words.ts';
import { table } from '../table.ts';
import { disputedOf } from './summary.ts';

export function outlookSection({ outlooks, everybody }: Assessment): Section {
  return {
    id: 'outlook',
    title: 'What it can become',
    intro:
      'What happens to each password on each platform, and the limit that decided it. Nobody was asked anything: this follows from what the platforms accept.',
    body:
      outlooks.length === 0
        ? html`<p>No target was asked. <code>footbridge assess … --target keycloak</code> asks one, <code>--target all</code> every one that is known.</p>`
        : html`${stack(outlooks)}${meanings(outlooks)}${matrices(outlooks, everybody.identities)}`,
  };
}

function stack(outlooks: readonly Outlook[]): Html {
  return planStack({
    id: 'plans',
    title: 'What happens to the passwords',
    of: 'target',
    rows: outlooks.map((outlook) => ({
      label: disputedOf(outlook) > 0 ? `${outlook.title} · partly disputed` : outlook.title,
      plans: outlook.plans,
    })),
  });
}

function meanings(outlooks: readonly Outlook[]): Html {
  const used = PLAN_ORDER.filter((plan) => outlooks.some(({ plans }) => (plans[plan] ?? 0) > 0));
  return html`<ul class="reasons">${used.map((plan) => html`<li><strong>${PLAN_WORDS[plan].short}</strong> (<code>${plan}</code>). ${PLAN_WORDS[plan].long}</li>`)}</ul>`;
}

/** Columns that fit beside each other on paper. */
const TARGETS_IN_A_TABLE = 3;
/** Rows of the matrix; smaller populations are in the JSON. */
const MOST_ROWS = 30;

function matrices(outlooks: readonly Outlook[], customers: number): readonly Html[] {
  const populations = populationsOf(outlooks);
  const groups = Array.from({ length: Math.ceil(outlooks.length / TARGETS_IN_A_TABLE) }, (_, index) =>
    outlooks.slice(index * TARGETS_IN_A_TABLE, (index + 1) * TARGETS_IN_A_TABLE),
  );
  return groups.map((group) => matrix(group, populations, customers));
}

interface Population {
  readonly format: string;
  readonly parameters: string;
  readonly count: number;
}

function populationsOf(outlooks: readonly Outlook[]): readonly Population[] {
  const found = new Map<string, Population>();
  for (const { passwords } of outlooks) {
    for (const password of passwords) if (!found.has(keyOf(password))) found.set(keyOf(password), password);
  }
  return [...found.values()].toSorted((one, other) => other.count - one.count).slice(0, MOST_ROWS);
}

function keyOf({ format, parameters }: Omit<Population, 'count'>): string {
  return `${format}\n${parameters}`;
}

function matrix(group: readonly Outlook[], populations: readonly Population[], customers: number): Html {
  const titles = group.map(({ title }) => title).join(', ');
  return html`<div class="heat">${table({
    caption: `Password formats on ${titles}`,
    columns: [
      { title: 'format' },
      { title: 'customers', number: true },
      ...group.map(({ title }) => ({ title })),
    ],
    rows: populations.map((population) => [
      html`${population.format}${population.parameters !== '' && html`<small>${population.parameters}</small>`}`,
      html`${count(population.count)}<small>${percent(population.count, customers)}</small>`,
      ...group.map((outlook) => cell(outlook.passwords.find((one) => keyOf(one) === keyOf(population)))),
    ]),
  })}</div>`;
}

function cell(password: PasswordOutlook | undefined): Html {
  if (password === undefined) return html`<small>not asked</small>`;
  const { plan, reason, disputed } = password;
  return html`<span>${swatch(plan)}${PLAN_WORDS[plan].short}</span><small>${reason}</small>${
    disputed !== undefined && html`<p class="disputed"><strong>Disputed.</strong> ${disputed}</p>`
  }`;
}
