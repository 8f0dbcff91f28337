/**
 * Writes the tables of the documentation from the code they describe: `npm run docs`.
 *
 * A page is written by hand; only what stands between `<!-- generated: NAME -->` and `<!-- end -->` comes from
 * here. `test/docs.test.ts` fails when a table is stale.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNELS } from '../src/channels/index.ts';
import { CorrelationConfig } from '../src/config/correlation.ts';
import { MigrationConfig } from '../src/config/migration.ts';
import { LEGAL_BASES } from '../src/engine/evidence/legal-basis.ts';
import { HANDOVERS } from '../src/handovers/index.ts';
import { HOOKS } from '../src/hooks/index.ts';
import { CANONICAL_PATHS } from '../src/identity/mapping/canonical-path.ts';
import { TRANSFORMS } from '../src/identity/mapping/transform-config.ts';
import { FIXES } from '../src/identity/mapping.ts';
import { FIELDS, type FieldType, HOLDINGS } from '../src/identity/rule/fields.ts';
import { LEGACIES } from '../src/legacy/index.ts';
import { FORMATS } from '../src/passwords/index.ts';
import { CATALOGUE } from '../src/problems/catalogue.ts';
import { SOURCES } from '../src/sources/index.ts';
import { TARGETS } from '../src/targets/index.ts';
import { boundsTable } from './formats/bounds-table.ts';
import { envelopeTables, portabilityCount, portabilityTable } from './formats/envelope-tables.ts';
import { renewExamples } from './formats/examples.ts';
import { formatPage, pathOf } from './formats/format-page.ts';
import { portabilityMatrix } from './formats/portability-tables.ts';
import { provedTable } from './formats/proved-tables.ts';
import { ratesTable } from './formats/rates-table.ts';
import { formatCount, formatTable, functionTable } from './formats/tables.ts';
import { acceptsTable, givesTable, sourceOverview, targetOverview } from './tables/capabilities.ts';
import { channelOverview } from './tables/channels.ts';
import { assumptionTable, codeTable } from './tables/forecast.ts';
import { handoverOverview } from './tables/handovers.ts';
import { hookOverview } from './tables/hooks.ts';
import { cannotList, legacyOverview } from './tables/legacies.ts';
import { platformFacts, platformOverview } from './tables/platforms.ts';
import { findingsTable } from './tables/readiness.ts';
import { connectorTables, settingsTable } from './tables/settings.ts';
import { table } from './tables/table.ts';

const DOCS = fileURLToPath(new URL('.', import.meta.url));

interface GeneratedTable {
  /** File below docs/. */
  readonly page: string;
  readonly name: string;
  readonly write: () => string;
}

/** Settings whose inside has a page or a table of its own. */
const DESCRIBED_ELSEWHERE = [
  'source',
  'target',
  'mapping',
  'legacy.mapping',
  'sources[].mapping',
  'serve.adminTokens',
  'secrets',
  'ledger',
];

const ALL_TABLES: readonly GeneratedTable[] = [
  { page: 'errors.md', name: 'record problems', write: () => problemTable('record') },
  { page: 'errors.md', name: 'command errors', write: () => problemTable('command') },
  {
    page: 'configuration.md',
    name: 'settings',
    write: () => settingsTable(MigrationConfig, DESCRIBED_ELSEWHERE),
  },
  { page: 'configuration.md', name: 'sources', write: () => connectorTables(SOURCES) },
  { page: 'configuration.md', name: 'targets', write: () => connectorTables(TARGETS) },
  { page: 'configuration.md', name: 'legacies', write: () => connectorTables(LEGACIES) },
  { page: 'configuration.md', name: 'hooks', write: () => connectorTables(HOOKS) },
  { page: 'configuration.md', name: 'channels', write: () => connectorTables(CHANNELS) },
  { page: 'configuration.md', name: 'handovers', write: () => connectorTables(HANDOVERS) },
  { page: 'cohorts.md', name: 'rule fields', write: ruleFieldTable },
  { page: 'cohorts.md', name: 'rule holdings', write: ruleHoldingTable },
  { page: 'mapping.md', name: 'canonical paths', write: canonicalPathTable },
  { page: 'mapping.md', name: 'transforms', write: transformTable },
  { page: 'mapping.md', name: 'fixes', write: fixTable },
  { page: 'linking.md', name: 'correlation rules', write: correlationTable },
  { page: 'evidence.md', name: 'legal bases', write: legalBasisTable },
  { page: 'sources/README.md', name: 'sources', write: () => sourceOverview(SOURCES) },
  { page: 'targets/README.md', name: 'targets', write: () => targetOverview(TARGETS) },
  { page: 'targets/platforms.md', name: 'platforms', write: platformOverview },
  { page: 'targets/platforms.md', name: 'platform facts', write: platformFacts },
  { page: 'readiness.md', name: 'readiness', write: findingsTable },
  { page: 'legacy/README.md', name: 'legacies', write: () => legacyOverview(LEGACIES) },
  { page: 'hooks/README.md', name: 'hooks', write: () => hookOverview(HOOKS) },
  { page: 'channels/README.md', name: 'channels', write: () => channelOverview(CHANNELS) },
  { page: 'handovers/README.md', name: 'handovers', write: () => handoverOverview(HANDOVERS) },
  { page: 'formats/README.md', name: 'format count', write: formatCount },
  { page: 'formats/README.md', name: 'bounds', write: boundsTable },
  { page: 'formats/README.md', name: 'rates', write: ratesTable },
  { page: 'formats/README.md', name: 'formats', write: formatTable },
  { page: 'portability.md', name: 'matrix', write: portabilityMatrix },
  { page: 'formats/envelopes.md', name: 'portability count', write: portabilityCount },
  { page: 'formats/envelopes.md', name: 'portability', write: portabilityTable },
  { page: 'formats/envelopes.md', name: 'proved', write: provedTable },
  { page: 'formats/envelopes.md', name: 'envelopes', write: envelopeTables },
  { page: 'assumptions.md', name: 'assumptions', write: assumptionTable },
  { page: 'forecast.md', name: 'reservations', write: () => codeTable('reservations') },
  { page: 'forecast.md', name: 'refusals', write: () => codeTable('refusals') },
  { page: 'formats/pipeline.md', name: 'pipeline functions', write: functionTable },
  ...SOURCES.map((source) => ({
    page: `sources/${source.id}.md`,
    name: 'gives',
    write: () => givesTable(source),
  })),
  ...SOURCES.flatMap(({ id, leavesOut }) =>
    leavesOut === undefined
      ? []
      : [{ page: `sources/${id}.md`, name: 'left out', write: () => leftOutTable(leavesOut) }],
  ),
  ...TARGETS.map((target) => ({
    page: `targets/${target.id}.md`,
    name: 'accepts',
    write: () => acceptsTable(target),
  })),
  ...LEGACIES.map((legacy) => ({
    page: `legacy/${legacy.id}.md`,
    name: 'cannot',
    write: () => cannotList(legacy),
  })),
  ...HANDOVERS.map((handover) => ({
    page: `handovers/${handover.id}.md`,
    name: 'cannot',
    write: () => cannotList(handover),
  })),
];

/** Those whose page is there; that every connector has one is a test of its own. */
export const TABLES = ALL_TABLES.filter(({ page }) => existsSync(join(DOCS, page)));

/** Pages without a line of their own: one for each password format, by the path below docs/. */
export function wholePages(): ReadonlyMap<string, string> {
  return new Map(FORMATS.map((format) => [`formats/${pathOf(format)}`, formatPage(format)]));
}

/** The page as it should be: its own text with every generated table filled in anew. */
export function renewPage(page: string, text: string): string {
  return TABLES.filter((one) => one.page === page).reduce(
    (before, { name, write }) => fillIn(before, name, write),
    text,
  );
}

function problemTable(scope: 'record' | 'command'): string {
  const rows = Object.entries(CATALOGUE)
    .filter(([, entry]) => entry.scope === scope)
    .map(([code, entry]) => [
      `<a id="${code}"></a>\`${code}\``,
      `${entry.title}.${'retry' in entry ? ' *Worth a retry.*' : ''}`,
      entry.expected,
      entry.fix,
    ]);
  return table(['code', 'what happened', 'what was expected', 'what to do'], rows);
}

function leftOutTable(fields: Readonly<Record<string, string>>): string {
  const rows = Object.entries(fields).map(([field, reason]) => [`\`${field}\``, reason]);
  return table(['left out', 'reason'], rows);
}

function legalBasisTable(): string {
  return table(
    ['word', 'what it stands for'],
    Object.entries(LEGAL_BASES).map(([word, meaning]) => [`\`${word}\``, meaning]),
  );
}

/** What each type of field is called in docs/cohorts.md. */
const FIELD_TYPES = {
  choice: 'word',
  text: 'text',
  'yes-no': 'yes or no',
  time: 'time',
  any: 'text, number, yes or no',
} as const satisfies Record<FieldType, string>;

function ruleFieldTable(): string {
  const rows = Object.entries(FIELDS).map(([name, { type, values, describes }]) => [
    `\`${name}\``,
    values === undefined ? FIELD_TYPES[type] : values.map((value) => `\`${value}\``).join(' '),
    describes,
  ]);
  return table(['field', 'what it is', 'of what'], rows);
}

function ruleHoldingTable(): string {
  const rows = Object.entries(HOLDINGS).map(([name, { named, describes }]) => [
    `\`has ${name}\``,
    named === true ? `\`has ${name}("…")\`` : '',
    describes,
  ]);
  return table(['written', 'or by name', 'what it means'], rows);
}

function canonicalPathTable(): string {
  return table(
    ['path', 'what it takes'],
    CANONICAL_PATHS.map(({ path, takes }) => [`\`${path}\``, takes]),
  );
}

function transformTable(): string {
  const rows = Object.values(TRANSFORMS).map(({ written, does }) => [
    written.map((one) => `\`${one}\``).join(' '),
    does,
  ]);
  return table(['written', 'what it does'], rows);
}

function fixTable(): string {
  const rows = Object.entries(FIXES).map(([name, { on, does }]) => [`\`${name}\``, on ? 'on' : 'off', does]);
  return table(['fix', 'unless told otherwise', 'what it does'], rows);
}

/** On how many sides an address of a rule is verified. */
const SIDES = { both: 'on both sides', one: 'on one side at least', any: 'not asked for' } as const;

function correlationTable(): string {
  const rows = CorrelationConfig.parse({}).rules.map(({ name, tier, same, verified }) => [
    name,
    `\`${tier}\``,
    same.map((field) => `\`${field}\``).join(', '),
    verified === undefined ? '' : SIDES[verified],
  ]);
  return table(['rule', 'tier', 'the same on both sides', 'verified'], rows);
}

const END = '<!-- end -->';

/** Tables of connectors: a page that has no place for its own gets one at its end. */
const ASIDE = new Set(['gives', 'accepts']);

function fillIn(text: string, name: string, write: () => string): string {
  const start = `<!-- generated: ${name} -->`;
  if (ASIDE.has(name) && !text.includes(start))
    return fillIn(`${text}\n## As data\n\n${start}\n${END}\n`, name, write);
  const from = text.indexOf(start);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0) {
    throw new Error(`no place for the table "${name}": the page needs ${start} … ${END}`);
  }
  return `${text.slice(0, from + start.length)}\n\n${write()}\n\n${text.slice(to)}`;
}

export function readPage(page: string): string {
  return readFileSync(join(DOCS, page), 'utf8');
}

if (import.meta.main) {
  await renewExamples();
  for (const [page, text] of wholePages()) {
    mkdirSync(dirname(join(DOCS, page)), { recursive: true });
    writeFileSync(join(DOCS, page), text);
  }
  for (const page of new Set(TABLES.map((entry) => entry.page))) {
    writeFileSync(join(DOCS, page), renewPage(page, readPage(page)));
  }
}
