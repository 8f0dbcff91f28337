/** Whoever was merged logs in as one person: by every address they have, and with the password that survived. */
import { hash } from '@node-rs/bcrypt';
import { expect, it } from 'vitest';
import { crossingWith, customer, type TestRow } from '../../../test/crossing.ts';
import { type DoorTest, withDoor } from '../../../test/door.ts';
import { addToLegacy, createMemoryLegacy, SOURCE } from '../../../test/door-parts.ts';
import { CorrelationConfig } from '../../config/correlation.ts';
import type { Answer } from '../../hooks/hook.ts';
import { readIdentity } from '../../identity/digest.ts';
import type { Identity } from '../../identity/identity.ts';
import { importRun } from '../import.ts';

const OLD = 'the password of the old store';
const NEW = 'the password of the new store';
const HASHES = { [OLD]: await hash(OLD, { cost: 4 }), [NEW]: await hash(NEW, { cost: 4 }) };

const CORRELATION = { ...CorrelationConfig.parse({ merge: 'certain' }), sources: [SOURCE, 'us'] };

/** Two records of one person, by a link: no address in common. */
function records(passwords: boolean): readonly Identity[] {
  return [SOURCE, 'us'].map((source, place) => {
    const { password: _none, ...blank } = customer(`${source}-1`, {
      identifiers: [{ type: 'email', value: `ana@${source}.example`, verified: true }],
      links: [{ provider: 'google', subject: '117' }],
      lastLoginAt: place === 0 ? '2020-01-01T00:00:00Z' : '2025-01-01T00:00:00Z',
    });
    const hashed = HASHES[place === 0 ? OLD : NEW] ?? '';
    return passwords ? { ...blank, password: { format: 'bcrypt-2b', hash: hashed } } : blank;
  });
}

async function importBoth(
  { ledger, store }: DoorTest,
  people: readonly Identity[],
  plan: 'vault' | 'legacy',
) {
  // A target that verifies none of the hashes: they stay with us until the first login.
  store.formats = [];
  const rows: TestRow[] = people.map((identity, place) => ({
    identity,
    source: place === 0 ? SOURCE : 'us',
  }));
  const settings = plan === 'vault' ? { unsupported: plan } : { absent: plan };
  await importRun({ ...crossingWith(ledger, rows, store, settings), correlation: CORRELATION });
  if (plan === 'legacy')
    await ledger.db.query(`update identity set credential_plan = 'legacy' where merged_into is null`);
}

it('lets them in by every address with the password that was used last, and with no other', async () => {
  await withDoor({ legacy: 'none' }, async (test) => {
    await importBoth(test, records(true), 'vault');
    expect(test.store.users.size).toBe(1);
    expect((await test.verify(`ana@${SOURCE}.example`, OLD)).outcome).toBe('wrong');
    const first = await test.verify('ana@us.example', NEW);
    expect(first.outcome).toBe('match');
    expect(await test.lookup(`ana@${SOURCE}.example`)).toMatchObject({ customer: { ...namedIn(first) } });
    expect(namedIn(first).externalId).toBe([...test.store.users.values()][0]?.externalId);
  });
});

it('destroys the hashes of all records once the target has the password', async () => {
  await withDoor({ legacy: 'none' }, async (test) => {
    await importBoth(test, records(true), 'vault');
    test.storeInTarget(await test.verify('ana@us.example', NEW));
    await test.tell(`ana@${SOURCE}.example`, 'stored');
    const { rows } = await test.ledger.db.query<{ id: string; body: Uint8Array }>(
      'select identity_id as id, body from seal union all select identity_id, body from unmerged',
    );
    expect(rows).toHaveLength(3);
    for (const { id, body } of rows)
      expect(readIdentity(test.ledger.seals.open(id, body)).password).toBeUndefined();
    expect((await test.verify(`ana@${SOURCE}.example`, OLD)).outcome).toBe('already-migrated');
  });
});

it('buries all of somebody who was deleted in the target, and no export brings them back', async () => {
  await withDoor({ legacy: 'none' }, async (test) => {
    const people = records(true);
    await importBoth(test, people, 'vault');
    await test.tell('ana@us.example', 'deleted');
    test.store.users.clear();
    const renamed = people.map((one) => ({ ...one, profile: { given_name: 'Back again' } }));
    await importBoth(test, renamed, 'vault');
    expect(test.store.users.size).toBe(0);
    const { rows } = await test.ledger.db.query('select 1 from seal');
    expect(rows).toEqual([]);
  });
});

it('knows them by the id that the live legacy has for the record that was merged', async () => {
  const legacy = createMemoryLegacy();
  const people = records(false);
  for (const identity of people.slice(0, 1)) addToLegacy(legacy, identity, OLD);
  await withDoor({ legacy }, async (test) => {
    await importBoth(test, people, 'legacy');
    const answer = await test.verify(`ana@${SOURCE}.example`, OLD);
    expect(answer.outcome).toBe('match');
    // What the legacy says of one record does not take the addresses of the others away.
    const { identity } = ('customer' in answer ? answer.customer : undefined) ?? {
      identity: customer('nobody'),
    };
    expect(identity.identifiers.map(({ value }) => value).toSorted()).toEqual([
      `ana@${SOURCE}.example`,
      'ana@us.example',
    ]);
  });
});

function namedIn(answer: Answer): { readonly externalId?: string } {
  return 'customer' in answer && answer.customer !== undefined
    ? { externalId: answer.customer.externalId }
    : {};
}
