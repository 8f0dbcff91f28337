import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorrelationConfig } from '../../config/correlation.ts';
import { blankIdentity, type Identity } from '../../identity/identity.ts';
import { contradictionsIn } from './contradictions.ts';
import { type Edge, edgesBetween } from './edges.ts';
import { fieldSetsOf, keysOf } from './keys.ts';
import { propose } from './propose.ts';
import { allRules, type CorrelationRule, TIERS, type Tier } from './rule.ts';

const DEFAULTS = CorrelationConfig.parse({});

describe('the rules that hold unless told otherwise', () => {
  it('are certain of one address that both sides verified', () => {
    expect(tierOf(email('ana@a.example', true), email('ANA@a.example', true))).toBe('certain');
  });

  it('are never more than unsure of an address that nobody, or one side alone, verified', () => {
    expect(tierOf(email('ana@a.example'), email('ana@a.example'))).toBe('ambiguous');
    expect(tierOf(email('ana@a.example', true), email('ana@a.example'))).toBe('ambiguous');
  });

  it('call it probable where one side verified the address and the names agree', () => {
    const name = { given_name: 'Ana', family_name: 'Łuczak' };
    expect(tierOf(email('ana@a.example', true, name), email('ana@a.example', false, name))).toBe('probable');
  });

  it('are certain of the same subject at the same provider, but not at a nameless one', () => {
    const google = { links: [{ provider: 'google-oauth2', subject: '117' }] };
    expect(tierOf(person(google), person({ links: [{ provider: 'google.com', subject: '117' }] }))).toBe(
      'certain',
    );
    for (const provider of ['oidc', 'gitlab']) {
      const nameless = { links: [{ provider, subject: '1' }] };
      expect(tierOf(person(nameless), person(nameless))).toBeUndefined();
    }
  });

  it('ask a person about a name with a birth date, and about another spelling of an address', () => {
    const profile = { given_name: 'Ana', family_name: 'Ruiz', birthdate: '1980-02-03' };
    expect(tierOf(person({ profile }), person({ profile }))).toBe('ambiguous');
    expect(tierOf(email('ana.ruiz+shop@a.example', true), email('anaruiz@a.example', true))).toBe(
      'ambiguous',
    );
  });

  it('compare no birth date that stands for "unknown"', () => {
    const profile = { given_name: 'Ana', family_name: 'Ruiz', birthdate: '1900-01-01' };
    expect(tierOf(person({ profile }), person({ profile }))).toBeUndefined();
  });

  it('never call a pair certain that shares no verified address, number, link or key', () => {
    fc.assert(
      fc.property(ANYBODY, ANYBODY, (one, other) => {
        const tier = tierOf(one, other);
        const proven = one.identifiers.some(
          (mine) =>
            mine.verified === true &&
            other.identifiers.some((theirs) => theirs.verified === true && theirs.value === mine.value),
        );
        const linked = one.links.some((mine) => other.links.some(({ subject }) => subject === mine.subject));
        if (tier === 'certain') expect(proven || linked).toBe(true);
      }),
    );
  });
});

describe('rules of the operator', () => {
  it.each([
    [{ same: ['email'], verified: 'any', tier: 'probable' }],
    [{ same: ['email', 'profile.family_name'], verified: 'any', tier: 'certain' }],
    [{ same: ['email'], verified: 'one', tier: 'probable' }],
    [{ same: ['profile.family_name', 'profile.birthdate'], tier: 'probable' }],
    [{ same: ['email.variant'], tier: 'certain' }],
  ])('may not be sure of what proves nothing: %o', (rule) => {
    expect(CorrelationConfig.safeParse({ rules: [{ name: 'mine', ...rule }] }).success).toBe(false);
  });

  it('make an attribute certain by naming it as a key, and a difference in it a contradiction', () => {
    const { keys, rules } = CorrelationConfig.parse({ keys: ['attributes.card'] });
    const one = person({ attributes: { card: 4711 } });
    expect(tierOf(one, person({ attributes: { card: '4711' } }), allRules({ keys, rules }))).toBe('certain');
    expect(contradictionsIn([one, person({ attributes: { card: 4712 } })], keys)).toEqual([
      { field: 'attributes.card', between: [0, 1] },
    ]);
  });
});

describe('groups of pairs', () => {
  it('are as sure as the weakest link: a chain over an unsure pair is not certain', () => {
    const groups = propose([edge(1, 2, 'certain'), edge(2, 3, 'ambiguous')], () => false);
    expect(groups.map(({ tier, entries }) => [tier, entries])).toEqual([
      ['certain', [1, 2]],
      ['ambiguous', [1, 2, 3]],
    ]);
  });

  it('fall into pairs where they would bring together whom a person told apart', () => {
    const groups = propose(
      [edge(1, 2, 'certain'), edge(2, 3, 'certain'), edge(1, 3, 'certain')],
      (a, b) => a + b === 4,
    );
    expect(groups.map(({ tier, entries }) => [tier, entries])).toEqual([
      ['ambiguous', [1, 2]],
      ['ambiguous', [2, 3]],
    ]);
  });

  it('of more than ten are held together, and nobody may merge them at once', () => {
    const everybody = Array.from({ length: 12 }, (_, entry) => ({ entry, verified: true }));
    const [set] = fieldSetsOf([{ name: 'desk', tier: 'certain', same: ['phone'] }]);
    const groups = propose(set === undefined ? [] : edgesBetween(everybody, set), () => false);
    expect(groups).toMatchObject([{ obstacle: 'too many', entries: { length: 12 } }]);
  });

  it('never join two people by less than their tier says, whatever the order of the pairs', () => {
    const pairs = fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 8 }), fc.constantFrom(...TIERS)), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(pairs, fc.infiniteStream(fc.nat()), (some, order) => {
        const edges = some.filter(([a, b]) => a !== b).map(([a, b, tier]) => edge(a, b, tier));
        const shuffled = edges.toSorted(() => (order.next().value % 2 === 0 ? 1 : -1));
        const groups = propose(edges, () => false);
        expect(namesOf(propose(shuffled, () => false))).toEqual(namesOf(groups));
        for (const { tier, entries, edges: inside } of groups) {
          expect(inside.every(({ rule }) => TIERS.indexOf(rule.tier) <= TIERS.indexOf(tier))).toBe(true);
          expect(reach(entries[0] ?? 0, inside)).toEqual(new Set(entries));
        }
      }),
    );
  });
});

const ANYBODY: fc.Arbitrary<Identity> = fc
  .record({
    value: fc.constantFrom('a@x.example', 'b@x.example', 'a+1@x.example'),
    verified: fc.constantFrom(true, false, undefined),
    family_name: fc.constantFrom('Ruiz', 'Lund'),
    birthdate: fc.constantFrom('1980-02-03', '1900-01-01'),
    subject: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
  })
  .map(({ value, verified, family_name, birthdate, subject }) => ({
    ...email(value, verified, { given_name: 'Ana', family_name, birthdate }),
    links: subject === undefined ? [] : [{ provider: 'google', subject }],
  }));

function person(change: Partial<Identity> = {}): Identity {
  return { ...blankIdentity('1'), ...change };
}

function email(value: string, verified?: boolean, profile: Identity['profile'] = {}): Identity {
  return person({ identifiers: [{ type: 'email', value, verified }], profile });
}

function tierOf(
  one: Identity,
  other: Identity,
  rules: readonly CorrelationRule[] = DEFAULTS.rules,
): Tier | undefined {
  const sets = fieldSetsOf(rules);
  const edges = keysOf(one, sets).flatMap((mine) =>
    keysOf(other, sets).flatMap((theirs) => {
      const set = sets[mine.set];
      if (mine.text !== theirs.text || set === undefined) return [];
      return edgesBetween(
        [
          { entry: 0, verified: mine.verified },
          { entry: 1, verified: theirs.verified },
        ],
        set,
      );
    }),
  );
  return propose(edges, () => false)[0]?.tier;
}

function edge(a: number, b: number, tier: Tier): Edge {
  return { a, b, rule: { name: tier, tier, same: ['email'] } };
}

function namesOf(groups: ReturnType<typeof propose>): string[] {
  return groups.map(({ tier, entries }) => `${tier} ${entries.join(' ')}`).toSorted();
}

function reach(start: number, edges: readonly Edge[]): Set<number> {
  const reached = new Set([start]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { a, b } of edges) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
  }
  return reached;
}
