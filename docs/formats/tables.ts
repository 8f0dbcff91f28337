/**
 * Tables of the password formats, from the formats themselves.
 *
 * @module
 */
import { type Family, FORMATS, type PasswordFormat } from '../../src/passwords/index.ts';
import { FUNCTIONS } from '../../src/passwords/pipeline/functions.ts';
import { table } from '../tables/table.ts';
import { pathOf } from './format-page.ts';
import { FACTS, factsOf, isComposed } from './vector-facts.ts';

/** Ids of the survey this library set out from (2026-11-20). */
const SURVEYED = 417;

/** Formats that are ours, not the survey's. */
const OWN = new Set(['disabled', 'footbridge-wrap']);

export function formatCount(): string {
  const present = FORMATS.filter(({ id }) => !OWN.has(id)).length;
  const proven = FACTS.filter(({ format }) => FORMATS.some(({ id }) => id === format));
  const right = proven.filter(({ valid }) => valid).length;
  return `**${present} of the ${SURVEYED}** formats of the survey are here. Their ${proven.length} vectors, ${right} of them right passwords, all get the right answer.`;
}

const FAMILIES = {
  modern: 'Argon2 and what is built on it',
  bcrypt: 'bcrypt',
  scrypt: 'scrypt',
  pbkdf2: 'PBKDF2',
  crypt: 'crypt(3)',
  phpass: 'phpass',
  cms: 'Content management, forums and shops',
  ldap: 'LDAP and mail servers',
  java: 'Java',
  dotnet: '.NET',
  rails: 'Ruby on Rails',
  database: 'Databases and brokers',
  windows: 'Windows, network and enterprise',
  node: 'Node.js',
  provider: 'Identity providers',
  digest: 'Plain and salted digests',
  disabled: 'No password',
} as const satisfies Readonly<Record<Family, string>>;

/** One row a format, family by family; everything else stands on its page. */
export function formatTable(): string {
  const families = Map.groupBy(FORMATS, (format) => format.family);
  return [...families]
    .map(([family, formats]) => {
      const rows = formats.map(rowOf);
      return `### ${FAMILIES[family]}\n\n${table(['format', 'is', 'found in', 'needs beside it', 'proof'], rows)}`;
    })
    .join('\n\n');
}

function rowOf(format: PasswordFormat): string[] {
  const { id, title, foundIn, needs } = format;
  return [
    `<a id="${id}"></a>[\`${id}\`](${pathOf(format)})`,
    title,
    foundIn,
    needs.map((need) => `\`${need}\``).join(', '),
    proofOf(id),
  ];
}

function proofOf(id: string): string {
  const right = factsOf(id).filter(({ valid }) => valid);
  if (right.length === 0) return 'formula only';
  return right.every(isComposed) ? `${right.length}, formula only` : String(right.length);
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
