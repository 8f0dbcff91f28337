/**
 * `footbridge evidence`: the record of what may be carried: drafted from what the data hold, filled in by people,
 * signed by one of them, and checked against the data again.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  checkEvidence,
  draftEvidence,
  type EvidenceCheck,
  signEvidence,
} from '../../engine/evidence/evidence.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { renderEvidence, renderEvidenceMarkdown } from '../../report/index.ts';
import { findCategories } from '../evidence-categories.ts';
import { EVIDENCE_FILE, readEvidence, writeEvidence } from '../evidence-file.ts';
import { operatorName } from '../parts.ts';
import { countOf, formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

export const addEvidence: AddCommand = (program, act) => {
  const evidence = program
    .command('evidence')
    .description('the record of what may be carried: legal basis, region, retention');
  addDraft(evidence, act);
  addSign(evidence, act);
  addCheck(evidence, act);
};

const RECORD = ['--record <file>', 'the record: .yaml or .json', EVIDENCE_FILE] as const;

function addDraft(evidence: Command, act: Act): void {
  evidence
    .command('draft')
    .description(
      'make a record to fill in, one entry for each kind of personal data; adds what is new to one that exists',
    )
    .argument('[files...]', 'an assessment as JSON, or exports; none: the sources of the configuration')
    .option(...RECORD)
    .option('--dry-run', 'say what would be added; writes nothing')
    .action(
      act(async (invocation, files: readonly string[], flags: { record: string; dryRun?: boolean }) => {
        const { terminal, output } = invocation;
        const path = resolve(terminal.folder, flags.record);
        const earlier = await readEvidence(path);
        const { categories, from } = await findCategories(invocation, files);
        const record = draftEvidence(categories, from, earlier);
        const added = record.entries.slice(earlier?.entries.length ?? 0).map(({ category }) => category);
        const unsigned = earlier?.signature !== undefined && added.length > 0;
        if (flags.dryRun !== true && added.length > 0) await writeEvidence(path, record);
        output.result({ record: flags.record, entries: record.entries.length, added, unsigned }, () =>
          describeDraft(flags.record, record, added, unsigned, flags.dryRun === true),
        );
        return added.length > 0 ? 3 : 0;
      }),
    );
}

function describeDraft(
  file: string,
  { entries }: EvidenceRecord,
  added: readonly string[],
  unsigned: boolean,
  dryRun: boolean,
): string {
  if (added.length === 0) return `${file} has an entry for every kind of data; nothing was changed.`;
  const kinds = countOf(added.length, 'kind of personal data', 'kinds of personal data');
  const verb = dryRun ? 'would be added' : 'added';
  return [
    `${file}: ${kinds} ${verb}, ${countOf(entries.length, 'entry', 'entries')} in all.`,
    `  ${added.join(', ')}`,
    ...(unsigned ? ['It was signed before; it has to be signed again.'] : []),
    'Fill them in, then: footbridge evidence sign',
  ].join('\n');
}

function addSign(evidence: Command, act: Act): void {
  evidence
    .command('sign')
    .description('sign a record that is filled in')
    .argument('[record]', 'the record', EVIDENCE_FILE)
    .option('--as <name>', 'who signs; otherwise FOOTBRIDGE_OPERATOR or the account')
    .option('--dry-run', 'say whether it could be signed; writes nothing')
    .action(
      act(async (invocation, file: string, flags: { as?: string; dryRun?: boolean }) => {
        const { terminal, output } = invocation;
        const path = resolve(terminal.folder, file);
        const record = await readOrRefuse(path, file);
        const by = flags.as ?? operatorName(terminal.environment);
        const signed = signEvidence(record, by, new Date());
        if (flags.dryRun !== true) await writeEvidence(path, signed);
        output.result({ record: file, signed: flags.dryRun !== true, ...signed.signature }, () =>
          flags.dryRun === true
            ? `${file} is filled in and would be signed by ${by}.`
            : `${file} signed by ${by}.\nHash: ${signed.signature?.hash ?? ''}\nNote the hash where others cannot write: it then shows any later change.`,
        );
        return 0;
      }),
    );
}

function addCheck(evidence: Command, act: Act): void {
  evidence
    .command('check')
    .description('say what is not signed, changed since, not filled in, or missing')
    .argument('[record]', 'the record', EVIDENCE_FILE)
    .option(
      '--against <files...>',
      'an assessment as JSON, or exports, to find kinds of data that are missing',
    )
    .option('--report <file>', 'write the record to be read as well: .html or .md')
    .action(
      act(async (invocation, file: string, flags: { against?: readonly string[]; report?: string }) => {
        const { terminal, output } = invocation;
        const record = await readOrRefuse(resolve(terminal.folder, file), file);
        const categories =
          flags.against === undefined ? {} : (await findCategories(invocation, flags.against)).categories;
        const check = checkEvidence(record, categories);
        if (flags.report !== undefined) await writeReport(invocation, flags.report, record, check);
        output.result({ record: file, ...check }, () => describeCheck(file, check, output.paint));
        return check.ok ? 0 : 3;
      }),
    );
}

function describeCheck(
  file: string,
  { state, signed, missing, incomplete, ok }: EvidenceCheck,
  paint: Invocation['output']['paint'],
): string {
  const by = signed === undefined ? '' : ` by ${signed.by} on ${signed.at.slice(0, 10)}`;
  const lines = {
    signed: paint.good(`${file} is signed${by}, and unchanged since.`),
    unsigned: paint.warn(`${file} is not signed.`),
    changed: paint.bad(`${file} was changed after it was signed${by}.`),
  };
  return [
    lines[state],
    ...(missing.length > 0 ? [`Nobody has decided about: ${missing.join(', ')}`] : []),
    ...(incomplete.length > 0
      ? [
          `Not filled in:\n${formatTable(incomplete.map(({ category, fields }) => [category, fields.join(', ')]))}`,
        ]
      : []),
    ...(ok ? [] : [`${whatIsNext(state, missing.length + incomplete.length)}footbridge evidence sign`]),
  ].join('\n');
}

function whatIsNext(state: EvidenceCheck['state'], open: number): string {
  if (open > 0) return 'Fill in what is missing, then: ';
  return state === 'changed' ? 'Look at what was changed, then: ' : 'It is filled in; next: ';
}

/** @throws {FootbridgeError} USAGE_WRONG */
async function writeReport(
  { terminal }: Invocation,
  file: string,
  record: EvidenceRecord,
  check: EvidenceCheck,
): Promise<void> {
  const isMarkdown = extname(file) === '.md';
  if (!isMarkdown && extname(file) !== '.html')
    throw new FootbridgeError('USAGE_WRONG', '--report ends in .html or .md');
  const text = isMarkdown ? renderEvidenceMarkdown(record, check) : renderEvidence(record, check);
  await writeFile(resolve(terminal.folder, file), text, { mode: 0o600 }).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${file} cannot be written: ${cause.code}`, { cause });
  });
}

/** @throws {FootbridgeError} EVIDENCE_INVALID */
async function readOrRefuse(path: string, file: string): Promise<EvidenceRecord> {
  const record = await readEvidence(path);
  if (record !== undefined) return record;
  throw new FootbridgeError('EVIDENCE_INVALID', `There is no ${file}`);
}
