/** The old shop over HTTP, asked by the same connector, with the settings of the example, that the demo uses. */
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import example from '../../../examples/old-shop/footbridge.config.ts';
import { TypedPassword } from '../../identity/typed-password.ts';
import { http } from '../../legacy/http.ts';
import type { LegacyAnswer } from '../../legacy/legacy.ts';
import { clubEmail, MEMBERS } from './club.ts';
import { openLiveShop, serveLiveShop } from './live-shop.ts';
import { LOW_COSTS } from './old-hashes.ts';
import { emailOf, REGULARS } from './regulars.ts';
import { writeClub, writeOldShop } from './write-shop.ts';

const KEY = 'the key of the door';
const [alma] = MEMBERS;
let server: Server;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-shop-'));
  const file = join(folder, 'club.ndjson');
  const { ndjson } = await writeOldShop(folder, 100, LOW_COSTS);
  await writeClub(file, LOW_COSTS);
  server = createServer(serveLiveShop(await openLiveShop([ndjson, file]), KEY));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(email: string, password: string, key = KEY): Promise<LegacyAnswer> {
  const { type: _type, mapping: _mapping, ...settings } = example.legacy ?? {};
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const config = http.config.parse({
    ...settings,
    url: `${url}/check`,
    check: `${url}/health`,
    apiKey: key,
  });
  const session = await http.open(config, { folder: '.', secret: () => '' });
  try {
    const identifier = { type: 'email', value: email, key: email } as const;
    return await session.verify(identifier, new TypedPassword(password), {}, AbortSignal.timeout(5_000));
  } finally {
    await session.close();
  }
}

describe('the living shop', () => {
  it('knows its club, and tells who they are without a hash', async () => {
    if (alma === undefined) throw new Error('the club has members');
    const answer = await ask(clubEmail(alma), alma.password);
    expect(answer).toMatchObject({ outcome: 'match', profile: { sourceId: 'club-1' } });
    expect(JSON.stringify(answer)).not.toContain('$2y$');
  });

  it('refuses a wrong password, and does not know a stranger', async () => {
    if (alma === undefined) throw new Error('the club has members');
    expect(await ask(clubEmail(alma), 'birch-harbour')).toEqual({ outcome: 'wrong' });
    expect(await ask('nobody@example.org', alma.password)).toEqual({ outcome: 'unknown' });
  });

  it('lets every regular in but the one who is blocked', async () => {
    for (const regular of REGULARS) {
      const { outcome } = await ask(emailOf(regular), regular.password);
      expect([regular.first_name, outcome]).toEqual([
        regular.first_name,
        regular.blocked === true ? 'blocked' : 'match',
      ]);
    }
  });

  it('a door without the right key hears of a failure, and of no wrong password', async () => {
    if (alma === undefined) throw new Error('the club has members');
    const answer = await ask(clubEmail(alma), alma.password, 'a wrong key');
    expect(answer).toMatchObject({ outcome: 'technical-error', found: '403' });
  });
});
