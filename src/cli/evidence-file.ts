/**
 * The record of evidence as a file that people fill in: YAML, with the words that may stand in it, or JSON.
 *
 * @module
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { LEGAL_BASES } from '../engine/evidence/legal-basis.ts';
import { EvidenceRecord } from '../engine/evidence/record.ts';
import { FootbridgeError } from '../problems/problem.ts';

/** Where the record stands unless another file is named: beside the configuration. */
export const EVIDENCE_FILE = 'footbridge.evidence.yaml';

/** Undefined where there is no such file. @throws {FootbridgeError} EVIDENCE_INVALID */
export async function readEvidence(path: string): Promise<EvidenceRecord | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new FootbridgeError('EVIDENCE_INVALID', `${path} cannot be opened`, { cause: error });
  });
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1;
    throw new FootbridgeError(
      'EVIDENCE_INVALID',
      `${basename(path)} line ${line} is not YAML: ${fault.code}`,
    );
  }
  const { data, error } = EvidenceRecord.safeParse(document.toJS());
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const entry = issue?.path[0] === 'entries' ? nameOfEntry(document.toJS(), issue.path[1]) : '';
  const where = `${issue?.path.join('.') ?? ''}${entry}`;
  throw new FootbridgeError('EVIDENCE_INVALID', `${basename(path)}: \`${where}\`: ${issue?.message ?? ''}`, {
    facts: { path: where },
  });
}

/** `entries.3.legalBasis` alone does not tell a person which one it is. */
function nameOfEntry(found: unknown, index: unknown): string {
  const entries = (found as { readonly entries?: readonly { readonly category?: unknown }[] }).entries;
  const category = typeof index === 'number' ? entries?.[index]?.category : undefined;
  return typeof category === 'string' ? ` (${category})` : '';
}

/** The old file stays whole until the new one is. */
export async function writeEvidence(path: string, record: EvidenceRecord): Promise<void> {
  const text = extname(path) === '.json' ? `${JSON.stringify(record, undefined, 2)}\n` : toYaml(record);
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function toYaml(record: EvidenceRecord): string {
  const words = Object.entries(LEGAL_BASES).map(([word, meaning]) => `#   ${word.padEnd(27)} ${meaning}`);
  return `# What may be carried, and on what ground. Fill in every entry, then: footbridge evidence sign
#
# legalBasis is one of
${words.join('\n')}
#
# A change after signing is noticed. docs/evidence.md explains the fields.
${stringify(record, { lineWidth: 110 })}`;
}
