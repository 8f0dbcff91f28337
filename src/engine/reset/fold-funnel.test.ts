import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JourneyCell } from '../../ledger/sql/funnel.ts';
import { JOURNEY_STEPS } from './campaign.ts';
import { foldCells, sliceCells } from './fold-funnel.ts';
import { DIMENSIONS, type FunnelCounts, OUTCOMES } from './funnel-document.ts';

const anyCell: fc.Arbitrary<JourneyCell> = fc.record({
  cohort: fc.constantFrom('', 'gold', 'never back'),
  wave: fc.integer({ min: 1, max: 3 }),
  language: fc.constantFrom('en', 'de', 'ja'),
  channel: fc.constantFrom('mail', 'sms'),
  sent: fc.boolean(),
  delivered: fc.boolean(),
  opened: fc.boolean(),
  started: fc.boolean(),
  outcome: fc.constantFrom(...OUTCOMES),
  step: fc.constantFrom(null, ...JOURNEY_STEPS),
  count: fc.integer({ min: 1, max: 1_000 }),
});
const anyCells = fc.array(anyCell, { maxLength: 30 });

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

it('everybody has exactly one outcome, whatever the rows say', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const { meant, outcomes } = foldCells(cells);
      expect(total(outcomes)).toBe(meant);
      expect(meant).toBe(cells.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});

it('whoever left has left at exactly one step', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const { outcomes, abandonedAt } = foldCells(cells);
      expect(total(abandonedAt)).toBe(outcomes.abandoned);
    }),
  );
});

it('no stage holds more than the one before it', () => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const { meant, sent, delivered, perhapsDelivered, opened, started, reached } = foldCells(cells);
      const stages = [meant, sent, delivered + perhapsDelivered, delivered, opened, started];
      expect(stages).toEqual(stages.toSorted((one, other) => other - one));
      const steps = JOURNEY_STEPS.map((step) => reached[step]);
      expect([opened, ...steps]).toEqual([opened, ...steps].toSorted((one, other) => other - one));
    }),
  );
});

it.each(DIMENSIONS)('the parts by %s are the whole', (dimension) => {
  fc.assert(
    fc.property(anyCells, (cells) => {
      const whole = foldCells(cells);
      const slices = sliceCells(cells, dimension);
      const together = (of: (counts: FunnelCounts) => number) =>
        slices.reduce((sum, slice) => sum + of(slice), 0);
      expect(together(({ meant }) => meant)).toBe(whole.meant);
      expect(together(({ sent }) => sent)).toBe(whole.sent);
      expect(together(({ opened }) => opened)).toBe(whole.opened);
      for (const outcome of OUTCOMES) {
        expect(together(({ outcomes }) => outcomes[outcome])).toBe(whole.outcomes[outcome]);
      }
    }),
  );
});
