import { describe, expect, it } from 'vitest';
import { BCRYPT, customer, customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { openJobs } from './batches/jobs.ts';
import { importRun } from './import.ts';
import { listProblems } from './problems.ts';
import { readStatus } from './status.ts';

async function problemsOf({ ledger }: TestCrossing): Promise<string[]> {
  const found: string[] = [];
  for await (const { row, code, field } of listProblems(ledger))
    found.push(`${row} ${code} ${field ?? ''}`.trim());
  return found;
}

describe('an import', () => {
  it('moves everybody, reads them back and accounts for every row', async () => {
    await withCrossing(customers(130), async (crossing) => {
      const { account, ended } = await importRun(crossing);
      expect(ended).toBe('done');
      expect(account).toMatchObject({
        read: 130,
        balanced: true,
        ended: { moved: 130 },
        written: { created: 130 },
      });
      expect(crossing.store.users.size).toBe(130);
      await crossing.ledger.chain.verify(crossing.ledger.db);
    });
  });

  it('moves nobody twice when it is run again on the same export', async () => {
    await withCrossing(customers(40), async (crossing) => {
      await importRun(crossing);
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ staged: { unchanged: 40, new: 0 }, ended: { moved: 40 }, written: {} });
      expect(crossing.store.calls).toHaveLength(40);
    });
  });

  it('carries over only what changed in a newer export', async () => {
    await withCrossing(customers(40), async (crossing) => {
      await importRun(crossing);
      crossing.rows = [
        ...customers(40).slice(1),
        { identity: customer('u1', { profile: { given_name: 'Renamed' } }) },
        { identity: customer('late') },
      ];
      const { account } = await importRun(crossing);
      expect(account.written).toEqual({ created: 1, updated: 1 });
      expect(crossing.store.users.size).toBe(41);
    });
  });

  it('holds one bad row and moves its neighbours', async () => {
    const rows = customers(5);
    rows[2] = { problems: [{ code: 'FIELD_INVALID', field: 'birthdate' }] };
    await withCrossing(rows, async (crossing) => {
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ read: 5, balanced: true, ended: { moved: 4, problem: 1 } });
      expect(await problemsOf(crossing)).toEqual(['3 FIELD_INVALID birthdate']);
    });
  });

  it('gives an address that two people share to the one who alone has it verified', async () => {
    const shared = (verified: boolean | undefined) => [
      {
        type: 'email' as const,
        value: 'shared@shop.example',
        ...(verified === undefined ? {} : { verified }),
      },
    ];
    const rows = [
      { identity: customer('a', { identifiers: shared(false) }) },
      { identity: customer('b', { identifiers: shared(true) }) },
      { identity: customer('c') },
    ];
    await withCrossing(rows, async (crossing) => {
      const { account } = await importRun(crossing);
      expect(account.ended).toEqual({ moved: 2, held: 1 });
      expect(await problemsOf(crossing)).toEqual(['1 IDENTIFIER_DUPLICATE email']);
    });
  });

  it('gives an address to nobody when nobody, or everybody, has it verified', async () => {
    const identifiers = [{ type: 'email' as const, value: 'shared@shop.example', verified: true }];
    const rows = [{ identity: customer('a', { identifiers }) }, { identity: customer('b', { identifiers }) }];
    await withCrossing(rows, async (crossing) => {
      expect((await importRun(crossing)).account.ended).toEqual({ held: 2 });
      expect(crossing.store.calls).toEqual([]);
    });
  });

  it('counts a row that is repeated word for word, and holds one that contradicts an earlier row', async () => {
    const rows = [
      { identity: customer('a') },
      { identity: customer('a') },
      { identity: customer('a', { status: 'disabled' }) },
    ];
    await withCrossing(rows, async (crossing) => {
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({
        read: 3,
        balanced: true,
        ended: { moved: 1, repeated: 1, problem: 1 },
      });
      expect(await problemsOf(crossing)).toEqual(['3 ID_REPEATED id']);
    });
  });

  it('plans what the operator says for people without a hash, but not for those who log in otherwise', () => {
    const { password: _none, ...without } = customer('ana');
    const rows = [
      { identity: without },
      { identity: { ...customer('bob'), password: { hash: '!' } } },
      { identity: { ...without, ...named('cleo'), links: [{ provider: 'google', subject: '1' }] } },
    ];
    return withCrossing(
      rows,
      async (crossing) => {
        await importRun(crossing);
        const { rows: planned } = await crossing.ledger.db.query(
          'select credential_plan as plan, row from identity order by row',
        );
        expect(planned.map(({ plan }) => plan)).toEqual(['legacy', 'none', 'none']);
      },
      { absent: 'legacy' },
    );
  });

  it('holds a hash that the target cannot verify until the operator says what to do', async () => {
    const phpass = { hash: '$P$9saltSALTlkJzvsltYDjlmLWize04h/' };
    const rows = [{ identity: customer('a', { password: phpass }) }, { identity: customer('b') }];
    await withCrossing(rows, async (crossing) => {
      expect((await importRun(crossing)).account.ended).toEqual({ held: 1, moved: 1 });
      expect((await problemsOf(crossing))[0]).toContain('1 PASSWORD_NOT_PORTABLE');
      const decided: TestCrossing = { ...crossing, settings: { ...crossing.settings, unsupported: 'vault' } };
      expect((await importRun(decided)).account).toMatchObject({ ended: { moved: 2 }, staged: { again: 1 } });
      const { states } = await readStatus(crossing.ledger);
      expect(states.find(({ credential_plan }) => credential_plan === 'vault')?.count).toBe(1);
    });
  });

  it('never sends a hash that is damaged or unknown', async () => {
    const rows = [
      { identity: customer('a', { password: { hash: BCRYPT.slice(0, 40) } }) },
      { identity: customer('b', { password: { hash: 'no hash at all' } }) },
      { identity: customer('c', { password: { hash: '!' } }) },
    ];
    await withCrossing(rows, async (crossing) => {
      const { account } = await importRun(crossing);
      expect(account.ended).toEqual({ held: 2, moved: 1 });
      expect([...crossing.store.users.values()][0]?.identity.password).toBeUndefined();
    });
  });

  it('holds whoever would lose something until the loss is accepted by name', async () => {
    const losses = () => [{ code: 'FIELD_NOT_PORTABLE' as const, field: 'consents' }];
    await withCrossing(customers(2), async (crossing) => {
      crossing.store.losses = losses;
      expect((await importRun(crossing)).account.ended).toEqual({ held: 2 });
      const accepted: TestCrossing = {
        ...crossing,
        settings: { ...crossing.settings, accept: ['consents'] },
      };
      expect((await importRun(accepted)).account.ended).toEqual({ moved: 2 });
      expect((await readStatus(crossing.ledger)).losses).toEqual([{ loss: 'consents', count: 2 }]);
    });
  });

  it('obeys insert, update and delete', async () => {
    await withCrossing(customers(3), async (crossing) => {
      await importRun(crossing);
      crossing.rows = [
        { identity: customer('u1'), operation: 'insert' },
        { identity: customer('stranger'), operation: 'update' },
        { identity: customer('u2', { status: 'disabled' }), operation: 'update' },
        { identity: customer('u3'), operation: 'delete' },
      ];
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ read: 4, balanced: true, written: { updated: 1, deleted: 1 } });
      expect(await problemsOf(crossing)).toEqual(['1 OPERATION_INVALID id', '2 OPERATION_INVALID id']);
      expect(crossing.store.users.size).toBe(2);
    });
  });

  it('leaves a user alone whom the customer changed since, rather than bring an old password back', async () => {
    await withCrossing(customers(1), async (crossing) => {
      await importRun(crossing);
      for (const user of crossing.store.users.values()) user.touched += 1;
      crossing.rows = [{ identity: customer('u1', { profile: { given_name: 'Renamed' } }) }];
      expect((await importRun(crossing)).account.ended).toEqual({ held: 1 });
      expect(await problemsOf(crossing)).toEqual(['1 TARGET_CHANGED']);
    });
  });
});

describe('an import into a target that misbehaves', () => {
  it('creates one user when the answer was lost, before or after the write happened', async () => {
    await withCrossing(customers(60), async (crossing) => {
      crossing.store.fault = ({ id }, attempt) => {
        if (attempt > 1) return undefined;
        return Number(id) % 3 === 0 ? 'lose-before' : Number(id) % 3 === 1 ? 'lose-after' : 'retry';
      };
      const { account } = await importRun(crossing);
      expect(account).toMatchObject({ balanced: true, ended: { moved: 60 } });
      expect(new Set([...crossing.store.users.values()].map(({ externalId }) => externalId)).size).toBe(60);
      expect(crossing.store.users.size).toBe(60);
    });
  });

  it('holds what is refused, with the reason, and moves the rest of the batch', async () => {
    await withCrossing(customers(20), async (crossing) => {
      crossing.store.fault = ({ identity }) => (identity.sourceId === 'u7' ? 'refuse' : undefined);
      const { account } = await importRun(crossing);
      expect(account.ended).toEqual({ moved: 19, held: 1 });
      expect(await problemsOf(crossing)).toEqual(['7 TARGET_REFUSED']);
    });
  });

  it('does not take over a stranger who has the same address', async () => {
    await withCrossing(customers(2), async (crossing) => {
      const stranger = { targetId: 'theirs', externalId: 'none', identity: customer('u1'), touched: 0 };
      crossing.store.users.set('theirs', stranger);
      const { account } = await importRun(crossing);
      expect(account.ended).toEqual({ moved: 1, held: 1 });
      expect(await problemsOf(crossing)).toEqual(['1 TARGET_CONFLICT email']);
      expect(crossing.store.users.get('theirs')).toBe(stranger);
    });
  });
});

describe('an import whose announcements are lost', () => {
  it('announces batches again that nobody came for, as when a worker died with them in its hands', async () => {
    await withCrossing(customers(200), async (crossing) => {
      const { write } = crossing.target.session;
      const jobs = await openJobs(crossing.ledger.db);
      let lost: Promise<void> | undefined;
      crossing.target.session.write = async (writes) => {
        lost ??= jobs.clear();
        await lost;
        return write(writes);
      };
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 200 });
      expect(crossing.store.calls).toHaveLength(200);
      await jobs.close();
    });
  });
});

describe('an import that must not begin', () => {
  it('refuses a second importer on the same ledger', async () => {
    await withCrossing(customers(30), async (crossing) => {
      const { write } = crossing.target.session;
      let second: Promise<unknown> | undefined;
      crossing.target.session.write = async (writes) => {
        second ??= importRun(crossing).catch((error: unknown) => error);
        await second;
        return write(writes);
      };
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 30 });
      expect(await second).toMatchObject({ code: 'LEDGER_BUSY' });
    });
  });

  it('refuses another target than the one whose users the ledger knows', async () => {
    await withCrossing(customers(3), async (crossing) => {
      await importRun(crossing);
      crossing.target.session.fingerprint = async () => 'another one';
      await expect(importRun(crossing)).rejects.toMatchObject({ code: 'TARGET_SWITCHED' });
      expect(crossing.store.calls).toHaveLength(3);
    });
  });

  it('refuses a target that is not ready, unless it is forced', async () => {
    await withCrossing(customers(3), async (crossing) => {
      const failing = { title: 'Room', ok: false, fatal: true, found: 'there is none' };
      crossing.target.session.check = async () => [failing];
      await expect(importRun(crossing)).rejects.toMatchObject({ code: 'TARGET_NOT_READY' });
      expect((await importRun(crossing, { force: true })).account.ended).toEqual({ moved: 3 });
    });
  });

  it('does not go on with another file than the one it was reading', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const stop = new AbortController();
      const { read } = crossing.source.reader;
      crossing.source.reader.read = async function* (cursor) {
        for await (const page of read(cursor)) {
          yield page;
          stop.abort();
        }
      };
      expect((await importRun(crossing, { signal: stop.signal })).ended).toBe('stopped');
      crossing.rows = customers(61);
      await expect(importRun(crossing)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
      crossing.source.reader.read = read;
      expect((await importRun(crossing, { fresh: true })).account.ended).toEqual({ moved: 61 });
    });
  });

  it('keeps the run open when the target is gone, and goes on when it is back', async () => {
    await withCrossing(customers(30), async (crossing) => {
      const { write } = crossing.target.session;
      crossing.target.session.write = async () => {
        throw new Error('nobody there');
      };
      await expect(importRun({ ...crossing, sleep: async () => undefined })).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
      });
      crossing.target.session.write = write;
      const { account, run } = await importRun(crossing);
      expect(account.ended).toEqual({ moved: 30 });
      expect(run.id).toBe(1);
    });
  });
});

function named(id: string) {
  const { sourceId, identifiers } = customer(id);
  return { sourceId, identifiers };
}
