import { describe, expect, it } from 'vitest';
import { PROOFS } from '../../test/report/proofs.ts';
import { wordsOf } from '../../test/report/words.ts';
import { renderProofs } from './proofs.ts';

describe('the report of the proofs', () => {
  const words = wordsOf(renderProofs(PROOFS));

  it('says how many customers are proven, and what failed', () => {
    expect(words).toContain('The passwords of 88 % of 692,560 customers are proven');
    expect(words).toContain('raw-md5 failed: case-changed.');
    expect(words).toContain('could not be tried: The target has no client to log in with');
  });

  it('claims of wrong passwords only what was observed in every proven population', () => {
    expect(words).toContain('wrong, truncated, case-changed and empty ones did not');
    const [first] = PROOFS;
    const less = PROOFS.slice(0, 1).map((proof) => ({
      ...proof,
      cases: proof.cases.filter(({ name }) => name === 'right' || name === 'wrong'),
    }));
    const fewer = wordsOf(renderProofs([...(first === undefined ? [] : [first]), ...less]));
    expect(fewer).toContain('the right one got in, and wrong ones did not');
  });

  it('says when somebody synthetic is still in the target', () => {
    expect(words).toContain('1 still there');
  });

  it('claims nothing before anything was tried', () => {
    expect(wordsOf(renderProofs([]))).toContain('Nothing has been proven yet');
  });
});
