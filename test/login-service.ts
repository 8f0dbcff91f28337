/** A hook before a real door, for the conformance suite: embedded ledger, legacy and target in memory. */
import { type Asking, openDoor } from '../src/engine/login.ts';
import { type Hook, type HookReply, type HookRequest, isReply } from '../src/hooks/hook.ts';
import type {
  Condition,
  LoginService,
  OpenLoginService,
  ServedCustomer,
} from '../src/hooks/hook-contract.ts';
import type { Identity } from '../src/identity/identity.ts';
import { externalId } from '../src/ledger/blind-index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { LegacyAnswer } from '../src/legacy/legacy.ts';
import { customer as blankCustomer } from './crossing.ts';
import {
  addToLegacy,
  createMemoryLegacy,
  legacyOn,
  SETTINGS,
  SOURCE,
  stage,
  targetOn,
} from './door-parts.ts';
import { openTestLedger } from './ledger-template.ts';
import { createMemoryStore } from './memory-target.ts';

export const openLoginService: OpenLoginService = async (hook, config, session) => {
  const test = await openTestLedger();
  const { ledger } = test;
  const legacy = createMemoryLegacy();
  const store = createMemoryStore();
  store.formats = ['argon2id'];
  const observed: unknown[] = [];
  const door = await openDoor({
    ledger,
    source: SOURCE,
    legacy: legacyOn(legacy),
    target: targetOn(store),
    settings: SETTINGS,
    secret: () => 'pepper',
    observe: (observation) => observed.push(observation),
  });
  const asking = askingOf(hook, config);
  let made = 0;

  return {
    async ask(request: HookRequest): Promise<HookReply> {
      const refused = await session.authenticate(request);
      if (refused !== undefined) return refused;
      const question = await session.question(request);
      if (isReply(question)) return question;
      return session.answer(await door.ask(question, asking), question, request);
    },
    async customer(
      condition: Condition,
      password = 'the right password',
      as?: 'stranger',
    ): Promise<ServedCustomer> {
      made += 1;
      const { password: _none, ...rest } = blankCustomer(`customer-${made}`);
      const identity: Identity = rest;
      const [identifier] = identity.identifiers;
      if (identifier === undefined) throw new Error('a customer without an identifier');
      addToLegacy(legacy, identity, password, INSTEAD[condition]);
      const known = { identifier: identifier.value, password };
      const id = ledger.index.identityId(SOURCE, identity.sourceId);
      // Where the target creates the user itself, it does not exist before the first login.
      const waits = condition !== 'crossed' && condition !== 'deleted';
      if (as === 'stranger' || (hook.stores === 'footbridge' && waits))
        return { ...known, externalId: externalId(id) };
      const targetId = `target-${made}`;
      await stage(ledger, identity, { state: 'moved', plan: 'legacy', targetId });
      if (condition === 'crossed' || condition === 'deleted')
        await door.ask({ op: 'settle', event: 'stored', targetId, by: {} }, asking);
      if (condition === 'deleted')
        await door.ask({ op: 'settle', event: 'deleted', targetId, by: {} }, asking);
      return { ...known, externalId: externalId(id), targetId };
    },
    legacyCalls: () => legacy.calls.verify + legacy.calls.lookup,
    users: async () => store.users.size,
    silenceLegacy() {
      legacy.failure = untilAborted;
    },
    written: async () => JSON.stringify(observed) + (await dump(ledger)),
    async close() {
      await door.close();
      await test.remove();
    },
  } satisfies LoginService;
};

const INSTEAD: Partial<Record<Condition, Parameters<typeof addToLegacy>[3]>> = {
  locked: () => ({ outcome: 'blocked', reason: 'locked' }),
  'must-change': (profile) => ({ outcome: 'match-must-change', profile, reason: 'expired-in-legacy' }),
};

function askingOf(hook: Hook, config: unknown): Asking {
  const longestPassword = hook.longestPassword?.(config);
  return {
    hook: hook.id,
    deadline: hook.deadline(config),
    stores: hook.stores,
    ...(longestPassword === undefined ? {} : { longestPassword }),
    ...(hook.factors === undefined ? {} : { factors: hook.factors }),
  };
}

/** A legacy that takes the call and says nothing until it is told to stop. */
function untilAborted(signal: AbortSignal): Promise<LegacyAnswer> {
  return new Promise((resolve) => {
    const answer: LegacyAnswer = { outcome: 'technical-error', retryable: true, found: 'aborted' };
    if (signal.aborted) resolve(answer);
    signal.addEventListener('abort', () => resolve(answer), { once: true });
  });
}

/** Every row of every table, as text; bytes in hex. */
export async function dump({ db }: Ledger): Promise<string> {
  const { rows } = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = current_schema()`,
  );
  const dumped: string[] = [];
  for (const { name } of rows) {
    const { rows: lines } = await db.query<{ line: string }>(`select t::text as line from "${name}" t`);
    dumped.push(name, ...lines.map(({ line }) => line));
  }
  return dumped.join('\n');
}
