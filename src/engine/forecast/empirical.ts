/**
 * The forecast without a model: as many will come in the next N days as came in the last N.
 *
 * It holds where the base neither grows fast nor fades, and needs nothing of the shape of return times; so it is what
 * remains where the model does not fit or last logins are rounded. Of the active it needs one step more: where
 * customers come at a steady rate of their own, those who came within A days and come again within N are those within
 * A, plus those within N, less those within A + N.
 *
 * @module
 */
import { CURVE_DAYS } from './curve-days.ts';
import type { DrawnCurves } from './curves.ts';
import { logOdds } from './hold-out.ts';
import type { Random } from './random.ts';
import type { RecencyTable } from './recency-table.ts';

/** On the scale of log odds: what next year may differ from last year by. An assumption of ours, about six points. */
const DOUBT = 0.25;
const DOUBT_DEGREES = 4;
/** Customers who must have been there for so long; fewer, and the curve goes on level. */
const ENOUGH = 50;

export interface EmpiricalOptions {
  readonly random: Random;
  readonly draws: number;
  readonly activeDays: number;
}

export function drawEmpirical(
  table: RecencyTable,
  { random, draws, activeDays }: EmpiricalOptions,
): DrawnCurves {
  const seen = seenWithin(table);
  const atActive = seen(activeDays);
  const everybody = rising(CURVE_DAYS.map((day) => seen(day)));
  const active = rising(
    CURVE_DAYS.map((day) => {
      const both = atActive.share + seen(day).share - seen(day + activeDays).share;
      return { share: atActive.share <= 0 ? 0 : both / atActive.share, of: atActive.of * atActive.share };
    }),
  );
  const doubts = Array.from({ length: draws }, () => DOUBT * random.student(DOUBT_DEGREES));
  return { everybody: drawAround(everybody, doubts, random), active: drawAround(active, doubts, random) };
}

interface Seen {
  readonly share: number;
  /** Customers it is counted over. */
  readonly of: number;
}

/** Share seen within so many days, of those who have been there for longer; the last sound one beyond. */
function seenWithin({ cells, edges, tenures }: RecencyTable): (days: number) => Seen {
  const count = (days: number): Seen => {
    let of = 0;
    let came = 0;
    for (const { from, to, tenure, count } of cells) {
      if ((tenures[tenure] ?? 0) < days) continue;
      of += count;
      if (to >= 0) came += count * overlap(edges[from] ?? 0, edges[to] ?? 0, days);
    }
    return { share: of === 0 ? 0 : came / of, of };
  };
  return (days) => {
    for (let tried = days; tried > 1; tried *= 0.9) {
      const seen = count(tried);
      if (seen.of >= ENOUGH) return seen;
    }
    return count(1);
  };
}

/** Part of a bin that lies before that day. */
function overlap(from: number, to: number, days: number): number {
  return Math.min(1, Math.max(0, (days - from) / (to - from)));
}

/** Nobody comes back out of having crossed. */
function rising(points: readonly Seen[]): readonly Seen[] {
  let highest = 0;
  return points.map(({ share, of }) => {
    highest = Math.max(highest, Math.min(1, share));
    return { share: highest, of };
  });
}

function drawAround(points: readonly Seen[], doubts: readonly number[], random: Random) {
  return doubts.map((doubt) => {
    const luck = random.normal();
    let before = 0;
    return Float64Array.from(points, ({ share, of }) => {
      const odds = logOdds(share + luck * Math.sqrt((share * (1 - share)) / Math.max(1, of)));
      before = Math.max(before, 1 / (1 + Math.exp(-odds - doubt)));
      return before;
    });
  });
}
