/** Parts of a login door for tests and benchmarks: a legacy and a target in memory, customers as an import leaves them. */
import type { CrossingTarget } from '../src/engine/index.ts';
import {
  type Asking,
  type Door,
  type LegacyPart,
  type LoginSettings,
  type Observation,
  openDoor,
} from '../src/engine/login.ts';
import type { CredentialPlan } from '../src/identity/credential-plan.ts';
import { canonicalBytes } from '../src/identity/digest.ts';
import { identifierKey } from '../src/identity/identifier.ts';
import type { Identity } from '../src/identity/identity.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { loginRun, putSeal } from '../src/ledger/sql/login-crossing.ts';
import type { IdentityState } from '../src/ledger/sql/stage-page.ts';
import type { LegacyAnswer, LegacyProfile, LegacySession } from '../src/legacy/legacy.ts';
import { createPace } from '../src/net/pace.ts';
import { type MemoryStore, memoryTarget, openMemory } from './memory-target.ts';

export const SOURCE = 'legacy';

export const SETTINGS: LoginSettings = {
  legacyPasswords: 'frozen',
  throttle: {
    perIdentifier: { burst: 5, perMinute: 1 },
    perAddress: { burst: 50, perMinute: 50 },
    overall: { burst: 10_000, perMinute: 100_000 },
  },
  legacyConcurrency: 8,
  breaker: { failures: 5, pause: 10_000 },
  remember: 10_000,
  authority: { default: 'first-write', fields: {} },
  cohorts: [],
  shadow: false,
  mfa: 'refuse',
  shortestPassword: 0,
  forgetUnsettled: 60_000,
  accept: [],
};

export const BY_TARGET: Asking = { hook: 'test', deadline: 5_000, stores: 'target' };
export const BY_US: Asking = { hook: 'test', deadline: 5_000, stores: 'footbridge' };

export interface LegacyCustomer {
  readonly identity: Identity;
  password: string;
  /** Instead of a match. */
  readonly instead?: (profile: LegacyProfile) => LegacyAnswer;
}

/** A legacy whose customers are a map: identifier key → who they are. */
export interface MemoryLegacy {
  readonly customers: Map<string, LegacyCustomer>;
  /** Calls that reached it, by operation. */
  readonly calls: { verify: number; lookup: number };
  /** What it does instead of answering. */
  failure: ((signal: AbortSignal) => Promise<LegacyAnswer>) | undefined;
  answer: LegacyAnswer | undefined;
}

export function createMemoryLegacy(): MemoryLegacy {
  return { customers: new Map(), calls: { verify: 0, lookup: 0 }, failure: undefined, answer: undefined };
}

export function addToLegacy(
  legacy: MemoryLegacy,
  identity: Identity,
  password: string,
  instead?: LegacyCustomer['instead'],
): void {
  const one: LegacyCustomer = { identity, password, ...(instead === undefined ? {} : { instead }) };
  for (const { value } of identity.identifiers) legacy.customers.set(value.toLowerCase(), one);
}

export function openMemoryLegacy(legacy: MemoryLegacy): LegacySession {
  const profileOf = (identity: Identity) => ({ sourceId: identity.sourceId, fields: { identity } });
  return {
    async verify({ key }, password, _attempt, signal) {
      legacy.calls.verify += 1;
      if (legacy.failure !== undefined) return legacy.failure(signal);
      if (legacy.answer !== undefined) return legacy.answer;
      const found = legacy.customers.get(key);
      if (found === undefined) return { outcome: 'unknown' };
      if (found.password !== password.reveal()) return { outcome: 'wrong' };
      const profile = profileOf(found.identity);
      return found.instead?.(profile) ?? { outcome: 'match', profile };
    },
    async lookup({ key }, signal) {
      legacy.calls.lookup += 1;
      if (legacy.failure !== undefined) return legacy.failure(signal);
      const found = legacy.customers.get(key);
      return found === undefined
        ? { outcome: 'unknown' }
        : { outcome: 'match', profile: profileOf(found.identity) };
    },
    check: async () => undefined,
    close: async () => undefined,
  };
}

export interface TestDoorParts {
  readonly ledger: Ledger;
  readonly legacy?: MemoryLegacy;
  readonly store?: MemoryStore;
  readonly settings?: Partial<LoginSettings>;
  readonly observe?: (observation: Observation) => void;
  readonly now?: () => number;
  readonly denies?: (identity: Identity) => boolean;
}

export function openTestDoor({
  ledger,
  legacy,
  store,
  settings,
  observe,
  now,
  denies,
}: TestDoorParts): Promise<Door> {
  return openDoor({
    ledger,
    source: SOURCE,
    ...(legacy === undefined ? {} : { legacy: legacyOn(legacy) }),
    ...(store === undefined ? {} : { target: targetOn(store) }),
    settings: { ...SETTINGS, ...settings },
    secret: () => 'pepper',
    ...(observe === undefined ? {} : { observe }),
    ...(now === undefined ? {} : { now }),
    ...(denies === undefined ? {} : { denies }),
  });
}

export function legacyOn(legacy: MemoryLegacy): LegacyPart {
  return {
    name: 'memory',
    session: openMemoryLegacy(legacy),
    looksUp: true,
    map: ({ fields }) => ({ operation: 'upsert', identity: fields.identity as Identity, problems: [] }),
  };
}

export function targetOn(store: MemoryStore): CrossingTarget {
  const target = memoryTarget(store);
  return {
    id: 'memory',
    session: openMemory(store),
    pace: createPace({ concurrency: 8 }),
    patience: 300_000,
    batchMax: 100,
    undo: true,
    fit: (identity) => target.fit(identity, {}),
  };
}

/** Puts a customer into the ledger as an import would have. */
export async function stage(
  ledger: Ledger,
  identity: Identity,
  { state, plan, targetId }: { state: IdentityState; plan: CredentialPlan; targetId?: string },
): Promise<string> {
  const id = ledger.index.identityId(SOURCE, identity.sourceId);
  const bytes = canonicalBytes(identity);
  const run = await loginRun(ledger.db);
  await ledger.db.query(
    `insert into identity (id, digest, state, operation, credential_plan, password_format, kind, status, target_id,
            row, seen_run, changed_run) values ($1, $2, $3, 'create', $4, $5, $6, $7, $8, 1, $9, $9)`,
    [
      id,
      ledger.index.digest(bytes),
      state,
      plan,
      identity.password?.format ?? null,
      identity.kind,
      identity.status,
      targetId ?? null,
      run,
    ],
  );
  await putSeal(ledger.db, id, ledger.seals.version, ledger.seals.seal(id, bytes));
  for (const identifier of identity.identifiers) {
    await ledger.db.query(
      'insert into identifier (hash, identity_id, type, verified) values ($1, $2, $3, $4)',
      [
        ledger.index.identifier(identifier.type, identifierKey(identifier)),
        id,
        identifier.type,
        identifier.verified ?? null,
      ],
    );
  }
  return id;
}
