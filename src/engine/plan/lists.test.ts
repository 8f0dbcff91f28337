import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import { readList } from './lists.ts';

const index = { digest: (text: string | Uint8Array) => `keyed(${text})` };

function list(text: string) {
  return readList({ name: 'vip', use: 'vip', file: 'vip.txt' }, text, index);
}

function person(id: string, type: 'email' | 'phone' | 'username', value: string): Identity {
  return { ...blankIdentity(id), identifiers: [{ type, value }] };
}

describe('a list of people', () => {
  it('means whoever logs in with what stands there, however it is written, or has that id', () => {
    const vip = list('\uFEFF# the board\r\n Ana@Shop.Example \n+49 170 1234567\nbea\nid:42\n\n');
    expect(vip.entries).toBe(4);
    expect(vip.has(person('1', 'email', 'ana@shop.example'))).toBe(true);
    expect(vip.has(person('2', 'phone', '+491701234567'))).toBe(true);
    expect(vip.has(person('3', 'username', 'Bea'))).toBe(true);
    expect(vip.has(person('42', 'email', 'x@shop.example'))).toBe(true);
    expect(vip.has(person('4', 'email', 'bea@shop.example'))).toBe(false);
  });

  it('is the same list in another order, with remarks, and with an entry twice', () => {
    const { digest } = list('ana@shop.example\nbea');
    expect(list('# new\nbea\nANA@shop.example\nbea').digest).toBe(digest);
    expect(list('ana@shop.example').digest).not.toBe(digest);
  });

  it('names the line with which nobody can log in, and not what stands there', () => {
    expect(() => list('ana@shop.example\nid:\n')).toThrow(/vip.txt, line 2: neither an identifier nor/);
    expect(() => list('two words\u0000')).toThrow(/line 1/);
  });
});
