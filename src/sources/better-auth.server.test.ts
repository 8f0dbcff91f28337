import { expect, it } from 'vitest';
import { newWrite } from '../../test/servers/better-auth.ts';
import { needs } from '../../test/servers/binaries.ts';
import { openOperatorsAuth } from '../../test/servers/operators-auth.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import { betterAuth } from './better-auth.ts';
import { readAll } from './source-contract.ts';

/** People who signed up by themselves in the operator's application, as it stores them on this database. */
async function readSignedUp(url: string) {
  const application = await openOperatorsAuth(url);
  const emails = [newWrite().email, newWrite().email, newWrite().email];
  for (const email of emails) {
    const body = {
      email,
      password: 'a password of their own',
      name: 'Somebody',
      username: email.replace(/\W/g, '_'),
    };
    await application.auth.api.signUpEmail({ body });
  }
  const config = betterAuth.config.parse({ url });
  const records = await readAll(betterAuth.open(config, { folder: '.', pageSize: 2 }));
  await application.close();
  return { emails, records };
}

async function expectWhole({ emails, records }: Awaited<ReturnType<typeof readSignedUp>>) {
  const signedUp = records.filter(({ identity }) =>
    emails.includes(identity?.identifiers.find(({ type }) => type === 'email')?.value ?? ''),
  );
  expect(signedUp).toHaveLength(3);
  for (const { identity, fields, problems } of signedUp) {
    expect(problems).toEqual([]);
    expect(fields).toEqual({});
    expect(identity?.password).toMatchObject({ format: 'better-auth-scrypt' });
    expect(identity?.identifiers.map(({ type, verified }) => [type, verified])).toEqual([
      ['email', false],
      ['username', undefined],
    ]);
    expect(Math.abs(Date.parse(identity?.createdAt ?? '') - Date.now())).toBeLessThan(300_000);
  }
}

needs('postgres')('the better-auth source on PostgreSQL', () => {
  it('reads whoever signed up there, with the time it was', async () => {
    const { url } = await shared('postgres');
    await expectWhole(await readSignedUp(await createDatabase(url, 'better_auth_source')));
    await dropDatabase(url, 'better_auth_source');
  });
});

needs('mariadb')('the better-auth source on MariaDB', () => {
  it('reads whoever signed up there, with the time it was', async () => {
    await expectWhole(await readSignedUp((await shared('mariadb')).url));
  });
});
