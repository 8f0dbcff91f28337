import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configError, formatPath } from './explain.ts';

const Shape = z.strictObject({ waves: z.array(z.strictObject({ limit: z.number() })), name: z.string() });

function errorOf(value: unknown, known: readonly string[] = []): Error {
  const { error } = Shape.safeParse(value);
  return configError(error?.issues ?? [], { file: 'footbridge.config.ts', path: [], known });
}

describe('a wrong configuration', () => {
  it('is explained with the file and the path inside it', () => {
    const { message } = errorOf({ name: 'acme', waves: [{ limit: 1 }, { limit: 'ten' }] });
    expect(message).toContain('footbridge.config.ts: `waves[1].limit`: expected number, received string');
  });

  it('names an unknown setting and the one that was probably meant', () => {
    expect(errorOf({ nmae: 'acme', name: 'a', waves: [] }, ['name', 'waves']).message).toContain(
      '`nmae` is no setting; did you mean "name"?',
    );
  });

  it('never repeats a value, which may be a secret written in the wrong place', () => {
    expect(errorOf({ name: 7, waves: 'hunter2', hunter2: 1 }).message).not.toContain('`hunter2`:');
    expect(errorOf({ name: 'a', waves: 'hunter2' }).message).not.toContain('hunter2');
  });

  it('with a hundred mistakes shows the first five and how many more there are', () => {
    const waves = Array.from({ length: 100 }, () => ({ limit: 'x' }));
    expect(errorOf({ name: 'a', waves }).message).toContain('and 95 more');
  });
});

it('a path reads as it would in code', () => {
  expect(formatPath(['waves', 2, 'where', 'status'])).toBe('waves[2].where.status');
  expect(formatPath([])).toBe('(the whole file)');
});
