import fc from 'fast-check';
import { expect, it } from 'vitest';
import { brandStyle, contrast, DARK_PAPER, LIGHT_PAPER, onColour, readableOn } from './brand-colours.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

it('any colour can be read: as a button, as a link on light paper and on dark', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      expect(contrast(brand, onColour(brand))).toBeGreaterThan(4.5);
      for (const paper of [LIGHT_PAPER, DARK_PAPER]) {
        expect(contrast(readableOn(paper, brand), paper)).toBeGreaterThanOrEqual(4.5);
      }
    }),
  );
});

it('a colour that can be read already stays as it is', () => {
  expect(readableOn(LIGHT_PAPER, '#1a5fb4')).toBe('#1a5fb4');
  expect(brandStyle('#ffdd00')).toContain('--brand:#ffdd00;--on-brand:#000000;');
});

it('contrast is counted as WCAG counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
});
