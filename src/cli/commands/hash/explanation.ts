/**
 * What `footbridge hash explain` says to a person.
 *
 * @module
 */
import { formatCount, formatDuration, type Paint } from '../../words.ts';
import type { Explanation } from './explain.ts';
import { formatHanging, type NamedRow } from './hanging.ts';

/** @param columns width of the terminal */
export function describeExplanation(explanation: Explanation, paint: Paint, columns: number): string {
  if (explanation.format === 'disabled') return formatHanging(aboutDisabled(explanation), columns);
  const section = (title: string, rows: readonly NamedRow[]): string =>
    `${paint.bold(title)}\n${formatHanging(rows, columns, '  ')}`;
  return [
    formatHanging(aboutLines(explanation), columns),
    section('Field by field', explanation.fields),
    section('Today', todayLines(explanation, paint)),
    section('Platforms', platformLines(explanation)),
  ].join('\n\n');
}

function aboutDisabled({ hash, fields, advice }: Explanation): readonly NamedRow[] {
  const meaning = fields.map(([, value]) => value).join(', ');
  return [
    ['hash', hash],
    ['format', `disabled: ${meaning}`],
    ['advice', advice.words],
  ];
}

function aboutLines({
  hash,
  format,
  title,
  certainty,
  foundIn,
  rule,
  reference,
}: Explanation): readonly NamedRow[] {
  const rows: readonly NamedRow[] = [
    ['hash', hash],
    ['format', `${format}, ${title}${certainty === undefined ? '' : ` (${certainty})`}`],
    ['found in', foundIn],
    ['computed as', rule],
    ['written down', reference ?? ''],
  ];
  return rows.filter(([, value]) => value !== '');
}

function todayLines(
  { strength, nist, attack, cost, advice }: Explanation,
  paint: Paint,
): readonly NamedRow[] {
  const painted = { strong: paint.good, acceptable: paint.good, weak: paint.warn, broken: paint.bad };
  const rows: NamedRow[] = [
    ['strength', `${painted[strength.class](strength.class)}: ${strength.reason}`],
    ['', paint.faint(strength.source)],
  ];
  if (nist !== undefined) {
    const words = nist.meets ? 'meets SP 800-63B-4' : nist.defects.join(' ');
    rows.push(['NIST', [words, ...(nist.caution === undefined ? [] : [nist.caution])].join('; ')]);
    rows.push(['', paint.faint(nist.source)]);
  }
  if (attack !== undefined) {
    const [low, high] = attack.guessesPerSecond;
    const basis = attack.basis === 'compared' ? ', taken from a primitive of the same kind' : '';
    rows.push([
      'guessing',
      `${rate(low)} to ${rate(high)} guesses a second: one older card to thirty new ones${basis}`,
    ]);
    rows.push(['', paint.faint(`${attack.source.title}, ${attack.source.url}`)]);
  }
  rows.push(['verifying', verifying(cost)]);
  rows.push(['advice', advice.words]);
  return rows;
}

function verifying({ work, memory }: Explanation['cost']): string {
  const time = work < 1000 ? 'less than a millisecond' : `about ${duration(work / 1000)}`;
  return `${time} of one core${memory < 1024 ? '' : `, ${formatCount(memory / 1024)} KiB of memory`}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : formatDuration(milliseconds);
}

const STEPS = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** Two digits are all that such a range is worth. */
function rate(perSecond: number): string {
  for (const [step, word] of STEPS) {
    if (perSecond >= step) return `${Number((perSecond / step).toPrecision(2))} ${word}`;
  }
  return perSecond >= 1 ? formatCount(Number(perSecond.toPrecision(2))) : perSecond.toPrecision(1);
}

function platformLines({ platforms }: Explanation): readonly NamedRow[] {
  const fits = platforms.filter(({ fits }) => fits !== 'no');
  const confirmed = (kind: string): string =>
    fits.flatMap((one) => (one.fits === kind && !('disputed' in one) ? [one.title] : [])).join(', ');
  const rows: readonly NamedRow[] = [
    ['as it is', confirmed('as it is')],
    ['in its words', confirmed('in its words')],
    ['probe first', fits.flatMap((one) => ('disputed' in one ? [one.title] : [])).join(', ')],
  ];
  return [...rows.filter(([, titles]) => titles !== ''), ...refusals(platforms)];
}

/** Platforms that refuse for the same reason stand together. */
function refusals(platforms: Explanation['platforms']): readonly NamedRow[] {
  const refused = platforms.flatMap((one) => (one.fits === 'no' ? [one] : []));
  const groups = Map.groupBy(refused, ({ title, reason }) => reason.replaceAll(title, 'the platform'));
  return [...groups].map(([shared, group]) => {
    const titles = group.map(({ title }) => title).join(', ');
    const [first] = group;
    return ['no', `${titles}: ${group.length === 1 ? (first?.reason ?? shared) : shared}`] as const;
  });
}
