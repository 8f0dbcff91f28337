import { expect, it } from 'vitest';
import { withHashAsText } from './hash-text.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const hex = (text: string) => `\\x${Buffer.from(text, 'latin1').toString('hex')}`;

it.each([
  ['of MySQL and SQLite', { kind: 'bytes', value: base64('$2y$10$abc\0\0') } as const],
  ['of PostgreSQL', { kind: 'text', value: hex('$2y$10$abc') } as const],
])('a readable hash in a column of bytes %s is the text it is', (_, raw) => {
  expect(withHashAsText({ id: 1, password: base64('$2y$10$abc\0\0') }, 'password', raw)).toEqual({
    id: 1,
    password: '$2y$10$abc',
  });
});

it('bytes that are no text stay base64', () => {
  const row = { password: base64('\x00\xff\x10') };
  expect(withHashAsText(row, 'password', { kind: 'bytes', value: row.password })).toBe(row);
});

it('a text that begins like bytes stays the text it is', () => {
  const row = { password: hex('abc') };
  expect(withHashAsText(row, 'password', { kind: 'text', value: row.password })).toBe(row);
});
