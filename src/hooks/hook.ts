/**
 * The contract of a hook: one protocol in which a target asks us, at login, about a customer it does not know yet.
 *
 * A hook is a translation and nothing else: request → one `Question`, one of eight `Answer`s → reply. It decides
 * nothing about customers; every rule stands behind the one door in `src/engine/login.ts`. What it must get right is
 * its own protocol: who may call (both of two secrets while one is being rotated), what a malformed request is
 * answered with, and what the target will conclude from each answer.
 *
 * @see docs/hooks for what to paste into each target
 * @module
 */
import type { z } from 'zod';
import type { FactorType, IdentifierType, Identity } from '../identity/identity.ts';
import type { TypedPassword } from '../identity/typed-password.ts';

/** An HTTP request, raw: signatures are made over bytes. */
export interface HookRequest {
  readonly method: string;
  /** Below the place where the hook is mounted, not decoded: `/verify`, `/ann.lee%40example.com`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; of repeated headers the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface HookReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Absent: no body. */
  readonly json?: unknown;
}

/** What the target told us about the attempt beside identifier and password. Nothing here is proof of anything. */
export interface AskedBy {
  /** Where the customer sits, as far as the target says. */
  readonly address?: string;
  readonly userAgent?: string;
  readonly application?: string;
  readonly organisation?: string;
  /** The target's own id of the attempt: the same in its logs and ours. */
  readonly correlationId?: string;
}

/** Whom it is about. At least one of the three is given. */
export interface Whom {
  /** As typed, not yet normalised. */
  readonly identifier?: string;
  /** Where the protocol says which kind it is. */
  readonly type?: IdentifierType;
  /** The target's id, where the user exists there already. */
  readonly targetId?: string;
  /** Our external id (32 hex digits), where the target was told it. */
  readonly externalId?: string;
}

/** Is this password right? */
export interface VerifyQuestion extends Whom {
  readonly op: 'verify';
  readonly password: TypedPassword;
  readonly by: AskedBy;
}

/** Is there such a customer? No password: forgot-password, sign-up, identifier-first. */
export interface LookupQuestion extends Whom {
  readonly op: 'lookup';
  readonly purpose: 'reset' | 'sign-up' | 'identifier-first';
  readonly by: AskedBy;
}

/** Something happened already. It is a fact to be noted, not a question; the answer says only whether we knew them. */
export interface SettleQuestion extends Whom {
  readonly op: 'settle';
  /**
   * `stored`: the target has the credential now. `changed`, `reset`: the customer set another one there.
   * `signed-in`: a login the target judged itself, by whatever means. `deleted`: the user is gone from the target for good.
   * `changed-in-legacy`: the customer set another password in the legacy; our copy of the old one is dead.
   */
  readonly event: 'stored' | 'changed' | 'reset' | 'signed-in' | 'deleted' | 'changed-in-legacy';
  readonly by: AskedBy;
  /** Where one request tells several facts: the rest of them. If any could not be noted, all of it is sent again. */
  readonly others?: readonly SettleQuestion[];
}

export type Question = VerifyQuestion | LookupQuestion | SettleQuestion;

/** A customer as a target may be told about them. */
export interface Customer {
  /** Without the password: no hook ever sees a hash. */
  readonly identity: Identity;
  /** 32 hex digits; also the id the target should give the user, where it lets us choose (`uuid`). */
  readonly externalId: string;
  /** The same 128 bits as a UUID. */
  readonly uuid: string;
  /** Set once the user exists in the target. */
  readonly targetId?: string;
}

export type MustChangeReason =
  | 'weak-for-target'
  | 'expired-in-legacy'
  | 'temporary-in-legacy'
  | 'too-long-for-target';

export type BlockedReason = 'locked' | 'disabled' | 'unverified' | 'held' | 'throttled' | 'routed-to-legacy';

/** The eight answers. For a lookup `match` means: there is such a customer, and they have not crossed yet. */
export type Answer =
  | { readonly outcome: 'match'; readonly customer: Customer }
  | { readonly outcome: 'match-must-change'; readonly customer: Customer; readonly reason: MustChangeReason }
  | { readonly outcome: 'wrong' }
  /** Nobody, or somebody who was deleted. */
  | { readonly outcome: 'unknown' }
  /** `after`: seconds, where waiting helps. */
  | { readonly outcome: 'blocked'; readonly reason: BlockedReason; readonly after?: number }
  /** The password is right, and the legacy wants a second factor that we could not ask for. */
  | { readonly outcome: 'mfa-required'; readonly customer?: Customer }
  /** The target owns this credential: it judges, we do not. */
  | { readonly outcome: 'already-migrated'; readonly customer?: Customer }
  /** `retryable`: the same question may succeed in a moment. Never used for a wrong password. */
  | { readonly outcome: 'technical-error'; readonly retryable: boolean };

export type OutcomeName = Answer['outcome'];

export interface HookRoute {
  readonly method: 'GET' | 'POST';
  /** Below the mount: `/verify`; `/*` takes one segment that stays encoded. */
  readonly path: string;
}

/** One route of a protocol of our own, in shapes: for those who read OpenAPI. */
export interface DescribedRoute {
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodType;
  readonly answers: Readonly<Record<number, { readonly means: string; readonly shape?: z.ZodType }>>;
}

export interface HookContext {
  /** Value of a named secret of the configuration. */
  secret(name: string): string;
  /** For what expires; the system's unless a test owns time. Milliseconds since 1970. */
  now(): number;
}

/** A hook, opened: its keys read, ready for requests. */
export interface HookSession {
  /**
   * Who is calling? undefined: who they say. A reply: refused, in the words of the protocol, before the body is
   * looked at by anything else. Compares secrets in constant time.
   */
  authenticate(request: HookRequest): Promise<HookReply | undefined>;
  /** What is asked; a reply where nothing is (a portal's test call, a malformed body). Never throws for bad input. */
  question(request: HookRequest): Promise<Question | HookReply>;
  /**
   * The answer in the words of the protocol. A promise where the protocol leaves it to us to write into the target
   * while it waits (ZITADEL).
   */
  answer(answer: Answer, question: Question, request: HookRequest): HookReply | Promise<HookReply>;
  close?(): Promise<void>;
}

/** Something to paste, upload or run in the target. */
export interface Instruction {
  /** What to do with it, in one or two sentences. */
  readonly step: string;
  /** File name, where it is a file: `index.mjs`, `kratos.yaml`. */
  readonly file?: string;
  readonly content?: string;
}

/** What a hook needs to know to print itself. */
export interface HookPlace {
  /** Where the target reaches this hook: `https://jit.example.com/hooks/kratos`. */
  readonly url: string;
  readonly migration: string;
  /** Names of its secrets in the configuration, the newest first: what instructions say instead of their values. */
  readonly secretNames?: readonly string[];
}

export interface Hook<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  readonly routes: readonly HookRoute[];
  /** A second place beside `/hooks/<name>`, for a protocol of our own: `/v1`. The first hook that wants it has it. */
  readonly alsoAt?: string;
  /** What stands there. A vendor's protocol is described by the vendor. */
  readonly describes?: readonly DescribedRoute[];
  /** Bytes of a request body at most. */
  readonly largestBody: number;
  /** Milliseconds in which the door must have answered: the target's own limit, less the way there and back. */
  deadline(config: Config): number;
  /**
   * Who stores the credential after a match. `target`: it does so itself and we watch for it; `footbridge`: we create
   * the user through the target's API before we answer.
   */
  readonly stores: 'target' | 'footbridge';
  /** The target stores what was typed with a hasher of this many bytes: longer passwords must change. */
  readonly longestPassword?: (config: Config) => number | undefined;
  /** Second factors that go over with the profile. Absent: none, and whoever has one is not let in by password alone. */
  readonly factors?: readonly FactorType[];
  /** What the protocol cannot say or carry, in words for the docs page. */
  readonly cannot: readonly string[];
  open(config: Config, context: HookContext): Promise<HookSession>;
  /** Exactly what to paste into the target, filled in. Secrets are named, never printed. */
  instructions(config: Config, place: HookPlace): readonly Instruction[];
}

/** Types the config of a hook by its schema. */
export function defineHook<Config>(hook: Hook<Config>): Hook<Config> {
  return hook;
}

export function isReply(given: Question | HookReply): given is HookReply {
  return 'status' in given;
}
