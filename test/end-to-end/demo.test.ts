/** The demo as a stranger runs it: one command, nothing but npm. */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMING, clubEmail, STAYING_AWAY } from '../../src/cli/demo/club.ts';
import { demoFolder, readServerNote } from '../../src/cli/demo/folder.ts';
import { Mail } from '../../src/cli/demo/mail.ts';
import { MESS } from '../../src/cli/demo/old-shop.ts';
import { signIn } from '../../src/cli/demo/sign-in.ts';
import { turnOldShop } from '../../src/cli/demo/start-server.ts';
import { RAGGED_ROWS } from '../../src/cli/demo/write-shop.ts';
import { type Finished, footbridge, startFootbridge } from '../cli/footbridge.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const config = ['--config', join('.footbridge', 'demo', 'footbridge.config.ts')];
let demo: Finished;
let shown: {
  readonly server: string;
  readonly proofs: readonly {
    readonly verdict: string;
    readonly evidence: { readonly left: readonly string[] };
  }[];
  readonly result: {
    readonly account: {
      readonly read: number;
      readonly balanced: boolean;
      readonly ended: Record<string, number>;
    };
  };
  readonly status: {
    readonly states: readonly {
      readonly state: string;
      readonly path: string;
      readonly credential_plan: string;
      readonly count: number;
    }[];
  };
  readonly logins: readonly { readonly who: string; readonly answer: string; readonly asExpected: boolean }[];
  readonly campaign: readonly {
    readonly who: string;
    readonly means: string;
    readonly answer: string;
    readonly asExpected: boolean;
  }[];
  readonly funnel: {
    readonly whole: {
      readonly meant: number;
      readonly sent: number;
      readonly outcomes: Record<string, number>;
    };
  };
};

beforeAll(async () => {
  demo = await footbridge(folder, ['demo', '--json']);
  shown = JSON.parse(demo.stdout);
});

afterAll(async () => {
  await footbridge(folder, ['demo', '--stop']);
});

function noteOf(place: string) {
  const note = readServerNote(demoFolder(place));
  if (note === undefined) throw new Error('the demo left no note of its server');
  return note;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** The first line of a mail server. */
async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const [line] = await once(socket, 'data');
  socket.destroy();
  return String(line);
}

describe('the demo', () => {
  it('proves every kind of password before anybody moves, and leaves none of the made-up customers behind', () => {
    expect(shown.proofs.length).toBeGreaterThan(3);
    expect(
      shown.proofs.filter(({ verdict, evidence }) => verdict !== 'proven' || evidence.left.length > 0),
    ).toEqual([]);
  });

  it('succeeds', () => {
    expect(demo).toMatchObject({ exitCode: 0 });
  });

  it('accounts for every one of 5,000 rows', () => {
    const { read, balanced, ended } = shown.result.account;
    const { lostHash: _, ...mess } = MESS;
    const bad = Object.values(mess).reduce((sum, count) => sum + count, 0);
    expect({ read, balanced }).toEqual({ read: 5_000, balanced: true });
    expect(ended.problem).toBe(RAGGED_ROWS);
    expect(ended.held).toBeGreaterThanOrEqual(bad);
    expect(ended.staged).toBeGreaterThan(400);
    const { moved = 0, held = 0, staged = 0 } = ended;
    expect(moved + held + staged + RAGGED_ROWS).toBe(5_000);
  });

  it('lets everybody in with the password they had, and nobody with a wrong one', () => {
    expect(shown.logins.filter(({ asExpected }) => !asExpected)).toEqual([]);
    const said = shown.logins.map(({ answer }) => answer);
    expect(said.filter((answer) => answer === 'refused').length).toBeGreaterThanOrEqual(6);
    expect(said).toContain('signed in with a code');
    expect(said).toContain('blocked');
    expect(said).toContain('try again later');
  });

  it('lets twenty of the club cross at a login, and two from the vault once the old shop is off', () => {
    const proven = shown.status.states.filter(({ state, path }) => state === 'proven' && path === 'jit');
    const counts = proven.map(({ credential_plan, count }) => [credential_plan, count]);
    expect(Object.fromEntries(counts)).toEqual({ legacy: COMING.length, native: 2 });
    expect(COMING.length).toBeGreaterThanOrEqual(20);
  });

  it('asks everybody whose hash was lost for a new password, and one of them sets it and signs in with it', () => {
    expect(shown.campaign.filter(({ asExpected }) => !asExpected)).toEqual([]);
    const said = shown.campaign.map(({ means, answer }) => [means, answer]);
    expect(said).toContainEqual(['mail, page, target', 'ready']);
    expect(said).toContainEqual(['the new password', 'signed in']);
    expect(said.filter(([means]) => means === 'the old password').map(([, answer]) => answer)).toEqual([
      'refused',
      'refused',
    ]);
    const { meant, sent, outcomes } = shown.funnel.whole;
    expect(sent).toBeGreaterThan(3);
    expect(meant).toBe(MESS.lostHash);
    expect(outcomes).toMatchObject({ done: 1, unopened: sent - 1, unreachable: MESS.lostHash - sent });
  });

  it('keeps the mails to be read, and whoever has not come yet can still open their link', async () => {
    const { url } = noteOf(folder);
    const mails = z.array(Mail).parse(await (await fetch(`${url}/mailbox.json`)).json());
    const invited = mails.filter(({ link }) => link !== undefined);
    expect(invited).toHaveLength(shown.funnel.whole.sent);
    const page = await (await fetch(`${url}/mailbox`)).text();
    for (const { to, link = '' } of invited) expect(page).toMatch(new RegExp(`${to}[^]*${link}`));
    expect((await fetch(invited.at(-1)?.link ?? '')).status).toBe(200);
    expect((await fetch(invited[0]?.link ?? '')).status).toBe(404);
  });

  it('leaves a ledger that the other commands look into while logins go on', async () => {
    const verified = await footbridge(folder, ['audit', 'verify', ...config]);
    expect(verified).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('each as it was written'),
    });
    const status = await footbridge(folder, ['status', ...config]);
    expect(status.stdout).toContain('at a login, with no hash in any export');
  });

  it('leaves the old shop off, to be switched on for a member of the club, and off again for good', async () => {
    const note = noteOf(folder);
    const [, boris] = STAYING_AWAY;
    if (boris === undefined) throw new Error('somebody stayed away');
    const attempt = { email: clubEmail(boris), password: boris.password };
    expect(await signIn(note.url, attempt)).toBe('try again later');
    await turnOldShop(note, 'PUT');
    expect(await signIn(note.url, attempt)).toBe('signed in');
    expect(await turnOldShop(note, 'GET')).toBe(1);
    await turnOldShop(note, 'DELETE');
    expect(await answers(note.oldShop)).toBe(false);
    expect(await signIn(note.url, attempt)).toBe('signed in');
  });

  it('--stop ends all of it, and says so when there is none', async () => {
    const { url, oldShop, broker, mailPort } = noteOf(folder);
    expect(await Promise.all([url, broker].map(answers))).toEqual([true, true]);
    expect((await footbridge(folder, ['demo', '--stop'])).stdout).toContain('nothing of it is running');
    expect(await Promise.all([url, broker, oldShop].map(answers))).toEqual([false, false, false]);
    await expect(greeting(mailPort)).rejects.toThrow('ECONNREFUSED');
    expect((await footbridge(folder, ['demo', '--stop'])).stdout).toContain('No demo is running');
  });

  it('goes on by hand where it ended: an import moves the wave that waited', async () => {
    const moved = await footbridge(folder, ['import', ...config]);
    expect(moved).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('read 5,000') });
    const { stdout } = await footbridge(folder, ['status', '--json', ...config]);
    const status: { states: { state: string }[] } = JSON.parse(stdout);
    expect(status.states.map(({ state }) => state)).not.toContain('staged');
  });

  it('does not touch the ledger of a real migration', async () => {
    const environment = { DATABASE_URL: 'postgres://db.example/acme' };
    const refused = await footbridge(folder, ['demo'], environment);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('DATABASE_URL is set') });
  });

  it('leaves nothing running when it is killed in the middle of the logins', async () => {
    const place = mkdtempSync(join(tmpdir(), 'demo-killed-'));
    const running = startFootbridge(place, ['demo']);
    const scene = Promise.withResolvers<void>();
    running.process.stdout?.on('data', () => {
      if (readServerNote(demoFolder(place)) !== undefined) scene.resolve();
    });
    await Promise.race([scene.promise, running.finished]);
    const { url, oldShop, broker } = noteOf(place);
    running.process.kill('SIGKILL');
    await running.finished;
    for (const one of [url, oldShop, broker]) await expect.poll(() => answers(one), POLLED).toBe(false);
    await expect.poll(() => readServerNote(demoFolder(place)), POLLED).toBeUndefined();
  });
});

/** Milliseconds. */
const POLLED = { timeout: 20_000, interval: 100 };
