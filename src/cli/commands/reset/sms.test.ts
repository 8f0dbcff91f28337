/** A message to a phone, from the configuration to the service: secrets resolved, one request, its short text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { run } from '../../run.ts';

it('reaches a phone through an HTTP API, with the short text and a secret of the environment', async () => {
  const server = await startScriptedHttp(() => ({ status: 201, body: { sid: 'SM1' } }));
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-sms-'));
  const channel = {
    type: 'http-sms',
    url: `${server.url}/Messages.json`,
    user: 'AC1',
    password: { secret: 'SMS_TOKEN' },
    form: { To: '{to}', Body: '{text}', From: '+15005550006' },
    reference: 'sid',
  };
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    hooks: [{ type: 'generic', secrets: [{ secret: 'KEY' }] }],
    reset: {
      brand: { name: 'Acme Travel' },
      channels: [channel],
      journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://acme.example/login' },
    },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  const terminal = recordTerminal({ folder, environment: { SMS_TOKEN: 'hush' } });
  expect(await run(['reset', 'test-send', '--to', '+4915112345678', '--language', 'de'], terminal)).toBe(0);
  await server.stop();
  rmSync(folder, { recursive: true });
  const [request, another] = server.requests;
  expect(another).toBeUndefined();
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('AC1:hush').toString('base64')}`);
  const form = new URLSearchParams(request?.body);
  expect(form.get('To')).toBe('+4915112345678');
  expect(form.get('Body')).toMatch(/^Acme Travel: .*https:\/\/welcome\.acme\.example\/go\/\S+$/);
  expect(`${terminal.said()}${terminal.warned()}`).not.toContain('hush');
});
