/** The commands, in the order `footbridge --help` lists them. */
import type { AddCommand } from './command.ts';

export const COMMANDS: readonly AddCommand[] = [];
