import { describe, expect, it } from 'vitest';
import { surveyColumn } from './column.ts';

const BCRYPT = '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

describe('surveyColumn', () => {
  it('counts formats, parameters, markers and what fits nothing', async () => {
    const rows = [
      BCRYPT,
      BCRYPT,
      BCRYPT.replace('$10$', '$12$'),
      '{SSHA}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7',
      '!',
      '',
      'no hash at all',
      '{SSHA}AAAA',
    ];
    const survey = await surveyColumn(rows);
    expect(survey.rows).toBe(8);
    expect(survey.populations.map(({ format, count }) => [format, count])).toEqual([
      ['bcrypt-2b', 3],
      ['ldap-ssha', 1],
    ]);
    expect(survey.populations[0]?.parameters).toEqual(
      new Map([
        ['cost 10', 2],
        ['cost 12', 1],
      ]),
    );
    expect([...survey.disabled.values()].reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(survey.anomalies.first.map(({ row }) => row)).toEqual([7, 8]);
  });

  it('accounts for every row exactly once', async () => {
    const rows = [BCRYPT, '', 'x'.repeat(9000), '5f4dcc3b5aa765d61d8327deb882cf99', '$1$short'];
    const { populations, disabled, anomalies } = await surveyColumn(rows);
    const counted = [...populations.map(({ count }) => count), ...disabled.values(), anomalies.count];
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
  });

  it('rules out what does not fit every row', async () => {
    const lower = '5f4dcc3b5aa765d61d8327deb882cf99';
    const { populations } = await surveyColumn([lower, lower.toUpperCase()]);
    expect(populations[0]?.format).toBe('raw-md5');
    // Tomcat writes lower case only.
    expect(populations[0]?.alternatives).not.toContain('tomcat-digest');
    expect(populations[0]?.alternatives).toContain('nthash');
  });

  it('never repeats a hash', async () => {
    const survey = await surveyColumn(['{SSHA}c2VjcmV0', 'unknown-secret-thing here']);
    expect(JSON.stringify(survey)).not.toMatch(/c2VjcmV0|unknown-secret/);
  });
});
