import { describe, expect, it } from 'vitest';
import { demandTokens, refuseStranger } from './admin.ts';

const NEW = 'the-new-token-0123456789';
const OLD = 'the-old-token-0123456789';

function from(headers: Record<string, string>, address = '127.0.0.1') {
  return { headers: { host: '127.0.0.1:8787', ...headers }, address };
}

describe('with tokens', () => {
  it('whoever has one may ask, from anywhere; two are good while one is rotated', () => {
    for (const token of [NEW, OLD]) {
      const caller = from({ authorization: `Bearer ${token}`, 'x-forwarded-for': '1.2.3.4' }, '192.0.2.7');
      expect(refuseStranger([NEW, OLD], caller)).toBeUndefined();
    }
  });

  it.each([
    ['without one', {}],
    ['with another one', { authorization: 'Bearer guessed' }],
    ['with half of one', { authorization: `Bearer ${NEW.slice(0, -1)}` }],
    ['with another scheme', { authorization: `Basic ${NEW}` }],
  ])('a program on this machine %s may not', (_, headers) => {
    expect(refuseStranger([NEW], from(headers))).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
  });
});

describe('without tokens', () => {
  it.each([['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1']])(
    'a program on this machine may ask (%s)',
    (address) => {
      expect(refuseStranger([], from({}, address))).toBeUndefined();
      expect(refuseStranger([], from({ host: 'localhost:8787' }, address))).toBeUndefined();
      expect(refuseStranger([], from({ host: '[::1]:8787' }, address))).toBeUndefined();
    },
  );

  it.each([
    ['from another machine', from({}, '192.0.2.7')],
    ['through a proxy on this machine', from({ 'x-forwarded-for': '192.0.2.7' })],
    ['through a proxy that says so in the standard way', from({ forwarded: 'for=192.0.2.7' })],
    ['of a browser that was tricked by a name', from({ host: 'evil.example' })],
    ['without a name', { headers: {}, address: '127.0.0.1' }],
    ['of nobody', { headers: { host: 'localhost' }, address: undefined }],
  ])('a request %s may not', (_, caller) => {
    expect(refuseStranger([], caller)).toMatchObject({ status: 403 });
  });

  it('the server does not listen where others could reach it', () => {
    expect(() => demandTokens('0.0.0.0', [])).toThrow('serve.adminTokens');
    expect(() => demandTokens('::', [])).toThrow('serve.adminTokens');
    expect(() => demandTokens('0.0.0.0', [NEW])).not.toThrow();
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      expect(() => demandTokens(host, [])).not.toThrow();
    }
  });
});
