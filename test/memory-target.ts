/**
 * A target in memory that keeps the contract to the letter and fails on request: for the engine's own tests, which
 * must not depend on any vendor. It passes the conformance suite like any other target.
 *
 * Faults come from a function the test owns, so that a run can be repeated exactly.
 *
 * @module
 */
import { z } from 'zod';
import { identifierKey } from '../src/identity/identifier.ts';
import type { Identifier, Identity } from '../src/identity/identity.ts';
import { verify } from '../src/passwords/index.ts';
import type {
  FindKey,
  Fit,
  Found,
  Outcome,
  PasswordPolicy,
  Snapshot,
  Target,
  TargetSession,
  Write,
} from '../src/targets/target.ts';
import { MEMORY_RESET, memoryReset, type ResetFault } from './memory-reset.ts';

export interface MemoryUser {
  readonly targetId: string;
  readonly externalId: string;
  identity: Identity;
  /** Counts what the customer did: logins, changed passwords. */
  touched: number;
  /** It was given the hash to judge by; otherwise somebody else judges. */
  judges?: boolean;
}

/** Who gets in: those who should, or what a broken target makes of that. */
export type Doorkeeper = 'honest' | 'nobody' | 'everybody' | 'cuts-at-72' | 'folds-case' | 'trims';

/** What happens to one write instead of, or besides, being carried out. */
export type Fault = 'refuse' | 'retry' | 'lose-before' | 'lose-after' | undefined;

export interface MemoryStore {
  readonly users: Map<string, MemoryUser>;
  /** Every write that was attempted, in order. */
  readonly calls: { readonly operation: string; readonly externalId: string }[];
  fault: (write: Write, attempt: number) => Fault;
  /** Formats it verifies; others fit as `vault`. */
  formats: readonly string[];
  losses: (identity: Identity) => Fit['losses'];
  /** Absent: it cannot be logged in to. */
  doorkeeper?: Doorkeeper;
  /** What becomes of a call of `setPassword`, `addFactor` and `beginReset`. */
  resetFault?: ResetFault;
  policy?: PasswordPolicy;
  /** How its own journey reaches a customer; absent: by a link. */
  reaches?: 'link' | 'mailed' | 'at-login';
}

export function createMemoryStore(): MemoryStore {
  return { users: new Map(), calls: [], fault: () => undefined, formats: ['bcrypt-2y'], losses: () => [] };
}

export function memoryTarget(store: MemoryStore): Target<Record<string, never>> {
  return {
    id: 'memory',
    title: 'A target in memory',
    config: z.strictObject({}),
    accepts: {
      identifiers: ['email', 'phone', 'username'],
      passwords: Object.fromEntries(store.formats.map((format) => [format, 'native'])),
      factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
      links: true,
      consents: true,
      memberships: ['organisation', 'group', 'role'],
      timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
      ids: 'mapped',
      batch: { max: 100, whole: false },
      laterHash: 'yes',
      undo: true,
      reset: MEMORY_RESET,
      cannot: [],
    },
    fit: (identity) => fitOf(identity, store),
    open: async () => openMemory(store),
  };
}

function fitOf(identity: Identity, store: MemoryStore): Fit {
  const format = identity.password?.format;
  const losses = store.losses(identity);
  if (identity.password === undefined)
    return { credentialPlan: 'none', reason: 'there is no password', losses };
  if (store.formats.includes(format ?? ''))
    return { credentialPlan: 'native', reason: 'it verifies it', losses };
  return { credentialPlan: 'vault', reason: `it does not verify ${format}`, losses };
}

export function openMemory(store: MemoryStore): TargetSession {
  const attempts = new Map<string, number>();
  let made = 0;

  function holderOf(identifiers: readonly Identifier[], except?: string): MemoryUser | undefined {
    const keys = new Set(identifiers.map(identifierKey));
    for (const user of store.users.values()) {
      if (user.targetId !== except && user.identity.identifiers.some((one) => keys.has(identifierKey(one))))
        return user;
    }
    return undefined;
  }

  function carryOut(write: Write): Outcome {
    if (write.operation === 'delete') {
      store.users.delete(write.targetId ?? '');
      return { status: 'done', targetId: write.targetId ?? '' };
    }
    if (holderOf(write.identity.identifiers, write.targetId) !== undefined) {
      return { status: 'refused', problem: { code: 'TARGET_CONFLICT', field: 'email' } };
    }
    made += 1;
    const targetId =
      write.operation === 'create' ? `user-${made}-${write.externalId.slice(0, 6)}` : (write.targetId ?? '');
    store.users.set(targetId, {
      targetId,
      externalId: write.externalId,
      identity: write.identity,
      touched: 0,
      judges: write.credentialPlan === 'native' || write.credentialPlan === 'transcoded',
    });
    return { status: 'done', targetId };
  }

  function writeOne(write: Write): Outcome {
    store.calls.push({ operation: write.operation, externalId: write.externalId });
    const attempt = (attempts.get(write.id) ?? 0) + 1;
    attempts.set(write.id, attempt);
    const fault = store.fault(write, attempt);
    if (fault === 'refuse')
      return { status: 'refused', problem: { code: 'TARGET_REFUSED', found: 'it does not like it' } };
    if (fault === 'retry') return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: 'busy', after: 1 };
    if (fault === 'lose-before') return { status: 'unknown', found: 'the connection broke' };
    const outcome = carryOut(write);
    return fault === 'lose-after' ? { status: 'unknown', found: 'the connection broke' } : outcome;
  }

  function findOne({ externalId, targetId, identifiers }: FindKey): Found | undefined {
    for (const user of store.users.values()) {
      if (user.externalId === externalId || user.targetId === targetId)
        return { targetId: user.targetId, whose: 'ours' };
    }
    const other = holderOf(identifiers);
    return other === undefined ? undefined : { targetId: other.targetId, whose: 'other' };
  }

  return {
    fingerprint: async () => 'memory',
    check: async () => [{ title: 'The target answers', ok: true, fatal: true, found: 'it does' }],
    find: async (keys) => keys.map(findOne),
    write: async (writes) => writes.map(writeOne),
    read: async (ids) => ids.map((id) => toSnapshot(store.users.get(id))),
    async remove(ids) {
      for (const id of ids) store.users.delete(id);
      return ids.map((targetId) => ({ status: 'done', targetId }));
    },
    async restore(image) {
      const user = image as MemoryUser;
      store.users.set(user.targetId, user);
      return { status: 'done', targetId: user.targetId };
    },
    ...(store.doorkeeper === undefined
      ? {}
      : {
          async login(identifier: Identifier, password: string) {
            const user = holderOf([identifier]);
            if (user === undefined || !(await lets(store.doorkeeper ?? 'honest', user, password)))
              return 'refused';
            user.touched += 1;
            return 'accepted';
          },
        }),
    ...memoryReset(store),
    close: async () => undefined,
  };
}

async function lets(
  keeper: Doorkeeper,
  { identity, judges }: MemoryUser,
  password: string,
): Promise<boolean> {
  const hash = judges === true ? identity.password : undefined;
  const isOut = identity.status === 'disabled' || identity.status === 'locked';
  if (hash === undefined || isOut || keeper === 'nobody') return false;
  if (keeper === 'everybody') return true;
  const stored = {
    hash: hash.hash,
    ...(hash.format === undefined ? {} : { format: hash.format }),
    ...(hash.beside === undefined ? {} : { beside: hash.beside }),
  };
  if (keeper === 'cuts-at-72') return verify(Buffer.from(password).subarray(0, 72), stored);
  if (keeper === 'trims') return verify(password.trim(), stored);
  if (await verify(password, stored)) return true;
  return keeper === 'folds-case' && (await verify(swapCase(password), stored));
}

function swapCase(text: string): string {
  return [...text].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join('');
}

function toSnapshot(user: MemoryUser | undefined): Snapshot | undefined {
  if (user === undefined) return undefined;
  const { identity, targetId, externalId, touched } = user;
  return {
    targetId,
    externalId,
    status: identity.status === 'active' || identity.status === 'invited' ? 'active' : 'disabled',
    identifiers: identity.identifiers,
    fields: {
      ...Object.fromEntries(
        Object.entries(identity.profile).map(([name, value]) => [`profile.${name}`, value]),
      ),
      ...Object.fromEntries(
        Object.entries(identity.attributes).map(([name, value]) => [`attributes.${name}`, value]),
      ),
    },
    password: identity.password === undefined ? 'absent' : 'present',
    factors: identity.factors.map(({ type }) => type),
    links: identity.links,
    memberships: identity.memberships,
    fingerprint: `${touched}:${JSON.stringify(identity)}`,
    image: { ...user },
  };
}
