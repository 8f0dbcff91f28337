import { expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { openRealm, openSession, toWrite } from '../../../test/servers/keycloak-customers.ts';

needs('keycloak')('a realm that nobody prepared', () => {
  it('is refused before anything is written, with what to change', async () => {
    const realm = await openRealm({
      unmanagedAttributes: undefined,
      namesRequired: true,
      rights: ['manage-users', 'manage-realm'],
    });
    const session = await openSession(realm);
    const { identity } = toWrite({
      profile: {},
      attributes: { plan: 'gold' },
      links: [{ provider: 'google', subject: '1' }],
    });
    const checks = await session.check([identity]);
    const failed = checks.filter(({ ok }) => !ok).map(({ found, fatal }) => [fatal, found]);
    expect(failed).toEqual([
      [false, expect.stringContaining('It lacks view-identity-providers, view-clients')],
      [true, expect.stringContaining('footbridge_id, plan')],
      [false, expect.stringContaining('1 of 1 customers lack something')],
      [false, expect.stringContaining('view-identity-providers')],
    ]);
    await session.close();
    await realm.remove();
  });

  it('is refused to a client without rights, and to one with a wrong secret', async () => {
    const realm = await openRealm({ rights: ['view-users'] });
    const session = await openSession(realm);
    expect(await session.check([])).toMatchObject([{ ok: false, fatal: true }]);
    await session.close();
    const wrong = await openSession(realm, { clientSecret: 'wrong' });
    await expect(wrong.check([])).rejects.toMatchObject({ answer: 'refused' });
    await wrong.close();
    await realm.remove();
  });
});
