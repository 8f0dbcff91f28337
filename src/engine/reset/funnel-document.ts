/**
 * The funnel of one campaign as a document: how many were asked, how far they came, how it ended for them.
 *
 * Counts only. Everybody a campaign means has exactly one outcome, so that `meant` is the sum of all of them; whoever was
 * sent a message is in exactly one outcome as well.
 *
 * @module
 */
import type { JourneyStep } from './campaign.ts';

/** Of everybody, exactly one. The first four can still change. */
export const OUTCOMES = [
  /** Nothing went out to them yet. */
  'waiting',
  /** A message went out; nobody has opened its link. */
  'unopened',
  /** At the page right now, or a short while ago. */
  'going',
  /** Opened the link and left; they may come back while it is good. */
  'abandoned',
  'done',
  /** Another way: at a login, in a wave, with support. */
  'crossed',
  /** The message came back. */
  'undeliverable',
  /** No channel reaches them. */
  'unreachable',
  /** They are not to cross any more. */
  'excluded',
  'stopped',
  'expired',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How the customers of a campaign are told apart. */
export const DIMENSIONS = ['cohort', 'wave', 'language', 'channel'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface FunnelCounts {
  readonly meant: number;
  readonly sent: number;
  /** A channel said so, or the link was opened: certain. */
  readonly delivered: number;
  /** Handed over, and neither came back nor is known to have arrived. */
  readonly perhapsDelivered: number;
  readonly opened: number;
  readonly started: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of those who opened: how many came at least this far. */
  readonly reached: Readonly<Record<JourneyStep, number>>;
  /** Of `abandoned`: the step they left at. */
  readonly abandonedAt: Readonly<Record<JourneyStep, number>>;
}

/** Seconds from the first message to the end, of those who are done. */
export interface TimeToDone {
  readonly median: number;
  readonly p90: number;
}

export interface FunnelSlice extends FunnelCounts {
  readonly value: string;
  readonly time?: TimeToDone;
}

/** UTC. */
export interface FunnelDay {
  readonly day: string;
  readonly sent: number;
  readonly opened: number;
  readonly started: number;
  readonly done: number;
  readonly tickets: number;
}

export interface FunnelMessages {
  /** 1: the invitation. */
  readonly step: number;
  readonly state: string;
  readonly count: number;
}

export interface FunnelTickets {
  readonly total: number;
  /** Of those a message was sent to; absent: to nobody yet. */
  readonly perThousand?: number;
  /** What the forecast reckons with. */
  readonly expectedPerThousand?: number;
  /** The most frequent first. */
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

export interface Funnel {
  readonly campaign: string;
  readonly state: string;
  readonly startedAt: string;
  /** When it was counted. */
  readonly at: string;
  readonly whole: FunnelCounts & { readonly time?: TimeToDone };
  readonly slices: Readonly<Record<Dimension, readonly FunnelSlice[]>>;
  readonly days: readonly FunnelDay[];
  readonly messages: readonly FunnelMessages[];
  /** Sent again because nobody could say whether the first one went out. */
  readonly perhapsTwice: number;
  readonly tickets: FunnelTickets;
}
