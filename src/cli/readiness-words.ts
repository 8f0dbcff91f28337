/**
 * A readiness as a person reads it: the worst first, each with its reason and where to change it.
 *
 * @module
 */
import type { Readiness, ReadinessFinding, Severity } from '../engine/readiness.ts';
import { countOf, type Paint } from './words.ts';

const HEADINGS: Readonly<Record<Severity, string>> = {
  blocks: 'Must be changed first',
  warns: 'Better changed first',
  tells: 'Good to know',
};

export function describeReadiness({ target, ready, population, findings }: Readiness, paint: Paint): string {
  const people = `${countOf(population.customers, 'customer')} (${SAID[population.from]})`;
  const verdict = ready
    ? `${paint.good('✓')} ${paint.bold(`${target} is ready`)} for ${people}`
    : `${paint.bad('✗')} ${paint.bold(`${target} is not ready`)} for ${people}`;
  const parts = (['blocks', 'warns', 'tells'] as const).flatMap((severity) =>
    section(
      severity,
      findings.filter((one) => one.severity === severity),
      paint,
    ),
  );
  return [verdict, ...parts, 'Nothing was written.'].join('\n\n');
}

const SAID: Readonly<Record<Readiness['population']['from'], string>> = {
  ledger: 'staged in the ledger',
  source: 'read from the source; nothing is staged yet',
  assessment: 'counts of an assessment: values, and names of groups and roles, were not compared',
};

function section(severity: Severity, findings: readonly ReadinessFinding[], paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  const mark = { blocks: paint.bad('✗'), warns: paint.warn('!'), tells: paint.faint('·') }[severity];
  const lines = findings.flatMap(({ what, why, customers, where }) => [
    `${mark} ${paint.bold(what)}`,
    `    ${why} ${paint.faint(`Concerns ${countOf(customers, 'customer')}.`)}`,
    ...(where === undefined || severity === 'tells' ? [] : [`    ${paint.faint('Where:')} ${where}`]),
  ]);
  return [[paint.bold(HEADINGS[severity]), ...lines].join('\n')];
}
