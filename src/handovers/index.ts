/**
 * Every handover there is. A new one is a file and a line here.
 *
 * @module
 */
import type { Handover } from './handover.ts';
import { kratos } from './kratos.ts';

/** In the order in which docs and menus show them. */
export const HANDOVERS: readonly Handover[] = [kratos];
