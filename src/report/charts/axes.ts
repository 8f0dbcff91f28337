/**
 * Axes: a thin line for each level, a word for each tick.
 *
 * @module
 */
import { type Html, html } from '../../markup/html.ts';

export interface Tick {
  /** Pixels along the axis. */
  readonly at: number;
  readonly label: string;
}

/** Horizontal lines from `left` to `right`, labelled at the left. */
export function axisY(ticks: readonly Tick[], left: number, right: number): readonly Html[] {
  return ticks.map(
    ({ at, label }) =>
      html`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text class="tick" x="${left - 8}" y="${at}" dy=".35em" text-anchor="end">${label}</text>`,
  );
}

/** Words below the line at `bottom`. */
export function axisX(ticks: readonly Tick[], bottom: number): readonly Html[] {
  return ticks.map(
    ({ at, label }) =>
      html`<text class="tick" x="${at}" y="${bottom + 18}" text-anchor="middle">${label}</text>`,
  );
}
