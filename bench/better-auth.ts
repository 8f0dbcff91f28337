/**
 * How fast users go into a Better Auth on SQLite: our batches beside its own adapter, one user at a time.
 *
 *     npx node bench/better-auth.ts [users]
 *
 * Both write the same user with a password, dates and our record, in transactions of 500, into a fresh file.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blankIdentity } from '../src/identity/identity.ts';
import { createPace } from '../src/net/pace.ts';
import { openEmbedded } from '../src/targets/better-auth/embedded.ts';
import { betterAuth } from '../src/targets/better-auth/index.ts';
import type { Write } from '../src/targets/target.ts';

const USERS = Number(process.argv[2] ?? 20_000);
const BATCH = 500;
const SECRET = 'a secret for benchmarks, long enough to be one: 0123456789';

/** Made by PHP; never verified here. */
const HASH = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-bench-'));
try {
  const ours = await measure(writeBatches);
  const adapter = await measure(writeByAdapter);
  console.log(row('target better-auth', ours));
  console.log(row('Better Auth’s adapter, one by one', adapter));
  console.log(`factor ${(ours.perSecond / adapter.perSecond).toFixed(1)}`);
} finally {
  rmSync(folder, { recursive: true });
}

interface Rate {
  readonly perSecond: number;
  /** Users in a second of processor time: what a busy machine does not distort. */
  readonly perCpuSecond: number;
}

async function measure(write: () => Promise<void>): Promise<Rate> {
  const start = performance.now();
  const before = process.cpuUsage();
  await write();
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: (USERS * 1e3) / (performance.now() - start),
    perCpuSecond: (USERS * 1e6) / (user + system),
  };
}

function row(name: string, { perSecond, perCpuSecond }: Rate): string {
  const rate = (users: number) => Math.round(users).toLocaleString('en').padStart(7);
  return `${name.padEnd(34)} ${rate(perSecond)} users/s ${rate(perCpuSecond)} users/s of processor time`;
}

async function writeBatches(): Promise<void> {
  const session = await betterAuth.open(
    betterAuth.config.parse({ database: 'ours.sqlite', secret: SECRET }),
    {
      folder,
      pace: createPace({ concurrency: 1 }),
      secret: () => '',
    },
  );
  for (let start = 0; start < USERS; start += BATCH) {
    const outcomes = await session.write(
      Array.from({ length: BATCH }, (_, index) => customer(start + index)),
    );
    if (outcomes.some(({ status }) => status !== 'done')) throw new Error('a record was refused');
  }
  await session.close();
}

async function writeByAdapter(): Promise<void> {
  const path = join(folder, 'adapter.sqlite');
  const { auth, database } = await openEmbedded({
    path,
    secret: SECRET,
    baseURL: 'http://localhost:3000',
    secrets: {},
    rateLimited: false,
  });
  const { adapter } = await auth.$context;
  for (let start = 0; start < USERS; start += BATCH) {
    await adapter.transaction(async (transaction) => {
      for (let number = start; number < start + BATCH; number += 1) {
        const now = new Date();
        const dates = { createdAt: now, updatedAt: now };
        const user = await transaction.create<Record<string, unknown>>({
          model: 'user',
          data: { name: `Customer ${number}`, email: emailOf(number), emailVerified: true, ...dates },
        });
        const userId = String(user.id);
        const account = { userId, accountId: userId, providerId: 'credential', password: HASH, ...dates };
        await transaction.create({ model: 'account', data: account });
        const record = { userId, externalId: externalIdOf(number) };
        await transaction.create({ model: 'footbridgeIdentity', data: record });
      }
    });
  }
  database.close();
}

function customer(number: number): Write {
  return {
    id: String(number),
    operation: 'create',
    externalId: externalIdOf(number),
    credentialPlan: 'native',
    identity: {
      ...blankIdentity(String(number)),
      identifiers: [{ type: 'email', value: emailOf(number), verified: true }],
      profile: { name: `Customer ${number}` },
      password: { format: 'bcrypt', hash: HASH },
      createdAt: '2024-03-01T10:00:00Z',
    },
  };
}

function emailOf(number: number): string {
  return `c${number}@shop.example`;
}

function externalIdOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}
