/**
 * A shape: how one provider tells a webhook what became of a message.
 *
 * @module
 */
import type { BounceReport } from '../bounce.ts';

export interface WebhookCall {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came, because signatures are made over bytes. */
  readonly body: Uint8Array;
  /** Parsed. */
  readonly json: unknown;
}

export interface BounceShape {
  readonly id: string;
  readonly title: string;
  /** Has the provider signed this, by this key, and lately? Absent: it signs nothing that we could check. */
  signed?(call: WebhookCall, key: string, now: number): boolean;
  /** An address of the provider's own that has to be visited once before it sends anything. */
  confirm?(json: unknown): string | undefined;
  /** @returns undefined where it is not of this shape */
  read(json: unknown): readonly BounceReport[] | undefined;
}
