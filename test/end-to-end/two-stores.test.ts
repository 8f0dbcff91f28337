/**
 * Two regional stores into one target, from the command line alone: the same person in both becomes one account.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { run as runCommand } from '../../src/cli/run.ts';
import { recordTerminal } from '../cli/recorded-terminal.ts';

const KEY = Buffer.from(createHash('sha256').update('a key').digest()).toString('base64');

const EU = [
  'id,email,ok,given,family,birthdate',
  '1,ana@shop.example,true,Ana,Ruiz,1980-02-03',
  '2,bob@shop.example,true,Bob,Lund,1981-02-03',
];
const US = [
  'id,email,ok,given,family,birthdate',
  '1,ANA@shop.example,true,Anna,Ruiz,1980-02-03',
  '2,bob+us@shop.example,true,Bob,Lund,1981-02-03',
];

function writeStores(): string {
  const folder = mkdtempSync(join(tmpdir(), 'two-stores-'));
  writeFileSync(join(folder, 'eu.csv'), EU.join('\n'));
  writeFileSync(join(folder, 'us.csv'), US.join('\n'));
  const config = {
    name: 'two-stores',
    sources: [
      { name: 'eu', type: 'csv', path: 'eu.csv' },
      { name: 'us', type: 'csv', path: 'us.csv' },
    ],
    target: { type: 'better-auth', database: 'target.sqlite' },
    mapping: {
      fields: {
        id: 'id',
        email: 'email',
        'email.verified': 'ok',
        'profile.given_name': 'given',
        'profile.family_name': 'family',
        'profile.birthdate': 'birthdate',
      },
    },
    correlation: { authority: { 'profile.given_name': ['us'] } },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
  return folder;
}

it('finds them, shows them redacted, merges what is certain, moves one account and takes the merge back', async () => {
  const folder = writeStores();
  const run = async (...words: string[]) => {
    const terminal = recordTerminal({ folder, environment: { FOOTBRIDGE_KEY: KEY } });
    const exitCode = await runCommand(words, terminal);
    return { exitCode, stdout: terminal.said(), stderr: terminal.warned() };
  };
  const usersInTarget = () => {
    const database = new DatabaseSync(join(folder, 'target.sqlite'), { readOnly: true });
    const users = database.prepare('select email, name from user order by email').all();
    database.close();
    return users.map(({ email, name }) => `${email} ${name}`);
  };

  expect((await run('import')).stdout).toContain('read 4 = held 2 + moved 2 ✓');
  const found = await run('link', 'find', '--json');
  expect(found.exitCode).toBe(3);
  expect(JSON.parse(found.stdout)).toMatchObject({ read: 4, tiers: { certain: 1, ambiguous: 1 }, fresh: 2 });

  const shown = await run('link', 'show', '1');
  expect(shown.stdout).toMatch(/[aA]\*\*\*@s\*\*\*\.example {2}verified {2}of A and B/);
  expect(shown.stdout).not.toMatch(/ruiz|shop/i);
  expect((await run('link', 'show', '1', '--reveal')).stdout).toContain('Ruiz');

  const refused = await run('link', 'merge', '--tier', 'ambiguous');
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect((await run('link', 'merge', '--tier', 'certain', '--dry-run')).stdout).toContain(
    '1 certain match would be',
  );
  expect((await run('link', 'merge', '--tier', 'certain', '--yes')).exitCode).toBe(0);
  expect((await run('link', 'separate', '2', '--note', 'father and son')).exitCode).toBe(0);
  expect((await run('link', 'list')).exitCode).toBe(0);

  expect((await run('import')).stdout).toContain('read 4 = merged 1 + moved 3 ✓');
  expect(usersInTarget()).toEqual([
    'ana@shop.example Anna Ruiz',
    'bob+us@shop.example Bob Lund',
    'bob@shop.example Bob Lund',
  ]);
  await run('ids', '--output', 'ids.csv');
  const [header, ...ids] = readFileSync(join(folder, 'ids.csv'), 'utf8').trim().split('\n');
  expect(header).toBe('source,source_id,target_id');
  const targetOf = (source: string) => ids.find((line) => line.startsWith(`${source},1,`))?.split(',')[2];
  expect(targetOf('eu')).toBe(targetOf('us'));

  expect((await run('link', 'undo', '1')).exitCode).toBe(0);
  const again = await run('import');
  expect(again.stdout).toContain('held 1 + moved 3 ✓');
  const problems = await run('problems', 'list');
  expect(problems.stdout).toMatch(/(eu|us): row 1 +email +also on (eu|us): row 1/);
  expect((await run('audit', 'verify')).exitCode).toBe(0);
});
