import { describe, expect, it } from 'vitest';
import { cohortOf } from './cohort.ts';

const row = {
  credential_plan: 'vault',
  password_format: 'phpass-P',
  status: 'active',
  cohort: 'sealed',
} as const;

describe('the cohort of somebody who logs in', () => {
  it('is that of the first rule that fits, else that of the plan, else none', () => {
    const rules = [{ name: 'staff', where: { domains: ['acme.example'] } }];
    expect(cohortOf(rules, row, undefined, ['ana@acme.example'])).toBe('staff');
    expect(cohortOf(rules, row, undefined, ['ana@shop.example'])).toBe('sealed');
    expect(cohortOf(rules, { ...row, cohort: '' }, undefined, ['ana@shop.example'])).toBe('');
    expect(cohortOf(rules, undefined, undefined, ['ana@shop.example'])).toBe('');
  });
});
