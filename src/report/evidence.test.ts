import { describe, expect, it } from 'vitest';
import { EVIDENCE } from '../../test/report/evidence.ts';
import { wordsOf } from '../../test/report/words.ts';
import { renderEvidence, renderEvidenceMarkdown } from './evidence.ts';

const STANDING = { state: 'unsigned', missing: ['links'] } as const;

describe('the record of evidence, to be read', () => {
  const words = wordsOf(renderEvidence(EVIDENCE, STANDING));

  it('says whether it is signed, what crosses and what nobody decided about', () => {
    expect(words).toContain('Nobody has signed this record.');
    expect(words).toContain('2 kinds of data cross, 1 stay behind.');
    expect(words).toContain('Nobody has decided about links');
    expect(words).toContain('not decided');
  });

  it('says the article of the law in words', () => {
    expect(words).toContain('Art. 6(1)(b) GDPR: needed to perform a contract');
  });

  it('is the same as Markdown', () => {
    const text = renderEvidenceMarkdown(EVIDENCE, STANDING);
    expect(text).toContain('Nobody has decided about `links`.');
    expect(text).toContain('| `email` | Art. 6(1)(b) GDPR: needed to perform a contract with the person |');
  });
});
