/**
 * An assessment on one screen: who is there, what they log in with, what is wrong, what it can become.
 *
 * @module
 */
import type { Assessment, Census, Counts, Finding, Outlook } from '../../engine/assess/assessment.ts';
import { CATALOGUE } from '../../problems/catalogue.ts';
import { countOf, formatCount, formatTable, type Paint } from '../words.ts';
import { factorRows } from './factor-rows.ts';
import type { ProposedMapping } from './open-sources.ts';
import { share } from './share.ts';

/** Lines of a table before the rest becomes a number: the JSON and the report have everything. */
const MOST_LINES = 10;

export function describeAssessment(
  assessment: Assessment,
  proposed: readonly ProposedMapping[],
  paint: Paint,
): string {
  const { everybody, findings, outlooks } = assessment;
  return [
    describeSources(assessment, proposed, paint),
    section('Who is there', whoRows(everybody), paint),
    section('What they log in with', credentialRows(everybody, paint), paint),
    section('What is wrong', findingRows(findings, paint), paint) ||
      `${paint.bold('What is wrong')}\n  nothing was found`,
    section('What it can become', outlookRows(outlooks, everybody.identities), paint),
    section('Which paths are open', pathRows(assessment, paint), paint),
    section('Second factors and passkeys', factorRows(assessment), paint),
    describeInventory(assessment, paint),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function section(title: string, rows: readonly (readonly (string | number)[])[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint.bold(title)}\n${formatTable(rows)}`;
}

function describeSources(
  { sources, account, asOf, unmapped }: Assessment,
  proposed: readonly ProposedMapping[],
  paint: Paint,
): string {
  const { rows, identities, repeated, lost, deleted } = account;
  const parts = Object.entries({ identities, repeated, lost, deleted }).filter(
    ([name, count]) => count > 0 || name === 'identities',
  );
  const sides = parts.map(([name, count]) => `${name} ${formatCount(count)}`).join(' + ');
  const balance = identities + repeated + lost + deleted === rows ? paint.good('✓') : paint.bad('✗');
  const lines = sources.map(
    ({ name, title, rows: count }) => `${paint.bold(name)}  ${title}, ${countOf(count, 'row')}`,
  );
  lines.push(
    `${formatCount(rows)} rows = ${sides} ${balance}  ${paint.faint(`ages are counted back from ${asOf.slice(0, 10)}`)}`,
  );
  for (const { source, fields } of proposed) {
    const rules = fields.map(({ to, from }) => (to === from ? to : `${to} ← ${from}`)).join(', ');
    lines.push(paint.faint(`Mapping of ${source} proposed from names and values: ${rules}`));
  }
  const open = Object.entries(unmapped);
  if (open.length > 0)
    lines.push(`${paint.warn('Not mapped')}  ${listCounts(open.slice(0, MOST_LINES))}${more(open.length)}`);
  return lines.join('\n');
}

function whoRows(census: Census): (string | number)[][] {
  const { identities } = census;
  const row = (title: string, counts: Counts, most = 8): string[][] => {
    const listed = Object.entries(counts).filter(([, count]) => count > 0);
    if (listed.length === 0) return [];
    const shown = listed.slice(0, most).map(([name, count]) => `${name} ${share(count, identities)}`);
    return [[title, `${shown.join(' · ')}${listed.length > most ? ` · ${listed.length - most} more` : ''}`]];
  };
  return [
    ...row('status', census.status),
    ...row('last login', census.activity),
    ...row('e-mail', census.verified),
    ...row('kind', census.kind),
    ...row('region', census.regions),
    ...row('tenant', census.tenants),
    ...row('signed up', years(census.signUps), 6),
  ];
}

function pathRows({ paths = [] }: Assessment, paint: Paint): string[][] {
  return paths.map(({ path, refused }) =>
    refused === undefined ? [path, paint.good('open'), ''] : [path, paint.warn('refused'), refused],
  );
}

/** By year: months belong into a chart. */
function years(signUps: Counts): Counts {
  const byYear: Record<string, number> = {};
  for (const [month, count] of Object.entries(signUps)) {
    const year = month === 'unknown' ? 'unknown' : `in ${month.slice(0, 4)}`;
    byYear[year] = (byYear[year] ?? 0) + count;
  }
  return Object.fromEntries(Object.entries(byYear).toReversed());
}

const STRENGTH = {
  strong: 'good',
  acceptable: 'good',
  weak: 'warn',
  broken: 'bad',
  unknown: 'faint',
} as const;

function credentialRows(census: Census, paint: Paint): (string | number)[][] {
  const { passwords, identities } = census;
  const rows: (string | number)[][] = passwords
    .slice(0, MOST_LINES)
    .map(({ format, parameters, count, strength, certainty, alternatives }) => [
      format,
      parameters,
      count,
      share(count, identities),
      paint[STRENGTH[strength]](strength),
      certainty === 'certain' || alternatives.length === 0
        ? ''
        : paint.warn(
            `${certainty}; may be ${alternatives.slice(0, 2).join(', ')}${alternatives.length > 2 ? ' …' : ''}`,
          ),
    ]);
  if (passwords.length > MOST_LINES)
    rows.push([`${passwords.length - MOST_LINES} more formats and parameters`]);
  for (const [instead, count] of Object.entries(census.passwordless))
    rows.push([WITHOUT[instead] ?? instead, '', count, share(count, identities)]);
  for (const [factor, count] of Object.entries(census.factors))
    rows.push([factor, 'factor', count, share(count, identities)]);
  for (const [provider, count] of Object.entries(census.links).slice(0, MOST_LINES))
    rows.push([provider, 'link', count, share(count, identities)]);
  for (const [domain, count] of Object.entries(census.passkeys).slice(0, MOST_LINES))
    rows.push([domain, 'passkeys for', count]);
  return rows;
}

const WITHOUT: Readonly<Record<string, string>> = {
  links: 'no password, but a link',
  passkey: 'no password, but a passkey',
  service: 'no password: a program',
  disabled: 'a marker instead of a hash',
  none: 'no password in the export',
};

function findingRows(findings: readonly Finding[], paint: Paint): (string | number)[][] {
  // What nothing maps yet stands at the top already.
  const told = findings.filter(({ code, severity }) => code !== 'FIELD_UNKNOWN' || severity === 'blocks');
  const rows: (string | number)[][] = told
    .slice(0, 2 * MOST_LINES)
    .map(({ code, severity, field, count, examples }) => [
      severity === 'blocks' ? paint.bad('blocks') : paint.warn('warns'),
      code,
      field ?? '',
      count,
      paint.faint(examples[0]?.position ?? ''),
      CATALOGUE[code].title,
    ]);
  const more = told.length - rows.length;
  return more > 0 ? [...rows, [`${more} more`]] : rows;
}

/** Best first: who keeps the password, who logs in once more, who has to do something. */
const PLANS = ['native', 'transcoded', 'wrapped', 'vault', 'legacy', 'reset', 'none'] as const;

function outlookRows(outlooks: readonly Outlook[], identities: number): (string | number)[][] {
  if (outlooks.length === 0) return [];
  const used = PLANS.filter((plan) => outlooks.some(({ plans }) => (plans[plan] ?? 0) > 0));
  const rows = outlooks.map(({ title, plans, refusals, losses, passwords, ids }) => {
    const refused = refusals.reduce((sum, { count }) => sum + count, 0);
    const isDisputed = [...passwords, ...losses].some(({ disputed }) => disputed !== undefined);
    return [
      title,
      ...used.map((plan) => share(plans[plan] ?? 0, identities)),
      refused === 0 ? '' : share(refused, identities),
      ids,
      `${describeLosses(losses)}${isDisputed ? ' (some facts are disputed)' : ''}`,
    ];
  });
  return [['', ...used, 'refused', 'ids', 'loses most often'], ...rows];
}

/** By field, once: of a factor each reason stands by itself in the JSON. */
function describeLosses(losses: Outlook['losses']): string {
  const fields = [...new Set(losses.map(({ field }) => field))];
  const more = fields.length > 3 ? ` … ${fields.length - 3} more` : '';
  return `${fields.slice(0, 3).join(', ')}${more}`;
}

function describeInventory({ inventory, scan }: Assessment, paint: Paint): string {
  const kinds: Record<string, number> = {};
  for (const { kind } of inventory) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const lines = [
    ...(inventory.length === 0 ? [] : [`${paint.bold('Inventory')}  ${listCounts(Object.entries(kinds))}`]),
    ...(scan === undefined
      ? []
      : [
          `${paint.bold('Secrets in files')}  ${formatCount(scan.findings.length + scan.more)} in ${countOf(scan.files, 'file')}`,
        ]),
  ];
  return lines.join('\n');
}

function listCounts(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([name, count]) => `${name} ${formatCount(count)}`).join(' · ');
}

function more(length: number): string {
  return length > MOST_LINES ? ` · ${length - MOST_LINES} more` : '';
}
