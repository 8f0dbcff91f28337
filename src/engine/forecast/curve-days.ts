/** The days a curve has points on: each of the first week, then coarser, as a curve that flattens needs no more. */
import { LONGEST_WINDOW } from './forecast.ts';

export const CURVE_DAYS: readonly number[] = [
  ...Array.from({ length: 7 }, (_, index) => index + 1),
  10,
  ...Array.from({ length: 25 }, (_, index) => (index + 2) * 7),
  ...[210, 240, 270, 300, 330, 365, 425, 485, 545, 605, 665, LONGEST_WINDOW],
];
