import { describe, expect, it } from 'vitest';
import { isKnown } from './known-passwords.ts';

describe('a list of known passwords', () => {
  it.each([
    'passwordpassword',
    'P@ssw0rd123456789',
    'qwertyuiopasdfgh',
    '123456789012345',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'iloveyouiloveyou',
    'trustno1trustno1',
    `${'abc'.repeat(40)}`,
  ])('has %j, or what it is made of', async (text) => {
    expect(await isKnown(text, [])).toBe(true);
  });
  it.each(['seven green lanterns', 'kX9$vB2mQ7', 'mein hund heißt bello', '七つの緑の提灯が光る夜'])(
    'lets %j through',
    async (text) => expect(await isKnown(text, [])).toBe(false),
  );
  it('takes words of the customer for known', async () => {
    expect(await isKnown('zdravkomira', [])).toBe(false);
    expect(await isKnown('zdravkomira', ['zdravkomira'])).toBe(true);
  });
  it('looks at the beginning of a long text only, so that no text keeps a server busy', async () => {
    expect(await isKnown(`${'ab'.repeat(16)}kX9$vB2mQ7zR4!`, [])).toBe(true);
    expect(await isKnown(`kX9$vB2mQ7zR4!pLw8&nT3#hYc6*dF1q${'a'.repeat(1_000)}`, [])).toBe(false);
  });
});
