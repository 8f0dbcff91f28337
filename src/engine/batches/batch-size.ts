/**
 * How many identities the next batch holds: as many as take about a second.
 *
 * Smaller batches waste commits, larger ones make pausing, progress and a crash coarse. The size follows what was
 * observed and never jumps by more than double.
 *
 * @module
 */
const AIM_SECONDS = 1;

export interface BatchSizer {
  size(): number;
  /** Batches and records finished since the beginning, seen by all workers. */
  learn(batches: number, records: number): void;
}

export function createBatchSizer(first: number, most: number, now: () => number = Date.now): BatchSizer {
  let size = Math.min(first, most);
  let mark = { at: now(), batches: 0, records: 0 };
  return {
    size: () => size,
    learn(batches, records) {
      const seconds = (now() - mark.at) / 1000;
      if (batches - mark.batches < 4 || seconds < AIM_SECONDS) return;
      const perSecond = (records - mark.records) / seconds;
      const wanted = Math.round(perSecond * AIM_SECONDS);
      size = Math.max(1, Math.min(most, size * 2, Math.max(wanted, Math.ceil(size / 2))));
      mark = { at: now(), batches, records };
    },
  };
}
