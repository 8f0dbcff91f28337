import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity, type Json } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { Write } from '../target.ts';
import { fromAttributes, toAttributes } from './attributes.ts';
import { Config } from './config.ts';
import { toCredential } from './factors.ts';
import { toOutcome } from './failures.ts';
import { keycloak } from './index.ts';
import { toPassword } from './password.ts';
import { toUser } from './user.ts';

const config = Config.parse({ url: 'https://id.example.com', realm: 'acme', clientSecret: 'x' });
const EXTERNAL_ID = '0123456789abcdef0123456789abcdef';

function customer(identity: Partial<Identity>): Identity {
  return { ...blankIdentity('legacy-7'), ...identity };
}

function userOf(identity: Partial<Identity>) {
  const write: Write = {
    id: '1',
    operation: 'create',
    externalId: EXTERNAL_ID,
    identity: customer(identity),
    credentialPlan: 'transcoded',
  };
  return toUser(write, config);
}

function judge(identity: Partial<Identity>) {
  return keycloak.fit(customer(identity), config);
}

describe('a password hash on its way into Keycloak', () => {
  /** From targets-selfhosted §0.5: one derivation, three spellings. */
  it.each([
    ['passlib', '$pbkdf2-sha256$27500$ABEiM0RVZneImaq7zN3u/w$.ZmH/iFGTJyl8t0J.nMx63oa.g.h2Fax1C2wvW/MKYU'],
    ['OpenLDAP', '{PBKDF2-SHA256}27500$ABEiM0RVZneImaq7zN3u/w$.ZmH/iFGTJyl8t0J.nMx63oa.g.h2Fax1C2wvW/MKYU'],
  ])('becomes the same envelope from the spelling of %s', (_name, hash) => {
    const credential = toPassword({ hash });
    expect(JSON.parse(credential?.credentialData ?? '')).toEqual({
      hashIterations: 27500,
      algorithm: 'pbkdf2-sha256',
      additionalParameters: {},
    });
    expect(JSON.parse(credential?.secretData ?? '')).toEqual({
      value: '+ZmH/iFGTJyl8t0J+nMx63oa+g+h2Fax1C2wvW/MKYU=',
      salt: 'ABEiM0RVZneImaq7zN3u/w==',
      additionalParameters: {},
    });
  });

  it('keeps every parameter of Argon2', () => {
    const hash =
      '$argon2id$v=19$m=8192,t=3,p=1$QUJDREVGR0hJSktMTU5PUA$VBI27IhnD6yIx/WRvdP2hCh86ylTMG8umXONz3zhUu0';
    expect(JSON.parse(toPassword({ hash })?.credentialData ?? '')).toEqual({
      hashIterations: 3,
      algorithm: 'argon2',
      additionalParameters: {
        hashLength: ['32'],
        memory: ['8192'],
        type: ['id'],
        version: ['1.3'],
        parallelism: ['1'],
      },
    });
  });

  it.each([
    ['bcrypt', { hash: '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2' }, 'neither'],
    [
      'a pepper',
      {
        hash: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=',
        secrets: { pepper: 'PEPPER' },
      },
      'pepper',
    ],
    ['damage', { hash: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsy' }, 'cannot be taken apart'],
  ])('waits in the vault when it is or has %s', (_name, password, why) => {
    const { credentialPlan, reason } = judge({ password });
    expect(credentialPlan).toBe('vault');
    expect(reason).toContain(why);
    expect(toPassword(password)).toBeUndefined();
  });

  it('is left behind with an invitation that was never taken up', () => {
    const hash = 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=';
    expect(judge({ status: 'invited', password: { hash } }).credentialPlan).toBe('reset');
  });

  it('lists the formats that it takes, and none that it does not', () => {
    const formats = Object.keys(keycloak.accepts.passwords);
    expect(formats).toContain('django-pbkdf2-sha256');
    expect(formats).toContain('argon2id');
    expect(formats.filter((id) => /bcrypt|scrypt|md5|phpass|wrapped|over|scram/.test(id))).toEqual([]);
  });
});

describe('a customer as a Keycloak user', () => {
  it('keeps a UUID as id, and gets one of our external id otherwise', () => {
    const uuid = '6F9619FF-8B86-4011-B42D-00C04FC964FF';
    expect(userOf({ sourceId: uuid }).id).toBe(uuid.toLowerCase());
    expect(userOf({ sourceId: '42' }).id).toBe('01234567-89ab-cdef-0123-456789abcdef');
  });

  it('is called what they log in with', () => {
    const email = { type: 'email', value: 'ada@example.org' } as const;
    const phone = { type: 'phone', value: '+4915112345678' } as const;
    const username = { type: 'username', value: 'ada' } as const;
    expect(userOf({ identifiers: [email, phone, username] }).username).toBe('ada');
    expect(userOf({ identifiers: [phone, email] }).username).toBe('ada@example.org');
    expect(userOf({ identifiers: [phone] }).username).toBe('+4915112345678');
    expect(userOf({ identifiers: [] }).username).toBe(EXTERNAL_ID);
  });

  it('has a verified address only where the legacy said so', () => {
    const verified = (flag?: boolean) =>
      userOf({
        identifiers: [{ type: 'email', value: 'a@b.org', ...(flag !== undefined && { verified: flag }) }],
      }).emailVerified;
    expect([verified(), verified(false), verified(true)]).toEqual([false, false, true]);
  });

  it('is enabled only where they may log in', () => {
    const statuses = ['active', 'invited', 'disabled', 'locked'] as const;
    expect(statuses.map((status) => userOf({ status }).enabled)).toEqual([true, true, false, false]);
  });

  it('loses nothing that is not listed', () => {
    const losses = judge({
      identifiers: [
        { type: 'email', value: 'a@b.org' },
        { type: 'email', value: 'c@d.org', verified: true },
      ],
      attributes: { locale: 'en', footbridge_id: 'x', empty: [], fine: { a: 1 } },
      factors: [
        { type: 'sms', phone: '+4915112345678' },
        { type: 'recovery-codes', codes: ['x'], hash: 'bcrypt' },
        {
          type: 'webauthn',
          credentialId: 'AQID',
          publicKey: 'pQ',
          signCount: 0,
          passwordless: true,
          userHandle: 'AAAA',
        },
      ],
      consents: [{ purpose: 'news', status: 'granted' }],
      memberships: [{ type: 'organisation', name: 'acme' }],
      lastLoginAt: '2024-01-01T00:00:00Z',
    }).losses.map(({ field }) => field);
    expect(losses).toEqual([
      'email',
      'attributes.locale',
      'attributes.footbridge_id',
      'attributes.empty',
      'factors.sms',
      'factors.recovery-codes',
      'factors.webauthn.userHandle',
      'consents',
      'memberships.organisations',
      'lastLoginAt',
    ]);
  });

  it('is refused with what the database cannot store', () => {
    expect(judge({ profile: { given_name: 'A\u0000da' } }).refusal).toMatchObject({ code: 'TARGET_REFUSED' });
    expect(judge({ attributes: { note: 'half \ud83d' } }).refusal).toMatchObject({ code: 'TARGET_REFUSED' });
    expect(judge({ attributes: { note: 'whole \ud83d\ude00' } }).refusal).toBeUndefined();
  });

  it('keeps a passkey usable without a user name where the handle is the id that stays', () => {
    const sourceId = '6f9619ff-8b86-4011-b42d-00c04fc964ff';
    const passkey = {
      type: 'webauthn',
      credentialId: 'AQID',
      publicKey: 'pQ',
      signCount: 0,
      passwordless: true,
    } as const;
    const userHandle = Buffer.from(sourceId).toString('base64url');
    expect(judge({ sourceId, factors: [{ ...passkey, userHandle }] }).losses).toEqual([]);
  });
});

it('leaves a passkey behind that Keycloak could never verify, instead of locking its owner out', () => {
  const passkey = { type: 'webauthn', credentialId: 'AQID', signCount: 0, passwordless: true } as const;
  // The first bytes of a COSE key: {1: 2, 3: -7, …} on a curve, {1: 3, …} of RSA, {1: 7, 3: -48, …} of ML-DSA-44.
  const keys = { curve: 'a50102032620', rsa: 'a4010303390100', mlDsa: 'a3010703382f' };
  const credential = (key: string) =>
    toCredential({ ...passkey, publicKey: Buffer.from(key, 'hex').toString('base64url') });
  expect(credential(keys.curve)).toMatchObject({ type: 'webauthn-passwordless' });
  expect(credential(keys.rsa)).toMatchObject({ type: 'webauthn-passwordless' });
  expect(credential(keys.mlDsa)).toContain('cannot verify');
});

describe('attributes', () => {
  const scalar = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
  const text = fc.string({ minLength: 1 }).filter((value) => !/^[[{]/.test(value));

  it('come back as they went in, in the spelling of text', () => {
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(text, { minLength: 2 }),
      fc.dictionary(text, scalar),
    );
    const name = fc.string({ minLength: 1, maxLength: 20 }).map((part) => `x-${part}`);
    fc.assert(
      fc.property(fc.dictionary(name, value), (attributes) => {
        const stored = toAttributes(
          customer({ attributes: attributes as Record<string, Json> }),
          'footbridge_id',
        );
        for (const values of Object.values(stored))
          expect(values.every((one) => typeof one === 'string')).toBe(true);
        const back = fromAttributes(stored, 'footbridge_id');
        for (const [key, sent] of Object.entries(attributes)) {
          const expected = typeof sent === 'object' ? sent : String(sent);
          expect(back[`attributes.${key}`]).toEqual(expected);
        }
      }),
    );
  });

  it('carry the claims under the names that the built-in mappers read', () => {
    const stored = toAttributes(
      customer({ profile: { middle_name: 'King', address: { street_address: '12 St James’s Square' } } }),
      'footbridge_id',
    );
    expect(stored).toEqual({ middleName: ['King'], street: ['12 St James’s Square'] });
    expect(fromAttributes(stored, 'footbridge_id')).toEqual({
      'profile.middle_name': 'King',
      'profile.address': { street_address: '12 St James’s Square' },
    });
  });
});

describe('recovery codes', () => {
  it('are counted on from those that were used', () => {
    const credential = toCredential({ type: 'recovery-codes', codes: ['one', 'two'], total: 10 });
    if (typeof credential === 'string') throw new Error(credential);
    expect(JSON.parse(credential.credentialData)).toMatchObject({ remaining: 2, total: 10 });
    const { codes } = JSON.parse(credential.secretData) as {
      codes: { number: number; encodedHashedValue: string }[];
    };
    expect(codes.map(({ number }) => number)).toEqual([9, 10]);
    // printf one | openssl dgst -sha512 -binary | base64
    expect(codes[0]?.encodedHashedValue).toBe(
      'BfcDQQeKz2oG1CPSFyD5ZD1flTYm2IoCY23DqeeVgq6wyCCFf9P43FAqqDYNLI+pephf2ltim4CcrRj/ti04mQ==',
    );
  });
});

describe('an answer of Keycloak', () => {
  const answer = (status: number, body: unknown) =>
    toOutcome(
      new RemoteError('"import user" was answered', {
        answer: status === 409 ? 'conflict' : status === 400 ? 'invalid' : 'retry',
        ambiguous: status >= 500,
        status,
        body,
      }),
    );

  it('is a conflict without the name of the customer', () => {
    const outcome = answer(409, { errorMessage: 'User with user name ada@example.org already exists.' });
    expect(outcome).toEqual({
      status: 'refused',
      problem: { code: 'TARGET_CONFLICT', found: 'the user name is taken' },
    });
  });

  it('names the rule of the user profile, and not the value', () => {
    const body = { field: 'email', errorMessage: 'error-invalid-email', params: ['email', 'ada@'] };
    expect(answer(400, body)).toEqual({
      status: 'refused',
      problem: { code: 'TARGET_REFUSED', field: 'email', found: 'error-invalid-email' },
    });
  });

  it('is doubt where a 500 is not Keycloak’s own, and certainty where it is', () => {
    expect(answer(500, '').status).toBe('unknown');
    expect(answer(500, { error: 'unknown_error' }).status).toBe('retry');
  });

  it('stops the run where it is about our rights', () => {
    const error = new RemoteError('refused', { answer: 'refused', ambiguous: false, status: 403 });
    expect(() => toOutcome(error)).toThrow('refused');
  });
});

describe('a customer whose password waits with us', () => {
  const settings = { url: 'https://id.example.com', realm: 'acme', clientSecret: 'x' };
  const linked = Config.parse({ ...settings, migrationProvider: 'component-7' });
  const write = (credentialPlan: Write['credentialPlan']): Write => ({
    id: '1',
    operation: 'create',
    externalId: EXTERNAL_ID,
    identity: customer({ password: { hash: '$P$9saltSALTlkJzvsltYDjlmLWize04h/' } }),
    credentialPlan,
  });

  it.each(['vault', 'wrapped', 'legacy'] as const)('is linked to the plugin that asks us: %s', (plan) => {
    expect(toUser(write(plan), linked)).toMatchObject({ federationLink: 'component-7', credentials: [] });
  });

  it('is not, where Keycloak has the password, or no plugin is named', () => {
    expect(toUser(write('transcoded'), linked)).not.toHaveProperty('federationLink');
    expect(toUser(write('vault'), config)).not.toHaveProperty('federationLink');
  });
});
