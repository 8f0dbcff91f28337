/** Proofs at a real Better Auth, embedded: its own sign-in lets in and keeps out, and its own table is looked at. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importRun, type ProveOptions, provePopulations } from '../src/engine/index.ts';
import { proofBasis } from '../src/engine/prove/gate.ts';
import { createPace } from '../src/net/pace.ts';
import { betterAuth } from '../src/targets/better-auth/index.ts';
import type { TargetSession } from '../src/targets/target.ts';
import { BCRYPT, customer, type TestCrossing, withCrossing } from './crossing.ts';
import { SETTINGS } from './door-parts.ts';
import { openTestLedger } from './ledger-template.ts';

/** PBKDF2 with 20 rounds. */
const DJANGO = 'pbkdf2_sha256$20$seasalt$wYxgQk2OxnBPWZsYvFBrQlpJ3BC5t1UmiYS4sWbgzJo=';

const ROWS = [
  { identity: customer('ana') },
  { identity: customer('bea', { password: { hash: BCRYPT } }) },
  { identity: customer('carl', { password: { hash: DJANGO } }) },
];

const OPTIONS: ProveOptions = {
  emailDomain: 'proof.invalid',
  attributes: {},
  validDays: 30,
  library: 'footbridge test',
  login: SETTINGS,
  secret: () => 'unused',
  scratch: () => openTestLedger(),
};

const folder = mkdtempSync(join(tmpdir(), 'footbridge-prove-'));
const config = betterAuth.config.parse({
  database: 'app.sqlite',
  secret: 'a secret of thirty-two characters',
});
const pace = createPace({ concurrency: 4 });
let session: TargetSession;

beforeAll(async () => {
  session = await betterAuth.open(config, { folder, pace, secret: () => '' });
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

/** With a gate that nobody has waived. */
function atBetterAuth(crossing: TestCrossing) {
  const target = { ...crossing.target, id: betterAuth.id, session, pace };
  const proofs = { basis: proofBasis(OPTIONS.library, betterAuth.accepts.passwords), waived: [] };
  return {
    ...crossing,
    target: {
      ...target,
      fit: (identity: Parameters<typeof target.fit>[0]) => betterAuth.fit(identity, config),
    },
    settings: { ...crossing.settings, proofs },
  };
}

function emails(): string[] {
  const database = new DatabaseSync(join(folder, 'app.sqlite'), { readOnly: true });
  const rows = database.prepare('select email from user order by 1').all();
  database.close();
  return rows.map(({ email }) => String(email));
}

it('lets a population cross once it is proven, and not before; nobody made up is left', () =>
  withCrossing(ROWS, async (made) => {
    const crossing = atBetterAuth(made);
    const prove = async (format: string) =>
      (await provePopulations(crossing, { ...OPTIONS, only: [format] })).proofs;
    await expect(importRun(crossing)).rejects.toMatchObject({ code: 'PROOF_MISSING' });

    const proofs = [...(await prove('bcrypt-2y'))];
    const refusal: unknown = await importRun(crossing).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'PROOF_MISSING' });
    expect(String(refusal)).toContain('django-pbkdf2-sha256');
    expect(String(refusal)).not.toContain('bcrypt-2y');
    expect(emails()).toEqual([]);

    proofs.push(...(await prove('django-pbkdf2-sha256')));
    const facts = proofs.map(({ population, verdict, customers, evidence }) => [
      population.format,
      population.parameters,
      verdict,
      customers,
      evidence.judgedBy,
    ]);
    expect(facts).toEqual([
      ['bcrypt-2y', 'cost 4', 'proven', 2, 'target'],
      ['django-pbkdf2-sha256', 'sha256, 20 rounds, 32 bytes', 'proven', 1, 'target'],
    ]);
    for (const { cases, evidence } of proofs) {
      expect(cases.filter(({ observed }) => observed === 'accepted').length).toBeGreaterThanOrEqual(4);
      expect(cases.filter(({ observed }) => observed === 'refused').length).toBeGreaterThanOrEqual(4);
      expect(evidence.created.length).toBeGreaterThanOrEqual(8);
      expect(evidence.removed).toEqual(evidence.created);
    }
    expect(emails()).toEqual([]);

    const { ended, account } = await importRun(crossing);
    expect({ ended, moved: account.ended.moved }).toEqual({ ended: 'done', moved: 3 });
    expect(emails()).toEqual(['ana@shop.example', 'bea@shop.example', 'carl@shop.example']);
  }));
