import { expect, it } from 'vitest';
import { describeProofs } from './prove-words.ts';
import { paintFor } from './words.ts';

it('tells an operator with everybody held why there is nothing to prove', () => {
  const cleaned = { removed: 0, elsewhere: 0, left: [] };
  const said = describeProofs(
    { proofs: [], cleaned, ended: 'done' },
    paintFor(process.stdout, { NO_COLOR: '1' }),
  );
  expect(said).toContain('Whoever is held does not count: `footbridge status`');
});
