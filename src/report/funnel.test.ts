import { describe, expect, it } from 'vitest';
import { FUNNEL } from '../../test/report/funnel.ts';
import { wordsOf } from '../../test/report/words.ts';
import { renderFunnel } from './funnel.ts';

describe('the report of a campaign', () => {
  const page = renderFunnel(FUNNEL);
  const words = wordsOf(page);

  it('says first how many are done, and what it cost support', () => {
    expect(words).toContain(
      'Of 36,000 customers who were sent a message, 43 % are done, and 3 % crossed another way',
    );
    expect(words).toContain('6.2');
    expect(words).toContain('expected 30.0');
  });

  it('says where people leave, as a share of those who came there', () => {
    expect(words).toMatch(/passkey or password 17,100 960 6 %/);
  });

  it('does not hide what may have gone out twice', () => {
    expect(words).toContain('2 messages may have gone out twice');
  });

  it('draws the days, and has their numbers beside the drawing', () => {
    expect(words).toContain('On the last day 36,000 customers had been asked and 15,620 were done, 43 %.');
    expect(words).toMatch(/2026-11-16 9,000 6,100 5,000 70/);
  });

  it('lets the name of a campaign be no markup', () => {
    expect(page).not.toContain('<reset>');
    expect(words).toContain('autumn');
  });

  it('asks nobody for anything', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toContain('<script');
  });

  it('can be made of a campaign in which nothing went out', () => {
    const none = { ...FUNNEL.whole, sent: 0, opened: 0, started: 0, delivered: 0, perhapsDelivered: 0 };
    const empty = wordsOf(
      renderFunnel({ ...FUNNEL, whole: none, days: [], tickets: { total: 0, tags: [] } }),
    );
    expect(empty).toContain('There are not two days to compare yet');
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});
