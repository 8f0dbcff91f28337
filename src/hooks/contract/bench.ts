/**
 * What the conformance suite of hooks is given: a target's side of the protocol, and a door to stand before.
 *
 * @module
 */
import type { Hook, HookReply, HookRequest, HookSession, OutcomeName, SettleQuestion } from '../hook.ts';

/** What the real target concludes from a reply. `failed`: it tells nobody that a password was wrong. */
export type Verdict = 'let-in' | 'let-in-must-change' | 'refused' | 'not-found' | 'blocked' | 'failed';

/** By which secret the caller proves itself; `stranger`: by one we never gave out, `nobody`: by none. */
export type Caller = 'newest' | 'previous' | 'stranger' | 'nobody';

/** One customer at the target's login page. */
export interface Attempt {
  readonly identifier: string;
  readonly password: string;
  readonly externalId?: string;
  readonly targetId?: string;
  /** Absent: `newest`. */
  readonly caller?: Caller;
  /** When the request was signed, where requests are. Milliseconds since 1970; absent: now. */
  readonly at?: number;
}

type MaybeLater<T> = T | Promise<T>;

/** Speaks the target's side, exactly as the target does. */
export interface HookClient {
  verify(attempt: Attempt): MaybeLater<HookRequest>;
  /** Absent: this target never asks "without a password", and `cannot` says so in these words. */
  lookup?(attempt: Omit<Attempt, 'password'>): MaybeLater<HookRequest>;
  /** Absent: this target tells us nothing "afterwards", and `cannot` says so in this word. */
  settle?(
    attempt: Omit<Attempt, 'password'>,
    event: SettleQuestion['event'],
  ): MaybeLater<HookRequest | undefined>;
  /**
   * Strictly by the vendor's contract.
   * @throws when the reply is nothing the target could work with, though it would fail in its own way then
   */
  understand(reply: HookReply, request: HookRequest): Verdict;
  /** What each answer has to become. A protocol that cannot say an answer has here what it makes of it. */
  readonly concludes: {
    readonly verify: Readonly<Record<OutcomeName, Verdict>>;
    readonly lookup?: Readonly<Record<OutcomeName, Verdict>>;
  };
  /** What the target takes from a reply; absent: the protocol carries no "profile", and `cannot` says so. */
  told?(reply: HookReply): { readonly id?: string; readonly emailVerified?: boolean };
  /** Whom the question must be about, where it is not `{ identifier }` as it was typed. */
  whom?(attempt: Omit<Attempt, 'password'>): Readonly<Record<string, unknown>>;
  /** Milliseconds a request may be old, where requests are signed with their time. */
  readonly tolerates?: number;
}

/** A hook with its target's side, ready to be tried. */
export interface HookBench<Config> {
  readonly config: Config;
  readonly client: HookClient;
  /** Values of named secrets, where the hook asks for any. */
  secret?(name: string): string;
  close?(): Promise<void>;
}

/**
 * `waiting`: not crossed, the password given is right in the legacy. `crossed`: the target owns the credential.
 * `deleted`: crossed, then deleted in the target; the legacy still has them. `locked`, `must-change`: in the legacy.
 */
export type Condition = 'waiting' | 'crossed' | 'deleted' | 'locked' | 'must-change';

export interface ServedCustomer {
  readonly identifier: string;
  readonly password: string;
  readonly externalId: string;
  readonly targetId?: string;
}

/** A hook before a real door, on a ledger, with a legacy that counts. */
export interface LoginService {
  /** As the server does it: who calls, what is asked, the door, the answer in the words of the protocol. */
  ask(request: HookRequest): Promise<HookReply>;
  /** A new customer, nobody else's. `password`: absent, any. `stranger`: the ledger has never heard of them. */
  customer(condition: Condition, password?: string, as?: 'stranger'): Promise<ServedCustomer>;
  /** Calls the legacy has had so far. */
  legacyCalls(): number;
  /** Users in the target at this moment. */
  users(): Promise<number>;
  /** From now on the legacy takes calls and does not answer. */
  silenceLegacy(): void;
  /** Everything written down so far: logs, metrics, rows of the ledger. */
  written(): Promise<string>;
  close(): Promise<void>;
}

/** The configuration is one the hook has parsed. */
export type OpenLoginService = (hook: Hook, config: unknown, session: HookSession) => Promise<LoginService>;
