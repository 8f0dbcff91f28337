/**
 * `footbridge ids`: the old-to-new id map, for the applications that know customers by the old one.
 *
 * @module
 */
import { resolve } from 'node:path';
import { exportIdMap } from '../../engine/index.ts';
import { operatorName, withLedger } from '../parts.ts';
import { writePrivateFile } from '../private-file.ts';
import type { ExitCode } from '../terminal.ts';
import { countOf } from '../words.ts';
import type { AddCommand } from './command.ts';

export const addIds: AddCommand = (program, act) => {
  program
    .command('ids')
    .description('write the old-to-new id map as CSV')
    .requiredOption('--output <file>', 'a new file, which only you may read')
    .action(
      act((invocation, { output: name }: { output: string }) =>
        withLedger<ExitCode>(invocation, 'own', async ({ loaded, ledger }) => {
          const { terminal, output } = invocation;
          const file = resolve(terminal.folder, name);
          const pairs = exportIdMap(ledger, operatorName(terminal.environment));
          const lines = await writePrivateFile(file, csvLines(pairs, loaded.config.sources.length > 0));
          output.result({ file, ids: lines - 1 }, () => `${countOf(lines - 1, 'id')} written to ${file}`);
          return 0;
        }),
      ),
    );
};

/** Of several sources each row says which, because two of them may use one id for two people. */
async function* csvLines(pairs: ReturnType<typeof exportIdMap>, several: boolean): AsyncIterable<string> {
  yield several ? 'source,source_id,target_id' : 'source_id,target_id';
  for await (const { source, sourceId, targetId } of pairs) {
    yield `${several ? `${source},` : ''}${cell(sourceId)},${cell(targetId)}`;
  }
}

/** RFC 4180 §2. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
