/** docs/formats/proved.json claims nothing that has no round trip here. Needs no server. */
import { expect, it } from 'vitest';
import { ROUND_TRIPS, type RoundTripName, readProved, rowsOf, samplesFor } from './round-trips.ts';

const names = Object.keys(ROUND_TRIPS) as RoundTripName[];

it('every platform that is claimed as proved has a round trip, and every round trip was recorded', () => {
  expect(Object.keys(readProved()).toSorted()).toEqual(names.toSorted());
});

it.each(names)('whatever %s is claimed to have verified is in the table of its test', (name) => {
  const claimed = readProved()[name];
  const tested = rowsOf(samplesFor(name));
  const { judge, by } = ROUND_TRIPS[name];
  expect(claimed).toMatchObject({ judge, by });
  const strangers = Object.entries(claimed?.rows ?? {}).flatMap(([what, formats]) =>
    Object.keys(formats).filter((format) => tested[what]?.[format] === undefined),
  );
  expect(strangers).toEqual([]);
});
