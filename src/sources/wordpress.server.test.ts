import { beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { shared } from '../../test/servers/shared.ts';
import { type Made, makePeople } from '../../test/servers/wordpress.ts';
import { Identity } from '../identity/identity.ts';
import { verify } from '../passwords/index.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';
import { wordpress } from './wordpress.ts';

needs('wordpress', 'mariadb')('the users of a real WordPress on MariaDB', () => {
  let made: Made;
  let records: readonly SourceRecord[];

  beforeAll(async () => {
    const { url } = await shared('mariadb');
    made = await makePeople(url, 'shop7_');
    const config = wordpress.config.parse({ url, prefix: 'shop7_' });
    records = await readAll(wordpress.open(config, { folder: '.', pageSize: 2 }));
  });

  const find = (name: string) => records.find(({ identity }) => identity?.sourceId === made.people[name]?.id);

  it('are all read, without a problem, and nothing of WordPress’ own is left over', () => {
    expect(records).toHaveLength(Object.keys(made.people).length + 1);
    expect(records.flatMap(({ problems }) => problems)).toEqual([]);
    for (const { identity } of records) expect(Identity.safeParse(identity).error).toBeUndefined();
    const left = new Set(records.flatMap(({ fields }) => Object.keys(fields)));
    expect([...left].toSorted()).toEqual(['_two_factor_enabled_providers', 'loyalty']);
  });

  it('hold what WordPress and WooCommerce were told', () => {
    expect(find('ana')?.identity).toEqual({
      sourceId: made.people.ana?.id,
      kind: 'person',
      status: 'active',
      identifiers: [
        { type: 'email', value: 'ana@Shop.example' },
        { type: 'username', value: 'ana' },
      ],
      profile: {
        name: 'Ana Câmara',
        given_name: 'Ana',
        family_name: 'Câmara',
        nickname: 'Aninha',
        locale: 'pt_PT',
        website: 'https://ana.example',
        address: {
          street_address: 'Rua das Flores 7\n2.º Esq.',
          locality: 'Porto',
          postal_code: '4050-262',
          country: 'PT',
        },
      },
      attributes: { billing_phone: '+351 900 000 000', shipping_city: 'Braga' },
      password: expect.objectContaining({ hash: expect.any(String) }),
      factors: [
        {
          type: 'totp',
          secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          algorithm: 'SHA1',
          digits: 6,
          period: 30,
        },
      ],
      links: [],
      consents: [],
      memberships: [
        { type: 'role', name: 'customer' },
        { type: 'role', name: 'shop_reader' },
        { type: 'role', name: 'read_reports' },
      ],
      createdAt: '2024-03-01T10:00:00Z',
      updatedAt: '2024-07-01T10:00:00Z',
      lastLoginAt: expect.stringMatching(/^20\d\d-/),
    });
    expect(Date.now() - Date.parse(find('ana')?.identity?.lastLoginAt ?? '')).toBeLessThan(600_000);
    expect(find('bob@shop.example')?.identity?.identifiers).toEqual([
      { type: 'email', value: 'bob@Shop.example' },
    ]);
  });

  it('have hashes that say of the right and the wrong password what WordPress says', async () => {
    const formats = new Set<string | undefined>();
    for (const [name, { password, accepted }] of Object.entries(made.people)) {
      const { hash = '', format = '' } = find(name)?.identity?.password ?? {};
      formats.add(format);
      expect(accepted || format === 'wordpress-6.8-bcrypt', name).toBe(true);
      expect(await verify(withSlashes(password), { hash, format }), name).toBe(true);
      expect(await verify(`${password}!`, { hash, format }), name).toBe(false);
    }
    expect(formats).toEqual(new Set(['phpass-P', 'wordpress-md5', 'wordpress-6.8-bcrypt']));
  });

  it('have a hash of another password than the one that was typed, where there is a quote in it', async () => {
    const { password = '', accepted } = made.people.quotes ?? {};
    const { hash = '', format = '' } = find('quotes')?.identity?.password ?? {};
    expect(accepted).toBe(true);
    expect(await verify(password, { hash, format })).toBe(false);
  });
});

/** PHP's addslashes, which WordPress applies to every form it receives (wp_magic_quotes). */
function withSlashes(text: string): string {
  return text.replace(/['"\\]/g, '\\$&');
}
