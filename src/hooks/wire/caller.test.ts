import { describe, expect, it } from 'vitest';
import type { HookRequest } from '../hook.ts';
import { bearerToken, CallerSecrets, demandBearer, demandHeader, isKnown } from './caller.ts';

const NEW = 'the-new-secret-0123456789';
const OLD = 'the-old-secret-0123456789';

describe('the secret of a caller', () => {
  it('is either of the two while one is being rotated', () => {
    expect(isKnown([NEW, OLD], NEW)).toBe(true);
    expect(isKnown([NEW, OLD], OLD)).toBe(true);
    expect(isKnown([NEW], OLD)).toBe(false);
  });

  it('is not matched by nothing, by an empty text or by a part of itself', () => {
    expect(isKnown([NEW], undefined)).toBe(false);
    expect(isKnown([NEW], '')).toBe(false);
    expect(isKnown([''], undefined)).toBe(false);
    expect(isKnown([NEW], NEW.slice(0, -1))).toBe(false);
    expect(isKnown([NEW], `${NEW} `)).toBe(false);
  });

  it('may be neither short nor one of three', () => {
    expect(CallerSecrets.safeParse([NEW, OLD]).success).toBe(true);
    expect(CallerSecrets.safeParse(['short']).success).toBe(false);
    expect(CallerSecrets.safeParse([]).success).toBe(false);
    expect(CallerSecrets.safeParse([NEW, OLD, NEW]).success).toBe(false);
  });
});

describe('the header of a caller', () => {
  it('is a bearer token in any case of the scheme, and no other scheme', () => {
    expect(bearerToken(calledWith({ authorization: 'Bearer abc' }))).toBe('abc');
    expect(bearerToken(calledWith({ authorization: 'bearer  abc' }))).toBe('abc');
    expect(bearerToken(calledWith({ authorization: 'Basic abc' }))).toBeUndefined();
    expect(bearerToken(calledWith({ authorization: 'abc' }))).toBeUndefined();
    expect(bearerToken(calledWith({}))).toBeUndefined();
  });

  it('lets those in who know a secret and tells the others which scheme is expected', () => {
    expect(demandBearer([NEW, OLD], calledWith({ authorization: `Bearer ${OLD}` }))).toBeUndefined();
    expect(demandBearer([NEW], calledWith({ authorization: `Bearer ${OLD}` }))).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(demandHeader('x-api-key', [NEW], calledWith({ 'x-api-key': NEW }))).toBeUndefined();
    expect(demandHeader('x-api-key', [NEW], calledWith({}))).toMatchObject({ status: 401 });
  });
});

function calledWith(headers: HookRequest['headers']): HookRequest {
  return { method: 'POST', path: '/verify', query: {}, headers, body: new Uint8Array() };
}
