import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newWrite, openTestTarget, type TestTarget } from '../../../test/servers/better-auth.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Snapshot, Write } from '../target.ts';
import { openEmbedded, secretBeside } from './embedded.ts';

const PLAIN = 'Correct-Horse-9';
const OTHER_PLAIN = 'Another-Horse-10';
const BCRYPT = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

/** Of OTHER_PLAIN: SHA-1 with the salt "salt" behind it, as slapd writes it. */
const CHANGED_IN_LEGACY = '{SSHA}nxfhMauRxVfFJX2I5qdbJh/6i7xzYWx0';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-write-'));
let app: TestTarget;
beforeAll(async () => {
  app = await openTestTarget(folder, {
    placeholderDomain: 'none.invalid',
    roles: { staff: 'editor', owner: 'owner' },
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function move(identity: Partial<Identity> = {}) {
  const write = newWrite(identity);
  const [outcome] = await app.session.write([write]);
  if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome));
  return { ...write, targetId: outcome.targetId };
}

async function update(write: Write, identity: Partial<Identity>) {
  const [outcome] = await app.session.write([
    { ...write, operation: 'update', credentialPlan: 'native', identity: { ...write.identity, ...identity } },
  ]);
  return outcome;
}

async function read(targetId: string): Promise<Snapshot> {
  const [snapshot] = await app.session.read([targetId]);
  if (snapshot === undefined) throw new Error('nobody there');
  return snapshot;
}

function row(statement: string, ...parameters: string[]) {
  return app.database.prepare(statement).get(...parameters);
}

function logIn(email: string, password: string) {
  return app.session.login?.({ type: 'email', value: email }, password);
}

describe('creating', () => {
  it('keeps the dates of the legacy, and says nothing of a date it did not have', async () => {
    const { targetId } = await move({
      createdAt: '2019-05-01T10:30:00+02:00',
      updatedAt: '2024-03-01T10:00:00Z',
    });
    expect(row('SELECT createdAt, updatedAt FROM "user" WHERE id = ?', targetId)).toEqual({
      createdAt: '2019-05-01T08:30:00.000Z',
      updatedAt: '2024-03-01T10:00:00.000Z',
    });
  });

  it('shows every claim, attribute, link, role and organisation again', async () => {
    const { targetId } = await move({
      profile: {
        name: 'Ada',
        given_name: 'Ada',
        address: { country: 'UK' },
        picture: 'https://a.example/p.png',
      },
      attributes: { plan: 'gold', limits: { seats: 3 }, tags: ['a'] },
      consents: [{ purpose: 'newsletter', status: 'granted', at: '2023-01-01T00:00:00Z' }],
      links: [{ provider: 'google', subject: '1098765' }],
      memberships: [
        { type: 'role', name: 'staff' },
        { type: 'organisation', name: 'Analytical Engines' },
      ],
    });
    const { fields, links, memberships } = await read(targetId);
    expect(fields).toEqual({
      'profile.name': 'Ada',
      'profile.given_name': 'Ada',
      'profile.address': { country: 'UK' },
      'profile.picture': 'https://a.example/p.png',
      'attributes.plan': 'gold',
      'attributes.limits': { seats: 3 },
      'attributes.tags': ['a'],
      consents: [{ purpose: 'newsletter', status: 'granted', at: '2023-01-01T00:00:00Z' }],
    });
    expect(links).toEqual([{ provider: 'google', subject: '1098765' }]);
    expect(memberships).toEqual([
      { type: 'role', name: 'staff' },
      { type: 'organisation', name: 'Analytical Engines' },
    ]);
  });

  it('lets a customer without an address in by user name and by phone, and shows no address', async () => {
    const { targetId } = await move({
      identifiers: [
        { type: 'username', value: 'Grace Höpper' },
        { type: 'phone', value: '+4917012345678', verified: true },
      ],
      password: { hash: BCRYPT },
    });
    expect(await app.session.login?.({ type: 'username', value: 'grace höpper' }, PLAIN)).toBe('accepted');
    expect(await app.session.login?.({ type: 'phone', value: '+4917012345678' }, PLAIN)).toBe('accepted');
    expect((await read(targetId)).identifiers).toEqual([
      { type: 'username', value: 'Grace Höpper' },
      { type: 'phone', value: '+4917012345678', verified: true },
    ]);
  });

  it('asks for the second factor of a customer who has one', async () => {
    const { email, targetId } = await move({
      password: { hash: BCRYPT },
      factors: [{ type: 'totp', secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 6, period: 30 }],
    });
    expect(await logIn(email, PLAIN)).toBe('factor-required');
    expect((await read(targetId)).factors).toEqual(['totp']);
  });

  it('writes no password where the plan is another than native', async () => {
    const write = { ...newWrite({ password: { hash: BCRYPT } }), credentialPlan: 'reset' as const };
    const [outcome] = await app.session.write([write]);
    expect((await read(outcome?.status === 'done' ? outcome.targetId : '')).password).toBe('absent');
    expect(await logIn(write.email, PLAIN)).toBe('refused');
  });

  it('refuses a second customer with the same Google account, which the database would let in', async () => {
    const links = [{ provider: 'google', subject: 'the-same' }];
    await move({ links });
    expect(await app.session.write([newWrite({ links }), newWrite({ links: [] })])).toMatchObject([
      { status: 'refused', problem: { code: 'TARGET_CONFLICT', field: 'links' } },
      { status: 'done' },
    ]);
  });

  it('finds the record that breaks a batch of 100 by halving, when nothing spoke against it before', async () => {
    // A rule of the operator's own in the database: nobody can know it without trying.
    app.database.exec(`CREATE TRIGGER picky BEFORE INSERT ON "user" WHEN NEW.name = 'Nobody'
      BEGIN SELECT RAISE(ABORT, 'we know no Nobody'); END`);
    const batch = Array.from({ length: 100 }, (_, position) =>
      newWrite({ profile: { name: position === 37 || position === 38 ? 'Nobody' : 'Somebody' } }),
    );
    const outcomes = await app.session.write(batch);
    app.database.exec('DROP TRIGGER picky');
    const refused = outcomes.flatMap((outcome, position) => (outcome.status === 'refused' ? [position] : []));
    expect(refused).toEqual([37, 38]);
    expect(JSON.stringify(outcomes[37])).not.toContain('Nobody');
    const found = await app.session.find(batch.map(({ externalId }) => ({ externalId, identifiers: [] })));
    expect(found.filter((user) => user?.whose === 'ours')).toHaveLength(98);
  });

  it('is asked to come again, with nothing done, while another process holds the database', async () => {
    app.database.exec('BEGIN IMMEDIATE');
    const write = newWrite();
    const [outcome] = await app.session.write([write]);
    app.database.exec('ROLLBACK');
    expect(outcome).toMatchObject({ status: 'retry', code: 'TARGET_UNAVAILABLE' });
    expect(await app.session.find([{ externalId: write.externalId, identifiers: [] }])).toEqual([undefined]);
  });
});

describe('the embedded instance', () => {
  it('says that its file is none, when it is none', async () => {
    writeFileSync(
      join(folder, 'no-database.sqlite'),
      'something else altogether, and more than a few bytes of it',
    );
    await expect(openTestTarget(folder, { database: 'no-database.sqlite' })).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
    });
  });

  it('is made once when several processes open it at the same moment, with one secret', async () => {
    const path = join(folder, 'several', 'auth.sqlite');
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => {
        const secret = secretBeside(path);
        return openEmbedded({ path, secret, baseURL: 'http://localhost', secrets: {}, rateLimited: false });
      }),
    );
    expect(new Set(opened.map(({ auth }) => auth.options.secret)).size).toBe(1);
    expect(statSync(`${path}.secret`).mode & 0o777).toBe(0o600);
    for (const { database } of opened) database.close();
  });
});

describe('updating', () => {
  it('follows a password that only the legacy changed', async () => {
    const write = await move({ password: { hash: BCRYPT } });
    expect(await update(write, { password: { hash: CHANGED_IN_LEGACY } })).toMatchObject({ status: 'done' });
    expect(await logIn(write.email, OTHER_PLAIN)).toBe('accepted');
    expect(await logIn(write.email, PLAIN)).toBe('refused');
  });

  it('follows it also after the first login here replaced the hash of the old one', async () => {
    const write = await move({ password: { hash: BCRYPT } });
    expect(await logIn(write.email, PLAIN)).toBe('accepted');
    expect(await update(write, { password: { hash: CHANGED_IN_LEGACY } })).toMatchObject({ status: 'done' });
    expect(await logIn(write.email, OTHER_PLAIN)).toBe('accepted');
    expect(await logIn(write.email, PLAIN)).toBe('refused');
  });

  it('leaves a replaced hash alone when the legacy has the password it had', async () => {
    const write = await move({ password: { hash: BCRYPT } });
    await logIn(write.email, PLAIN);
    const stored = row('SELECT password FROM account WHERE userId = ?', write.targetId);
    expect(await update(write, { profile: { name: 'Renamed' } })).toMatchObject({ status: 'done' });
    expect(row('SELECT password FROM account WHERE userId = ?', write.targetId)).toEqual(stored);
    expect((await read(write.targetId)).fields['profile.name']).toBe('Renamed');
  });

  async function changePasswordHere(email: string) {
    const { cookie } = await app.call('/sign-in/email', { email, password: PLAIN });
    const body = { currentPassword: PLAIN, newPassword: 'My-Own-Horse-11' };
    expect((await app.call('/change-password', body, cookie)).status).toBe(200);
  }

  it('keeps a password the customer changed here: the old one stays dead', async () => {
    const write = await move({ password: { hash: BCRYPT } });
    await changePasswordHere(write.email);
    expect(await update(write, { profile: { name: 'Renamed' } })).toMatchObject({ status: 'done' });
    expect(await logIn(write.email, 'My-Own-Horse-11')).toBe('accepted');
    expect(await logIn(write.email, PLAIN)).toBe('refused');
  });

  it('changes nothing at all when the password was changed on both sides', async () => {
    const write = await move({ password: { hash: BCRYPT } });
    await changePasswordHere(write.email);
    const before = await read(write.targetId);
    const changes = { password: { hash: CHANGED_IN_LEGACY }, profile: { name: 'Renamed' } };
    expect(await update(write, changes)).toMatchObject({
      status: 'refused',
      problem: { code: 'TARGET_CHANGED', field: 'password' },
    });
    expect((await read(write.targetId)).fingerprint).toBe(before.fingerprint);
  });

  it('takes a second factor away again that the legacy took away, and not one enrolled here', async () => {
    const factors = [
      { type: 'totp', secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 6, period: 30 },
    ] as const;
    const write = await move({ password: { hash: BCRYPT }, factors: [...factors] });
    await update(write, { factors: [] });
    expect(await logIn(write.email, PLAIN)).toBe('accepted');

    app.database
      .prepare(`INSERT INTO twoFactor (id, secret, backupCodes, userId, verified) VALUES (?, ?, '', ?, 1)`)
      .run(`own-${write.targetId}`, 'enrolled here', write.targetId);
    await update(write, { factors: [...factors] });
    expect(row('SELECT secret FROM twoFactor WHERE userId = ?', write.targetId)).toEqual({
      secret: 'enrolled here',
    });
  });

  it('keeps an address that was proved here, and a ban that somebody here laid on', async () => {
    const write = await move();
    app.database
      .prepare(`UPDATE "user" SET emailVerified = 1, banned = 1, banReason = 'spam' WHERE id = ?`)
      .run(write.targetId);
    await update(write, { profile: { name: 'Renamed' } });
    const snapshot = await read(write.targetId);
    expect(snapshot.status).toBe('disabled');
    expect(snapshot.identifiers[0]?.verified).toBe(true);
  });

  it('lets a customer in again whom the legacy let in again', async () => {
    const write = await move({ status: 'disabled', password: { hash: BCRYPT } });
    expect(await logIn(write.email, PLAIN)).toBe('blocked');
    await update(write, { status: 'active' });
    expect(await logIn(write.email, PLAIN)).toBe('accepted');
  });

  it('of somebody who is gone says so', async () => {
    const write = await move();
    await app.session.remove([write.targetId]);
    expect(await update(write, {})).toMatchObject({ status: 'refused', problem: { code: 'TARGET_CHANGED' } });
  });
});

describe('undoing', () => {
  it('takes the organisation away that was made for its members, with the last of them', async () => {
    const memberships = [{ type: 'organisation', name: 'Short-lived Ltd' } as const];
    const [first, second] = [await move({ memberships }), await move({ memberships })];
    const count = () =>
      row(`SELECT count(*) AS count FROM organization WHERE name = 'Short-lived Ltd'`)?.count;
    expect(count()).toBe(1);
    await app.session.remove([first.targetId]);
    expect(count()).toBe(1);
    await app.session.remove([second.targetId]);
    expect(count()).toBe(0);
  });

  it('does not remove a user this migration did not make', async () => {
    const body = { email: 'stranger@shop.example', password: 'a stranger’s password', name: 'S' };
    const { user } = await app.auth.api.signUpEmail({ body });
    expect(await app.session.remove([user.id])).toMatchObject([{ status: 'refused' }]);
    expect(await read(user.id)).toMatchObject({ targetId: user.id });
  });

  it('keeps the one whom a table of the operator’s own holds on to, and removes the others', async () => {
    const moved = [await move(), await move(), await move()];
    const [first, held, last] = moved.map(({ targetId }) => targetId);
    app.database.exec('CREATE TABLE orders (buyer TEXT REFERENCES "user" (id))');
    app.database.prepare('INSERT INTO orders VALUES (?)').run(held ?? '');
    const outcomes = await app.session.remove([first ?? '', held ?? '', last ?? '']);
    app.database.exec('DROP TABLE orders');
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'refused', 'done']);
    expect(await read(held ?? '')).toMatchObject({ externalId: moved[1]?.externalId });
  });

  it('leaves nothing of a removed user in any table', async () => {
    const { targetId, email } = await move({
      password: { hash: BCRYPT },
      links: [{ provider: 'x', subject: 'y' }],
    });
    await logIn(email, PLAIN);
    await app.session.remove([targetId]);
    for (const table of ['account', 'session', 'twoFactor', 'passkey', 'member', 'footbridgeIdentity'])
      expect(row(`SELECT count(*) AS count FROM "${table}" WHERE userId = ?`, targetId)).toEqual({
        count: 0,
      });
  });
});

describe('the fingerprint', () => {
  it.each([
    ['an edited profile', `UPDATE "user" SET name = 'Edited' WHERE id = ?`],
    ['a changed password', `UPDATE account SET password = 'x' WHERE userId = ?`],
    [
      'a new passkey',
      `INSERT INTO passkey (id, publicKey, userId, credentialID, counter, deviceType, backedUp)
       SELECT 'p' || id, 'k', id, 'c' || id, 0, 'singleDevice', 0 FROM "user" WHERE id = ?`,
    ],
  ])('changes with %s', async (_, statement) => {
    const { targetId } = await move({ password: { hash: BCRYPT } });
    const { fingerprint } = await read(targetId);
    app.database.prepare(statement).run(targetId);
    expect((await read(targetId)).fingerprint).not.toBe(fingerprint);
  });

  it('stays changed after the customer has logged out again', async () => {
    const { targetId, email } = await move({ password: { hash: BCRYPT } });
    const { fingerprint } = await read(targetId);
    const { cookie } = await app.call('/sign-in/email', { email, password: PLAIN });
    await app.call('/sign-out', {}, cookie);
    app.database.prepare('UPDATE account SET password = ? WHERE userId = ?').run('', targetId);
    expect((await read(targetId)).fingerprint).not.toBe(fingerprint);
    expect(row('SELECT lastLoginAt FROM footbridgeIdentity WHERE userId = ?', targetId)?.lastLoginAt).toEqual(
      expect.any(String),
    );
  });
});
