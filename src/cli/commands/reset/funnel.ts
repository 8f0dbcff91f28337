/** `footbridge reset funnel`: how far the customers of a campaign came, on the screen or as a page to print. */
import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { readFunnel } from '../../../engine/reset/funnel.ts';
import { DIMENSIONS, type Dimension } from '../../../engine/reset/funnel-document.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { renderFunnel } from '../../../report/index.ts';
import { withLedger } from '../../parts.ts';
import { expectedAnswers } from '../../reset/campaign-settings.ts';
import { describeFunnel } from '../../reset/funnel-words.ts';
import { sessionLifeOf } from '../../reset/open-reset.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand } from '../command.ts';

interface FunnelFlags {
  readonly by?: string;
  readonly report?: string;
}

export const addFunnel: AddCommand = (reset, act) => {
  reset
    .command('funnel')
    .description('how far the customers of a campaign came, and where they left')
    .argument('<name>', 'of the campaign')
    .option('--by <what>', `also by ${DIMENSIONS.join(', ')}`)
    .option('--report <file>', 'write it to be read and printed as well: .html')
    .action(
      act((invocation, campaign: string, flags: FunnelFlags) => {
        const by = readDimension(flags.by);
        if (flags.report !== undefined && extname(flags.report) !== '.html')
          throw new FootbridgeError('USAGE_WRONG', '--report ends in .html');
        return withLedger<ExitCode>(invocation, 'share', async ({ loaded, ledger }) => {
          const { terminal, output } = invocation;
          const funnel = await readFunnel(ledger, {
            campaign,
            sessionLife: sessionLifeOf(loaded.config),
            contactRate: expectedAnswers(loaded.config).contactRate.value,
            now: Date.now(),
          });
          if (flags.report !== undefined)
            await write(resolve(terminal.folder, flags.report), renderFunnel(funnel));
          output.result(funnel, () => describeFunnel(funnel, by, output.paint));
          return 0;
        });
      }),
    );
};

/** @throws {FootbridgeError} USAGE_WRONG */
function readDimension(text: string | undefined): Dimension | undefined {
  if (text === undefined) return undefined;
  const dimension = DIMENSIONS.find((one) => one === text);
  if (dimension === undefined) throw new FootbridgeError('USAGE_WRONG', `--by is ${DIMENSIONS.join(', ')}`);
  return dimension;
}

/** @throws {FootbridgeError} USAGE_WRONG */
async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be written: ${cause.code}`, { cause });
  });
}
