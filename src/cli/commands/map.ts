/**
 * `footbridge map`: which field becomes what, tried on real rows before anything is written.
 *
 * On a terminal it walks through every field; elsewhere it says what it would propose, what that makes of real rows,
 * and what somebody has to decide.
 *
 * @module
 */
import { basename } from 'node:path';
import type { MappingInput } from '../../identity/mapping.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber } from '../arguments.ts';
import { confirmed } from '../confirm.ts';
import { LeftUnanswered, person } from '../init/asker.ts';
import { askMapping } from '../map/ask-mapping.ts';
import { type OpenedRows, openRows } from '../map/open-rows.ts';
import { type MappingPreview, previewMapping } from '../map/preview.ts';
import { type Proposal, proposeFields, withDecisions } from '../map/proposal.ts';
import { describePreview, describeProposal, shownRows } from '../map/words.ts';
import { mappingPlace, wouldReplace, writeMapping } from '../map/write-mapping.ts';
import type { ExitCode } from '../terminal.ts';
import type { AddCommand, Invocation } from './command.ts';

interface MapFlags {
  readonly source?: string;
  readonly rows: string;
  readonly row: readonly string[];
  readonly reveal?: boolean;
  readonly write?: boolean;
  readonly overwrite?: boolean;
}

/** Rows to look at: enough to see nine in ten of what a column holds. */
const ROWS = '1000';

/** Rows shown unless some are named. */
const SHOWN = 2;

export const addMap: AddCommand = (program, act) => {
  const collect = (one: string, all: readonly string[]): readonly string[] => [...all, one];
  program
    .command('map')
    .description('which field becomes what, with a preview on real rows')
    .argument('[file]', 'an export; absent: the source of the configuration')
    .option('--source <name>', 'which of several sources')
    .option('--rows <count>', 'how many rows to look at, from the first', ROWS)
    .option('--row <number>', 'show this row; may be said several times', collect, [])
    .option('--reveal', 'show values in the clear; hashes and secrets never')
    .option('--write', 'put the mapping into the configuration, or into footbridge.mapping.json')
    .option('--overwrite', 'replace a mapping that is there')
    .action(
      act((invocation, file: string | undefined, flags: MapFlags) =>
        map(invocation, file, flags).catch((error: unknown): ExitCode => {
          if (!(error instanceof LeftUnanswered)) throw error;
          invocation.output.warn('map was left; nothing was written');
          return 130;
        }),
      ),
    );
};

async function map(invocation: Invocation, file: string | undefined, flags: MapFlags): Promise<ExitCode> {
  const { output, terminal } = invocation;
  const opened = await openRows(invocation, file, flags.source, readNumber(flags.rows, '--rows'));
  const proposal = proposeFields(opened.records, opened.written);
  const mapping = await decide(invocation, opened, proposal, flags);
  const preview = previewMapping(mapping, opened.records, rowsToShow(opened, flags));
  const { undecided } = proposeFields(opened.records, mapping);
  const reveal = flags.reveal === true;
  const wantsToWrite =
    flags.write === true || (isAsked(invocation) && (await wants(invocation, preview, reveal)));
  const written = wantsToWrite ? await write(invocation, opened, mapping, flags) : undefined;
  const value = {
    mapping,
    proposed: proposal.proposed,
    undecided,
    ...preview,
    shown: shownRows(preview, reveal),
    written,
  };
  output.result(value, () =>
    [
      output.paint.bold(opened.title),
      isAsked(invocation) ? '' : describeProposal(proposal, output.paint),
      isAsked(invocation) ? '' : describePreview(preview, reveal, output.paint),
      written === undefined ? hint(terminal.interactive) : written.words,
    ]
      .filter((text) => text !== '')
      .join('\n\n'),
  );
  return undecided.length > 0 || preview.problems.length > 0 ? 3 : 0;
}

function isAsked({ terminal, output }: Invocation): boolean {
  return terminal.interactive && !output.json;
}

function hint(interactive: boolean): string {
  return interactive
    ? ''
    : '`--write` puts it into the configuration; on a terminal every field is asked about.';
}

async function decide(
  invocation: Invocation,
  opened: OpenedRows,
  proposal: Proposal,
  { write }: MapFlags,
): Promise<MappingInput> {
  const taken = withDecisions(proposal.written, proposal.proposed);
  if (!isAsked(invocation) || write === true) return taken;
  const { fixes } = previewMapping(taken, opened.records, []);
  const counts = Object.fromEntries(fixes.map(({ name, count }) => [name, count]));
  invocation.output.say(describeProposal(proposal, invocation.output.paint));
  return askMapping(proposal, counts, person);
}

function rowsToShow({ records }: OpenedRows, { row }: MapFlags): readonly number[] {
  if (row.length === 0) return records.slice(0, SHOWN).map((record) => record.row);
  const wanted = row.map((text) => readNumber(text, '--row'));
  const missing = wanted.find((number) => !records.some((record) => record.row === number));
  if (missing === undefined) return wanted;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There is no row ${missing} among those looked at; --rows looks at more`,
  );
}

async function wants(invocation: Invocation, preview: MappingPreview, reveal: boolean): Promise<boolean> {
  invocation.output.say(describePreview(preview, reveal, invocation.output.paint));
  return confirmed(invocation, false, 'Shall this mapping be written?');
}

async function write(
  invocation: Invocation,
  { config, place: source }: OpenedRows,
  mapping: MappingInput,
  { overwrite = false }: MapFlags,
): Promise<{ readonly file: string; readonly words: string }> {
  const place = mappingPlace(config, invocation.terminal.folder, source);
  const name = basename(place.file);
  if (!overwrite && wouldReplace(place, mapping)) {
    if (!isAsked(invocation))
      throw new FootbridgeError(
        'USAGE_WRONG',
        `${name} has another mapping already; --overwrite replaces it`,
      );
    if (!(await confirmed(invocation, false, `${name} has another mapping already. Replace it?`)))
      throw new LeftUnanswered();
  }
  writeMapping(place, mapping);
  return { file: place.file, words: `The mapping is in ${name}. ${place.byHand}`.trimEnd() };
}
