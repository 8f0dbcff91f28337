/**
 * Tables of the password formats, from the formats themselves.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { FORMATS, type PasswordFormat } from '../../src/passwords/index.ts';
import { FUNCTIONS } from '../../src/passwords/pipeline/functions.ts';
import type { Target } from '../../src/targets/target.ts';
import { table } from '../tables/table.ts';

/** Ids of the survey this library set out from (2026-11-20). */
const SURVEYED = 417;

/** Formats that are ours, not the survey's. */
const OWN = new Set(['disabled', 'footbridge-wrap']);

interface VectorFact {
  readonly format: string;
  readonly source: string;
  readonly valid: boolean;
}

const FACTS: readonly VectorFact[] = JSON.parse(
  readFileSync(new URL('../../test/vectors/password-vectors.json', import.meta.url), 'utf8'),
);

export function formatCount(): string {
  const present = FORMATS.filter(({ id }) => !OWN.has(id)).length;
  const proven = FACTS.filter(({ format }) => FORMATS.some(({ id }) => id === format));
  const right = proven.filter(({ valid }) => valid).length;
  return `**${present} of the ${SURVEYED}** formats of the survey are here. Their ${proven.length} vectors, ${right} of them right passwords, all get the right answer.`;
}

/** One row a format, family by family; for each target whether it takes the hash as it is or in its own envelope. */
export function formatTable(targets: readonly Target[]): string {
  const families = Map.groupBy(FORMATS, (format) => format.family);
  const head = [
    'format',
    'found in',
    'computed as',
    'needs beside it',
    'proof',
    ...targets.map(({ title }) => title),
  ];
  return [...families]
    .map(([family, formats]) => {
      const rows = formats.map((format) => rowOf(format, targets));
      return `### ${family}\n\n${table(head, rows)}`;
    })
    .join('\n\n');
}

function rowOf(format: PasswordFormat, targets: readonly Target[]): string[] {
  const { id, title, foundIn, rule, reference, needs } = format;
  const name = reference === undefined ? title : `[${title}](${reference})`;
  return [
    `<a id="${id}"></a>\`${id}\`<br>${name}`,
    foundIn,
    `\`${rule}\``,
    needs.map((need) => `\`${need}\``).join(', '),
    proofOf(id),
    ...targets.map(({ accepts }) => accepts.passwords[id] ?? '–'),
  ];
}

/** Who computed the vectors: a product or library that was run or published them, or only the formula. */
function proofOf(id: string): string {
  const sources = FACTS.filter(({ format, valid }) => format === id && valid).map(({ source }) => source);
  if (sources.length === 0) return 'none: formula only';
  const isComposed = sources.every((source) =>
    /\brule\b|\blayout\b|composition|^php [\d.]+ hash/i.test(source),
  );
  return `${sources.length} ${isComposed ? 'composed from the formula' : 'of products and libraries'}`;
}

/** Arguments of every function of the pipeline notation. */
export function functionTable(): string {
  const rows = [...FUNCTIONS].map(([name, { args }]) => [`\`${name}(${args.join(', ')})\``]);
  const own = [
    ['`iterate(number, bytes, bytes)`'],
    ['`ifLonger(bytes, number, bytes, bytes)`'],
    ['`ifHolds(bytes, bytes, bytes, bytes)`'],
  ];
  return table(['function'], [...own, ...rows]);
}
