/**
 * The matrix of sources, the formats found there, and targets: what happens to a password on its way, and why.
 *
 * Nothing in it is written down: Footbridge's own targets answer with what they accept, every other platform with what
 * its envelope makes of each vector of the format.
 *
 * @module
 */
import { findFormat } from '../../src/passwords/index.ts';
import { SOURCES } from '../../src/sources/index.ts';
import type { Source } from '../../src/sources/source.ts';
import { TARGETS } from '../../src/targets/index.ts';
import { table } from '../tables/table.ts';
import { pathOf } from './format-page.ts';
import { type Origin, origins } from './found-at.ts';
import { answersOf, PLATFORMS } from './platforms.ts';

/** A section for each origin: its table, and beneath it every reason. */
export function portabilityMatrix(): string {
  return origins().map(sectionOf).join('\n\n');
}

function sectionOf(origin: Origin): string {
  const sources = SOURCES.filter(({ id }) => origin.sources.includes(id));
  const read = sources.map(({ id, title }) => `[${title}](sources/${id}.md)`).join(', ');
  return [
    `### ${origin.title}`,
    `Read with: ${read}. ${gives(sources)}`,
    matrixOf(origin),
    `<details><summary>Why not, and what to see to</summary>\n\n${reasonsOf(origin)}\n\n</details>`,
  ].join('\n\n');
}

const GIVES: Readonly<Record<Source['gives']['passwords'], string>> = {
  always: 'Every export has the hashes.',
  'separate file':
    'The hashes come in a file of their own, if at all: without it, **reset** or a login at the old system.',
  sometimes: 'Where the export has no hash: **reset**, or a login at the old system.',
  never: 'No export has a hash: **reset**, or a login at the old system.',
};

function gives(sources: readonly Source[]): string {
  return [...new Set(sources.map((source) => GIVES[source.gives.passwords]))].join(' ');
}

function matrixOf({ formats }: Origin): string {
  const head = [
    'format',
    ...TARGETS.map(({ title }) => `**${title}**`),
    ...PLATFORMS.filter(({ id }) => !TARGETS.some((target) => target.id === id)).map(({ title }) => title),
  ];
  return table(
    head,
    formats.map((id) => [
      linkTo(id),
      ...TARGETS.map((target) => target.accepts.passwords[id] ?? 'vault'),
      ...cellsOf(id),
    ]),
  );
}

function linkTo(id: string): string {
  const format = findFormat(id);
  return format === undefined ? id : `[\`${id}\`](formats/${pathOf(format)})`;
}

/** Platforms that Footbridge has no target for yet, in the order of the head. */
function cellsOf(id: string): string[] {
  return answersOf(id)
    .filter(({ platform }) => !TARGETS.some((target) => target.id === platform))
    .map(({ plan }) => plan);
}

/** Beside those that Footbridge writes itself in another way, and those that have no place for such a hash at all. */
function reasonsOf({ formats }: Origin): string {
  const carried = new Set(
    TARGETS.filter(({ accepts }) => formats.every((id) => accepts.passwords[id] !== undefined)).map(
      ({ id }) => id,
    ),
  );
  const said = formats.flatMap((id) =>
    answersOf(id)
      .filter(({ platform, reason }) => reason !== '' && !carried.has(platform))
      .map(({ reason, title, plan }) => ({ id, reason, title, plan })),
  );
  const groups = Map.groupBy(said, ({ reason, title, plan }) => `${plan}|${reason.replaceAll(title, IT)}`);
  return [...groups.values()].map(wordsOf).join('\n');
}

/** In place of a name, where several share a reason. */
const IT = 'the platform';

interface Said {
  readonly id: string;
  readonly reason: string;
  readonly title: string;
  readonly plan: string;
}

function wordsOf(group: readonly Said[]): string {
  const titles = [...new Set(group.map(({ title }) => title))];
  const formats = [...new Set(group.map(({ id }) => `\`${id}\``))];
  const [{ plan, reason, title } = { plan: '', reason: '', title: '' }] = group;
  const words = titles.length === 1 ? reason : capitalise(reason.replaceAll(title, IT));
  return `- **${plan}**, ${titles.join(', ')}: ${words} (${formats.join(', ')})`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
