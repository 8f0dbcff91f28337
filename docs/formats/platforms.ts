/**
 * Which platforms take a format over, from every one of its vectors, in groups that share a reason.
 *
 * @module
 */
import { ENVELOPES, type Portability, portability, transcode } from '../../src/passwords/index.ts';
import { TARGETS } from '../../src/targets/index.ts';
import { PLATFORMS as KNOWN } from '../../src/targets/platforms/index.ts';
import { provedFormat } from './proved-tables.ts';
import { FACTS, factsOf, storedFact } from './vector-facts.ts';

export interface Platforms {
  /** Titles; a mark says who verified it (envelopes.md). */
  readonly yes: readonly string[];
  readonly some: readonly { readonly title: string; readonly reason: string }[];
  readonly probe: readonly string[];
  readonly no: readonly { readonly titles: readonly string[]; readonly reason: string }[];
}

let computed: ReadonlyMap<string, readonly Portability[]> | undefined;

function cellsOf(id: string): readonly Portability[] {
  computed ??= Map.groupBy(
    portability(FACTS.filter(({ valid }) => valid).map(storedFact)),
    ({ format }) => format,
  );
  return computed.get(id) ?? [];
}

const titles = new Map(ENVELOPES.map(({ id, title }) => [id, title]));
const titleOf = (platform: string): string => titles.get(platform) ?? platform;

export function platformsOf(id: string): Platforms {
  const cells = cellsOf(id);
  const marked = ({ platform }: Portability): string =>
    `${titleOf(platform)} ${provedFormat(platform, id)}`.trim();
  const of = (fits: Portability['fits']) => cells.filter((cell) => cell.fits === fits);
  return {
    yes: of('all').map(marked),
    some: of('some').map((cell) => ({ title: marked(cell), reason: cell.reasons.join(' ') })),
    probe: of('disputed').map(marked),
    no: groupRefusals(of('none')),
  };
}

/** `X has no envelope for md5(password)` is one reason for all of them. */
function groupRefusals(cells: readonly Portability[]): Platforms['no'] {
  const groups = Map.groupBy(cells, ({ platform, reasons }) =>
    reasons.join(' ').replaceAll(titleOf(platform), 'the platform'),
  );
  return [...groups].map(([reason, group]) => {
    const [first] = group;
    const isAlone = group.length === 1 && first !== undefined;
    return {
      titles: group.map(({ platform }) => titleOf(platform)),
      reason: isAlone ? first.reasons.join(' ') : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`,
    };
  });
}

export const PLATFORMS = ENVELOPES.map(({ id, title }) => ({ id, title }));

/** What becomes of a format's hashes on one platform, in the words of docs/glossary.md. */
export interface Answer {
  readonly platform: string;
  readonly title: string;
  /** `native`, `transcoded`, `vault`, `reset`; `… or vault` where parameters decide, `probe` where nobody confirmed it. */
  readonly plan: string;
  /** Why it is not simply carried; empty where it is. */
  readonly reason: string;
}

/** They ask us at a login, so that a hash can wait in the vault. */
const ASKED: ReadonlySet<string> = new Set([
  ...KNOWN.filter(({ hook }) => hook !== undefined).map(({ id }) => id),
  ...TARGETS.map(({ id }) => id),
]);

/** Of a platform that knows nothing of the kind there is no more to say. */
const NO_PLACE = ' has no envelope for ';

export function answersOf(id: string): readonly Answer[] {
  return cellsOf(id).map(({ platform, fits, reasons }) => ({
    platform,
    title: titleOf(platform),
    plan: planOf(id, platform, fits),
    reason: fits === 'all' ? '' : reasons.filter((reason) => !reason.includes(NO_PLACE)).join(' '),
  }));
}

function planOf(id: string, platform: string, fits: Portability['fits']): string {
  const otherwise = ASKED.has(platform) ? 'vault' : 'reset';
  if (fits === 'none') return otherwise;
  if (fits === 'disputed') return 'probe';
  const kinds = factsOf(id)
    .filter(({ valid }) => valid)
    .map((fact) => transcode(storedFact(fact), platform).kind);
  const carried = kinds.includes('envelope') ? 'transcoded' : 'native';
  return fits === 'some' ? `${carried} or ${otherwise}` : carried;
}
