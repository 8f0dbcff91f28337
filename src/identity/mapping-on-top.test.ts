import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from './identity.ts';
import { applyMapping, compileMapping, type MappingInput } from './mapping.ts';

function map(mapping: MappingInput, fields: Record<string, unknown>) {
  return applyMapping(compileMapping(mapping), { fields });
}

describe('a record that a vendor source understood', () => {
  const understood: Identity = {
    ...blankIdentity('auth0|7'),
    identifiers: [
      { type: 'username', value: 'Ana' },
      { type: 'email', value: 'Ana@Example.com', verified: true, evidence: 'auth0 email_verified' },
    ],
    profile: { name: 'Ana', address: { locality: 'Porto' } },
    attributes: { prefs: { theme: 'dark' } },
    password: { hash: 'old', beside: { salt: 'old' } },
    links: [{ provider: 'google', subject: '1' }],
    memberships: [{ type: 'role', name: 'admin' }],
  };
  const apply = (mapping: MappingInput, fields: Record<string, unknown>) =>
    applyMapping(compileMapping(mapping), { fields, identity: understood });

  it('passes through, its identifiers normalised, when there is no mapping', () => {
    const { identity, problems } = apply({}, {});
    expect(problems).toEqual([]);
    expect(identity).toEqual({
      ...understood,
      identifiers: [{ ...understood.identifiers[1], value: 'Ana@example.com' }, understood.identifiers[0]],
    });
  });

  it('comes out the same whether there is no mapping or one that has nothing to say about it', () => {
    const idle = compileMapping({ fields: { 'profile.nickname': 'no_such_field' } });
    const none = compileMapping({});
    const records: readonly Partial<Identity>[] = [
      {},
      {
        identifiers: [
          { type: 'email', value: 'Ana@ACME.io' },
          { type: 'email', value: 'ana@acme.io' },
        ],
      },
      { identifiers: [{ type: 'email', value: 'nonsense' }], links: [] },
      { identifiers: [], links: [] },
      { attributes: { deep: JSON.parse('['.repeat(150) + ']'.repeat(150)), fine: 1 } },
      { sourceId: '' },
    ];
    for (const more of records) {
      for (const fields of [{}, { left: 'over' }]) {
        const record = { identity: { ...understood, ...more }, fields };
        expect(applyMapping(none, record)).toEqual(applyMapping(idle, record));
      }
    }
  });

  it('is held by what the source did not understand, until that is mapped, kept or ignored', () => {
    const fields = { user_metadata: { lang: 'de', theme: 'light' }, last_ip: '192.0.2.1' };
    expect(apply({}, fields).problems.map(({ field }) => field)).toEqual(['user_metadata', 'last_ip']);
    const mapping = {
      fields: { 'profile.locale': 'user_metadata.lang' },
      keep: ['user_metadata'],
      ignore: ['last_ip'],
    };
    expect(apply(mapping, fields)).toMatchObject({
      identity: { profile: { name: 'Ana', locale: 'de' }, attributes: { user_metadata: { theme: 'light' } } },
      problems: [],
    });
  });

  it('is added to, part by part, and overridden where both speak', () => {
    const fields = {
      'profile.name': 'n',
      'profile.address.country': 'c',
      'attributes.prefs.lang': 'l',
      'links.google': 'g',
      'links.apple': 'a',
      'memberships.roles': 'r',
      status: { value: 'locked' },
    } as const;
    const record = { n: 'Ana S.', c: 'PT', l: 'pt', g: '2', a: '3', r: ['admin', 'staff'] };
    expect(apply({ fields }, record).identity).toMatchObject({
      status: 'locked',
      profile: { name: 'Ana S.', address: { locality: 'Porto', country: 'PT' } },
      attributes: { prefs: { theme: 'dark', lang: 'pt' } },
      links: [
        { provider: 'google', subject: '2' },
        { provider: 'apple', subject: '3' },
      ],
      memberships: [
        { type: 'role', name: 'admin' },
        { type: 'role', name: 'staff' },
      ],
    });
  });

  it('does not lend the flag of its address to another address', () => {
    const fields = { email: 'mail' };
    expect(apply({ fields }, { mail: 'other@example.com' }).identity?.identifiers[0]).toEqual({
      type: 'email',
      value: 'other@example.com',
    });
    expect(apply({ fields }, { mail: 'ANA@example.com' }).identity?.identifiers[0]).toMatchObject({
      value: 'ANA@example.com',
      verified: true,
    });
  });

  it('does not lend the salt of its hash to another hash', () => {
    expect(apply({ fields: { 'password.hash': 'h' } }, { h: 'new' }).identity?.password).toEqual({
      hash: 'new',
    });
    expect(apply({ fields: { 'password.format': { value: 'md5' } } }, {}).identity?.password).toEqual({
      format: 'md5',
      hash: 'old',
      beside: { salt: 'old' },
    });
  });

  it('is held by an attribute that goes too deep, and goes on without it', () => {
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    const identity = { ...understood, attributes: { deep, plan: 'gold' } };
    const mapped = applyMapping(compileMapping(), { fields: {}, identity });
    expect(mapped.problems).toMatchObject([{ code: 'FIELD_INVALID', field: 'attributes.deep' }]);
    expect(mapped.identity?.attributes).toEqual({ plan: 'gold' });
  });

  it('is left as it was', () => {
    const before = structuredClone(understood);
    apply(
      { fields: { 'profile.name': 'n', 'attributes.prefs.x': 'n', email: 'm' } },
      { n: 'x', m: 'b@example.com' },
    );
    expect(understood).toEqual(before);
  });
});

describe('a function of the mapping', () => {
  const fields = { id: 'id', email: 'email' };
  const record = { id: '7', email: 'ana@example.com' };

  it('has the last word, and sees the whole record', () => {
    const { identity, problems } = map(
      {
        fields,
        ignore: ['plan'],
        transform: (identity, { fields: { plan } }) => ({
          ...identity,
          identifiers: [...identity.identifiers, { type: 'phone', value: '+49 (0)170 1234567' }],
          attributes: { ...identity.attributes, tier: plan === 'gold' ? 1 : 2 },
        }),
      },
      { ...record, plan: 'gold' },
    );
    expect(problems).toEqual([]);
    expect(identity?.attributes).toEqual({ tier: 1 });
    expect(identity?.identifiers[1]).toEqual({ type: 'phone', value: '+491701234567' });
  });

  it('is checked like everything else', () => {
    const transform = (identity: Identity) => ({ ...identity, createdAt: 'yesterday' });
    expect(map({ fields, transform }, record).problems).toMatchObject([
      { code: 'FIELD_INVALID', field: 'createdAt' },
    ]);
    const removes = (identity: Identity) => ({ ...identity, identifiers: [] });
    expect(map({ fields, transform: removes }, record).problems).toEqual([{ code: 'IDENTIFIER_MISSING' }]);
  });

  it('stops one record when it throws, without its words', () => {
    const transform = (identity: Identity): Identity => {
      throw new RangeError(`strange: ${identity.identifiers[0]?.value}`);
    };
    expect(map({ fields, transform }, record).problems).toEqual([
      { code: 'FIELD_INVALID', field: 'mapping.transform', found: 'the function threw RangeError' },
    ]);
  });
});
