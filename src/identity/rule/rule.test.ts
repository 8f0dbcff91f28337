import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from '../identity.ts';
import { compileRule } from './compile.ts';
import { explainRule } from './explain.ts';
import { FIELDS, HOLDINGS, type RuleFacts, STRENGTHS } from './fields.ts';
import { parseRule } from './parse.ts';
import { printRule } from './print.ts';
import { allOf, anyOf, type FieldRef, type Rule, TIME_UNITS } from './rule.ts';

const AS_OF = Date.parse('2026-11-01T00:00:00Z');

function facts(change: Partial<Identity> = {}, more: Partial<RuleFacts> = {}): RuleFacts {
  return {
    identity: { ...blankIdentity('u1'), ...change },
    source: 'legacy',
    asOf: AS_OF,
    credentialPlan: 'native',
    passwordStrength: () => 'strong',
    region: () => undefined,
    tenant: () => 'acme',
    losses: [],
    inList: () => false,
    ...more,
  };
}

function holds(rule: string, change: Partial<Identity> = {}, more: Partial<RuleFacts> = {}): boolean {
  return compileRule(parseRule(rule))(facts(change, more));
}

const ana: Partial<Identity> = {
  identifiers: [{ type: 'email', value: 'ana@Shop.example', verified: true }],
  password: { hash: 'x', format: 'bcrypt-2b' },
  lastLoginAt: '2026-10-20T10:00:00Z',
  createdAt: '2019-05-01T00:00:00+02:00',
  attributes: { plan: 'gold', orders: 12, 'customer no': '7', tags: ['a', 'b'] },
  links: [{ provider: 'google', subject: '1' }],
  memberships: [
    { type: 'role', name: 'admin' },
    { type: 'organisation', name: 'acme' },
  ],
};

describe('what a rule says of somebody', () => {
  it.each([
    ['status == "active" and lastLogin within 90 days and password.format in ["bcrypt-2b", "phpass"]', true],
    ['not (email.domain == "acme.example")', true],
    ['email.domain == "shop.example"', true],
    ['kind == "service"', false],
    ['has totp or has link("google")', true],
    ['has link("github")', false],
    ['email.verified', true],
    ['email.verified == false', false],
    ['attributes.plan == "gold" and attributes.orders >= 10', true],
    ['attributes."customer no" == "7"', true],
    ['attributes.tags == "b"', true],
    ['memberships.role == "admin" and tenant == "acme"', true],
    ['createdAt before 2020-01-01', true],
    ['createdAt after 2019-04-30T22:00:00Z', false],
    ['lastLogin older than 1 week', true],
    ['credentialPlan == "native"', true],
    ['everybody', true],
  ])('%s is %s of Ana', (rule, expected) => {
    expect(holds(rule, ana)).toBe(expected);
  });

  it('holds for nobody where the field is absent, whichever comparison it is', () => {
    for (const rule of [
      'lastLogin within 90 days',
      'lastLogin older than 1 day',
      'lastLogin before 2030-01-01',
      'region == "DE"',
      'region != "DE"',
      'attributes.orders < 5',
      'email.verified == false',
      'lastLogin is known',
    ]) {
      expect(holds(rule), rule).toBe(false);
    }
    expect(holds('lastLogin is unknown')).toBe(true);
    expect(holds('not (region == "DE")')).toBe(true);
  });

  it('counts ages back from the day the plan was counted, not from today', () => {
    expect(holds('lastLogin within 90 days', ana, { asOf: Date.parse('2030-01-01T00:00:00Z') })).toBe(false);
  });

  it('asks lists by name', () => {
    expect(holds('in list("vip")', ana, { inList: (name) => name === 'vip' })).toBe(true);
    expect(holds('in list("deny")', ana, { inList: (name) => name === 'vip' })).toBe(false);
  });

  it('knows what would be lost, a whole branch of it, too', () => {
    const losing = { losses: ['factors.totp'] };
    expect(holds('loses("factors")', ana, losing)).toBe(true);
    expect(holds('loses("factors.totp")', ana, losing)).toBe(true);
    expect(holds('loses("factors.t")', ana, losing)).toBe(false);
  });

  it('takes itself apart, with what was found in every part', () => {
    const rule = parseRule('status == "active" and (kind == "service" or lastLogin within 90 days)');
    expect(explainRule(rule, facts(ana))).toMatchObject({
      text: 'and',
      holds: true,
      parts: [
        { text: 'status == "active"', holds: true, found: 'active' },
        { text: 'or', parts: [{ holds: false, found: 'person' }, { holds: true }] },
      ],
    });
  });
});

describe('what is said of a rule that cannot be understood', () => {
  it.each([
    ['lastLogon within 90 days', /character 1 .*no field "lastLogon"; did you mean "lastLogin"/],
    ['status == "actve"', /character 11 .*did you mean "active"/],
    ['lastLogin == 90', /lastLogin is a time; compare it with a date .*within 90 days/],
    ['lastLogin > 5', /lastLogin is a time/],
    ['status within 90 days', /status is one of a few words/],
    ['email.verified == "yes"', /email.verified is yes or no/],
    ['email.domain < "x"', /email.domain is a text/],
    ['status = "active"', /one = alone means nothing/],
    ['has topt', /did you mean "totp"/],
    ['has totp("x")', /takes no name/],
    ['status == "active" status == "locked"', /"and", "or" or the end was expected/],
    ['(status == "active"', /closing bracket/],
    ['status ==', /At its end/],
    ['lastLogin within ninety days', /whole number/],
    ['lastLogin within 90 dayz', /did you mean "days"/],
    ['createdAt before 2020-02-31', /no such day/],
    ["status == 'active'", /double quotes/],
    ['', /everybody/],
    [`${'not '.repeat(40)}everybody`, /at most 32 deep/],
    ['a'.repeat(5_000), /at most 4000 characters/],
    ['attributes.orders >= "many"', />= compares numbers/],
    ['attributes == 1', /a name was expected/],
    ['constructor == "x"', /no field "constructor"/],
    ['has constructor', /what somebody has/],
  ])('%s', (rule, sentence) => {
    expect(() => parseRule(rule)).toThrow(sentence);
  });

  it('names lists and formats that do not exist', () => {
    const known = { lists: ['vip'], passwordFormats: ['bcrypt-2b'] };
    expect(() => parseRule('in list("vips")', known)).toThrow(/did you mean "vip"/);
    expect(() => parseRule('password.format == "bcrypt-2c"', known)).toThrow(/did you mean "bcrypt-2b"/);
    expect(parseRule('in list("vip") and password.format == "bcrypt-2b"', known)).toBeDefined();
  });
});

const name = fc.oneof(
  fc.constantFrom('plan', 'customer no', 'a.b', 'é"\\', '7', '', 'in', 'not', 'recovery-codes'),
  fc.string({ maxLength: 6 }),
);
const literal = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.boolean(),
  fc.integer({ min: -1e12, max: 1e12 }),
  fc.constantFrom(0.5, 12.25, -3.000001),
);
const closed = Object.entries(FIELDS).filter(([, { open }]) => open !== true);

function fieldsOf(type: string): fc.Arbitrary<FieldRef> {
  const names = closed.filter(([, field]) => field.type === type).map(([key]) => key);
  return fc.constantFrom(...names).map((key) => ({ name: key, path: [] }));
}

const open: fc.Arbitrary<FieldRef> = fc.record({
  name: fc.constantFrom('attributes', 'profile'),
  path: fc.array(name, { minLength: 1, maxLength: 3 }),
});
const days = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const leaf: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant<Rule>({ kind: 'everybody' }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: open,
    operator: fc.constantFrom('==' as const, '!=' as const),
    value: literal,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: open,
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    value: fc.integer(),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constant<FieldRef>({ name: 'password.strength', path: [] }),
    operator: fc.constantFrom('==' as const, '!=' as const),
    value: fc.constantFrom(...STRENGTHS),
  }),
  fc.record({
    kind: fc.constant('among' as const),
    field: fc.oneof(fieldsOf('text')),
    values: fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('part' as const),
    field: fc.oneof(open, fieldsOf('text')),
    operator: fc.constantFrom('starts with' as const, 'ends with' as const, 'contains' as const),
    value: fc.string({ maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('time' as const),
    field: fieldsOf('time'),
    operator: fc.constantFrom('before' as const, 'after' as const),
    at: fc.oneof(
      days,
      days.map((day) => day.slice(0, 10)),
    ),
  }),
  fc.record({
    kind: fc.constant('age' as const),
    field: fieldsOf('time'),
    operator: fc.constantFrom('within' as const, 'older than' as const),
    count: fc.integer({ min: 1, max: 36_500 }),
    unit: fc.constantFrom(...TIME_UNITS),
  }),
  fc.record({
    kind: fc.constant('known' as const),
    field: fc.oneof(open, fieldsOf('time'), fieldsOf('choice')),
    known: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('yes' as const), field: fc.oneof(open, fieldsOf('yes-no')) }),
  fc.constantFrom(...Object.keys(HOLDINGS)).map<Rule>((what) => ({ kind: 'has', what })),
  name.map<Rule>((one) => ({ kind: 'has', what: 'link', name: one })),
  name.map<Rule>((one) => ({ kind: 'list', name: one })),
  name.map<Rule>((one) => ({ kind: 'loses', field: one })),
);

const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map(allOf),
    fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map(anyOf),
    tie('rule').map<Rule>((of) => ({ kind: 'not', of })),
  ),
}));

describe('every rule', () => {
  it('is read back from how it is written as the same rule', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const text = printRule(rule);
        fc.pre(text.length <= 4_000);
        expect(parseRule(text)).toEqual(rule);
      }),
      { numRuns: 500 },
    );
  });

  it('answers for anybody without an error, as its parts say', () => {
    fc.assert(
      fc.property(anyRule, fc.boolean(), (rule, rich) => {
        const given = facts(rich ? ana : {});
        expect(compileRule(rule)(given)).toBe(explainRule(rule, given).holds);
      }),
    );
  });

  it('is read, or refused with a place, whatever the text', () => {
    const words = fc.constantFrom(
      'status',
      '==',
      '"active"',
      'and',
      'not',
      '(',
      ')',
      'in',
      '[',
      'has',
      '90',
      '.',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(words, { maxLength: 12 }).map((some) => some.join(' ')),
    );
    fc.assert(
      fc.property(text, (any) => {
        try {
          parseRule(any);
        } catch (error) {
          expect(error).toMatchObject({ code: 'RULE_INVALID' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
