/**
 * What becomes of the passwords, one bar for each row, stacked by credential plan, with the legend.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import { type Html, html } from '../../markup/html.ts';
import { sum } from '../counted.ts';
import { count, percent, tenth } from '../numbers.ts';
import { PLAN_ORDER, PLAN_WORDS } from '../plan-words.ts';
import { table } from '../table.ts';
import { type Drawing, figure, PHONE } from './figure.ts';
import { shorten } from './labels.ts';

export interface PlanRow {
  readonly label: string;
  readonly plans: Readonly<Partial<Record<CredentialPlan, number>>>;
}

interface PlanStack {
  readonly id: string;
  readonly title: string;
  /** Heading of the first column. */
  readonly of: string;
  readonly rows: readonly PlanRow[];
}

export function planStack({ id, title, of, rows }: PlanStack): Html {
  const used = PLAN_ORDER.filter((plan) => rows.some(({ plans }) => (plans[plan] ?? 0) > 0));
  return figure({
    id,
    title,
    description: rows.map(({ label, plans }) => `${label}: ${describePlans(plans)}.`).join(' '),
    draw: (width) => draw(rows, width),
    note: legend(used),
    numbers: table({
      caption: title,
      captionHidden: true,
      columns: [{ title: of }, ...used.map((plan) => ({ title: PLAN_WORDS[plan].short, number: true }))],
      rows: rows.map(({ label, plans }) => [label, ...used.map((plan) => count(plans[plan] ?? 0))]),
    }),
  });
}

function describePlans(plans: PlanRow['plans']): string {
  const whole = sum(Object.values(plans));
  return PLAN_ORDER.filter((plan) => (plans[plan] ?? 0) > 0)
    .map((plan) => `${PLAN_WORDS[plan].short} ${percent(plans[plan] ?? 0, whole)}`)
    .join(', ');
}

const STEP = 58;
const THICK = 26;
/** A share narrower than this has no room for its number; the table has it. */
const LEAST_LABELLED = 40;

function draw(rows: readonly PlanRow[], width: number): Drawing {
  const body = rows.map((row, index) => {
    const y = index * STEP;
    return html`<text class="label strong" x="0" y="${y + 16}">${shorten(row.label, width <= PHONE ? 34 : 70)}</text>
${segments(row, y + 24, width)}`;
  });
  return { height: rows.length * STEP, body: html`${body}` };
}

function segments({ plans }: PlanRow, y: number, width: number): readonly Html[] {
  const whole = sum(Object.values(plans));
  let x = 0;
  return PLAN_ORDER.flatMap((plan) => {
    const value = plans[plan] ?? 0;
    if (value === 0) return [];
    const length = (value / whole) * width;
    const from = x;
    x += length;
    // A line of paper between two parts, unless the part is thinner than the line.
    const drawn = Math.max(1, length - (length > 4 ? 2 : 0));
    return [
      html`<rect x="${tenth(from)}" y="${y}" width="${tenth(drawn)}" height="${THICK}" rx="2" fill="url(#p-${plan})"/>
${length >= LEAST_LABELLED && html`<text class="inside" x="${tenth(from + drawn / 2)}" y="${y + THICK / 2}" dy=".35em" text-anchor="middle">${percent(value, whole)}</text>`}`,
    ];
  });
}

export function legend(plans: readonly CredentialPlan[]): Html {
  return html`<span class="legend">${plans.map(
    (plan) => html`<span>${swatch(plan)}${PLAN_WORDS[plan].short}</span> `,
  )}</span>`;
}

export function swatch(plan: CredentialPlan): Html {
  return html`<svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><rect width="16" height="16" rx="3" fill="url(#p-${plan})"/></svg>`;
}
