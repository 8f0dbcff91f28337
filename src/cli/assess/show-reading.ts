/** Shows how far the reading of the sources has come. */
import type { AssessProgress } from '../../engine/assess.ts';
import { createMeter } from '../../engine/progress.ts';
import type { ShownProgress } from '../progress.ts';

/** Rate over the last seconds, and what is left by the share of the files. A second pass begins anew. */
export function showReading(
  onProgress: (progress: ShownProgress) => void,
): (progress: AssessProgress) => void {
  let meter = createMeter(undefined);
  return ({ phase, rows, share }) => {
    if (phase === 'compare') return onProgress({ phase: 'dedupe', done: rows, rate: 0, counts: {} });
    if (rows < meter.reading().done) meter = createMeter(undefined);
    meter.add(rows - meter.reading().done);
    const { rate } = meter.reading();
    const left =
      share === undefined || share === 0 || rate === 0 ? {} : { eta: ((rows / share - rows) / rate) * 1000 };
    onProgress({
      phase: 'stage',
      done: rows,
      rate,
      ...left,
      ...(share === undefined ? {} : { share }),
      counts: {},
    });
  };
}
