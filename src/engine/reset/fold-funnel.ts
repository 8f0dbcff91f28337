/**
 * Adds up the cells of a funnel: as a whole, and by cohort, wave, language or channel. Pure.
 *
 * @module
 */
import type { JourneyCell } from '../../ledger/sql/funnel.ts';
import { JOURNEY_STEPS, type JourneyStep } from './campaign.ts';
import { type Dimension, type FunnelCounts, OUTCOMES, type Outcome } from './funnel-document.ts';

export function foldCells(cells: readonly JourneyCell[]): FunnelCounts {
  const sum = (holds: (cell: JourneyCell) => boolean) =>
    cells.reduce((total, cell) => total + (holds(cell) ? cell.count : 0), 0);
  return {
    meant: sum(() => true),
    sent: sum(isSent),
    delivered: sum(isDelivered),
    perhapsDelivered: sum((cell) => isSent(cell) && !isDelivered(cell) && !CAME_BACK.has(cell.outcome)),
    opened: sum(isOpened),
    started: sum(({ started }) => started),
    outcomes: countBy(OUTCOMES, (outcome: Outcome) => sum((cell) => cell.outcome === outcome)),
    reached: countBy(JOURNEY_STEPS, (step: JourneyStep) =>
      sum((cell) => isOpened(cell) && placeOf(cell) >= JOURNEY_STEPS.indexOf(step)),
    ),
    abandonedAt: countBy(JOURNEY_STEPS, (step: JourneyStep) =>
      sum((cell) => cell.outcome === 'abandoned' && stepOf(cell) === step),
    ),
  };
}

/** Largest first. */
export function sliceCells(
  cells: readonly JourneyCell[],
  dimension: Dimension,
): readonly (FunnelCounts & { readonly value: string })[] {
  const groups = Map.groupBy(cells, (cell) => String(cell[dimension]));
  return [...groups]
    .map(([value, members]) => ({ value, ...foldCells(members) }))
    .toSorted((one, other) => other.meant - one.meant || (one.value < other.value ? -1 : 1));
}

const CAME_BACK: ReadonlySet<string> = new Set(['undeliverable', 'unreachable']);

/** What arrived was sent, even where a crash lost the moment of it; so was what brought them here with support. */
function isSent(cell: JourneyCell): boolean {
  return cell.sent || isDelivered(cell);
}

function isDelivered(cell: JourneyCell): boolean {
  return cell.delivered || isOpened(cell);
}

/** Who came with a spoken code started without opening a link. */
function isOpened({ opened, started }: JourneyCell): boolean {
  return opened || started;
}

function placeOf(cell: JourneyCell): number {
  return cell.outcome === 'done' ? JOURNEY_STEPS.length - 1 : JOURNEY_STEPS.indexOf(stepOf(cell));
}

function stepOf({ step }: JourneyCell): JourneyStep {
  return JOURNEY_STEPS.find((one) => one === step) ?? 'opened';
}

function countBy<Key extends string>(
  keys: readonly Key[],
  count: (key: Key) => number,
): Readonly<Record<Key, number>> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<Key, number>;
}
