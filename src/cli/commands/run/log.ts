/**
 * `footbridge run log`: the log of a run as an encrypted zip (AES-256, the WinZip scheme that 7-Zip and others open).
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TextReader, ZipWriter } from '@zip.js/zip.js';
import type { Command } from 'commander';
import { noteDownload, type RunLog, readRunLog } from '../../../engine/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { operatorName, withLedger } from '../../parts.ts';
import type { ExitCode, Terminal } from '../../terminal.ts';
import type { Act, Invocation } from '../command.ts';

/** https://www.winzip.com/en/support/aes-encryption/: 3 is AES-256. */
const AES_256 = 3;

export function addRunLog(run: Command, act: Act): void {
  run
    .command('log')
    .description(
      'its events and problems as a zip under a password (FOOTBRIDGE_LOG_PASSWORD, else a new one is shown)',
    )
    .argument('<run>', 'its number')
    .requiredOption('--output <file>', 'a new file, which only you may read')
    .action(
      act((invocation, run: string, flags: { output: string }) =>
        download(invocation, readNumber(run, 'The run'), flags.output),
      ),
    );
}

async function download(invocation: Invocation, runId: number, file: string): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const path = resolve(terminal.folder, file);
  const { password, made } = choosePassword(terminal.environment);
  await withLedger(invocation, 'own', async ({ ledger }) => {
    const log = await readRunLog(ledger, runId);
    await writeZip(path, log, password);
    await noteDownload(ledger, runId, operatorName(terminal.environment));
  });
  const shown = made ? { password } : {};
  output.result({ run: runId, file: path, ...shown }, () =>
    [
      `The log of run ${runId} is in ${path}.`,
      ...(made ? [`Its password, shown only now: ${password}`] : []),
    ].join('\n'),
  );
  return 0;
}

function choosePassword({ FOOTBRIDGE_LOG_PASSWORD }: Terminal['environment']): {
  password: string;
  made: boolean;
} {
  if (FOOTBRIDGE_LOG_PASSWORD !== undefined && FOOTBRIDGE_LOG_PASSWORD !== '') {
    return { password: FOOTBRIDGE_LOG_PASSWORD, made: false };
  }
  return { password: randomBytes(18).toString('base64url'), made: true };
}

async function writeZip(path: string, log: RunLog, password: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause) => {
    throw new FootbridgeError('USAGE_WRONG', `${path} cannot be made: ${cause.code}`, { cause });
  });
  const sink = new WritableStream<Uint8Array>({
    write: async (bytes) => {
      await file.write(bytes);
    },
    close: () => file.close(),
    abort: () => file.close(),
  });
  const zip = new ZipWriter(sink, { password, encryptionStrength: AES_256, useWebWorkers: false });
  const { run, account } = log;
  await zip.add('run.json', new TextReader(`${JSON.stringify({ ...run, account }, null, 2)}\n`));
  await zip.add('events.ndjson', ndjson(log.events()));
  await zip.add('problems.ndjson', ndjson(log.problems()));
  await zip.close();
}

function ndjson(rows: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  return ReadableStream.from(encodeLines(rows));
}

async function* encodeLines(rows: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`);
}
