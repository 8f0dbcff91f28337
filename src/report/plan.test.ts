import { describe, expect, it } from 'vitest';
import { PLAN } from '../../test/report/plan.ts';
import { wordsOf } from '../../test/report/words.ts';
import { renderPlan } from './plan.ts';
import { renderPlanMarkdown } from './plan-markdown.ts';

const APPROVED = {
  state: 'approved',
  approvals: [{ by: 'm.lead', at: '2026-11-20T17:00:00.000Z', note: 'after the freeze' }],
} as const;

describe('the report of a plan', () => {
  const words = wordsOf(renderPlan(PLAN, APPROVED));

  it('says first who crosses how, and who approved it', () => {
    expect(words).toContain(
      'Of 1,204,331 customers, 89 % are carried over in waves, < 1 % are asked to set a new password, and 11 % do not cross',
    );
    expect(words).toContain('Approved 20 November 2026, 17:00 UTC by m.lead : after the freeze');
  });

  it('counts frozen days once, first and last included', () => {
    expect(words).toContain('Nothing is written on 24 frozen days');
  });

  it('says from how many to how many are held, because one customer may be held for two reasons', () => {
    expect(words).toContain('As things stand, 8,412 customers would be held back');
    expect(words).toContain('What is wrong in single rows comes on top');
    const cohorts = PLAN.cohorts.map((cohort) =>
      cohort.name === 'portable'
        ? { ...cohort, held: { EMAIL_INVALID: 10, TARGET_REFUSED: 30 } }
        : { ...cohort, held: {} },
    );
    expect(wordsOf(renderPlan({ ...PLAN, cohorts }))).toContain(
      'As things stand, 30 to 40 customers would be held',
    );
  });

  it('compares the cohorts in one table instead of repeating everything for each', () => {
    const [first] = PLAN.forecasts;
    if (first === undefined) throw new Error('the fixture has a forecast');
    const forecasts = [first, { ...first, population: 'portable', customers: 1_000 }];
    const compared = wordsOf(renderPlan({ ...PLAN, forecasts }));
    expect(compared).toContain('portable Between 11 % and 24 % of the customers have left for good. 1,000');
    expect(compared).toContain('portable 1,000 41,000 cheapest 24,600 to 57,400');
  });

  it('says of each cohort why not otherwise', () => {
    expect(words).toContain('12,101 of them have no address that could be written to.');
    expect(words).toContain('not possible');
  });

  it('shows what was foreseen of the past beside what happened', () => {
    expect(words).toContain('30 days 24.3 % 23.5 % to 25.1 % 24.8 % 0.5 %');
  });

  it('says never where a share is not reached in the longest window', () => {
    expect(words).toContain('90 % of all not in 2 years not in 2 years 24 %');
  });

  it('is a draft as long as nobody approved it', () => {
    expect(wordsOf(renderPlan(PLAN))).toContain('nobody crosses by it before it is approved');
  });

  it('needs neither forecasts nor waves nor a calendar', () => {
    const bare = { ...PLAN, forecasts: [], waves: [], calendar: { timeZone: 'UTC', freezes: [] } };
    expect(wordsOf(renderPlan(bare))).toContain('There are no waves');
  });

  it('shows hostile reasons and rules as text', () => {
    const evil = '"><script>alert(1)</script>';
    const cohorts = PLAN.cohorts.map((cohort) => ({ ...cohort, rule: evil, reason: evil }));
    expect(renderPlan({ ...PLAN, cohorts, name: evil })).not.toContain('<script');
  });
});

describe('a plan as Markdown', () => {
  it('has cohorts, waves, reasons and the hash', () => {
    const text = renderPlanMarkdown(PLAN, APPROVED);
    expect(text).toContain('# acme-2026, version 3');
    expect(text).toContain('| portable | 843,487 | 70 % | in bulk | as the target makes of it |');
    expect(text).toContain('State: approved, by m.lead on 20 November 2026, 17:00 UTC.');
    expect(text).toContain(`Hash: \`${PLAN.hash}\``);
  });

  it('stays one table, whatever stands in a rule or a reason', () => {
    const cohorts = PLAN.cohorts.map((cohort) => ({
      ...cohort,
      rule: 'a == "`|`"\n| x',
      reason: '[click](javascript:alert(1)) | <b>\n# not a heading',
    }));
    const text = renderPlanMarkdown({ ...PLAN, cohorts });
    expect(text).not.toContain('<b>');
    expect(text).not.toMatch(/^# not/m);
    expect(text).not.toMatch(/(?<!\\)\[click/);
    const rows = text.split('\n').filter((line) => line.startsWith('| portable'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(7);
  });
});
