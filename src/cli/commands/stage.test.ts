/** `footbridge stage`: customers of a CSV, a platform that we do not write, and who is asked for a new password. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { BCRYPT } from '../../../test/crossing.ts';
import { copyTemplate } from '../../../test/ledger-template.ts';
import { run } from '../run.ts';

/** phpass, which Auth0 does not take: the example of https://www.openwall.com/phpass/ */
const PHPASS = '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0';

let template: string;
let folder: string;

beforeAll(async () => {
  template = await copyTemplate();
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'footbridge-stage-'));
  cpSync(template, join(folder, '.footbridge'), { recursive: true });
  const rows = [
    'id,email,hash',
    `1,ada@shop.example,${BCRYPT}`,
    `2,ben@shop.example,${PHPASS}`,
    '3,cleo@shop.example,',
  ];
  writeFileSync(join(folder, 'customers.csv'), rows.join('\n'));
  return () => rmSync(folder, { recursive: true });
});

const HANDOVER = {
  type: 'auth0',
  url: 'https://acme.eu.auth0.com',
  clientId: 'footbridge',
  clientSecret: { secret: 'AUTH0_SECRET' },
};

const RESET = {
  brand: { name: 'Acme Travel' },
  channels: [{ type: 'smtp', host: '127.0.0.1', from: { name: 'Acme', address: 'welcome@acme.example' } }],
  journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://acme.example/login' },
};

const HOOK = { type: 'generic', secrets: [{ secret: 'HOOK_KEY' }] };

function configure(settings: object): void {
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    mapping: {
      fields: { id: 'id', email: 'email', 'email.verified': { value: true }, 'password.hash': 'hash' },
    },
    credentials: { absent: 'reset' },
    ...settings,
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
}

async function footbridge(...words: string[]) {
  const environment = { AUTH0_SECRET: 'a', HOOK_KEY: 'of thirty-two characters, or more' };
  const terminal = recordTerminal({ folder, environment });
  const exitCode = await run(words, terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

async function plans(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { credential_plan: plan, count } of JSON.parse((await footbridge('status', '--json')).said)
    .formats)
    counts[plan] = (counts[plan] ?? 0) + Number(count);
  return counts;
}

it('gives a campaign its customers, where a handover is all there is', async () => {
  configure({ reset: { ...RESET, handover: HANDOVER } });
  expect(await footbridge('stage', '--dry-run')).toMatchObject({
    exitCode: 0,
    said: expect.stringMatching(/Nothing was written[\s\S]*3 identities[\s\S]*known of Auth0 alone/),
  });
  const staged = await footbridge('stage');
  expect(staged).toMatchObject({ exitCode: 0, said: expect.stringContaining('read 3 = staged 3 ✓') });
  expect(staged.said).toContain('Judged by what is known of Auth0 alone');
  expect(await plans()).toEqual({ transcoded: 1, reset: 2 });
  const campaign = await footbridge('reset', 'start', 'autumn', '--dry-run', '--json');
  expect(campaign.exitCode).toBe(0);
  expect(JSON.parse(campaign.said)).toMatchObject({ counts: { asked: 2 } });
});

it('lists as problems what nobody decided; to undo there is nothing', async () => {
  configure({ hooks: [HOOK] });
  const staged = await footbridge('stage');
  expect(staged).toMatchObject({
    exitCode: 3,
    said: expect.stringMatching(/read 3 = held 2 \+ staged 1 ✓[\s\S]*problems list/),
  });
  const undone = await footbridge('rollback', '1');
  expect(undone).toMatchObject({ exitCode: 0, said: expect.stringContaining('there is nothing to undo') });
});

it('keeps hashes in the vault where a hook asks for them and the settings say so', async () => {
  configure({ hooks: [HOOK], credentials: { unsupported: 'vault', absent: 'reset' } });
  expect(JSON.parse((await footbridge('stage', '--json')).said)).toMatchObject({
    run: 1,
    ended: 'done',
    openProblems: 0,
    judgedBy: expect.stringMatching(/^settings: /),
  });
  expect(await plans()).toEqual({ vault: 2, reset: 1 });
});
