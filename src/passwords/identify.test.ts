import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';

const best = (hash: string, source?: string): string | undefined =>
  identify(hash, source === undefined ? undefined : { source })[0]?.format;

describe('identify', () => {
  it('is certain where a mark and a shape belong to one format alone', () => {
    const [candidate, ...others] = identify('$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0');
    expect(candidate).toMatchObject({ format: 'phpass-P', certainty: 'certain' });
    expect(others).toEqual([]);
  });

  it.each([
    ['$2y$10$abcdefghijklmnopqrstuupKJ./ES4uwzJk/SsN3YaTFdl9AIiAdu', 'bcrypt-2y'],
    ['$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$MV6j+9DrY3xRbHs4', 'argon2id'],
    ['pbkdf2_sha256$10000$1135411628$bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=', 'django-pbkdf2-sha256'],
    ['{ssha}0H+zTv8o4MR4H43n03eCsvw1luG8LdB7', 'ldap-ssha'],
    [`scrypt:32768:8:1$salt$${'ab'.repeat(64)}`, 'werkzeug-scrypt'],
    ['$wp$2y$10$Jq7.5FzbIBGXSYSTnWSMKuEv2Gjsqvk/GTDbr.aVlw2I6PKXUUzcW', 'wordpress-6.8-bcrypt'],
    [`$6$saltstring$${'a'.repeat(86)}`, 'sha512crypt'],
    ['5f4dcc3b5aa765d61d8327deb882cf99', 'raw-md5'],
    ['5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8', 'raw-sha1'],
    [`{Ssha512}${'A'.repeat(96)}`, 'ldap-ssha512'],
    ['$2x$05$CCCCCCCCCCCCCCCCCCCCC.XyLDmzSo8jvTANPtIoCB164F84v8EkS', 'bcrypt-2x'],
    [`16384$8$1$${'0f'.repeat(16)}$${'0f'.repeat(32)}`, 'go-simple-scrypt'],
    [`4000$8$1$${'0f'.repeat(16)}$${'0f'.repeat(32)}`, 'ruby-scrypt'],
    [`${'0f'.repeat(32)}:${'0f'.repeat(20)}:sha256:600000:32`, 'wcf-pbkdf2'],
    ['(GqnUDNNGNUz5HRoelmLU)', 'lotus-domino6'],
    ['DDIC        $C94E2F7DD0178374', 'sap-codvn-b'],
    [
      'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
      'aspnet-identity-v3',
    ],
  ])('names %s', (hash, format) => {
    expect(best(hash)).toBe(format);
  });

  it('looks at the first digits of hex again, however many strings of that length it has seen', () => {
    const formats = (hash: string): string[] => identify(hash).map(({ format }) => format);
    expect(formats(`A6${'0F'.repeat(15)}`)).not.toContain('cisco-type7');
    expect(formats(`06${'0F'.repeat(15)}`)).toContain('cisco-type7');
    expect(formats(`3${'0f'.repeat(24)}`)).not.toContain('netscaler-sha1');
    expect(formats(`1${'0f'.repeat(24)}`)).toContain('netscaler-sha1');
  });

  it('lets the source decide where the string cannot', () => {
    const hash = 'b86ee7e24008bfd2890dcfab1ed31333:yeOtfFO6';
    expect(best(hash, 'mybb')).toBe('mybb');
    expect(best(hash, 'Joomla 2.5')).toBe('joomla-md5');
    expect(best('$2b$05$.7uxobGcKYdNzmH7rZtsd.bZIA28trGdOf7EDVehKRQakphFPGJgy', 'meteor')).toBe(
      'meteor-bcrypt',
    );
  });

  it('lets a column speak for the format that needs it', () => {
    const [candidate] = identify('c3eabc20d242bd9a3e2fd0dab0c8776dcd25fcc72192d54cbba2aa2833446610', {
      beside: { salt: 'x', algorithm: '$pbkdf2-sha256$i=1000,l=32$' },
    });
    expect(candidate?.format).toBe('discourse-pbkdf2');
  });

  it.each(['', '!', '*', '!!', '*LK*', '!4dV0…unusable', '{SASL}bob@example.com'])(
    'sees that "%s" is no hash',
    (marker) => {
      expect(identify(marker)).toMatchObject([{ format: 'disabled', certainty: 'certain' }]);
    },
  );

  it('says why it is unsure about bare hex', () => {
    const [first] = identify('5f4dcc3b5aa765d61d8327deb882cf99');
    expect(first?.certainty).toBe('likely');
    expect(first?.reason).toMatch(/\d+ other formats have the same shape/);
  });

  it('offers nothing for what has the shape of nothing', () => {
    expect(identify('correct horse battery staple')).toEqual([]);
    expect(identify('x'.repeat(10_000))).toEqual([]);
  });

  it('gives the same answer the second time, whatever came between', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (a, b) => {
        const first = identify(a);
        identify(b);
        expect(identify(a)).toEqual(first);
      }),
    );
  });
});
