import { describe, expect, it } from 'vitest';
import { respell } from './respell.ts';
import { parse, verify } from './verify.ts';

const DJANGO = 'pbkdf2_sha256$10000$1135411628$bFYX62rfJobJ07VwrUMXfuffLfj2RDM2G6/BrTrUWkE=';
const DJANGO_PASSWORD = 'hashcat';

describe('respell', () => {
  it.each([
    ['keycloak-json-pbkdf2', /^\{"type":"password","secretData"/],
    ['pbkdf2-phc', /^\$pbkdf2-sha256\$i=10000,l=32\$MTEzNTQxMTYyOA\$/],
    ['passlib-pbkdf2-sha256', /^\$pbkdf2-sha256\$10000\$MTEzNTQxMTYyOA\$/],
    ['werkzeug-pbkdf2', /^pbkdf2:sha256:10000\$1135411628\$/],
    ['ldap-pbkdf2-sha256', /^\{PBKDF2-SHA256\}10000\$/],
  ])("writes Django's hash as %s, and the same password opens it", async (to, shape) => {
    const result = respell({ hash: DJANGO }, to);
    expect(result).toMatchObject({ hash: expect.stringMatching(shape) });
    const hash = 'hash' in result ? result.hash : '';
    expect(await verify(DJANGO_PASSWORD, { hash, format: to })).toBe(true);
    expect(await verify('something else', { hash, format: to })).toBe(false);
    expect(parse({ hash, format: to }).parts).toMatchObject({ primitive: 'pbkdf2', iterations: 10_000 });
  });

  it('says why where the other cannot hold it', () => {
    const django = { hash: DJANGO };
    expect(respell(django, 'bcrypt-2b')).toEqual({ reason: 'bcrypt-2b cannot hold pbkdf2' });
    // OpenDJ's salt is found behind the key, ASP.NET's has at least 16 bytes.
    expect(respell(django, 'aspnet-identity-v3')).toHaveProperty('reason');
    // A salt that is text here is base 64 of something else at Clerk.
    expect(respell(django, 'django-pbkdf2-sha1')).toHaveProperty('reason');
  });

  it('never drops what happens to the password first', () => {
    const meteor = {
      hash: '$2b$05$.7uxobGcKYdNzmH7rZtsd.bZIA28trGdOf7EDVehKRQakphFPGJgy',
      format: 'meteor-bcrypt',
    };
    expect(respell(meteor, 'bcrypt-2b')).toEqual({
      reason: 'bcrypt-2b would read something else out of bcrypt of a prepared password',
    });
  });

  it('unwraps a bcrypt from the marks of a product', () => {
    const spring = { hash: '{bcrypt}$2a$05$nB93OeRJ4xLLGAeQegS7p.Xm4dJvSA3emwjD.DmyrU2m03aBPZEda' };
    expect(respell(spring, 'bcrypt-2a')).toEqual({ hash: spring.hash.slice(8) });
  });
});
