/** A record of evidence, half filled in, for the tests of the report and for looking at it. */
import type { EvidenceRecord } from '../../src/engine/evidence/record.ts';

const BLANK = {
  legalBasis: '' as const,
  basisNote: '',
  purpose: '',
  regionFrom: '',
  regionTo: '',
  retention: '',
  decidedBy: '',
};

export const EVIDENCE: EvidenceRecord = {
  document: 'footbridge-evidence',
  version: 1,
  name: 'acme-2026',
  entries: [
    {
      category: 'email',
      customers: 1_192_230,
      legalBasis: 'contract',
      basisNote: 'Terms of 2024, section 3',
      purpose: 'to log in and to be written to',
      regionFrom: 'EU (Frankfurt)',
      regionTo: 'EU (Dublin)',
      retention: 'until the account is closed',
      decidedBy: 'J. Doe, data protection',
    },
    {
      ...BLANK,
      category: 'profile.birthdate',
      legalBasis: 'not-carried',
      decidedBy: 'J. Doe, data protection',
    },
    { ...BLANK, category: 'factors.totp', customers: 41_208 },
  ],
};
