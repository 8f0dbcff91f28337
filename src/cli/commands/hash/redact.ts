/**
 * How a hash is mentioned: its mark and its length, never its salt or digest.
 *
 * @module
 */
import { findFormat, identify } from '../../../passwords/index.ts';
import { countOf } from '../../words.ts';

/** `$2b$… (60 characters)`; the whole hash only where somebody asked for it. */
export function mention(hash: string, show: boolean): string {
  if (show) return hash;
  const [best] = identify(hash);
  const mark = best === undefined ? '' : (findFormat(best.format)?.prefix ?? '');
  const length = countOf(hash.length, 'character');
  return mark === '' || !hash.startsWith(mark) ? length : `${mark}… (${length})`;
}
