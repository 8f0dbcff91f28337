/** Proofs against a target in memory that keeps its door well, or badly in one of the known ways. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { customer, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { SETTINGS } from '../../test/door-parts.ts';
import { openTestLedger } from '../../test/ledger-template.ts';
import { type Doorkeeper, openMemory } from '../../test/memory-target.ts';
import type { Crossing } from './crossing.ts';
import { importRun } from './import.ts';
import { objectionsTo, type ProofGate, proofBasis } from './prove/gate.ts';
import { keepProofs } from './prove/keep.ts';
import type { Proof } from './prove/proof.ts';
import { askVolunteers, watchVolunteers } from './prove/volunteers.ts';
import { type ProveOptions, type ProveResult, previewProof, provePopulations } from './prove.ts';

/** PBKDF2 with 20 rounds: what is looked at here is who gets in, not what it costs to find out. */
const DJANGO = 'pbkdf2_sha256$20$seasalt$wYxgQk2OxnBPWZsYvFBrQlpJ3BC5t1UmiYS4sWbgzJo=';

const BASIS = proofBasis('footbridge test', {});

const OPTIONS: ProveOptions = {
  emailDomain: 'proof.invalid',
  attributes: {},
  validDays: 30,
  library: 'footbridge test',
  login: SETTINGS,
  secret: () => 'unused',
  scratch: () => openTestLedger(),
};

const ROWS = [{ identity: customer('u1', { password: { hash: DJANGO } }) }];

async function proveWith(
  doorkeeper: Doorkeeper | undefined,
  formats = ['django-pbkdf2-sha256', 'bcrypt-2b'],
) {
  let result: { readonly proofs: readonly Proof[]; readonly users: number } | undefined;
  await withCrossing(ROWS, async (crossing) => {
    prepare(crossing, doorkeeper, formats);
    const { proofs } = await provePopulations(withLogin(crossing), OPTIONS);
    result = { proofs, users: crossing.store.users.size };
  });
  if (result === undefined) throw new Error('nothing was proven');
  return result;
}

describe('a proof', () => {
  it('is given to a target that lets the right one in and nobody else, and leaves nobody behind', async () => {
    const { proofs, users } = await proveWith('honest');
    expect(
      proofs.map(({ verdict, reason, population }) => [
        verdict,
        reason,
        population.format,
        population.parameters,
      ]),
    ).toEqual([['proven', undefined, 'django-pbkdf2-sha256', 'sha256, 20 rounds, 32 bytes']]);
    expect(proofs[0]?.cases.map(({ name, observed }) => `${name} ${observed}`)).toEqual([
      'right accepted',
      'right-again accepted',
      'wrong refused',
      'truncated refused',
      'case-changed refused',
      'empty refused',
      'right-unicode accepted',
      'right-spaces accepted',
      'right-long accepted',
      'cut-at-72 refused',
    ]);
    expect(proofs[0]?.evidence).toMatchObject({ judgedBy: 'target', left: [] });
    expect(proofs[0]?.evidence.removed).toEqual(proofs[0]?.evidence.created);
    expect(users).toBe(0);
  });

  it.each([
    ['nobody', 'right: expected accepted, observed refused'],
    ['everybody', 'wrong: expected refused, observed accepted'],
    ['cuts-at-72', 'right-long: expected accepted, observed refused'],
    ['folds-case', 'case-changed: expected refused, observed accepted'],
    ['trims', 'right-spaces: expected accepted, observed refused'],
  ] as const)('catches a target that says 201 and then lets in: %s', async (doorkeeper, reason) => {
    const { proofs, users } = await proveWith(doorkeeper);
    expect(proofs[0]?.verdict).toBe('failed');
    expect(proofs[0]?.reason).toContain(reason);
    expect(users).toBe(0);
  });

  it('of a hash that stays in the vault is given by the login door, and from the second login on by the target', async () => {
    const { proofs, users } = await proveWith('honest', ['bcrypt-2b']);
    expect(proofs[0]).toMatchObject({
      verdict: 'proven',
      population: { credentialPlan: 'vault' },
      evidence: { judgedBy: 'door' },
    });
    expect(users).toBe(0);
  });

  it('is refused of a population that there is not, and says which there are', async () => {
    await withCrossing(ROWS, async (crossing) => {
      prepare(crossing, 'honest');
      const proving = provePopulations(withLogin(crossing), { ...OPTIONS, only: ['bcrpt'] });
      await expect(proving).rejects.toThrow(/of "bcrpt"; there is django-pbkdf2-sha256:sha256, 20 rounds/);
    });
  });

  it('cannot be had where nobody can log in, and says what to do', async () => {
    const { proofs } = await proveWith(undefined);
    expect(proofs[0]).toMatchObject({ verdict: 'not-provable', cases: [] });
    expect(proofs[0]?.reason).toContain('loginClientId');
  });
});

describe('the gate of an import', () => {
  it('lets nobody cross without a proof, and everybody with one, in the same run', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'honest');
      const crossing = gated(made);
      await expect(importRun(crossing)).rejects.toMatchObject({ code: 'PROOF_MISSING' });
      expect(made.store.users.size).toBe(0);
      await provePopulations(crossing, OPTIONS);
      const { ended, account } = await importRun(crossing);
      expect({ ended, moved: account.ended.moved }).toEqual({ ended: 'done', moved: 1 });
    });
  });

  it('takes no proof that failed, that is of another library, or of another target', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'everybody');
      const crossing = gated(made);
      await provePopulations(crossing, OPTIONS);
      await expect(importRun(crossing)).rejects.toThrow(/newest proof says "failed"/);
      made.store.doorkeeper = 'honest';
      await provePopulations(crossing, OPTIONS);
      const upgraded = {
        ...crossing,
        settings: { ...crossing.settings, proofs: { basis: 'newer', waived: [] } },
      };
      await expect(importRun(upgraded)).rejects.toThrow(/have changed since/);
      const session = { ...crossing.target.session, fingerprint: async () => 'another' };
      await crossing.ledger.db.query('update ledger set target = null');
      await expect(importRun({ ...crossing, target: { ...crossing.target, session } })).rejects.toThrow(
        /never proven/,
      );
      expect(made.store.users.size).toBe(0);
    });
  });

  it('is asked again by a run that goes on: what it had let cross was one wave, or somebody else’s word', async () => {
    const plain = Array.from({ length: 60 }, (_, at) => ({
      identity: customer(`p${at}`, { password: undefined }),
    }));
    await withCrossing([...plain, ...ROWS], async (made) => {
      prepare(made, 'honest');
      const crossing = gated(made);
      const waves = [{ name: 'canary', where: { credentialPlans: ['none' as const] } }, { name: 'rest' }];
      const waved = { ...crossing, settings: { ...crossing.settings, waves } };
      const stop = new AbortController();
      const canary = await importRun(waved, {
        onlyWave: 'canary',
        signal: stop.signal,
        onProgress: ({ phase }) => phase === 'write' && stop.abort(),
      });
      expect(canary.ended).toBe('stopped');
      await expect(importRun(waved)).rejects.toMatchObject({ code: 'PROOF_MISSING' });
      expect(made.store.users.size).toBeLessThanOrEqual(60);
    });
  });

  it('notes by whose word a population crosses without one', async () => {
    await withCrossing(ROWS, async (made) => {
      const waived = [{ population: 'django-pbkdf2-sha256', by: 'ana', reason: 'they are ten' }];
      prepare(made, undefined);
      const crossing = gated(made, waived);
      await importRun(crossing);
      const { rows } = await crossing.ledger.db.query<{ facts: object }>(
        `select facts from event where kind = 'proof-waived'`,
      );
      expect(rows).toMatchObject([
        { facts: { by: 'ana', reason: 'they are ten', format: 'django-pbkdf2-sha256' } },
      ]);
    });
  });
});

describe('a proof that was killed', () => {
  it('is cleaned up after by the next one, which touches nobody else', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'honest');
      const crossing = withLogin(made);
      const died = new Error('kill -9');
      const session = {
        ...crossing.target.session,
        login: () => Promise.reject(died),
        remove: () => Promise.reject(died),
      };
      await expect(
        provePopulations({ ...crossing, target: { ...crossing.target, session } }, OPTIONS),
      ).rejects.toThrow();
      const left = made.store.users.size;
      expect(left).toBeGreaterThan(5);
      await made.target.session.write([
        {
          id: 'x',
          operation: 'create',
          externalId: 'f'.repeat(32),
          identity: customer('bystander'),
          credentialPlan: 'native',
        },
      ]);
      const { cleaned, proofs }: ProveResult = await provePopulations(crossing, OPTIONS);
      expect(cleaned).toMatchObject({ removed: left, left: [] });
      expect(proofs[0]?.verdict).toBe('proven');
      expect([...made.store.users.values()].map(({ identity }) => identity.sourceId)).toEqual(['bystander']);
    });
  });
});

describe('a volunteer', () => {
  it('is proof once they have logged in behind their move, and not before', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'honest');
      const crossing = withLogin(made);
      await importRun(crossing);
      const asked = await askVolunteers(crossing.ledger, ['U1@shop.example', 'nobody@shop.example'], 'ana');
      expect(asked).toEqual({ marked: 1, unknown: [2] });
      expect(await watchVolunteers(crossing, OPTIONS)).toEqual({ proofs: [], waiting: 1 });
      for (const user of made.store.users.values()) user.touched += 1;
      const { proofs } = await watchVolunteers(crossing, OPTIONS);
      expect(proofs).toMatchObject([{ kind: 'volunteer', verdict: 'proven', cases: [{ name: 'right' }] }]);
      expect(JSON.stringify(proofs)).not.toContain('shop.example');
      expect(await watchVolunteers(crossing, OPTIONS)).toEqual({ proofs: [], waiting: 0 });
    });
  });
});

describe('a volunteer beside synthetic customers', () => {
  it('makes up for those that could not be made, and not for those who were let in by a wrong password', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'honest');
      await importRun(withLogin(made));
      await askVolunteers(made.ledger, ['u1@shop.example'], 'ana');
      const [user] = made.store.users.values();
      if (user !== undefined) user.touched += 1;
      const [volunteer] = (await watchVolunteers(gated(made), { ...OPTIONS })).proofs;
      if (volunteer === undefined) throw new Error('no proof of the volunteer');
      const judge = async (verdict: Proof['verdict'], later: number) => {
        const at = new Date(Date.parse(volunteer.at) + later).toISOString();
        const proof: Proof = { ...volunteer, id: randomUUID(), kind: 'synthetic', verdict, at };
        await made.ledger.db.transaction((tx) => keepProofs(made.ledger, tx, [proof]));
        const population = { ...volunteer.population, customers: 1 };
        return objectionsTo([population], made.ledger.db, made.target, {
          basis: volunteer.basis,
          waived: [],
        });
      };
      expect(await judge('not-provable', 1_000)).toEqual([undefined]);
      expect(await judge('failed', 2_000)).toEqual(['its newest proof says "failed"']);
      const [again] = await judge('failed', -1_000);
      expect(again).toContain('failed');
    });
  });

  it('is not asked who the target is by a dry run, as long as there is no proof of it', async () => {
    await withCrossing(ROWS, async (made) => {
      prepare(made, 'honest');
      const session = { ...made.target.session, fingerprint: () => Promise.reject(new Error('it writes')) };
      const { populations } = await previewProof({ ...made, target: { ...made.target, session } }, {});
      expect(populations).toMatchObject([{ because: 'it was never proven at this target' }]);
    });
  });
});

function prepare(
  { store }: TestCrossing,
  doorkeeper: Doorkeeper | undefined,
  formats = ['django-pbkdf2-sha256', 'bcrypt-2b'],
): void {
  store.formats = formats;
  if (doorkeeper !== undefined) store.doorkeeper = doorkeeper;
}

/** As the operator has it: a session that can log in, and a vault for what the target does not verify. */
function withLogin(crossing: TestCrossing): Crossing {
  const { target, settings, store } = crossing;
  return {
    ...crossing,
    target: { ...target, session: openMemory(store) },
    settings: { ...settings, unsupported: 'vault' },
  };
}

/** Without the waiver that tests of other things have. */
function gated(crossing: TestCrossing, waived: ProofGate['waived'] = []): Crossing {
  const opened = withLogin(crossing);
  return { ...opened, settings: { ...opened.settings, proofs: { basis: BASIS, waived } } };
}
