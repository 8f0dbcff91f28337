/**
 * What the demo says at its end: where everybody is, who crossed how, and what can be tried now.
 *
 * @module
 */
import { relative } from 'node:path';
import type { Status } from '../../engine/index.ts';
import type { Funnel } from '../../engine/reset/funnel-document.ts';
import type { Output } from '../output.ts';
import { describeFunnel } from '../reset/funnel-words.ts';
import { crossedRows, problemRows, stateRows } from '../status-words.ts';
import { formatTable } from '../words.ts';
import type { DemoFolder, ServerNote } from './folder.ts';

/** How far those came who were asked for a new password. */
export function describeJourneys(funnel: Funnel, { paint, say }: Output): void {
  const lines = describeFunnel(funnel, undefined, paint).split('\n');
  say(`\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

export function describeEnd(status: Status, { paint: { bold }, say }: Output): void {
  say(`\n  ${bold('Who crossed how')}\n\n${formatTable(crossedRows(status), '    ')}`);
  say(`\n  ${bold('Where everybody is')}\n\n${formatTable(stateRows(status), '    ')}`);
  const rows = problemRows(status);
  if (rows.length === 0) return;
  say(`\n  ${bold('What could not move, and why')}\n\n${formatTable(rows, '    ')}`);
}

/** In a checkout npm runs the source; elsewhere the package is installed. */
const INSTALLED = import.meta.url.includes('/node_modules/');
const COMMAND = INSTALLED ? 'npx footbridge' : 'npm run footbridge --';
const STOP = INSTALLED ? 'npx footbridge demo --stop' : 'npm run demo -- --stop';

export interface Going {
  readonly note: ServerNote;
  readonly folder: DemoFolder;
  /** The folder the demo was started in. */
  readonly here: string;
  readonly took: string;
}

export function howToGoOn({ note, folder, here, took }: Going, { paint: { bold, faint } }: Output): string {
  const config = `--config ${relative(here, folder.config)}`;
  const now = formatTable([
    ['sign in', note.url],
    ['read the mails', `${note.url}/mailbox`],
    ['who is where', `${COMMAND} status ${config}`],
    ['who waits', `${COMMAND} problems list ${config}`],
    ['end all of it', STOP],
  ]);
  const afterwards = formatTable([
    ['move the rest', `${COMMAND} import ${config}`],
    ['or undo it', `${COMMAND} rollback 1 ${config}`],
  ]);
  const title = `  ${bold('Look around')}  ${faint(`(all of this took ${took})`)}`;
  return `\n${title}\n\n${now}\n\n  ${bold('Once all of it has ended')}\n\n${afterwards}\n`;
}
