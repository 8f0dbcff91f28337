import { describe, expect, it } from 'vitest';
import type { Status } from '../engine/index.ts';
import { crossedRows } from './status-words.ts';

type Group = readonly [state: string, path: string, plan: string, count: number];

function statusOf(groups: readonly Group[]): Status {
  const states = groups.map(([state, path, credential_plan, count]) => ({
    state,
    path,
    credential_plan,
    count,
  }));
  return {
    identities: 0,
    states,
    sources: [],
    matches: [],
    cohorts: [],
    formats: [],
    problems: [],
    losses: [],
    runs: [],
    account: undefined,
  };
}

describe('who crossed how', () => {
  it('is not said while all of them came in bulk', () => {
    expect(crossedRows(statusOf([['moved', 'bulk', 'native', 4_000]]))).toEqual([]);
  });

  it('tells those of a wave, those who came before it, and those in no export apart', () => {
    const status = statusOf([
      ['moved', 'bulk', 'native', 4_000],
      ['proven', 'bulk', 'native', 30],
      ['proven', 'jit', 'native', 2],
      ['proven', 'jit', 'legacy', 20],
      ['retired', 'jit', 'vault', 1],
    ]);
    expect(crossedRows(status)).toEqual([
      ['bulk', 4_030, 'in a wave of an import'],
      ['jit', 3, 'at a login, before their wave'],
      ['jit', 20, 'at a login, with no hash in any export'],
    ]);
  });

  it('does not count whoever is on the way, held or taken back', () => {
    const status = statusOf([
      ['moving', 'jit', 'legacy', 3],
      ['held', 'bulk', 'native', 5],
      ['returned', 'bulk', 'native', 7],
      ['proven', 'jit', 'legacy', 1],
    ]);
    expect(crossedRows(status)).toEqual([['jit', 1, 'at a login, with no hash in any export']]);
  });
});
