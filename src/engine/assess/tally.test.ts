import { describe, expect, it } from 'vitest';
import { MOST_VALUES } from './assessment.ts';
import { Tally } from './tally.ts';

describe('the values of a field', () => {
  it('are shown by how many have them, the rest as a number', () => {
    const tally = new Tally();
    for (let value = 0; value < MOST_VALUES + 50; value++) tally.add(`rare ${value}`);
    tally.add('often', 7);
    const counts = tally.result();
    expect(Object.keys(counts)[0]).toBe('often');
    expect(counts.others).toBe(51);
    expect(Object.keys(counts)).toHaveLength(MOST_VALUES + 1);
  });

  it('of free text fill no memory, lose nobody, and leave what is frequent on top', () => {
    const tally = new Tally();
    for (let row = 0; row < 60_000; row++) tally.add(row % 3 === 0 ? 'often' : `text ${row}`);
    const counts = tally.result();
    expect(counts.often).toBe(20_000);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(60_000);
  });

  it('are counted and not kept where they are longer than any name', () => {
    const tally = new Tally();
    for (let row = 0; row < 10; row++) tally.add(`${row}${'x'.repeat(1_000)}`);
    expect(tally.result()).toEqual({ others: 10 });
  });

  it('may have any name', () => {
    const tally = new Tally();
    tally.add('__proto__', 2);
    tally.add('constructor');
    expect(JSON.stringify(tally.result())).toBe('{"__proto__":2,"constructor":1}');
  });
});
