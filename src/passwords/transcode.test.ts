import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvelope } from './envelopes/read-back-contract.ts';
import { closePool } from './pool.ts';
import type { StoredHash } from './stored.ts';
import { ENVELOPES, portability, transcode } from './transcode.ts';
import { verify } from './verify.ts';

const B53 = 'abcdefghijklmnopqrstuum2m8jLTK1aT9mwclgeB7q3i9kc1x7qS';
const SALT = 'AAECAwQFBgcICQoLDA0ODw';
const KEY = 'L1QCdt7dKQ8U73U32Ax72DcGi2gnGAMhXNORJIKM8r4';

const bcrypt = (cost: string, letter = '2b') => `$${letter}$${cost}$${B53}`;
const argon2 = (costs: string, variant = 'id') => `$argon2${variant}$v=19$${costs}$${SALT}$${KEY}`;
const pbkdf2 = (rounds: number, salt = SALT) => `$pbkdf2-sha256$${rounds}$${salt}$${KEY}`;
const scrypt = (costs: string) => `$scrypt$${costs}$${SALT}$${KEY}`;
const firebase = (memCost: number, rounds: number) =>
  `$fbscrypt$v=1,n=${memCost},r=${rounds},p=1,ss=Bw==,sk=${KEY}=$${SALT}==$${KEY}=`;

function reasonOf(stored: StoredHash | string, platform: string): string {
  const answer = transcode(typeof stored === 'string' ? { hash: stored } : stored, platform);
  return answer.kind === 'cannot' ? answer.reason : '';
}

afterAll(closePool);

describe('a documented limit', () => {
  it.each([
    ['kratos', 'cost 15', bcrypt('15'), bcrypt('16')],
    ['okta', 'cost 1 to 20', bcrypt('20'), bcrypt('21')],
    ['kratos', '1 GiB', argon2('m=1048576,t=10,p=16'), argon2('m=1048577,t=10,p=16')],
    ['kratos', '10 passes', argon2('m=8192,t=10,p=1'), argon2('m=8192,t=11,p=1')],
    ['supabase', '20 passes', argon2('m=8192,t=20,p=1'), argon2('m=8192,t=21,p=1')],
    ['supabase', '16 lanes', argon2('m=8192,t=2,p=16'), argon2('m=8192,t=2,p=17')],
    ['zitadel', '8 MiB', argon2('m=8192,t=3,p=1'), argon2('m=8191,t=3,p=1')],
    ['zitadel', '512 MiB', argon2('m=524288,t=3,p=1'), argon2('m=524289,t=3,p=1')],
    ['firebase', '32 MiB', argon2('m=32768,t=3,p=1'), argon2('m=32769,t=3,p=1')],
    ['firebase', '16 passes', argon2('m=8192,t=16,p=1'), argon2('m=8192,t=17,p=1')],
    ['auth0', 'one lane', argon2('m=8192,t=3,p=1'), argon2('m=8192,t=3,p=2')],
    ['okta', '4,096', pbkdf2(4096), pbkdf2(4095)],
    ['firebase', '120,000', pbkdf2(120_000), pbkdf2(120_001)],
    ['kratos', '10,000,000', pbkdf2(10_000_000), pbkdf2(10_000_001)],
    ['zitadel', 'cost 10', bcrypt('10'), bcrypt('09')],
    ['zitadel', 'to 16', bcrypt('16'), bcrypt('17')],
    ['zitadel', '1,000', pbkdf2(1000), pbkdf2(999)],
    ['openldap', '16 bytes', pbkdf2(1000), pbkdf2(1000, 'AAECAwQFBgcICQoLDA0O')],
    ['kratos', '131,072', scrypt('ln=17,r=8,p=10'), scrypt('ln=18,r=8,p=10')],
    ['kratos', 'p = 10', scrypt('ln=14,r=8,p=10'), scrypt('ln=14,r=8,p=11')],
    ['zitadel', '2^14', scrypt('ln=14,r=8,p=1'), scrypt('ln=13,r=8,p=1')],
    ['stytch', '262,144', scrypt('ln=18,r=8,p=1'), scrypt('ln=19,r=8,p=1')],
    ['firebase', '8 rounds', firebase(14, 8), firebase(14, 9)],
    ['firebase', 'memory cost 1 to 14', firebase(14, 8), firebase(15, 8)],
    ['kratos', 'memory cost 17', firebase(17, 8), firebase(18, 8)],
    ['kratos', '8 rounds', firebase(14, 8), firebase(14, 9)],
  ])(
    'of %s (%s) lets its last hash pass, and answers the first one beyond with a sentence',
    (platform, limit, within, beyond) => {
      expect(transcode({ hash: within }, platform).kind).not.toBe('cannot');
      expect(reasonOf(beyond, platform)).toContain(limit);
    },
  );

  it('is a sentence in the data of its envelope, so that tables say what refusals say', () => {
    const limits = ENVELOPES.find(({ id }) => id === 'kratos')?.accepts.flatMap((row) => row.limits);
    expect(limits).toContain(reasonOf(bcrypt('16'), 'kratos'));
  });
});

describe('a salt', () => {
  const raw = `pbkdf2_sha256$27500$AAECAwQFBgcICQoLDA0ODw==$${KEY}=`;

  it('that Django takes as text is not the one that Clerk decodes, although the strings are equal', () => {
    const asText = transcode({ hash: raw, format: 'django-pbkdf2-sha256' }, 'kratos');
    const asBytes = transcode({ hash: raw, format: 'clerk-pbkdf2-sha256' }, 'kratos');
    expect(asText).toHaveProperty(
      'value',
      `$pbkdf2-sha256$i=27500,l=32$${Buffer.from('AAECAwQFBgcICQoLDA0ODw==').toString('base64').replace(/=+$/, '')}$${KEY}`,
    );
    expect(asBytes).toHaveProperty('value', `$pbkdf2-sha256$i=27500,l=32$${SALT}$${KEY}`);
  });

  it.each(['authentik', 'casdoor'])('of bytes finds no place in the Django string of %s', (platform) => {
    expect(reasonOf(pbkdf2(10_000), platform)).toMatch(/salt .*text/);
  });

  it.each(['stytch', 'logto'])('of bytes finds no place in the JSON text of %s', (platform) => {
    const stored = {
      hash: '0'.repeat(40),
      format: 'sha1-pass-salt',
      beside: { salt: 'ff00', saltEncoding: 'hex' },
    };
    expect(reasonOf(stored, platform)).toContain('this one is bytes');
  });

  it('of one "@" would be the password at Logto, so it is refused', () => {
    expect(
      reasonOf({ hash: '0'.repeat(40), format: 'sha1-pass-salt', beside: { salt: '@' } }, 'logto'),
    ).not.toBe('');
  });

  it('on a side that nobody documents is not guessed', () => {
    const stored = { hash: '0'.repeat(64), format: 'sha256-pass-salt', beside: { salt: 'NaCl' } };
    expect(reasonOf(stored, 'clerk')).toContain('which side');
    expect(reasonOf(stored, 'descope')).toContain('which side');
  });
});

describe('nothing where a salt should be', () => {
  it('lets nobody in at Keycloak with PBKDF2, so it is refused', () => {
    const stored = { hash: '$p5k2$1$$h1TDLGSw9ST8UMAPeIE13i0t12c=', format: 'cta-pbkdf2-sha1' };
    expect(reasonOf(stored, 'keycloak')).toContain('without a salt');
  });

  it('is no field that ZITADEL can read in MD5 crypt, so it is refused', () => {
    const stored = { hash: '$1$$qRPK7m23GJusamGpoGLby/', format: 'md5crypt' };
    expect(reasonOf(stored, 'zitadel')).toContain('must not be empty');
  });

  it('is no separator that Supabase Auth can read, so that the field is left out', () => {
    const beside = { salt: 'ABEiM0RVZnc=', saltSeparator: '', signerKey: KEY, memCost: 14, rounds: 8 };
    const answer = transcode({ hash: KEY, format: 'firebase-scrypt', beside }, 'supabase');
    expect(answer).toHaveProperty('value', expect.stringContaining('p=1,sk='));
  });
});

describe('bcrypt', () => {
  it('goes as it is where a platform reads any prefix, and is called $2b$ where only that is confirmed', () => {
    const php = { hash: bcrypt('10', '2y') };
    expect(transcode(php, 'supabase')).toEqual({ kind: 'as-is', value: php.hash });
    expect(transcode(php, 'clerk')).toHaveProperty('value.password_digest', bcrypt('10', '2b'));
  });

  it('with a prefix that nobody has confirmed is marked as disputed', () => {
    expect(transcode({ hash: bcrypt('10', '2y') }, 'stytch')).toHaveProperty('disputed');
    expect(transcode({ hash: bcrypt('10', '2b') }, 'stytch')).not.toHaveProperty('disputed');
  });

  it.each(['2', '2x'])(
    '$%s$ fits nowhere, since platforms compute something else under its name',
    (letter) => {
      const taken = ENVELOPES.filter(({ id }) => reasonOf(bcrypt('10', letter), id) === '');
      expect(taken.map(({ id }) => id)).toEqual([]);
    },
  );

  it('with a pepper fits where there is a place for it, and is explained elsewhere', () => {
    const stored = { hash: bcrypt('11'), format: 'bcrypt-peppered', secrets: { pepper: 'PEPPER' } };
    expect(transcode(stored, 'clerk')).toHaveProperty('value.password_digest', `${bcrypt('11')}$PEPPER`);
    expect(transcode(stored, 'auth0')).toHaveProperty('value.custom_password_hash.salt', {
      value: Buffer.from('PEPPER').toString('hex'),
      encoding: 'hex',
      position: 'suffix',
    });
    expect(reasonOf(stored, 'kratos')).toContain('password . pepper');
  });
});

describe('what cannot be transcoded', () => {
  it.each([
    ['damage', { hash: '$argon2id$v=19$m=1' }, 'cannot be taken apart'],
    ['a column that is missing', { hash: '0'.repeat(32), format: 'md5-salt-pass' }, 'missing'],
    ['a disabled account', { hash: '!' }, 'no password behind'],
    ['a hash of a hash', { hash: '0'.repeat(32), format: 'raw-md5-double' }, 'md5(hex(md5(password)))'],
    ['a scheme of its own', { hash: '0'.repeat(32), format: 'lmhash' }, 'lmhash'],
  ])('says so: %s', (_name, stored, why) => {
    expect(reasonOf(stored, 'okta')).toContain(why);
  });

  it('names each limit where a platform has two places for one primitive', () => {
    const reason = reasonOf(pbkdf2(10_000), 'casdoor');
    expect(reason).toContain('Django string');
    expect(reason).toContain('27,500 iterations');
  });

  it('leaves Better Auth to the plug-in that carries foreign hashes', () => {
    expect(reasonOf(bcrypt('10'), 'better-auth')).toContain('plug-in');
  });

  it('is a mistake of the caller when there is no such platform', () => {
    expect(() => transcode({ hash: bcrypt('10') }, 'nowhere')).toThrow(RangeError);
  });
});

describe('a digest with anything around the password', () => {
  const side = fc.uint8Array({ maxLength: 6 });

  it('verifies behind every envelope that takes it, whatever the bytes', async () => {
    const digest = fc.constantFrom('md5', 'sha1', 'sha256', 'sha512');
    await fc.assert(
      fc.asyncProperty(
        digest,
        side,
        side,
        fc.string({ minLength: 1 }),
        async (name, before, after, password) => {
          const hash = createHash(name).update(before).update(password).update(after).digest('hex');
          const beside = { a: hex(before), aEncoding: 'hex', b: hex(after), bEncoding: 'hex' };
          const stored = { hash, format: `${name}(a . password . b)`, beside };
          for (const { id } of ENVELOPES) {
            const answer = transcode(stored, id);
            if (answer.kind === 'cannot') continue;
            const read = readEnvelope(id, answer.value);
            expect(await verify(password, read), id).toBe(true);
            expect(await verify(`${password}x`, read), id).toBe(false);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

describe('portability', () => {
  it('is decided by parameters, with each reason once', () => {
    const samples = [
      { hash: pbkdf2(4096), format: 'passlib-pbkdf2-sha256' },
      { hash: pbkdf2(1000), format: 'passlib-pbkdf2-sha256' },
      { hash: pbkdf2(999), format: 'passlib-pbkdf2-sha256' },
    ];
    const of = (platform: string) => portability(samples).find((one) => one.platform === platform);
    expect(of('keycloak')).toMatchObject({ fits: 'all', reasons: [] });
    expect(of('okta')).toMatchObject({
      fits: 'some',
      reasons: ['Okta takes PBKDF2 from 4,096 iterations on.'],
    });
    expect(of('workos')).toMatchObject({ fits: 'disputed' });
    expect(of('supabase')).toMatchObject({ fits: 'none' });
  });
});
