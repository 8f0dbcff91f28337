/**
 * Every hook there is. A new one is a file and a line here.
 *
 * @module
 */
import type { Hook } from './hook.ts';

/** In the order in which docs and menus show them. */
export const HOOKS: readonly Hook[] = [];
