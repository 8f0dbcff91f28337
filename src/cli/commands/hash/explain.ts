/**
 * `footbridge hash explain`: one hash taken apart, judged, and held against every platform we know.
 *
 * @module
 */
import type { Command } from 'commander';
import {
  adviseOn,
  attackCost,
  type Candidate,
  costOf,
  ENVELOPES,
  findFormat,
  identify,
  MissingInput,
  nistVerdict,
  type ParsedHash,
  parse,
  type StoredHash,
  strengthOf,
  transcode,
} from '../../../passwords/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Output } from '../../output.ts';
import { formatTable } from '../../words.ts';
import type { Act } from '../command.ts';
import { describeExplanation } from './explanation.ts';
import { fieldsOf } from './fields.ts';
import { describeCandidates } from './identify.ts';
import { type BesideFlags, readBeside, takesBeside } from './options.ts';
import { mention } from './redact.ts';
import { asUsage } from './verify.ts';

interface Flags extends BesideFlags {
  readonly source?: string;
  readonly show?: true;
}

/** Where the width is not known: in a pipe, a log. */
const DEFAULT_COLUMNS = 100;
/** A usual password's length, for the cost of verifying. */
const USUAL_LENGTH = 12;

export function addExplain(hash: Command, act: Act): void {
  takesBeside(
    hash
      .command('explain')
      .description('take a hash apart, judge it, and say which platforms can take it over')
      .argument(
        '[hash]',
        'in single quotes: a shell reads $ otherwise; absent: the first line of standard input',
      )
      .option('--source <product>', 'the product it comes from, such as vbulletin')
      .option('--show', 'say the hash itself as well'),
  ).action(
    act(async ({ terminal, output }, given: string | undefined, flags: Flags) => {
      const text = given ?? (await terminal.readInput()).split(/\r?\n/)[0] ?? '';
      if (text === '') throw new FootbridgeError('USAGE_WRONG', 'No hash was given');
      const stored = { ...readBeside(flags, terminal), hash: text };
      const candidates = candidatesFor(stored, flags);
      if (candidates.length === 0 && stored.format === undefined) {
        output.result({ candidates: [] }, () => 'of no known format');
        return 3;
      }
      const explanation = explain(stored, candidates[0], flags.show === true);
      if ('needs' in explanation) {
        output.result({ ...explanation, candidates }, () => describeMissing(explanation, output));
        return 3;
      }
      output.result({ ...explanation, candidates }, () =>
        [
          describeExplanation(explanation, output.paint, terminal.stdout.columns ?? DEFAULT_COLUMNS),
          ...(candidates.length > 1 && stored.format === undefined
            ? [
                '',
                output.paint.bold('What it may be as well'),
                describeCandidates(candidates.slice(1), false),
              ]
            : []),
        ].join('\n'),
      );
      return 0;
    }),
  );
}

function candidatesFor({ hash, beside }: StoredHash, { source }: Flags) {
  return identify(hash, {
    ...(source === undefined ? {} : { source }),
    ...(beside === undefined || Object.keys(beside).length === 0 ? {} : { beside }),
  });
}

export type Explanation = ReturnType<typeof explainParsed> & {
  /** Absent where the operator named the format. */
  readonly certainty: Candidate['certainty'] | undefined;
};

interface Missing {
  readonly format: string;
  readonly needs: string;
}

function explain(stored: StoredHash, best: Candidate | undefined, show: boolean): Explanation | Missing {
  const format = stored.format ?? best?.format ?? '';
  const named = best?.format === 'disabled' ? stored : { ...stored, format };
  const certainty = stored.format === undefined ? best?.certainty : undefined;
  try {
    return { ...explainParsed(named, parse(named), show), certainty };
  } catch (error) {
    if (error instanceof MissingInput) return { format, needs: error.input };
    throw asUsage(error);
  }
}

function explainParsed(stored: StoredHash, { format, parts }: ParsedHash, show: boolean) {
  const about = findFormat(format);
  const strength = strengthOf(parts);
  const attack = attackCost(parts);
  const nist = nistVerdict(parts);
  return {
    hash: mention(stored.hash, show),
    format,
    title: about?.title ?? 'a rule of your own',
    foundIn: about?.foundIn ?? '',
    rule: about?.rule ?? format,
    ...(about?.reference === undefined ? {} : { reference: about.reference }),
    fields: fieldsOf(parts),
    strength,
    ...(nist === undefined ? {} : { nist }),
    ...(attack === undefined
      ? {}
      : {
          attack: {
            guessesPerSecond: attack.guessesPerSecond,
            source: attack.source,
            basis: attack.basis,
          },
        }),
    cost: costOf(parts, USUAL_LENGTH),
    advice: adviseOn(parts, strength),
    platforms: ENVELOPES.map(({ id, title }) => ({ id, title, ...fitOf(stored, id) })),
  };
}

/** Whether and how, without the value: that is the hash in other words. */
function fitOf(stored: StoredHash, platform: string) {
  const answer = transcode(stored, platform);
  if (answer.kind === 'cannot') return { fits: 'no' as const, reason: answer.reason };
  const fits = answer.kind === 'as-is' ? ('as it is' as const) : ('in its words' as const);
  return {
    fits,
    ...(answer.disputed === undefined ? {} : { disputed: answer.disputed }),
    ...(answer.note === undefined ? {} : { note: answer.note }),
  };
}

function describeMissing({ format, needs }: Missing, { paint }: Output): string {
  const about = findFormat(format);
  const rows = [
    ['format', `${format}, ${about?.title ?? ''}`],
    ['computed as', about?.rule ?? ''],
  ];
  return [
    formatTable(rows, ''),
    paint.bad(`It cannot be taken apart without its ${needs}: --beside ${needs}=… or --secret ${needs}=NAME`),
  ].join('\n');
}
