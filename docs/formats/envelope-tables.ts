/**
 * Tables of the import envelopes: what each platform takes, and which formats get where.
 *
 * The matrix is not written down: every vector of every format is transcoded into every envelope.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import {
  ENVELOPES,
  type Envelope,
  FORMATS,
  type Portability,
  portability,
  type StoredHash,
} from '../../src/passwords/index.ts';
import { table } from '../tables/table.ts';
import { provedFormat, provedRow } from './proved-tables.ts';

interface VectorFact {
  readonly hash: string;
  readonly format: string;
  readonly valid: boolean;
  readonly extra?: Readonly<Record<string, string | number>>;
}

const FACTS: readonly VectorFact[] = JSON.parse(
  readFileSync(new URL('../../test/vectors/password-vectors.json', import.meta.url), 'utf8'),
);

const WORDS = { all: 'yes', some: 'some', disputed: 'probe', none: '' } as const;

/** One section a platform. */
export function envelopeTables(): string {
  return ENVELOPES.map(
    (envelope) =>
      `### <a id="${envelope.id}"></a>${envelope.title}\n\n\`${envelope.id}\`, [reference](${envelope.reference})\n\n${rowsOf(envelope)}`,
  ).join('\n\n');
}

function rowsOf({ id, accepts }: Envelope): string {
  return table(
    ['takes', 'refuses with', 'not confirmed', 'what people notice', 'proved'],
    accepts.map(({ what, limits, disputed, note }) => [
      what,
      limits.join('<br>'),
      disputed ?? '',
      note ?? '',
      provedRow(id, what),
    ]),
  );
}

/** One row a format that has an envelope anywhere, in the order of the formats. */
export function portabilityTable(): string {
  const rows = matrix()
    .filter(({ cells }) => cells.some(({ fits }) => fits !== 'none'))
    .map(({ format, cells }) => [
      `\`${format}\``,
      ...cells.map(({ fits, platform }) => `${WORDS[fits]} ${provedFormat(platform, format)}`.trim()),
    ]);
  return table(['format', ...ENVELOPES.map(({ title }) => title)], rows);
}

/** How much the matrix says, and whom it leaves out. */
export function portabilityCount(): string {
  const rows = matrix();
  const cells = rows.flatMap((row) => row.cells);
  const count = (fits: Portability['fits']) => cells.filter((cell) => cell.fits === fits).length;
  const nowhere = rows.filter((row) => row.cells.every(({ fits }) => fits === 'none'));
  return [
    `${rows.length} formats with vectors × ${ENVELOPES.length} platforms: **${count('all')}** pairs fit, **${count('some')}** depend on parameters,`,
    `**${count('disputed')}** can be written and want a probe. ${nowhere.length} formats fit no platform: they verify at the first login, or are wrapped.`,
  ].join('\n');
}

interface MatrixRow {
  readonly format: string;
  readonly cells: readonly Portability[];
}

let computed: readonly MatrixRow[] | undefined;

/** Computed once for both tables: tens of thousands of hashes are taken apart and written. */
function matrix(): readonly MatrixRow[] {
  computed ??= [...Map.groupBy(portability(samples()), ({ format }) => format)].map(([format, cells]) => ({
    format,
    cells,
  }));
  return computed;
}

function samples(): StoredHash[] {
  return FORMATS.flatMap(({ id }) =>
    FACTS.filter(({ format, valid }) => format === id && valid).map(({ hash, extra }) => ({
      hash,
      format: id,
      ...(extra === undefined ? {} : { beside: extra }),
    })),
  );
}
