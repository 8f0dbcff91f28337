import mysql from 'mysql2/promise';
import pg from 'pg';
import { expect, it } from 'vitest';
import { needs } from './binaries.ts';
import { exportRealm } from './keycloak.ts';
import { createRealm } from './keycloak-realm.ts';
import { createDatabase, dropDatabase } from './postgres.ts';
import { shared } from './shared.ts';

needs('postgres')('the PostgreSQL of a test run', () => {
  it('gives each test file its own copy of a template that was prepared once', async () => {
    const { url } = await shared('postgres');
    let prepared = 0;
    const template = {
      name: 'servers_template',
      async prepare(address: string) {
        prepared += 1;
        await query(address, 'CREATE TABLE shelf (book text)');
      },
    };
    const one = await createDatabase(url, 'servers_one', template);
    const two = await createDatabase(url, 'servers_two', template);
    await query(one, `INSERT INTO shelf VALUES ('mine')`);
    expect(await query(one, 'SELECT book FROM shelf')).toEqual([{ book: 'mine' }]);
    expect(await query(two, 'SELECT book FROM shelf')).toEqual([]);
    expect(prepared).toBe(1);
    for (const name of ['servers_one', 'servers_two', 'servers_template']) await dropDatabase(url, name);
  });
});

needs('mariadb')('the MariaDB of a test run', () => {
  it('answers at its address', async () => {
    const { url } = await shared('mariadb');
    const connection = await mysql.createConnection(url);
    const [rows] = await connection.query('SELECT 1 + 1 AS two');
    await connection.end();
    expect(rows).toEqual([{ two: 2 }]);
  });
});

needs('keycloak')('the Keycloak of a test run', () => {
  it('exports a realm with the hashes it made itself while it is running', async () => {
    const keycloak = await shared('keycloak');
    const realm = await createRealm(keycloak, 'servers-export');
    await realm.admin('POST', '/users', {
      username: 'ada',
      enabled: true,
      credentials: [{ type: 'password', value: 'Correct-Horse-9' }],
    });
    expect(await realm.login('ada', 'Correct-Horse-9')).toEqual({ status: 200 });
    expect(await realm.login('ada', 'wrong')).toEqual({ status: 400, error: 'Invalid user credentials' });

    const exported = JSON.parse(await exportRealm(keycloak, 'servers-export'));
    const ada = exported.users.find((user: { username: string }) => user.username === 'ada');
    expect(JSON.parse(ada.credentials[0].credentialData).algorithm).toBe('argon2');
    expect(JSON.parse(ada.credentials[0].secretData).value).toMatch(/=$/);
    await realm.remove();
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
