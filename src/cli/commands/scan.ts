/**
 * `footbridge scan`: secrets in code, configuration and CI of the old paths, before the move and after it.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { SecretFinding, SecretScan } from '../../engine/assess/assessment.ts';
import { compareScans, scanForSecrets } from '../../engine/inventory/secret-scan.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { writePrivateFile } from '../private-file.ts';
import type { ExitCode } from '../terminal.ts';
import { countOf, formatTable } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

export const addScan: AddCommand = (program, act) => {
  program
    .command('scan')
    .description(
      'look for secrets in code, configuration and CI; shows where they stand, never what they are',
    )
    .argument('<folders...>', 'folders or files')
    .option('--before <file>', 'an earlier scan, or an assessment with one: says what is gone since')
    .option('--output <file>', 'a new file for the scan as JSON, to compare with later')
    .action(act(scan));
};

interface Flags {
  readonly before?: string;
  readonly output?: string;
}

async function scan(invocation: Invocation, folders: readonly string[], flags: Flags): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const before = flags.before === undefined ? undefined : await readScan(terminal.folder, flags.before);
  const found = await scanForSecrets({
    folders,
    folder: terminal.folder,
    now: () => new Date(),
    ...(before === undefined ? {} : { before }),
  });
  if (flags.output !== undefined)
    await writePrivateFile(resolve(terminal.folder, flags.output), lines(found));
  const compared = before === undefined ? undefined : compareScans(before, found);
  output.result({ ...found, ...(compared === undefined ? {} : { compared }) }, () => {
    const parts = [describe(found)];
    if (compared !== undefined) {
      const { gone, unseen, left, fresh } = compared;
      parts.push(`Since the earlier scan: ${gone.length} gone, ${left.length} left, ${fresh.length} new.`);
      if (unseen.length > 0)
        parts.push(
          `Of ${unseen.length} nobody can say: this scan did not look there, or found too much to list.`,
        );
    }
    return parts.join('\n\n');
  });
  return found.findings.length > 0 || (compared?.unseen.length ?? 0) > 0 ? 3 : 0;
}

function describe({ files, skipped, findings, more }: SecretScan): string {
  const left = Object.entries(skipped).map(([why, count]) => `${count} ${why}`);
  const read = `${countOf(files, 'file')} read${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}.`;
  if (findings.length === 0) return `No secrets found. ${read}`;
  const rows = findings.map(({ file, line, kind, fingerprint }) => [`${file}:${line}`, kind, fingerprint]);
  const beyond = more > 0 ? `\n… and ${countOf(more, 'more', 'more')}` : '';
  return `${countOf(findings.length + more, 'secret')} found. ${read}\n\n${formatTable(rows)}${beyond}`;
}

async function* lines(found: SecretScan): AsyncIterable<string> {
  yield JSON.stringify(found);
}

const Finding = z.object({ file: z.string(), line: z.int(), kind: z.string(), fingerprint: z.string() });
const Scan = z.object({
  at: z.string(),
  folders: z.array(z.string()),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  files: z.int(),
  skipped: z.record(z.string(), z.int()),
  findings: z.array(Finding satisfies z.ZodType<SecretFinding>),
  more: z.int(),
}) satisfies z.ZodType<SecretScan>;

/** @throws {FootbridgeError} USAGE_WRONG */
async function readScan(folder: string, name: string): Promise<SecretScan> {
  const text = await readFile(resolve(folder, name), 'utf8').catch((cause: unknown) => {
    throw new FootbridgeError('USAGE_WRONG', `${name} cannot be opened`, { cause });
  });
  const found = readJson(text);
  const { data } = Scan.or(z.object({ scan: Scan })).safeParse(found);
  if (data === undefined) throw new FootbridgeError('USAGE_WRONG', `${name} holds no scan for secrets`);
  return 'scan' in data ? data.scan : data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
