/**
 * Drafts, signs and checks the record of what may be carried.
 *
 * A signature names who and when, with a hash over everything that was signed. It shows that the record was changed
 * since; it does not prove who signed. Whoever must prove that notes the hash where others cannot write, or signs the
 * file with a tool of their own.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../ledger/chain.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Counts } from '../assess/assessment.ts';
import type { EvidenceEntry, EvidenceRecord } from './record.ts';

/** Counted together beyond the number of kinds that are told apart: nobody can decide about it. */
const TOGETHER = 'others';

/**
 * A record for these kinds of data. What an earlier one says is kept; its signature is not, where anything is added.
 */
export function draftEvidence(categories: Counts, name: string, earlier?: EvidenceRecord): EvidenceRecord {
  const known = new Set(earlier?.entries.map(({ category }) => category));
  const added = categoriesOf(categories)
    .filter((category) => !known.has(category))
    .map((category) => ({ ...BLANK, category, customers: categories[category] ?? 0 }));
  if (earlier !== undefined && added.length === 0) return earlier;
  return {
    document: 'footbridge-evidence',
    version: 1,
    name: earlier?.name || name,
    entries: [...(earlier?.entries ?? []), ...added],
  };
}

const BLANK = {
  legalBasis: '',
  basisNote: '',
  purpose: '',
  regionFrom: '',
  regionTo: '',
  retention: '',
  decidedBy: '',
} as const satisfies Omit<EvidenceEntry, 'category'>;

function categoriesOf(categories: Counts): readonly string[] {
  return Object.entries(categories)
    .filter(([category, count]) => count > 0 && category !== TOGETHER)
    .map(([category]) => category)
    .toSorted();
}

/** @throws {FootbridgeError} EVIDENCE_INCOMPLETE, naming what is not filled in */
export function signEvidence(record: EvidenceRecord, by: string, at: Date): EvidenceRecord {
  const incomplete = incompleteIn(record);
  if (incomplete.length > 0) {
    const [first] = incomplete;
    const more = incomplete.length > 1 ? `, and ${incomplete.length - 1} more kinds of data` : '';
    throw new FootbridgeError(
      'EVIDENCE_INCOMPLETE',
      `\`${first?.category}\` has no ${first?.fields.join(', no ')}${more}`,
      { facts: { incomplete: incomplete.length } },
    );
  }
  const { signature: _, ...content } = record;
  const signed = { by, at: at.toISOString() };
  return { ...content, signature: { ...signed, hash: hashOf(content, signed) } };
}

export interface EvidenceCheck {
  /** `changed`: not what was signed. */
  readonly state: 'signed' | 'unsigned' | 'changed';
  readonly signed?: { readonly by: string; readonly at: string; readonly hash: string };
  /** Found in the data, and nobody has decided about it. */
  readonly missing: readonly string[];
  readonly incomplete: readonly { readonly category: string; readonly fields: readonly string[] }[];
  /** Signed, unchanged, complete, and nothing is missing. */
  readonly ok: boolean;
}

/** @param categories what the data hold now; without them nothing can be missing */
export function checkEvidence(record: EvidenceRecord, categories: Counts = {}): EvidenceCheck {
  const known = new Set(record.entries.map(({ category }) => category));
  const missing = categoriesOf(categories).filter((category) => !known.has(category));
  const incomplete = incompleteIn(record);
  const state = stateOf(record);
  return {
    state,
    ...(record.signature === undefined ? {} : { signed: record.signature }),
    missing,
    incomplete,
    ok: state === 'signed' && missing.length === 0 && incomplete.length === 0,
  };
}

function stateOf({ signature, ...content }: EvidenceRecord): EvidenceCheck['state'] {
  if (signature === undefined) return 'unsigned';
  return hashOf(content, { by: signature.by, at: signature.at }) === signature.hash ? 'signed' : 'changed';
}

function hashOf(content: Omit<EvidenceRecord, 'signature'>, signed: { by: string; at: string }): string {
  const text = canonicalJson({ content, signed });
  return createHash('sha256').update(text).digest('hex');
}

const NEEDED = ['legalBasis', 'purpose', 'regionFrom', 'regionTo', 'retention', 'decidedBy'] as const;
/** What stays behind needs nobody but who decided so. */
const NEEDED_BEHIND = ['decidedBy'] as const;

function incompleteIn({ entries }: EvidenceRecord): EvidenceCheck['incomplete'] {
  return entries.flatMap((entry) => {
    const needed: readonly (keyof EvidenceEntry)[] =
      entry.legalBasis === 'not-carried'
        ? NEEDED_BEHIND
        : entry.legalBasis === 'other-law'
          ? [...NEEDED, 'basisNote']
          : NEEDED;
    const fields = needed.filter((field) => String(entry[field] ?? '').trim() === '');
    return fields.length > 0 ? [{ category: entry.category, fields }] : [];
  });
}
