import { describe, expect, it } from 'vitest';
import { ASSESSMENT } from '../../test/report/assessment.ts';
import { wordsOf } from '../../test/report/words.ts';
import type { Assessment } from '../engine/assess/assessment.ts';
import { renderAssessment } from './assessment.ts';

const EMPTY: Assessment = {
  ...ASSESSMENT,
  sources: [],
  account: { rows: 0, identities: 0, repeated: 0, lost: 0, deleted: 0 },
  everybody: {
    ...ASSESSMENT.everybody,
    identities: 0,
    activity: {
      '7 days': 0,
      '30 days': 0,
      '90 days': 0,
      '1 year': 0,
      '2 years': 0,
      older: 0,
      never: 0,
      unknown: 0,
    },
    kind: {},
    status: {},
    verified: {},
    signUps: {},
    passwords: [],
    passwordless: {},
    passwordAge: {},
    factors: {},
    links: {},
    passkeys: {},
    identifiers: {},
    consents: { withEvidence: 0, withoutEvidence: 0 },
  },
  findings: [],
  collisions: [],
  outlooks: [],
  inventory: [],
  categories: {},
  unmapped: {},
};

describe('the report of an assessment', () => {
  const page = renderAssessment(ASSESSMENT);
  const words = wordsOf(page);

  it('says first, in words, what becomes of the passwords', () => {
    expect(words).toContain(
      'Of 1,204,331 customers, 89 % keep their password on Keycloak and notice nothing ( 70 % in the platform itself, 19 % through the sealed vault, which judges their first login), < 1 % must set a new password',
    );
    expect(words).toContain('3 kinds of mistake in the data would hold customers back (12,004 cases)');
  });

  it('tells those without a password in the export from those who have another way in', () => {
    expect(words).toContain('< 1 % have neither a password in the export nor another way to log in');
  });

  it('says how many the best target would refuse', () => {
    expect(words).toContain('Keycloak would refuse 312 customers as they are');
  });

  it('writes settings in a fix as code', () => {
    const findings = [{ code: 'FIELD_UNKNOWN', severity: 'warns', count: 3, examples: [] }] as const;
    expect(renderAssessment({ ...ASSESSMENT, findings })).toContain('<code>mapping.keep</code>');
  });

  it('shows what is disputed as disputed', () => {
    expect(words).toContain('Disputed. One thread of 2024 says');
    expect(words).toContain('Nobody has confirmed this for 12 %');
    expect(words).toContain('Auth0 · partly disputed');
  });

  it('counts what only a few customers share with the others, because it points at them', () => {
    expect(page).not.toContain('mueller-familie');
    expect(page).not.toContain('one customer only');
  });

  it('stays readable where people have hundreds of attributes of their own', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`attributes.a${index}`, index + 5]),
    );
    const losses = Object.entries(many).map(([field, count]) => ({ field, count, why: 'no place' }));
    const outlooks = ASSESSMENT.outlooks.slice(0, 1).map((outlook) => ({ ...outlook, losses }));
    const long = wordsOf(renderAssessment({ ...ASSESSMENT, outlooks, categories: many, unmapped: many }));
    expect(long).toContain('140 more fields are in the JSON.');
    expect(long).not.toContain('attributes.a3 ');
  });

  it('accounts for every row', () => {
    expect(words).toContain('all rows 1,206,004');
  });

  it('asks nobody for anything: no script, no address that is loaded', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|\ssrc=|\son[a-z]+=/i);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src');
  });

  it('uses every id once, so that no drawing is described by the words of another', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    const named = [...page.matchAll(/(?:aria-labelledby|href)="#?([^"]+)"/g)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('shows hostile names, fields and files as text', () => {
    const evil = '"><script>alert(1)</script>\u202e';
    const hostile = renderAssessment({
      ...ASSESSMENT,
      sources: ASSESSMENT.sources.map((source) => ({ ...source, name: evil, title: evil })),
      everybody: { ...ASSESSMENT.everybody, regions: { [evil]: 900, b: 100 }, links: { [evil]: 10 } },
      findings: ASSESSMENT.findings.map((finding) => ({ ...finding, field: evil })),
      inventory: ASSESSMENT.inventory.map((item) => ({ ...item, name: evil, dependsOn: [evil] })),
      outlooks: ASSESSMENT.outlooks.map((outlook) => ({ ...outlook, title: evil })),
      unmapped: { [evil]: 3 },
      categories: { [evil]: 3 },
    });
    expect(hostile).not.toContain('<script');
    expect(hostile).not.toContain('\u202e');
  });

  it('names no level of a drawing twice where a month brought one customer', () => {
    const few = { ...EMPTY.everybody, signUps: { '2024-01': 1, '2024-02': 0, '2024-03': 1 } };
    const drawn = renderAssessment({ ...EMPTY, everybody: few });
    const levels = [...drawn.matchAll(/class="tick"[^>]*text-anchor="end">([^<]+)</g)];
    // Drawn twice: for a desk and for a phone.
    expect(levels.map(([, level]) => level)).toEqual(['0', '1', '0', '1']);
  });

  it('can be made of an export in which nobody stands', () => {
    expect(wordsOf(renderAssessment(EMPTY))).toContain('No target was asked');
  });
});
