/**
 * `footbridge readiness`: what to change at the target before anything is written to it. Reads only.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Assessment } from '../../engine/assess/assessment.ts';
import { type Readiness, readinessOf, readinessOfAssessment } from '../../engine/readiness.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { loadConfigOf, withCrossing, withLedger, withTarget } from '../parts.ts';
import { describeReadiness } from '../readiness-words.ts';
import type { ExitCode } from '../terminal.ts';
import { withCount } from '../with-progress.ts';
import type { AddCommand, Invocation } from './command.ts';

export const addReadiness: AddCommand = (program, act) => {
  program
    .command('readiness')
    .description('what to change at the target before anything is written; reads only')
    .option(
      '--assessment <file>',
      'the JSON of `footbridge assess --json` instead of the staged identities or the source',
    )
    .action(
      act(async (invocation, { assessment }: { assessment?: string }): Promise<ExitCode> => {
        const { output } = invocation;
        const readiness = await look(invocation, assessment);
        output.result(readiness, () => describeReadiness(readiness, output.paint));
        return readiness.ready ? 0 : 3;
      }),
    );
};

function look(invocation: Invocation, assessment: string | undefined): Promise<Readiness> {
  if (assessment !== undefined) return lookByCounts(invocation, assessment);
  return withLedger(invocation, 'share', (opened) =>
    withCrossing(invocation, opened, (crossing) =>
      withCount(invocation, 'check', (tell) => readinessOf(crossing, { now: Date.now(), tell })),
    ),
  );
}

/** Opens no ledger: there may be none yet, and a look must not make one. */
async function lookByCounts(invocation: Invocation, file: string): Promise<Readiness> {
  const assessment = await readAssessment(invocation, file);
  const loaded = await loadConfigOf(invocation);
  return withTarget(invocation, { loaded }, (target) => {
    // Without it nobody knows who needs a reset or the vault, and what is missing for them would not be said.
    if (!assessment.outlooks.some((outlook) => outlook.target === target.id))
      throw new FootbridgeError(
        'USAGE_WRONG',
        `The assessment did not ask about the target "${target.id}": footbridge assess --target ${target.id} --json`,
      );
    return readinessOfAssessment(target, assessment, { now: Date.now() });
  });
}

const Counts = z.record(z.string(), z.number());

/** As far as readiness goes by it. */
const Document = z.looseObject({
  document: z.literal('footbridge-assessment'),
  version: z.literal(1),
  everybody: z.looseObject({
    identities: z.number(),
    verified: Counts,
    links: Counts,
    passkeys: Counts,
    factors: Counts,
    passwords: z.array(z.looseObject({ count: z.number() })),
  }),
  categories: Counts,
  outlooks: z.array(z.looseObject({ target: z.string(), plans: Counts })),
});

async function readAssessment({ terminal }: Invocation, name: string): Promise<Assessment> {
  const wrong = (happened: string, cause: unknown) => new FootbridgeError('USAGE_WRONG', happened, { cause });
  const text = await readFile(resolve(terminal.folder, name), 'utf8').catch((cause: unknown) => {
    throw wrong('The file of --assessment cannot be read', cause);
  });
  try {
    return Document.parse(JSON.parse(text)) as unknown as Assessment;
  } catch (cause) {
    throw wrong('The file of --assessment is not what `footbridge assess --json` prints', cause);
  }
}
