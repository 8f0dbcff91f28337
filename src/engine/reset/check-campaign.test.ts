import { expect, it } from 'vitest';
import { createMemoryStore, openMemory } from '../../../test/memory-target.ts';
import { memoryChannel, plainWriter, TEST_POLICY } from '../../../test/reset.ts';
import { createPace } from '../../net/pace.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { TargetReset, TargetSession } from '../../targets/target.ts';
import { checkCampaign, type Outside } from './check-campaign.ts';
import type { ResetParts } from './parts.ts';

const EVERYTHING: TargetReset = {
  setsPassword: true,
  addsFactors: ['totp', 'webauthn', 'recovery-codes'],
  begins: ['password'],
};

const OUTSIDE: Outside = { visit: async () => 200, relatedOrigins: async () => undefined };

const SETTINGS = { relyingParties: ['shop.example'] } as unknown as Awaited<
  ReturnType<NonNullable<TargetSession['inspect']>>
>;

type Given = Omit<ResetParts, 'ledger' | 'operator'>;

function given(change: Partial<Given> = {}, reset = EVERYTHING, methods: Partial<TargetSession> = {}): Given {
  const store = createMemoryStore();
  const session = { ...openMemory(store), inspect: async () => SETTINGS, ...methods };
  return {
    channels: [memoryChannel('email')],
    writer: plainWriter,
    policy: TEST_POLICY,
    unverified: false,
    accept: [],
    now: () => 0,
    target: {
      id: 'memory',
      session,
      pace: createPace({ concurrency: 1 }),
      patience: 1,
      batchMax: 1,
      undo: true,
      fit: () => ({ credentialPlan: 'none', reason: '', losses: [] }),
      reset,
    },
    ...change,
  };
}

async function notFine(parts: Given, outside: Partial<Outside> = {}) {
  const { checks, ready } = await checkCampaign(parts, { ...OUTSIDE, ...outside });
  expect(ready).toBe(!checks.some(({ verdict }) => verdict === 'fatal'));
  return checks.filter(({ verdict }) => verdict !== 'ok');
}

it('finds nothing where everything is in order', async () => {
  expect(await notFine(given())).toEqual([]);
});

it('stops at a channel that cannot be reached, and says why without hiding the others', async () => {
  const channel = memoryChannel('email');
  const away = new RemoteError('the mail server cannot be reached (ECONNREFUSED)', {
    answer: 'retry',
    ambiguous: false,
  });
  const broken = { ...channel, session: { ...channel.session, check: () => Promise.reject(away) } };
  const { checks, ready } = await checkCampaign(
    given({ channels: [broken, memoryChannel('phone')] }),
    OUTSIDE,
  );
  expect(ready).toBe(false);
  expect(checks.filter(({ title }) => title.includes('channel')).map(({ verdict }) => verdict)).toEqual([
    'fatal',
    'ok',
  ]);
  expect(JSON.stringify(checks)).toContain('ECONNREFUSED');
});

it('stops at a page that is not encrypted, and only warns of one that does not answer from here', async () => {
  const open = given({ policy: { ...TEST_POLICY, pageUrl: 'http://welcome.shop.example' } });
  expect((await notFine(open)).map(({ title, verdict }) => [title, verdict])).toEqual([
    ['Our page is encrypted', 'fatal'],
    ['Passkeys can be made on our page', 'fatal'],
  ]);
  const silent = await notFine(given(), { visit: async () => 'no answer (ECONNREFUSED)' });
  expect(silent.map(({ verdict }) => verdict)).toEqual(['warning', 'warning']);
  expect((await notFine(given(), { visit: async () => 502 })).map(({ verdict }) => verdict)).toEqual([
    'warning',
    'warning',
  ]);
});

it('stops where customers could set nothing anywhere', async () => {
  const nothing: TargetReset = { setsPassword: false, addsFactors: [], begins: [] };
  expect(await notFine(given({}, nothing))).toMatchObject([
    { verdict: 'fatal', title: 'Customers can set what they are asked for' },
  ]);
  const { target: _, ...without } = given();
  expect((await notFine(without)).map(({ verdict }) => verdict)).toContain('fatal');
});

it('counts no journey that a target declares and cannot begin as it is configured', async () => {
  const only: TargetReset = { setsPassword: false, addsFactors: [], begins: ['password'] };
  const policy = { ...TEST_POLICY, factors: 'none' as const };
  expect(await notFine(given({ policy }, only))).toEqual([]);
  const { beginReset: _, ...session } = openMemory(createMemoryStore());
  const parts = given({ policy }, only);
  const without = {
    ...parts,
    target: { ...parts.target, session } as unknown as NonNullable<Given['target']>,
  };
  expect((await notFine(without)).map(({ title }) => title)).toContain(
    'Customers can set what they are asked for',
  );
});

it('stops where a second factor is required of everybody and nobody can set one up', async () => {
  const passwords: TargetReset = { setsPassword: true, addsFactors: [], begins: [] };
  const required = { ...TEST_POLICY, factors: 'required' as const };
  expect((await notFine(given({ policy: required }, passwords))).map(({ verdict }) => verdict)).toEqual([
    'fatal',
  ]);
  expect((await notFine(given({}, passwords))).map(({ verdict }) => verdict)).toEqual(['warning']);
});

it('passes on what the target finds, and asks it about the way back to our page', async () => {
  const asked: (string | undefined)[] = [];
  const checkReset = async (returnTo: string | undefined) => {
    asked.push(returnTo);
    return [{ title: 'It can send e-mail', ok: false, fatal: false, found: 'It cannot.' }];
  };
  expect(await notFine(given({}, EVERYTHING, { checkReset }))).toEqual([
    { title: 'It can send e-mail', verdict: 'warning', found: 'It cannot.' },
  ]);
  expect(asked).toEqual(['https://welcome.shop.example/back']);
});

it('warns that a code by a second channel needs a second channel', async () => {
  const policy = { ...TEST_POLICY, confirm: 'code' as const };
  expect((await notFine(given({ policy }))).map(({ verdict }) => verdict)).toEqual(['warning']);
  expect(
    await notFine(given({ policy, channels: [memoryChannel('email'), memoryChannel('phone')] })),
  ).toEqual([]);
});
