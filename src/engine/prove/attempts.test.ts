/** What is tried depends on what the old system could tell apart. */
import { describe, expect, it } from 'vitest';
import { verify } from '../../passwords/index.ts';
import { storedOf, VECTORS } from '../../passwords/vectors.ts';
import { planTrials, type Trial } from './attempts.ts';
import { judgeCases } from './verdict.ts';

async function trialsOf(format: string): Promise<readonly Trial[]> {
  const vector = VECTORS.find((one) => one.valid && one.format === format);
  if (vector === undefined) throw new Error(`there is no vector of ${format}`);
  const planned = await planTrials(storedOf(vector, format), (index) => `name-${index}`);
  if ('reason' in planned) throw new Error(planned.reason);
  return planned.trials;
}

async function expectations(format: string): Promise<Readonly<Record<string, string>>> {
  const trials = await trialsOf(format);
  return Object.fromEntries(
    trials.flatMap(({ attempts }) => attempts).map(({ name, expected }) => [name, expected]),
  );
}

describe('attempts', () => {
  it('expect every wrong password to be refused where every byte counts', async () => {
    expect(await expectations('ldap-ssha')).toEqual({
      right: 'accepted',
      'right-again': 'accepted',
      'right-unicode': 'accepted',
      'right-spaces': 'accepted',
      'right-long': 'accepted',
      wrong: 'refused',
      truncated: 'refused',
      'cut-at-72': 'refused',
      'case-changed': 'refused',
      empty: 'refused',
    });
  });

  it('expect nothing of a cut that bcrypt could not see either', async () => {
    expect(await expectations('bcrypt-2b')).toMatchObject({ 'cut-at-72': 'either', truncated: 'refused' });
  });

  it('are made of eight characters where DES looks at no more, so that a cut is a wrong password', async () => {
    const trials = await trialsOf('descrypt');
    expect(trials[0]?.password).toHaveLength(8);
    expect(await expectations('descrypt')).toMatchObject({ truncated: 'refused', 'cut-at-72': 'either' });
  });

  it('expect nothing of capitals where the old system folded them', async () => {
    expect(await expectations('lmhash')).toMatchObject({ 'case-changed': 'either', wrong: 'refused' });
  });

  it('try every wrong password at a customer of its own, with a hash of their own', async () => {
    const trials = await trialsOf('ldap-ssha');
    const wrong = trials.filter(({ attempts }) => attempts.some(({ expected }) => expected === 'refused'));
    expect(wrong.every(({ attempts }) => attempts.length === 1)).toBe(true);
    expect(new Set(trials.map(({ stored }) => stored.hash)).size).toBe(trials.length);
    for (const { password, stored } of trials) expect(await verify(password, stored)).toBe(true);
  });

  it('cannot be planned for what nobody can hash, and say why', async () => {
    const planned = await planTrials({ hash: '!', format: 'disabled' }, () => 'nobody');
    expect(planned).toMatchObject({ reason: expect.stringContaining('nobody can log in') });
  });
});

describe('a verdict', () => {
  const at = '2026-11-20T12:00:00.000Z';
  const seen = { at, milliseconds: 1, expected: 'refused', name: 'wrong' } as const;

  it('fails by one case that was not as it must be', () => {
    expect(judgeCases([{ ...seen, observed: 'accepted', ok: false }], undefined, [])).toEqual({
      verdict: 'failed',
      reason: 'wrong: expected refused, observed accepted',
    });
  });

  it('is withheld where something could not be tried', () => {
    const cases = [{ ...seen, observed: 'unasked', ok: false, found: 'it was away' }] as const;
    expect(judgeCases(cases, undefined, [])).toEqual({
      verdict: 'not-provable',
      reason: 'wrong: it was away',
    });
  });

  it('fails where somebody made up could not be removed', () => {
    const cases = [{ ...seen, observed: 'refused', ok: true }] as const;
    expect(judgeCases(cases, undefined, ['id-1']).verdict).toBe('failed');
    expect(judgeCases(cases, undefined, [])).toEqual({ verdict: 'proven' });
  });
});
