/** The login door for tests: a real ledger, a legacy and a target in memory, time owned by the test. */
import type { Asking, Door, LoginSettings, Observation } from '../src/engine/login.ts';
import type { Answer, SettleQuestion } from '../src/hooks/hook.ts';
import type { CredentialPlan } from '../src/identity/credential-plan.ts';
import type { Identity } from '../src/identity/identity.ts';
import { TypedPassword } from '../src/identity/typed-password.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { IdentityState } from '../src/ledger/sql/stage-page.ts';
import { BY_TARGET, createMemoryLegacy, type MemoryLegacy, openTestDoor, stage } from './door-parts.ts';
import { emptyLedger } from './ledger-template.ts';
import { createMemoryStore, type MemoryStore } from './memory-target.ts';

export interface DoorTest {
  readonly door: Door;
  readonly ledger: Ledger;
  readonly legacy: MemoryLegacy;
  readonly store: MemoryStore;
  readonly observed: Observation[];
  /** Milliseconds by which the door's clock is ahead. */
  clock: { ahead: number };
  verify(identifier: string, password: string, asking?: Asking, address?: string): Promise<Answer>;
  lookup(identifier: string): Promise<Answer>;
  lookAround(): Promise<unknown>;
  /** An event about somebody, by what they log in with. */
  tell(identifier: string, event: SettleQuestion['event']): Promise<Answer>;
  /** From now on another door answers, which has only the ledger of the one before. */
  crash(): Promise<void>;
  /** Puts a customer into the ledger as an import would have. */
  stage(
    identity: Identity,
    as: { state: IdentityState; plan: CredentialPlan; targetId?: string },
  ): Promise<string>;
  /** The target stores what it was told to: what a platform does after a match. */
  storeInTarget(answer: Answer): string;
}

export interface DoorOptions {
  readonly settings?: Partial<LoginSettings>;
  readonly legacy?: MemoryLegacy | 'none';
  readonly target?: 'none';
  readonly denies?: (identity: Identity) => boolean;
}

export async function withDoor(options: DoorOptions, act: (test: DoorTest) => Promise<void>): Promise<void> {
  await withDoorOn(await emptyLedger(), options, act);
}

export async function withDoorOn(
  ledger: Ledger,
  options: DoorOptions,
  act: (test: DoorTest) => Promise<void>,
): Promise<void> {
  const legacy =
    options.legacy === 'none' || options.legacy === undefined ? createMemoryLegacy() : options.legacy;
  const store = createMemoryStore();
  store.formats = ['bcrypt-2y', 'argon2id'];
  const observed: Observation[] = [];
  const clock = { ahead: 0 };
  const open = () =>
    openTestDoor({
      ledger,
      ...(options.legacy === 'none' ? {} : { legacy }),
      ...(options.target === 'none' ? {} : { store }),
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      observe: (observation) => observed.push(observation),
      now: () => Date.now() + clock.ahead,
      ...(options.denies === undefined ? {} : { denies: options.denies }),
    });
  const first = await open();
  const doors = [first];
  const current = () => doors.at(-1) ?? first;
  try {
    await act({
      door: first,
      ledger,
      legacy,
      store,
      observed,
      clock,
      verify: (identifier, password, asking = BY_TARGET, address = undefined) =>
        current().ask(
          {
            op: 'verify',
            identifier,
            password: new TypedPassword(password),
            by: address === undefined ? {} : { address },
          },
          asking,
        ),
      lookup: (identifier) =>
        current().ask({ op: 'lookup', identifier, purpose: 'reset', by: {} }, BY_TARGET),
      lookAround: () => current().lookAround(),
      tell: (identifier, event) => current().ask({ op: 'settle', event, identifier, by: {} }, BY_TARGET),
      crash: async () => void doors.push(await open()),
      stage: (identity, as) => stage(ledger, identity, as),
      storeInTarget: (answer) => storeInTarget(store, answer),
    });
  } finally {
    for (const door of doors) await door.close();
  }
}

function storeInTarget(store: MemoryStore, answer: Answer): string {
  if (!('customer' in answer) || answer.customer === undefined) throw new Error('nobody to store');
  const { identity, externalId: id, targetId = `made-${store.users.size + 1}` } = answer.customer;
  const password = { format: 'argon2id', hash: 'stored by the target' };
  store.users.set(targetId, { targetId, externalId: id, identity: { ...identity, password }, touched: 0 });
  return targetId;
}
