import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from './binaries.ts';
import { type KratosServer, startKratos } from './kratos.ts';
import { importCustomer, loginAtKratos, passwordOf } from './kratos-customers.ts';

/** What the hook was asked; it knows one password. */
const asked: { headers: IncomingHttpHeaders; body: unknown }[] = [];

const hook = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ headers: request.headers, body });
    const isRight = body.password === 'Correct-Horse-9';
    response.writeHead(isRight ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: isRight ? 'password_match' : 'no' }));
  });
});

needs('kratos', 'postgres')('the Ory Kratos of a test', () => {
  let kratos: KratosServer;

  beforeAll(async () => {
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const address = hook.address();
    if (address === null || typeof address === 'string') throw new Error('the hook got no port');
    const url = `http://127.0.0.1:${address.port}/kratos`;
    kratos = await startKratos({ migrateHook: { url, apiKeyName: 'X-Api-Key', apiKey: 'of-this-test' } });
  }, 60_000);

  afterAll(async () => {
    await kratos?.stop();
    await new Promise((resolve) => hook.close(resolve));
  });

  it('lets an imported customer in with the right password, and with no other', async () => {
    await importCustomer(kratos, { email: 'ada@shop.example', password: { password: 'Correct-Horse-9' } });
    expect((await loginAtKratos(kratos, 'ada@shop.example', 'Correct-Horse-9')).status).toBe(200);
    expect((await loginAtKratos(kratos, 'ada@shop.example', 'wrong')).status).toBe(400);
    expect((await loginAtKratos(kratos, 'nobody@shop.example', 'wrong')).status).toBe(400);
  });

  it('asks the migration hook until a password matched, and never again', async () => {
    const id = await importCustomer(kratos, {
      email: 'bob@shop.example',
      password: { use_password_migration_hook: true },
    });
    expect((await loginAtKratos(kratos, 'bob@shop.example', 'wrong')).status).toBe(400);
    expect((await loginAtKratos(kratos, 'bob@shop.example', 'Correct-Horse-9')).status).toBe(200);
    expect(asked.map(({ body }) => body)).toEqual([
      { identifier: 'bob@shop.example', password: 'wrong' },
      { identifier: 'bob@shop.example', password: 'Correct-Horse-9' },
    ]);
    expect(asked[1]?.headers).toMatchObject({ 'x-api-key': 'of-this-test' });
    expect((await passwordOf(kratos, id)).hashed_password).toMatch(/^\$2a\$04\$/);
    expect((await loginAtKratos(kratos, 'bob@shop.example', 'Correct-Horse-9')).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  it('judges fifty logins at once', async () => {
    const logins = Array.from({ length: 50 }, () =>
      loginAtKratos(kratos, 'ada@shop.example', 'Correct-Horse-9'),
    );
    expect(new Set((await Promise.all(logins)).map(({ status }) => status))).toEqual(new Set([200]));
  });
});
