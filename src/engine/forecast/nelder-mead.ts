/**
 * Nelder and Mead's simplex (The Computer Journal 7, 1965): the lowest point of a function of a few numbers, without
 * derivatives. Small, deterministic, and content with a function that is not quite smooth.
 *
 * @module
 */
interface Corner {
  readonly at: readonly number[];
  readonly height: number;
}

/** Stops where all corners are as high, within this: of a log likelihood, a twentieth of a standard deviation. */
const FLAT = 1e-3;

export function findLowest(
  heightAt: (at: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tries = 500 }: { readonly step?: number; readonly tries?: number } = {},
): Corner {
  let left = tries;
  const corner = (at: readonly number[]): Corner => {
    left -= 1;
    const height = heightAt(at);
    return { at, height: Number.isNaN(height) ? Number.POSITIVE_INFINITY : height };
  };
  let simplex = [start, ...start.map((_, axis) => moved(start, axis, step))].map(corner);
  while (left > 0) {
    simplex.sort((one, other) => one.height - other.height);
    const [best, worst, second] = [simplex[0], simplex.at(-1), simplex.at(-2)];
    if (best === undefined || worst === undefined || second === undefined) break;
    if (worst.height - best.height < FLAT) break;
    const centre = meanOf(simplex.slice(0, -1));
    const along = (factor: number) =>
      corner(centre.map((value, axis) => value + factor * ((worst.at[axis] ?? 0) - value)));
    const mirrored = along(-1);
    let better: Corner | undefined;
    if (mirrored.height < best.height) better = lower(along(-2), mirrored);
    else if (mirrored.height < second.height) better = mirrored;
    else better = contracted(mirrored, worst, along);
    simplex =
      better === undefined
        ? [best, ...simplex.slice(1).map(({ at }) => corner(meanOf([best, { at }])))]
        : [...simplex.slice(0, -1), better];
  }
  return simplex.reduce(lower);
}

/** Half way to the mirrored or to the worst corner; undefined where neither helps and everything has to shrink. */
function contracted(mirrored: Corner, worst: Corner, along: (factor: number) => Corner): Corner | undefined {
  const outside = mirrored.height < worst.height;
  const tried = along(outside ? -0.5 : 0.5);
  return tried.height < Math.min(mirrored.height, worst.height) ? tried : undefined;
}

function lower(one: Corner, other: Corner): Corner {
  return other.height < one.height ? other : one;
}

function moved(start: readonly number[], axis: number, step: number): readonly number[] {
  return start.map((value, index) => (index === axis ? value + step : value));
}

function meanOf(corners: readonly Pick<Corner, 'at'>[]): readonly number[] {
  const [first] = corners;
  return (first?.at ?? []).map(
    (_, axis) => corners.reduce((sum, { at }) => sum + (at[axis] ?? 0), 0) / corners.length,
  );
}
