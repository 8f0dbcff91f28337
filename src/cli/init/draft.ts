/**
 * Drafts a configuration: what is read, what becomes what, where it goes, what would be lost.
 *
 * @module
 */
import { basename } from 'node:path';
import { parseWithoutSecrets } from '../../config/connector.ts';
import type { MappingInput } from '../../identity/mapping.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { SOURCES } from '../../sources/index.ts';
import type { SourceRecord } from '../../sources/source.ts';
import { TARGETS } from '../../targets/index.ts';
import type { Target } from '../../targets/target.ts';
import { findSource, proposeMapping, readFirstPage } from '../source/look-at-source.ts';
import { askSettings, type Given } from './ask-settings.ts';
import type { Asker } from './asker.ts';
import { type ForeseenLoss, foreseeLosses } from './foresee-losses.ts';
import type { Remarks } from './render-config.ts';

/** What was said on the command line. */
export interface Wishes {
  readonly source?: string;
  readonly target?: string;
  readonly name?: string;
}

export interface Draft {
  readonly config: {
    readonly name: string;
    readonly source: object;
    readonly target: object;
    readonly mapping?: MappingInput;
    readonly accept?: readonly string[];
  };
  readonly remarks: Remarks;
  /** Fields kept as attributes, because nothing says what they are. */
  readonly leftover: readonly string[];
  /** Fields that are left unmapped: a person has to decide. */
  readonly undecided: readonly string[];
  /** What the target cannot hold of the first customers, whether it was accepted or not. */
  readonly losses: readonly ForeseenLoss[];
}

export async function draftConfig(
  folder: string,
  wishes: Wishes,
  given: Given,
  asker: Asker,
): Promise<Draft> {
  const found = await findSource(wishes.source ?? (await askSource(asker)), folder);
  const source = await askSettings('source', found.source, found.settings, given, asker);
  const target = await chooseTarget(wishes.target, asker);
  const targetSettings = await askSettings('target', target, {}, given, asker);
  const name = wishes.name ?? (await asker.text('Name of the migration', '--name', nameFor(folder)));

  const isFile = Object.keys(found.settings).length > 0;
  const { type: _, ...settings } = source;
  const records = isFile ? await readFirstPage({ ...found, settings }, folder) : [];
  const { mapping, remarks, leftover, undecided } = await askMapping(records, asker);
  const config = parseWithoutSecrets(target, targetSettings);
  const losses = config === undefined ? [] : foreseeLosses(records, mapping, target, config);
  const accept = await askLosses(losses, asker);
  return {
    config: {
      name,
      source,
      target: targetSettings,
      ...(Object.keys(mapping).length === 0 ? {} : { mapping }),
      ...(accept.length === 0 ? {} : { accept }),
    },
    remarks: isFile ? remarks : { source: 'What becomes what: docs/mapping.md' },
    leftover,
    undecided,
    losses,
  };
}

function askSource(asker: Asker): Promise<string> {
  const others = SOURCES.filter(({ fromFile }) => fromFile === undefined).map(({ id }) => id);
  const hint = others.length === 0 ? '' : `, or ${others.join(', ')}`;
  return asker.text(`What is read? A file or a folder${hint}`, '--source');
}

async function chooseTarget(named: string | undefined, asker: Asker): Promise<Target> {
  const choices = TARGETS.map(({ id, title }) => ({ value: id, label: title }));
  const id = named ?? (await asker.choose('Where do they go?', '--target', choices));
  const target = TARGETS.find((one) => one.id === id);
  if (target !== undefined) return target;
  throw new FootbridgeError('USAGE_WRONG', `--target is one of ${TARGETS.map((one) => one.id).join(', ')}`);
}

/** A migration is named after its folder, as far as the letters go. */
function nameFor(folder: string): string {
  const letters = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return letters.replace(/^-+|-+$/g, '') || 'migration';
}

interface DraftedMapping {
  readonly mapping: MappingInput;
  readonly remarks: Remarks;
  readonly leftover: readonly string[];
  readonly undecided: readonly string[];
}

/** What was proposed; the rest is kept or ignored by name, never dropped. */
async function askMapping(records: readonly SourceRecord[], asker: Asker): Promise<DraftedMapping> {
  const { mapping, reasons, leftover } = proposeMapping(records);
  const open = leftover.filter(isUndecided);
  const choices = leftover
    .filter((one) => !isUndecided(one))
    .map(({ field, why }) => ({ value: field, label: field, hint: why }));
  const question =
    'Nothing says what these fields are. Which shall be kept as attributes? The others are ignored.';
  const keep = choices.length === 0 ? [] : await asker.pick(question, choices, 'all');
  const ignore = choices.map(({ value }) => value).filter((field) => !keep.includes(field));
  return {
    mapping: {
      ...(Object.keys(mapping.fields ?? {}).length === 0 ? {} : mapping),
      ...(keep.length === 0 ? {} : { keep: [...keep] }),
      ...(ignore.length === 0 ? {} : { ignore }),
    },
    remarks: { ...remarksOn(reasons), ...(open.length === 0 ? {} : { mapping: undecidedRemark(open) }) },
    leftover: keep,
    undecided: open.map(({ field }) => field),
  };
}

type Leftover = ReturnType<typeof proposeMapping>['leftover'][number];

/**
 * A field that is probably a fact we know, in words we do not (a status "blocked"): kept as a mere attribute it would
 * let a disabled customer in. It is left unmapped, so that an import holds whoever has one until somebody decides.
 */
function isUndecided({ why }: Leftover): boolean {
  return why.startsWith('could be');
}

function undecidedRemark(open: readonly Leftover[]): string {
  return [
    'To be decided; until then whoever has one is held:',
    ...open.map(({ field, why }) => `  ${field} ${why}`),
  ].join('\n');
}

/** Where the name of a field says it already, a reason is noise. */
function remarksOn(reasons: ReturnType<typeof proposeMapping>['reasons']): Remarks {
  const worth = reasons.filter(({ why }) => !why.startsWith('by its name'));
  return Object.fromEntries(worth.map(({ to, why }) => [`mapping.fields.${to}`, why]));
}

async function askLosses(losses: readonly ForeseenLoss[], asker: Asker): Promise<readonly string[]> {
  if (losses.length === 0) return [];
  const choices = losses.map(({ field, count }) => ({
    value: field,
    label: field,
    hint: `${count} of the first customers`,
  }));
  return asker.pick(
    'The target has no place for these. Which losses are accepted? Else whoever has one is held.',
    choices,
    'none',
  );
}
