import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../../test/cli/recorded-terminal.ts';
import { copyTemplate } from '../../../../test/ledger-template.ts';
import { wordsOf } from '../../../../test/report/words.ts';
import { addCampaign, addCustomer, addJourney } from '../../../../test/reset-rows.ts';
import { openLedger } from '../../../ledger/ledger.ts';
import { run } from '../../run.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'funnel-'));
  renameSync(await copyTemplate(), join(folder, '.footbridge'));
  const ledger = await openLedger({ folder: join(folder, '.footbridge'), env: {} });
  const id = await addCampaign(ledger, 'autumn');
  const sent = { sent_at: '2026-11-18T08:00:00Z' };
  await addJourney(ledger, id, await addCustomer(ledger, 'ana', 'gold'), { ...sent, cohort: 'gold' });
  await addJourney(ledger, id, await addCustomer(ledger, 'ben'), {
    ...sent,
    opened_at: '2026-11-18T09:00:00Z',
    started_at: '2026-11-18T09:01:00Z',
    at_step: 'done',
    done_at: '2026-11-18T09:30:00Z',
    ended: 'done',
  });
  await ledger.close();
  const config = {
    name: 'acme',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth' },
    reset: {
      brand: { name: 'Acme' },
      channels: [
        { type: 'smtp', host: '127.0.0.1', from: { name: 'Acme', address: 'no-reply@acme.example' } },
      ],
      journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://login.acme.example' },
    },
    assume: { resetContactRate: 0.05 },
  };
  writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function footbridge(...words: string[]) {
  const terminal = recordTerminal({
    folder,
    environment: { FOOTBRIDGE_OPERATOR: 'ines' },
  });
  const exitCode = await run(words, terminal);
  return { exitCode, said: terminal.said(), warned: terminal.warned() };
}

describe('footbridge reset funnel', () => {
  it('shows the stages, the parts asked for, and writes the same to be printed', async () => {
    const shown = await footbridge('reset', 'funnel', 'autumn', '--by', 'cohort', '--report', 'autumn.html');
    expect(shown.exitCode).toBe(0);
    expect(shown.said).toMatch(/sent +2 +100 %/);
    expect(shown.said).toMatch(/done +1 +50 %/);
    expect(shown.said).toContain('(expected 50.0)');
    expect(shown.said).toMatch(/gold +1 +1 +0 +0 +0 +–/);
    expect(wordsOf(readFileSync(join(folder, 'autumn.html'), 'utf8'))).toContain(
      'Of 2 customers who were sent a message',
    );
  });

  it.each([
    ['a campaign that is not there', ['spring'], 'CAMPAIGN_UNKNOWN'],
    ['a way to divide that is none', ['autumn', '--by', 'moon'], 'USAGE_WRONG'],
    ['a report that is no page', ['autumn', '--report', 'funnel.pdf'], 'USAGE_WRONG'],
  ])('refuses %s', async (_, words, code) => {
    const { exitCode, warned } = await footbridge('reset', 'funnel', ...words);
    expect(exitCode).not.toBe(0);
    expect(warned).toContain(code);
  });

  it('has its two lines in the status', async () => {
    const { said } = await footbridge('status');
    expect(said).toContain('autumn  running  sent 2 of 2');
    expect(said).toContain('opened 1 · done 1 (50 %)');
  });
});

it('footbridge reset resend and opt-out act for one customer, with a reason, and leave both in the story', async () => {
  const resent = await footbridge('reset', 'resend', 'ana@shop.example', '--reason', 'ticket 4711');
  expect(resent).toMatchObject({
    exitCode: 0,
    said: expect.stringContaining('"autumn" goes out before all others'),
  });
  const done = await footbridge('reset', 'resend', 'ben@shop.example', '--reason', 'ticket 4712');
  expect(done).toMatchObject({ exitCode: 1, warned: expect.stringContaining('they have crossed') });
  const out = await footbridge('reset', 'opt-out', 'ana@shop.example', '--reason', 'ticket 4711');
  expect(out.said).toContain('Out of 1 campaign; 1 message will not go out.');
  const story = (await footbridge('where', 'ana@shop.example')).said;
  expect(story).toMatch(/invitation-resent.*by ines.*ticket 4711/);
  expect(story).toMatch(/opted-out/);
  expect(story).toMatch(/message +withdrawn/);
});
