import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProblem } from '../problems/problem.ts';
import { blankIdentity, Identity } from './identity.ts';
import { applyMapping, compileMapping, type MappingInput } from './mapping.ts';

function map(mapping: MappingInput, fields: Record<string, unknown>) {
  return applyMapping(compileMapping(mapping), { fields });
}

const SHOP: MappingInput = {
  fields: {
    id: 'customer_id',
    email: 'email',
    'email.verified': { from: 'confirmed_at', transform: 'present' },
    'email.verifiedAt': { from: 'confirmed_at', transform: { timestamp: { zone: 'UTC' } } },
    'profile.given_name': { from: 'first_name', transform: ['unescapeHtml', 'trim'] },
    status: { from: 'active', transform: 'boolean', values: { true: 'active', false: 'disabled' } },
    'password.hash': 'password',
    createdAt: { from: 'created', transform: { timestamp: { unit: 's' } } },
    'memberships.groups': { from: 'groups', split: '|' },
  },
  keep: ['loyalty_*'],
  ignore: ['session'],
};

const ANA = {
  customer_id: 1017,
  email: ' Ana@Example.com ',
  confirmed_at: '2024-03-01 10:00:00',
  first_name: 'Jos&eacute; &amp; Ana ',
  active: '1',
  password: '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
  created: '1600000000',
  groups: 'staff|beta',
  loyalty_points: 120,
  session: 'abc',
};

describe('a mapped record', () => {
  it('becomes an identity', () => {
    const { operation, identity, problems } = map(SHOP, ANA);
    expect(problems).toEqual([]);
    expect(operation).toBe('upsert');
    expect(identity).toEqual({
      ...blankIdentity('1017'),
      identifiers: [
        {
          type: 'email',
          value: 'Ana@example.com',
          verified: true,
          verifiedAt: '2024-03-01T10:00:00Z',
          evidence: 'field confirmed_at',
        },
      ],
      profile: { given_name: 'Jos&eacute; & Ana' },
      attributes: { loyalty_points: 120 },
      password: { hash: ANA.password },
      memberships: [
        { type: 'group', name: 'staff' },
        { type: 'group', name: 'beta' },
      ],
      createdAt: '2020-09-13T12:26:40Z',
    });
  });

  it('says nothing that the record did not say', () => {
    const empty = {
      customer_id: '7',
      email: 'ana@example.com',
      confirmed_at: undefined,
      first_name: '',
      password: null,
    };
    expect(map(SHOP, empty)).toEqual({
      operation: 'upsert',
      identity: { ...blankIdentity('7'), identifiers: [{ type: 'email', value: 'ana@example.com' }] },
      problems: [],
    });
  });

  it('is held by a field that nobody thought of, and is still known by its id', () => {
    const { identity, problems } = map(SHOP, { ...ANA, shoe_size: 42 });
    expect(problems).toEqual([{ code: 'FIELD_UNKNOWN', field: 'shoe_size' }]);
    expect(identity?.sourceId).toBe('1017');
  });

  it('has one problem for each thing that is wrong, in the words of the source', () => {
    const bad = {
      ...ANA,
      email: 'nobody',
      confirmed_at: '01.03.2024',
      active: 'perhaps',
      created: 'long ago',
    };
    expect(map(SHOP, bad).problems).toEqual([
      { code: 'TIMESTAMP_INVALID', field: 'confirmed_at', found: 'not a time' },
      expect.objectContaining({ code: 'FIELD_INVALID', field: 'active', found: 'text of 7 characters' }),
      { code: 'TIMESTAMP_INVALID', field: 'created', found: 'not a time' },
      { code: 'EMAIL_INVALID', field: 'email', found: 'no @' },
    ]);
  });

  it('has no identity without an id', () => {
    expect(map(SHOP, { ...ANA, customer_id: '' })).toEqual({
      operation: 'upsert',
      problems: [{ code: 'ID_MISSING' }],
    });
  });

  it('needs something to log in with: an identifier or a link', () => {
    const fields = { id: 'id', email: 'email', 'links.google': 'google' };
    expect(map({ fields }, { id: '7' }).problems).toEqual([{ code: 'IDENTIFIER_MISSING' }]);
    expect(map({ fields }, { id: '7', google: '1234' }).problems).toEqual([]);
    expect(map({ fields }, { id: '7', email: 'nobody' }).problems).toMatchObject([{ code: 'EMAIL_INVALID' }]);
  });

  it('keeps its first and further addresses in order, each once, each with its own flag', () => {
    const fields = {
      id: 'id',
      email: 'mail',
      'email[1]': 'mail2',
      'email[1].verified': 'ok2',
      'email[3]': 'mail3',
    };
    const record = {
      id: '7',
      mail: 'a@example.com',
      mail2: 'b@example.com',
      ok2: 'y',
      mail3: 'A@EXAMPLE.COM',
    };
    expect(map({ fields }, record).identity?.identifiers).toEqual([
      { type: 'email', value: 'a@example.com' },
      { type: 'email', value: 'b@example.com', verified: true, evidence: 'field ok2' },
    ]);
  });

  it('takes the first of several fields that is not empty; the others are mapped all the same', () => {
    const fields = { id: 'id', email: 'mail', phone: { from: ['mobile', 'home.phone'] } };
    const record = { id: '7', mail: 'a@example.com', mobile: '', home: { phone: '+49 170 1234567' } };
    expect(map({ fields }, record)).toMatchObject({
      identity: { identifiers: [{}, { type: 'phone', value: '+491701234567' }] },
      problems: [],
    });
  });

  it('takes a default where a field is empty, and a constant where there is none', () => {
    const fields = {
      id: 'id',
      username: 'login',
      kind: { value: 'service' },
      'profile.locale': { from: 'lang', default: 'pt-BR' },
      'email.verified': { value: true },
      email: 'mail',
    } as const;
    const { identity } = map({ fields }, { id: '7', login: 'bot', lang: '', mail: 'bot@example.com' });
    expect(identity).toMatchObject({
      kind: 'service',
      profile: { locale: 'pt-BR' },
      identifiers: [{ verified: true, evidence: 'constant in the mapping' }, {}],
    });
  });

  it('refuses a word that the table of values does not have, rather than guess', () => {
    const fields = { id: 'id', username: 'id', status: { from: 's', values: { A: 'active', X: null } } };
    expect(map({ fields }, { id: '7', s: 'A' }).identity?.status).toBe('active');
    expect(map({ fields }, { id: '7', s: 'X' }).problems).toEqual([]);
    expect(map({ fields }, { id: '7', s: 'constructor' }).problems).toEqual([
      {
        code: 'FIELD_INVALID',
        field: 's',
        found: 'text of 11 characters',
        expected: 'One of the words in `values`.',
      },
    ]);
  });

  it('leaves the password alone, down to its spaces', () => {
    const fields = { id: 'id', username: 'id', 'password.hash': 'hash', 'password.beside.salt': 'salt' };
    const record = { id: '7', hash: ' !disabled ', salt: 'NaCl ' };
    expect(map({ fields }, record).identity?.password).toEqual({
      hash: ' !disabled ',
      beside: { salt: 'NaCl ' },
    });
    expect(map({ fields }, { id: '7', hash: '', salt: 'NaCl' }).identity?.password).toBeUndefined();
  });

  it('has the authenticator app that was confirmed, and none that was not', () => {
    const fields = {
      id: 'id',
      username: 'id',
      'factors.totp.secret': 'otp',
      'factors.totp.enabled': 'otp_on',
    };
    const record = { id: '7', otp: 'gezd gnbv gy3t qojq' };
    expect(map({ fields }, { ...record, otp_on: 't' }).identity?.factors).toEqual([
      { type: 'totp', secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 6, period: 30 },
    ]);
    expect(map({ fields }, { ...record, otp_on: 'f' }).identity?.factors).toEqual([]);
  });

  it('has no consent of which nobody knows whether it was given', () => {
    const fields = {
      id: 'id',
      username: 'id',
      'consents.news.status': 'news',
      'consents.news.at': 'news_at',
    };
    const record = { id: '7', news: null, news_at: '2024-03-01T10:00:00Z' };
    expect(map({ fields }, record).identity?.consents).toEqual([]);
  });
});

describe('the operation of a record', () => {
  const mapping: MappingInput = {
    fields: { id: 'id', email: 'email' },
    operation: {
      from: 'op',
      transform: 'trim',
      values: { I: 'insert', D: 'delete', upsert: 'upsert', z: 'zap' },
    },
  };

  it('comes from its column, else from the source, else it is upsert', () => {
    expect(map(mapping, { id: '7', op: ' I ', email: 'a@example.com' }).operation).toBe('insert');
    const record = { fields: { id: '7', op: '', email: 'a@example.com' }, operation: 'update' } as const;
    expect(applyMapping(compileMapping(mapping), record).operation).toBe('update');
    expect(map(mapping, { id: '7', op: null, email: 'a@example.com' }).operation).toBe('upsert');
  });

  it('is a problem when it is a word that nobody knows', () => {
    for (const op of ['z', 'merge']) {
      expect(map(mapping, { id: '7', op, email: 'a@example.com' }).problems).toMatchObject([
        { code: 'OPERATION_INVALID', field: 'op' },
      ]);
    }
  });

  it('needs no more than the id when it is delete', () => {
    expect(map(mapping, { id: '7', op: 'D' })).toEqual({
      operation: 'delete',
      identity: blankIdentity('7'),
      problems: [],
    });
  });
});

describe('a mapping', () => {
  it.each<[unknown, string]>([
    [
      { fields: { emial: 'x' } },
      'mapping.fields["emial"]: there is no canonical path "emial"; did you mean "email"?',
    ],
    [{ feilds: {} }, 'there is no setting "feilds"; did you mean "fields"?'],
    [{ fields: { id: { form: 'x' } } }, 'there is no setting "form"; did you mean "from"?'],
    [{ fields: { id: {} } }, 'either "from" or "value"'],
    [{ fields: { id: { from: 'a', value: 'b' } } }, 'either "from" or "value"'],
    [{ fields: { id: 'a..b' } }, 'not a path'],
    [{ fields: { id: 7 } }, 'a path of the source, or an object'],
    [
      { fields: { status: { value: 'aktiv' } } },
      'mapping.fields["status"]: the constant is text of 5 characters',
    ],
    [{ fields: { createdAt: { from: 'x', default: '2024-03-01' } } }, 'the constant is a day without a time'],
    [{ defaultCountry: 'Germany' }, 'mapping.defaultCountry: A country as ISO 3166-1'],
    [{ transform: 'x => x' }, 'mapping.transform: a function'],
    [{ keep: 'plan' }, 'mapping.keep: Invalid input: expected array'],
  ])('is refused as %j, with a sentence that says where', (mapping, message) => {
    expect(() => compileMapping(mapping as MappingInput)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('never throws on a record, and gives an identity that holds its own shape', () => {
    const compiled = compileMapping({ ...SHOP, keep: ['*'], operation: 'op', defaultCountry: 'DE' });
    const name = fc.constantFrom('op', '__proto__', 'x.y', ...Object.keys(ANA));
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.anything({ withBigInt: true, withDate: true, withTypedArray: true })),
        (fields) => {
          const { identity, problems } = applyMapping(compiled, { fields: { customer_id: 7, ...fields } });
          if (identity !== undefined) expect(Identity.safeParse(identity).error).toBeUndefined();
          else expect(problems).toContainEqual({ code: 'ID_MISSING' });
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('puts no value of a customer into the words of a problem', () => {
    const secret = 'Geheim7291';
    const compiled = compileMapping({ ...SHOP, operation: 'op' });
    for (const name of ['op', 'unknown', ...Object.keys(ANA)]) {
      for (const value of [secret, { [name]: secret }, [secret, {}], `${secret}@`, Symbol(secret)]) {
        const { problems } = applyMapping(compiled, { fields: { ...ANA, [name]: value } });
        expect(problems.map(describeProblem).join()).not.toContain(secret);
      }
    }
  });
});
