import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../passwords/index.ts';
import { LOW_COSTS } from './old-hashes.ts';
import { type Customer, MESS, oldShop, passwordOf } from './old-shop.ts';
import { REGULARS } from './regulars.ts';
import { RAGGED_ROWS, writeOldShop } from './write-shop.ts';

const COUNT = 400;
const shop = await Array.fromAsync(oldShop(COUNT, LOW_COSTS));

function hashOf({ password: hash, salt, hash_type }: Customer) {
  return hash_type === 'sha1' ? { hash, format: 'sha1-salt-pass', beside: { salt } } : { hash };
}

describe('the old shop', () => {
  it('is the same shop for the same seed', async () => {
    expect(await Array.fromAsync(oldShop(COUNT, LOW_COSTS))).toEqual(shop);
  });

  it('gives everybody an id of their own, and the same address only to those who are meant to share one', () => {
    expect(new Set(shop.map(({ id }) => id)).size).toBe(COUNT);
    const addresses = shop.map(({ email }) => email.toLowerCase()).filter((email) => email !== '');
    expect(addresses.length - new Set(addresses).size).toBe(MESS.duplicateEmail);
  });

  it('never damages a regular', () => {
    for (const [index, regular] of REGULARS.entries()) {
      expect(shop[index]).toMatchObject({ id: regular.id, first_name: regular.first_name });
      expect(shop.filter(({ email }) => email.toLowerCase() === shop[index]?.email)).toHaveLength(1);
    }
  });

  it('has hashes of all four kinds, and each verifies with the password of its owner and with no other', async () => {
    const kinds = new Map<string, Customer>();
    for (const customer of shop.slice(REGULARS.length)) {
      if (customer.password !== '') kinds.set(customer.hash_type || customer.password.slice(0, 4), customer);
    }
    for (const kind of ['$2y$', 'pbkd', 'sha1', '$P$6']) {
      const customer = kinds.get(kind);
      expect(customer, kind).toBeDefined();
      if (customer === undefined) continue;
      expect(await verify(passwordOf(customer.id), hashOf(customer))).toBe(true);
      expect(await verify(`${passwordOf(customer.id)}!`, hashOf(customer))).toBe(false);
    }
  });
});

it('the export has as many rows as were asked for, the ragged ones included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'old-shop-'));
  const { csv, ndjson } = await writeOldShop(folder, 200, LOW_COSTS);
  expect(readFileSync(csv, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 200);
  expect(readFileSync(ndjson, 'utf8').trimEnd().split('\n')).toHaveLength(200 - RAGGED_ROWS);
});
