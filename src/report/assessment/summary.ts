/**
 * The assessment in a few sentences: what a reader who stops here should know.
 *
 * @module
 */
import type { Assessment, Census, Finding, Outlook } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { sum } from '../counted.ts';
import { count, countOf, listed, percent } from '../numbers.ts';
import { tiles } from '../page.ts';
import { KEPT } from '../plan-words.ts';
import { nameOfField } from './field-names.ts';

/** More targets than this are compared in their own section, not in the summary. */
const MOST_TARGETS = 4;

export function summarise(assessment: Assessment): Html {
  const { everybody, outlooks, findings } = assessment;
  const best = byKept(outlooks);
  const [first, ...others] = best;
  const points = [
    describeActivity(everybody),
    ...others.slice(0, MOST_TARGETS - 1).map((outlook) => html`${fateOf(outlook, everybody.identities)}`),
    describeAbsent(everybody),
    first && describeLosses(first),
    first && describeRefusals(first),
    ...describeClosedPaths(assessment),
    describeStrength(everybody),
    describeFindings(findings),
    describeAttached(assessment),
  ].filter((point) => point !== undefined);
  return html`${first === undefined ? leadWithout(everybody) : lead(first, everybody.identities)}
${points.length > 0 && html`<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>`}
${tiles(topNumbers(assessment, first))}`;
}

/** Platforms that Footbridge writes itself come first: they are what can be done now. */
function byKept(outlooks: readonly Outlook[]): readonly Outlook[] {
  return outlooks.toSorted(
    (one, other) => Number(other.connector) - Number(one.connector) || keptOf(other) - keptOf(one),
  );
}

function keptOf({ plans }: Outlook): number {
  return sum(KEPT.map((plan) => plans[plan] ?? 0));
}

/** Customers whose password's fate nobody has confirmed. */
export function disputedOf({ passwords }: Outlook): number {
  return sum(passwords.filter((one) => one.disputed !== undefined).map((one) => one.count));
}

const WAYS = {
  bulk: 'Nobody can cross in bulk.',
  jit: 'Nobody can cross by logging in.',
  reset: 'Nobody can be asked to set a new password.',
} as const;

function describeClosedPaths({ paths = [] }: Assessment): readonly Html[] {
  return paths.flatMap(({ path, refused }) =>
    refused === undefined ? [] : [html`${WAYS[path]} ${refused}`],
  );
}

function lead(outlook: Outlook, customers: number): Html {
  return html`<p class="lead">${fateOf(outlook, customers)}</p>`;
}

function leadWithout({ identities, passwords }: Census): Html {
  const withHash = sum(passwords.map((population) => population.count));
  return html`<p class="lead">Of <strong>${count(identities)}</strong> customers, <strong>${percent(withHash, identities)}</strong> have a password hash in the export. No target was asked about: <code>--target</code> says what they can become.</p>`;
}

/** “Of 1,204,331 customers, 61 % keep their password on Keycloak and notice nothing; …” */
function fateOf(outlook: Outlook, customers: number): Html {
  const { plans } = outlook;
  const kept = keptOf(outlook);
  const vault = plans.vault ?? 0;
  const disputed = disputedOf(outlook);
  const clauses = [
    clause(plans.legacy, customers, 'can cross only while the old system still answers'),
    clause(plans.reset, customers, 'must set a new password'),
    clause(plans.none, customers, 'have none in the export'),
  ].filter((part) => part !== undefined);
  return html`Of <strong>${count(customers)}</strong> customers, <strong>${percent(kept + vault, customers)}</strong> keep their password on <strong>${outlook.title}</strong> and notice nothing${throughVault(kept, vault, customers)}${clauses.map((part, index) => html`${index === clauses.length - 1 ? html`, and` : html`,`} ${part}`)}.${disputed > 0 && html` Nobody has confirmed this for <strong>${percent(disputed, customers)}</strong>: see “disputed” below.`}`;
}

/** Who judges their first login is a matter of effort, not of what they notice. */
function throughVault(kept: number, vault: number, customers: number): Html | undefined {
  if (vault === 0) return undefined;
  const words = 'through the sealed vault, which judges their first login';
  if (kept === 0) return html` (all of them ${words})`;
  return html` (<strong>${percent(kept, customers)}</strong> in the platform itself, <strong>${percent(vault, customers)}</strong> ${words})`;
}

function clause(part: number | undefined, whole: number, words: string): Html | undefined {
  if (part === undefined || part === 0) return undefined;
  return html`<strong>${percent(part, whole)}</strong> ${words}`;
}

function describeActivity({ activity, identities }: Census): Html | undefined {
  if (identities === 0) return undefined;
  if (activity.unknown === identities) {
    return html`The export does not say when anybody last logged in, so nobody can say who would come back.`;
  }
  const recent = activity['7 days'] + activity['30 days'] + activity['90 days'];
  const gone = activity.older + activity.never;
  return html`<strong>${percent(recent, identities)}</strong> logged in within the last 90 days. <strong>${percent(gone, identities)}</strong> have not for two years, or never did${activity.unknown > 0 && html`; of ${percent(activity.unknown, identities)} the export does not say`}.`;
}

/** The export may leave out hashes that exist: nobody is without a password for that. */
function describeAbsent({ passwordless, identities }: Census): Html | undefined {
  const absent = passwordless.none ?? 0;
  if (absent === 0) return undefined;
  return html`<strong>${percent(absent, identities)}</strong> have neither a password in the export nor another way to log in: unless a password file was left out, the old system has to judge their first login, or they set a new password.`;
}

function describeRefusals({ title, refusals }: Outlook): Html | undefined {
  const refused = sum(refusals.map((refusal) => refusal.count));
  if (refused === 0) return undefined;
  return html`${title} would refuse <strong>${countOf(refused, 'customer')}</strong> as they are.`;
}

/** What most customers would miss. */
function describeLosses({ title, losses }: Outlook): Html | undefined {
  const largest = losses
    .toSorted((one, other) => other.count - one.count)
    .slice(0, 3)
    .map(({ field, count: customers }) => `${nameOfField(field)} (${countOf(customers, 'customer')})`);
  if (largest.length === 0) return undefined;
  return html`${title} cannot hold everything. Most of what stays behind: ${listed(largest)}.`;
}

function describeStrength({ passwords }: Census): Html | undefined {
  const whole = sum(passwords.map((population) => population.count));
  const poor = sum(
    passwords
      .filter(({ strength }) => strength === 'weak' || strength === 'broken')
      .map((population) => population.count),
  );
  if (poor === 0) return undefined;
  return html`<strong>${percent(poor, whole)}</strong> of the stored passwords are protected weakly or hardly at all by today’s measure.`;
}

function describeFindings(findings: readonly Finding[]): Html {
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  const warning = findings.length - blocking.length;
  if (findings.length === 0) return html`Nothing is wrong with the data as far as can be seen.`;
  if (blocking.length === 0) {
    return html`Nothing in the data holds anybody back; ${countOf(warning, 'kind', 'kinds')} of oddity should be looked at.`;
  }
  return html`<strong>${countOf(blocking.length, 'kind')}</strong> of mistake in the data would hold customers back (${countOf(sum(blocking.map((finding) => finding.count)), 'case')})${warning > 0 && html`; ${warning} more should be looked at`}.`;
}

function describeAttached({ inventory, scan, unmapped }: Assessment): Html | undefined {
  const reissue = inventory.filter((item) => item.reissue === 'yes').length;
  const secrets = scan === undefined ? 0 : scan.findings.length + scan.more;
  const fields = Object.keys(unmapped).length;
  const parts = [
    inventory.length > 0 &&
      html`${countOf(inventory.length, 'application, client or account', 'applications, clients and accounts')} hang on these customers, ${reissue} of which need new secrets`,
    secrets > 0 &&
      html`${countOf(secrets, 'secret')} ${secrets === 1 ? 'stands' : 'stand'} in files that were scanned`,
    fields > 0 &&
      html`${countOf(fields, 'field')} of the export ${fields === 1 ? 'is' : 'are'} not mapped yet`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return undefined;
  return html`${parts.map((part, index) => html`${index > 0 && '; '}${part}`)}.`;
}

function topNumbers({ everybody, findings }: Assessment, best: Outlook | undefined) {
  const blocked = findings.filter(({ severity }) => severity === 'blocks').length;
  const persons = everybody.kind.person ?? everybody.identities;
  return [
    {
      value: count(everybody.identities),
      label: 'identities',
      ...(persons === everybody.identities ? {} : { note: `${count(persons)} of them people` }),
    },
    ...(best === undefined
      ? []
      : [
          {
            value: percent(keptOf(best) + (best.plans.vault ?? 0), everybody.identities),
            label: `keep their password (${best.title})`,
            note: 'as it is, repacked, or through the vault',
          },
          {
            value: count(best.plans.reset ?? 0),
            label: 'must set a new password',
          },
        ]),
    {
      value: String(blocked),
      label: 'kinds of mistake to repair',
      note: `${findings.length - blocked} more to look at`,
    },
  ];
}
