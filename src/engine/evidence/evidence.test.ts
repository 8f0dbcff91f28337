import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEvidence, draftEvidence, signEvidence } from './evidence.ts';
import type { EvidenceRecord } from './record.ts';

const CATEGORIES = { email: 100, 'profile.birthdate': 20, others: 3, phone: 0 };
const AT = new Date('2026-11-20T12:00:00Z');

function filled(record: EvidenceRecord): EvidenceRecord {
  return {
    ...record,
    entries: record.entries.map((entry) => ({
      ...entry,
      legalBasis: 'contract' as const,
      purpose: 'to log in',
      regionFrom: 'DE',
      regionTo: 'DE',
      retention: 'until the account is closed',
      decidedBy: 'J. Doe, data protection',
    })),
  };
}

describe('a record of evidence', () => {
  const draft = draftEvidence(CATEGORIES, 'acme-2026');
  const signed = signEvidence(filled(draft), 'jo@acme', AT);

  it('has one blank entry for every kind of data that occurs', () => {
    expect(
      draft.entries.map(({ category, customers, legalBasis }) => [category, customers, legalBasis]),
    ).toEqual([
      ['email', 100, ''],
      ['profile.birthdate', 20, ''],
    ]);
  });

  it('cannot be signed before somebody filled it in, and says where', () => {
    expect(() => signEvidence(draft, 'jo', AT)).toThrow(/`email` has no legalBasis, no purpose.*and 1 more/);
  });

  it('is in order once it is signed, and says by whom', () => {
    expect(checkEvidence(signed, CATEGORIES)).toMatchObject({ ok: true, state: 'signed', missing: [] });
    expect(signed.signature).toMatchObject({ by: 'jo@acme', at: AT.toISOString() });
  });

  it('says that it is not signed', () => {
    expect(checkEvidence(filled(draft), CATEGORIES)).toMatchObject({ ok: false, state: 'unsigned' });
  });

  it('names a kind of data that was found only later', () => {
    expect(checkEvidence(signed, { ...CATEGORIES, 'factors.totp': 3 })).toMatchObject({
      ok: false,
      state: 'signed',
      missing: ['factors.totp'],
    });
  });

  it('keeps what people wrote when a kind is added, and has to be signed again', () => {
    const renewed = draftEvidence({ ...CATEGORIES, links: 9 }, 'ignored', signed);
    expect(renewed.entries[0]).toEqual(signed.entries[0]);
    expect(renewed.signature).toBeUndefined();
    expect(checkEvidence(renewed).incomplete.map(({ category }) => category)).toEqual(['links']);
    expect(draftEvidence(CATEGORIES, 'ignored', signed)).toBe(signed);
  });

  it('needs no region and no retention for what stays behind, but somebody who decided', () => {
    const record = {
      ...draft,
      entries: [{ ...draft.entries[0], legalBasis: 'not-carried' }],
    } as EvidenceRecord;
    expect(checkEvidence(record).incomplete).toEqual([{ category: 'email', fields: ['decidedBy'] }]);
  });

  it('names the law where it is another one', () => {
    const [first] = filled(draft).entries;
    const record = { ...draft, entries: [{ ...first, legalBasis: 'other-law' }] } as EvidenceRecord;
    expect(checkEvidence(record).incomplete).toEqual([{ category: 'email', fields: ['basisNote'] }]);
  });

  it('shows any change that was made after it was signed', () => {
    const fields = ['category', 'legalBasis', 'purpose', 'regionTo', 'retention', 'decidedBy'] as const;
    fc.assert(
      fc.property(
        fc.nat(signed.entries.length - 1),
        fc.constantFrom(...fields),
        fc.string({ minLength: 1 }),
        (index, field, value) => {
          const entries = signed.entries.map((entry, at) =>
            at === index ? { ...entry, [field]: `${entry[field]}${value}` } : entry,
          );
          expect(checkEvidence({ ...signed, entries } as EvidenceRecord).state).toBe('changed');
        },
      ),
    );
    const forged = { ...signed, signature: { ...signed.signature, by: 'the boss' } } as EvidenceRecord;
    expect(checkEvidence(forged).state).toBe('changed');
  });
});
