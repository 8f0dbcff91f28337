/** `footbridge reset check` with a real mail server, a real page and a real Better Auth. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { type Mailbox, startMailbox } from '../../../../test/servers/mailbox.ts';
import { freePort } from '../../../../test/servers/process.ts';
import type { CampaignReadiness } from '../../../engine/reset/check-campaign.ts';
import { run } from '../../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-check-'));
let mailbox: Mailbox;
let page: Server;
let url: string;

beforeAll(async () => {
  mailbox = await startMailbox();
  page = createServer((_, response) => response.end('a page'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(page.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await mailbox.stop();
  page.closeAllConnections();
  page.close();
  rmSync(folder, { recursive: true });
});

async function check(journey: object, ...words: string[]) {
  return reset(journey, 'check', ...words);
}

async function reset(journey: object, ...words: string[]) {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth', baseURL: url, rpId: 'localhost' },
    reset: {
      brand: { name: 'Acme' },
      channels: [mailbox.settings],
      journey: { pageUrl: url, loginUrl: `${url}/login`, passkey: { rpId: 'localhost' }, ...journey },
    },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['reset', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

it('lets a campaign begin whose channel, pages, passkeys and target work together, and writes to nobody', async () => {
  const { exitCode, said } = await check({}, '--json');
  const { ready, checks } = JSON.parse(said) as CampaignReadiness;
  expect(checks.filter(({ verdict }) => verdict === 'fatal')).toEqual([]);
  // What is not encrypted is good enough for this machine alone.
  expect(checks.filter(({ verdict }) => verdict === 'warning').map(({ title }) => title)).toEqual([
    'Our page is encrypted',
    'The login page is encrypted',
  ]);
  expect({ ready, exitCode }).toEqual({ ready: true, exitCode: 0 });
  expect(mailbox.received).toHaveLength(0);
});

it('says what to change where passkeys of our page would open nothing', async () => {
  const { exitCode, said } = await check({ passkey: { rpId: 'acme.example' } });
  expect(exitCode).toBe(3);
  expect(said).toContain('A campaign cannot begin like this.');
  expect(said).toContain('It looks for localhost: a passkey for acme.example would open nothing.');
  expect(said).toMatch(/✗ Passkeys can be made on our page: no\.\n {4}A browser refuses .*\n {4}To do: Move/);
});

it('begins no campaign that would fail for customers, and says what it is', async () => {
  const { exitCode, warned } = await reset({ passkey: { rpId: 'acme.example' } }, 'start', 'autumn', '--yes');
  expect(exitCode).toBe(1);
  expect(warned).toContain('CAMPAIGN_NOT_READY');
  expect(warned).toContain('a passkey for acme.example would open nothing');
  expect((await reset({}, 'list', '--json')).said.trim()).toBe('[]');
});

it('stops at a mail server that is not there, and warns of a page that does not answer', async () => {
  await mailbox.stop();
  const silent = `http://localhost:${await freePort()}`;
  const { exitCode, said } = await check({ pageUrl: silent }, '--json');
  mailbox = await startMailbox();
  const { checks } = JSON.parse(said) as CampaignReadiness;
  expect(exitCode).toBe(3);
  expect(checks.find(({ title }) => title.startsWith('The channel'))?.verdict).toBe('fatal');
  expect(checks.find(({ title }) => title === 'Our page answers')).toMatchObject({
    verdict: 'warning',
    found: `${silent}: no answer (ECONNREFUSED).`,
  });
});

it('says that nobody loses a factor where nobody has one', async () => {
  const { exitCode, said } = await reset({}, 'factors');
  expect(exitCode).toBe(0);
  expect(said).toContain('Nobody in the ledger has a second factor or a passkey.');
});
