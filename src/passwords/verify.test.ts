import { createHash, pbkdf2Sync } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { MalformedHash, MissingInput, TooExpensiveHash, UnknownHash } from './errors.ts';
import { closePool } from './pool.ts';
import { parse, verify } from './verify.ts';

afterAll(closePool);

const BCRYPT = '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

describe('verify', () => {
  it('recognises the format by itself', async () => {
    expect(await verify('U*U', { hash: BCRYPT })).toBe(true);
    expect(await verify('U*u', { hash: BCRYPT })).toBe(false);
  });

  it('takes format and columns as loose options', async () => {
    const options = { format: 'md5-salt-pass', salt: 'NaCl#9' };
    expect(await verify('nobody', '78274b1105fb8a7c415b43ffe35ec4a9', options)).toBe(false);
  });

  it('takes a salt or a secret as bytes', async () => {
    const salt = Buffer.from('00ff10', 'hex');
    const stored = createHash('sha256').update(salt).update('hunter2').digest('hex');
    const options = { format: 'sha256-salt-pass', salt };
    expect(await verify('hunter2', stored, options)).toBe(true);
    expect(await verify('hunter3', stored, options)).toBe(false);
  });

  it('lets nobody in by a key that a narrow column has cut, unless its length is stated', async () => {
    const key = pbkdf2Sync('hunter2', 'salt', 100, 32, 'sha256').toString('hex');
    const options = {
      format: 'pbkdf2-params',
      salt: 'salt',
      saltEncoding: 'utf8',
      iterations: 100,
      prf: 'sha256',
    };
    expect(await verify('hunter2', key, options)).toBe(true);
    expect(await verify('hunter2', key.slice(0, 48), { ...options, keyLength: 24 })).toBe(true);
    for (const length of [16, 30, 38])
      await expect(verify('hunter2', key.slice(0, length), options)).rejects.toThrow(MalformedHash);
    await expect(verify('hunter2', key.slice(0, 48), { ...options, keyLength: 32 })).rejects.toThrow(
      MalformedHash,
    );
  });

  it('reads raw bytes as they are', async () => {
    expect(await verify(Buffer.from('U*U'), { hash: BCRYPT })).toBe(true);
  });

  it('lets in whoever chose more than 72 characters at a bcrypt system', async () => {
    const first70 = '0123456789'.repeat(7);
    const hash = '$2y$06$En2/2arCIkJMUlBwNMs2y.3lHH5TjNQDoEhyo8j8RenrM.3jVj44e';
    expect(await verify(`${first70}ab and whatever follows`, { hash })).toBe(true);
    expect(await verify(`${first70}aX`, { hash })).toBe(false);
  });

  it('says no to passwords longer than any system takes, without hashing them', async () => {
    expect(await verify('x'.repeat(100_000), { hash: BCRYPT })).toBe(false);
  });

  it.each([
    ['an unknown format', { hash: 'x', format: 'rot13' }, UnknownHash],
    ['a hash of no known shape', { hash: 'correct horse battery staple' }, UnknownHash],
    ['a damaged hash', { hash: BCRYPT.slice(0, 40), format: 'bcrypt' }, MalformedHash],
    [
      'a digest without its salt',
      { hash: '5f4dcc3b5aa765d61d8327deb882cf99', format: 'md5-pass-salt' },
      MissingInput,
    ],
    ['a bcrypt cost of 31', { hash: BCRYPT.replace('$05$', '$31$') }, TooExpensiveHash],
    [
      'PBKDF2 with two billion rounds',
      { hash: 'pbkdf2_sha256$2147483647$salt$bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=' },
      TooExpensiveHash,
    ],
    [
      'Argon2 with a terabyte',
      { hash: '$argon2id$v=19$m=1073741824,t=1,p=1$c29tZXNhbHQ$T2JegA' },
      TooExpensiveHash,
    ],
    [
      'a loop without end',
      { hash: 'ab'.repeat(16), format: 'iterate(999999999999, password, md5(it))' },
      TooExpensiveHash,
    ],
  ])('refuses %s with a typed error at once', async (_, stored, type) => {
    const started = performance.now();
    await expect(verify('password', stored)).rejects.toThrow(type);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('never repeats the hash, the password or a secret in an error', async () => {
    const secretive = [
      { hash: `${BCRYPT.slice(0, 40)}~`, format: 'bcrypt' },
      { hash: '{SSHA}dGVzdHNlY3JldHNlY3JldA==', format: 'ldap-ssha' },
      { hash: 'AQAAAAkAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7r', format: 'aspnet-identity-v3' },
    ];
    for (const stored of secretive) {
      const error: unknown = await verify('hunter2', stored).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MalformedHash);
      expect(String(error)).not.toContain(stored.hash.slice(4, 12));
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('raises and lowers its bounds for one call', async () => {
    await expect(verify('x', { hash: BCRYPT }, { limits: { work: 100 } })).rejects.toThrow(TooExpensiveHash);
  });

  it('leaves the event loop alone while a long loop runs', async () => {
    const hash = '$S$7PDwz11GXTuEKoVdYIKuhtwCmdmWsYO1NE77vzFRLjBdC9yhnh6h';
    const delays: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      delays.push(performance.now() - last);
      last = performance.now();
    }, 5);
    await Promise.all(
      Array.from({ length: 10 }, () => verify('wrong', { hash: hash.replace('$S$7', '$S$D') })),
    );
    clearInterval(timer);
    // 32,768 rounds of SHA-512 ten times over are a third of a second; the timer went on ticking meanwhile.
    expect(delays.length).toBeGreaterThan(5);
  });
});

describe('parse', () => {
  it('gives the parts that a target needs to write its own envelope', () => {
    expect(
      parse({ hash: 'pbkdf2_sha256$1000$salt$bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=' }),
    ).toMatchObject({
      format: 'django-pbkdf2-sha256',
      parts: { primitive: 'pbkdf2', digest: 'sha256', iterations: 1000, salt: Buffer.from('salt') },
    });
  });

  it('keeps the salt as text or bytes, as the writer used it', () => {
    const hash =
      'ba25da21244c4aac38e7e18a8b967ee7:97f4f61607659f7cd6eddd1e24fa28601034dbc928128b062f046fc2e9c64bdc04b67a0cef9d013863f69dc2d7b4060ec90054f1dae19ea4a5a6927631f5153d';
    const { parts } = parse({ hash });
    expect(parts).toMatchObject({
      primitive: 'scrypt',
      N: 16_384,
      r: 16,
      p: 1,
      prehash: { rule: 'nfkc(password)' },
    });
    expect('salt' in parts && Buffer.from(parts.salt).toString()).toBe('ba25da21244c4aac38e7e18a8b967ee7');
  });

  it('knows a marker for what it is, even in a column of bcrypt', () => {
    expect(parse({ hash: '!', format: 'bcrypt' })).toMatchObject({
      format: 'disabled',
      parts: { primitive: 'disabled' },
    });
  });

  it('reads a key of a Firebase export with everything beside it', () => {
    const { parts } = parse({
      hash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
      format: 'firebase-scrypt',
      beside: { salt: '42xEC+ixf3L2lw==', saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
      secrets: {
        signerKey: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
      },
    });
    expect(parts).toMatchObject({ primitive: 'firebase-scrypt', rounds: 8, memCost: 14 });
  });
});
