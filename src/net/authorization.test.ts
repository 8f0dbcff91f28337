import { describe, expect, it } from 'vitest';
import { bearerTokens } from './authorization.ts';
import { manualClock } from './clock.ts';

function issuer(lifetime: number) {
  const clock = manualClock();
  const issued: string[] = [];
  const tokens = bearerTokens(async () => {
    issued.push(`token${issued.length + 1}`);
    return { value: `token${issued.length}`, lifetime };
  }, clock);
  return { clock, issued, tokens };
}

describe('access tokens', () => {
  it('asks once for all who need a token at the same moment', async () => {
    const { tokens, issued } = issuer(60_000);
    const headers = await Promise.all([tokens.header(), tokens.header(), tokens.header()]);
    expect(new Set(headers)).toEqual(new Set(['Bearer token1']));
    expect(issued).toHaveLength(1);
  });

  it('renews before the token ends', async () => {
    const { tokens, clock } = issuer(60_000);
    await tokens.header();
    await clock.advance(47_000);
    expect(await tokens.header()).toBe('Bearer token1');
    await clock.advance(2_000);
    expect(await tokens.header()).toBe('Bearer token2');
  });

  it('does not throw away a token that somebody else just renewed', async () => {
    const { tokens, issued } = issuer(60_000);
    const refused = await tokens.header();
    await tokens.renew(refused);
    expect(await tokens.renew(refused)).toBe('Bearer token2');
    expect(issued).toHaveLength(2);
  });

  it('asks again after a failure', async () => {
    let asked = 0;
    const tokens = bearerTokens(async () => {
      asked += 1;
      if (asked === 1) throw new Error('down');
      return { value: 'late', lifetime: 1000 };
    });
    await expect(tokens.header()).rejects.toThrow('down');
    expect(await tokens.header()).toBe('Bearer late');
  });
});
