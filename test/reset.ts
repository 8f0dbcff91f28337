/**
 * What campaigns and journeys are given, for tests: a ledger, a target in memory, and a channel that keeps what it is
 * handed and fails on request.
 *
 * @module
 */
import type { Handed, Message } from '../src/channels/channel.ts';
import type { JourneyPolicy } from '../src/engine/reset/journey-policy.ts';
import type { OpenChannel, ResetParts } from '../src/engine/reset/parts.ts';
import { canonicalBytes } from '../src/identity/digest.ts';
import { identifierKey } from '../src/identity/identifier.ts';
import type { Identity } from '../src/identity/identity.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { MessageKind, MessageValues, MessageWriter } from '../src/messages/writer.ts';
import { crossingWith } from './crossing.ts';
import { createMemoryStore, type MemoryStore, memoryTarget } from './memory-target.ts';

export interface MemoryChannel extends OpenChannel {
  /** Everything that was handed over, in order; a message that went out twice stands here twice. */
  readonly sent: Message[];
  /** What becomes of a try; absent: it is handed over. `lost` goes out, and nobody learns of it. */
  answer?: (message: Message, attempt: number) => Handed | 'lost' | undefined;
}

export function memoryChannel(reaches: 'email' | 'phone' = 'email'): MemoryChannel {
  const attempts = new Map<string, number>();
  const channel: MemoryChannel = {
    name: reaches === 'email' ? 'mail' : 'sms',
    reaches,
    sent: [],
    session: {
      check: async () => undefined,
      async send(message) {
        const attempt = (attempts.get(message.id) ?? 0) + 1;
        attempts.set(message.id, attempt);
        const answer = channel.answer?.(message, attempt);
        if (answer === undefined || answer === 'lost' || answer.status === 'handed')
          channel.sent.push(message);
        if (answer === 'lost') return { status: 'unknown', found: 'the connection broke' };
        return answer ?? { status: 'handed', reference: `memory-${message.id}` };
      },
      close: async () => undefined,
    },
  };
  return channel;
}

export const TEST_POLICY: JourneyPolicy = {
  pageUrl: 'https://welcome.shop.example',
  loginUrl: 'https://login.shop.example',
  confirm: 'none',
  facts: ['profile.birthdate'],
  passkey: { rpId: 'shop.example', rpName: 'The Shop' },
  password: { minAlone: 15, minWithFactor: 8, max: 128, words: ['The Shop'] },
  factors: 'as-before',
  linkLife: 7 * 86_400_000,
  sessionLife: 30 * 60_000,
};

/** Says what it was given and nothing else, so that a test reads it at a glance. */
export const plainWriter: MessageWriter = {
  languages: ['en', 'de', 'fr', 'es', 'ja'],
  write(kind: MessageKind, language: string, values: MessageValues) {
    const text = [kind, values.name, values.link, values.code, values.factors?.join(' ')]
      .filter(Boolean)
      .join('\n');
    return { subject: kind, text, html: `<p>${kind}</p>`, short: text, language };
  },
};

export interface TestReset extends ResetParts {
  readonly channels: readonly [MemoryChannel, ...MemoryChannel[]];
  readonly store: MemoryStore;
  /** Milliseconds since 1970; moves only when a test says so. */
  readonly clock: { now: number };
}

/** 2026-11-20, noon in UTC: a Friday. */
export const TEST_NOON = Date.UTC(2026, 10, 20, 12);

export function resetWith(ledger: Ledger, change: Partial<ResetParts> = {}): TestReset {
  const store = createMemoryStore();
  const clock = { now: TEST_NOON };
  const { reset } = memoryTarget(store).accepts;
  const { target } = crossingWith(ledger, [], store);
  return {
    ledger,
    store,
    clock,
    writer: plainWriter,
    policy: TEST_POLICY,
    unverified: false,
    operator: 'tester',
    target: { ...target, ...(reset === undefined ? {} : { reset }) },
    accept: [],
    now: () => clock.now,
    ...change,
    channels: [memoryChannel('email')],
  };
}

export interface Planted {
  readonly identity: Identity;
  readonly path?: 'bulk' | 'jit' | 'reset' | 'exclude';
  readonly credentialPlan?: string;
  readonly state?: 'staged' | 'held' | 'excluded' | 'moving' | 'moved' | 'proven' | 'returned' | 'retired';
  readonly cohort?: string;
  readonly wave?: number;
  readonly targetId?: string;
  readonly losses?: readonly string[];
}

/** Puts customers into the ledger as an import leaves them, without one: by default on the path `reset`, moved. */
export async function plantCustomers(
  { db, index, seals }: Pick<Ledger, 'db' | 'index' | 'seals'>,
  planted: readonly Planted[],
): Promise<readonly string[]> {
  const rows = planted.map(({ identity, ...one }) => {
    const id = index.identityId('list', identity.sourceId);
    const body = seals.seal(id, canonicalBytes(identity));
    return {
      id,
      state: one.state ?? 'moved',
      path: one.path ?? 'reset',
      credential_plan: one.credentialPlan ?? 'reset',
      kind: identity.kind,
      status: identity.status,
      cohort: one.cohort ?? '',
      wave: one.wave ?? 0,
      target_id: one.targetId ?? null,
      losses: one.losses ?? [],
      factors: identity.factors.map(({ type }) => type),
      body: `\\x${body.toString('hex')}`,
      identifiers: identity.identifiers.map(({ type, value, verified }) => ({
        hash: index.identifier(type, identifierKey({ type, value })),
        type,
        verified: verified ?? null,
      })),
    };
  });
  const given = JSON.stringify(rows);
  await db.query(
    `insert into identity (id, digest, state, operation, path, credential_plan, kind, status, row, seen_run,
       changed_run, source, cohort, wave, target_id, losses, factors)
     select id, id, state, 'create', path, credential_plan, kind, status, 1, 1, 1, 'list', cohort, wave, target_id,
            losses, factors
       from jsonb_to_recordset($1::jsonb) as r(id uuid, state text, path text, credential_plan text, kind text,
            status text, cohort text, wave smallint, target_id text, losses text[], factors text[])`,
    [given],
  );
  await db.query(
    `insert into seal (identity_id, key_version, body)
     select id, $2, body from jsonb_to_recordset($1::jsonb) as r(id uuid, body bytea)`,
    [given, seals.version],
  );
  await db.query(
    `insert into identifier (hash, identity_id, type, verified)
     select i.hash, r.id, i.type, i.verified from jsonb_to_recordset($1::jsonb) as r(id uuid, identifiers jsonb),
       jsonb_to_recordset(r.identifiers) as i(hash uuid, type text, verified boolean)`,
    [given],
  );
  return rows.map(({ id }) => id);
}
