/** Waits a moment for a bulk write that is under way: it takes about a second. */
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between two looks. */
const GLANCE = 50;

export function glance(): Promise<void> {
  return setTimeout(GLANCE);
}
