import { expect, it } from 'vitest';
import { FUNNEL } from '../../../test/report/funnel.ts';
import { paintFor } from '../words.ts';
import { describeBriefs, describeFunnel } from './funnel-words.ts';

const PLAIN = paintFor({ write: () => undefined }, {});

it('shows each stage as a share of what was sent, and where people leave', () => {
  const words = describeFunnel(FUNNEL, undefined, PLAIN);
  expect(words).toMatch(/sent +36,000 +100 % +█{30}\n/);
  expect(words).toMatch(/delivered +20,310 +56 % +█+ +for certain; perhaps 14,090 more/);
  expect(words).toMatch(/done +15,620 +43 %/);
  expect(words).toContain(
    'Left at: opened 1,700 (9 % of who came there) · confirm 340 (2 % of who came there)',
  );
  expect(words).toContain('half within 1 h 30 min, nine of ten within 52 h 0 min');
  expect(words).toContain('Tickets: 223, 6.2 for a thousand sent (expected 30.0)');
  expect(words).toContain('2 messages may have gone out twice');
});

it('tells parts apart where it is asked to', () => {
  expect(describeFunnel(FUNNEL, 'cohort', PLAIN)).toMatch(/never back +48,000 +36,000 +19,200/);
});

it('says each campaign that is not over in two lines', () => {
  const { whole: counts, campaign: name, startedAt } = FUNNEL;
  const words = describeBriefs([{ name, state: 'running', startedAt, counts, tickets: 223 }], PLAIN);
  expect(words.split('\n')).toEqual([
    'Campaigns',
    '  autumn <reset>  running  sent 36,000 of 48,000 · 11,200 still to be asked',
    '    opened 19,200 · done 15,620 (43 %) · left 3,260 · came back 1,600 · 223 tickets',
  ]);
  expect(describeBriefs([], PLAIN)).toBe('');
});
