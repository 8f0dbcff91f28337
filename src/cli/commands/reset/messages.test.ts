/** `footbridge reset preview` and `test-send`: messages as customers would get them, before anybody does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { type Behaviour, type Mailbox, startMailbox } from '../../../../test/servers/mailbox.ts';
import { run } from '../../run.ts';

let folder: string;
let mailbox: Mailbox;
let behaviour: Behaviour | undefined;

beforeEach(async () => {
  behaviour = undefined;
  mailbox = await startMailbox({ behave: () => behaviour });
  folder = mkdtempSync(join(tmpdir(), 'footbridge-messages-'));
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    hooks: [{ type: 'generic', secrets: [{ secret: 'KEY' }] }],
    reset: {
      brand: { name: 'Acme Travel', support: { email: 'help@acme.example' } },
      channels: [mailbox.settings],
      journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://acme.example/login' },
    },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
});

afterEach(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true });
});

async function reset(...words: string[]) {
  const terminal = recordTerminal({ folder });
  const exitCode = await run(['reset', ...words], terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

it('writes every message in every language, with a page that leads to them', async () => {
  const { exitCode, said } = await reset('preview', '--json');
  expect(exitCode).toBe(0);
  const { index, messages } = JSON.parse(said);
  expect(messages).toHaveLength(45);
  const page = readFileSync(index, 'utf8');
  expect(page).toContain('href="ja/code.html"');
  expect(page).toContain('Bitte legen Sie ein neues Passwort fest');
  expect(readFileSync(join(folder, 'reset-preview/fr/done.txt'), 'utf8')).toContain(
    'https://acme.example/login',
  );
  expect(mailbox.received).toHaveLength(0);
});

it('writes one message in one language where that is asked for', async () => {
  const { said } = await reset('preview', '--language', 'es', '--kind', 'code', '--out', 'look', '--json');
  expect(JSON.parse(said).messages.map(({ htmlFile }: { htmlFile: string }) => htmlFile)).toEqual([
    'es/code.html',
  ]);
});

it('says which messages and languages there are', async () => {
  expect(await reset('preview', '--kind', 'hello')).toMatchObject({
    exitCode: 2,
    warned: expect.stringContaining('there is invitation, reminder'),
  });
  expect(await reset('preview', '--language', 'xx')).toMatchObject({
    exitCode: 2,
    warned: expect.stringContaining('only in de, en, es, fr, ja'),
  });
});

it('sends one message that is marked as a test, and whose link opens nothing', async () => {
  const { exitCode, said } = await reset('test-send', '--to', 'ops@acme.example', '--language', 'de');
  expect(exitCode).toBe(0);
  expect(said).toContain('Its link opens nothing');
  const mail = await mailbox.next('ops@acme.example');
  const { subject, text = '', html = '' } = await mail.email();
  expect(subject).toBe('[Test] Bitte legen Sie ein neues Passwort fest: Acme Travel');
  expect(await mail.links()).toContain('https://welcome.acme.example/go/this-is-a-test-and-opens-nothing');
  expect(html).toContain('href="https://welcome.acme.example/go/this-is-a-test-and-opens-nothing"');
  expect(text).toContain('Guten Tag Mara Example,');
});

it('says that a message was refused, and fails', async () => {
  behaviour = { refuse: 'recipient', code: 550, says: '5.1.1 no such user' };
  const { exitCode, said } = await reset('test-send', '--to', 'nobody@acme.example', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ channel: 'smtp', status: 'refused' });
  expect(said).not.toContain('nobody@acme.example');
});

it('says which channels there are where none reaches such an address', async () => {
  const { exitCode, warned } = await reset('test-send', '--to', '+4915112345678');
  expect(exitCode).toBe(2);
  expect(warned).toContain('there is smtp (email)');
});
