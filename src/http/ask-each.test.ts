import { expect, it } from 'vitest';
import type { Answer, Question, SettleQuestion } from '../hooks/hook.ts';
import { askEach } from './ask-each.ts';

const FACT: SettleQuestion = { op: 'settle', event: 'stored', identifier: 'ann', by: {} };
const BUNDLE: SettleQuestion = {
  ...FACT,
  others: [
    { ...FACT, identifier: 'ben' },
    { ...FACT, identifier: 'cat' },
  ],
};

it('notes every fact of a bundle in its order', async () => {
  const asked: unknown[] = [];
  const said = await askEach(BUNDLE, noting(asked));
  expect(asked).toEqual(['ann', 'ben', 'cat']);
  expect(said).toEqual({ outcome: 'wrong' });
});

it('has the whole bundle sent again when one of it could not be noted, and notes the rest all the same', async () => {
  const asked: unknown[] = [];
  expect(await askEach(BUNDLE, noting(asked, 'ben'))).toMatchObject({ outcome: 'technical-error' });
  expect(asked).toEqual(['ann', 'ben', 'cat']);
});

it('asks a single question once', async () => {
  const asked: unknown[] = [];
  await askEach(FACT, noting(asked));
  await askEach({ op: 'lookup', purpose: 'reset', identifier: 'dan', by: {} }, noting(asked));
  expect(asked).toEqual(['ann', 'dan']);
});

function noting(asked: unknown[], failing?: string) {
  return async ({ identifier }: Question): Promise<Answer> => {
    asked.push(identifier);
    return identifier === failing ? { outcome: 'technical-error', retryable: true } : { outcome: 'wrong' };
  };
}
