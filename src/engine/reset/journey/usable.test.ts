import { describe, expect, it } from 'vitest';
import { whatWasGained } from './look-again.ts';
import { journeyStanding } from './standing.ts';
import { IN_FLIGHT, usable } from './usable.ts';

const NOW = Date.UTC(2026, 10, 20);
const link = (state: 'open' | 'used' | 'revoked', expires = NOW + 1) => ({
  state,
  expires_at: new Date(expires),
});
const write = (state: 'called' | 'settled', outcome: string | null, ago = 0) =>
  ({ state, outcome, called_at: new Date(NOW - ago) }) as const;

describe('a link', () => {
  it.each([
    ['an open one is good', link('open'), undefined, false, 'open'],
    ['an expired one is not', link('open', NOW), undefined, false, 'no'],
    ['one that a newer killed is not', link('revoked'), undefined, false, 'no'],
    ['one whose credential stands is not', link('used'), write('settled', 'done'), false, 'no'],
    [
      'one whose credential is being written has to wait',
      link('used'),
      write('called', null),
      false,
      'in-flight',
    ],
    ['one whose write we left open goes on', link('used'), write('called', null, IN_FLIGHT), false, 'resume'],
    ['one whose write never happened goes on', link('used'), write('settled', 'withdrawn'), false, 'resume'],
    ['one that goes on dies with a newer one', link('used'), write('called', null, IN_FLIGHT), true, 'no'],
    ['one that goes on still expires', link('used', NOW), write('settled', 'withdrawn'), false, 'no'],
    ['a used one without a write opens nothing', link('used'), undefined, false, 'no'],
  ] as const)('%s', (_title, invitation, past, superseded, expected) => {
    expect(usable(invitation, past, superseded, NOW)).toBe(expected);
  });
});

const ROW = {
  state: 'moved',
  status: 'active',
  operation: 'update',
  owner: null,
  target_id: 't',
  open_write: null,
} as const;

describe('whoever holds a link', () => {
  it.each([
    ['who was deleted is told nothing', { ...ROW, owner: 'deleted' as const }, 'reset', 'gone'],
    ['who is excluded is told nothing', { ...ROW, state: 'excluded' as const }, 'reset', 'gone'],
    [
      'who is gone from the source is told nothing',
      { ...ROW, operation: 'delete' as const },
      'reset',
      'gone',
    ],
    ['who is held waits for a person', { ...ROW, state: 'held' as const }, 'reset', 'held'],
    [
      'who has crossed needs none, whatever an import holds against them',
      { ...ROW, state: 'held' as const, owner: 'target' as const },
      'reset',
      'crossed',
    ],
    ['who is disabled stays so', { ...ROW, status: 'disabled' as const }, 'reset', 'held'],
    ['who is being imported waits a moment', { ...ROW, state: 'moving' as const }, 'reset', 'busy'],
    ['who has crossed needs none', { ...ROW, owner: 'target' as const }, 'reset', 'crossed'],
    ['who has crossed may be recovered by support', { ...ROW, owner: 'target' as const }, 'recovery', 'open'],
    ['who has an account may add a factor', { ...ROW, owner: 'target' as const }, 'enrol', 'open'],
    ['who has no account yet cannot', { ...ROW, target_id: null }, 'enrol', 'busy'],
    ['who has none of this goes on', ROW, 'reset', 'open'],
  ] as const)('%s', (_title, row, purpose, expected) => {
    expect(journeyStanding(row, purpose)).toBe(expected);
  });
  it('has nothing to do where the lost factor is there again', () => {
    expect(journeyStanding(ROW, 'enrol', true)).toBe('crossed');
  });
});

describe('what became of a write that nobody settled', () => {
  const user = (password: 'present' | 'absent' | 'unknown', factors: ('totp' | 'webauthn')[] = []) => ({
    password,
    factors,
  });
  it.each([
    ['a password where there was none', user('absent'), user('present'), false, 'password'],
    ['a user with a password where there was nobody', undefined, user('present'), false, 'password'],
    ['a user without one where there was nobody', undefined, user('absent'), false, undefined],
    [
      'nothing where there was one: whoever logs in changes it too',
      user('present'),
      user('present'),
      false,
      undefined,
    ],
    ['a passkey', user('absent'), user('absent', ['webauthn']), false, 'passkey'],
    ['nobody knows where the target does not show it', undefined, user('unknown'), false, 'unknown'],
    ['a factor', user('present'), user('present', ['totp']), true, 'factor'],
    ['no factor where only somebody logged in', user('present'), user('present'), true, undefined],
  ] as const)('%s', (_title, before, now, factorOnly, expected) => {
    expect(whatWasGained(before, now, factorOnly)).toBe(expected);
  });
});
