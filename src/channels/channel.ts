/**
 * The contract of a channel: one way by which a message reaches a customer.
 *
 * A channel hands over and says what became of it; when to send, to whom and how often is the campaign's business. The
 * id of a message is the same at every try, so that a channel that can recognise a repetition does. An answer nobody
 * can be sure of is `unknown`, never guessed.
 *
 * @module
 */
import type { z } from 'zod';
import type { Pace } from '../net/pace.ts';

/** A message, complete: a channel adds nothing a customer reads. */
export interface Message {
  /** Ours, stable across tries: letters, digits and hyphens. */
  readonly id: string;
  /** An e-mail address, or a phone number in E.164. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Absent where the channel has none, such as SMS. */
  readonly html?: string;
  /** BCP 47. */
  readonly language: string;
  /**
   * Where one POST ends reminders of this kind (RFC 8058): an https address. For what may be unsubscribed from only,
   * which a reminder is and an answer to what a customer asked for is not.
   */
  readonly unsubscribe?: string;
}

export type Handed =
  /** The next system has taken it over; whether it arrives is seen later. */
  | { readonly status: 'handed'; readonly reference: string }
  /** It will never go out like this: no such mailbox, message not accepted. `found` names no address. */
  | { readonly status: 'refused'; readonly found: string }
  /** Not sent, for certain. Worth another try, not before `after` milliseconds. */
  | { readonly status: 'retry'; readonly found: string; readonly after?: number }
  /** Nobody knows: the connection broke after the message was out and before the answer. */
  | { readonly status: 'unknown'; readonly found: string };

export interface ChannelSession {
  /** Can it be reached, and are we let in? Sends nothing. @throws RemoteError */
  check(): Promise<void>;
  /** Never throws for one message; throws RemoteError where the whole channel is gone. */
  send(message: Message): Promise<Handed>;
  close(): Promise<void>;
}

export interface ChannelContext {
  /** The one budget of this channel. */
  readonly pace: Pace;
}

export interface Channel<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  /** The kind of identifier it writes to. */
  readonly reaches: 'email' | 'phone';
  /** What it cannot know or do, in words, for its page. */
  readonly cannot: readonly string[];
  open(config: Config, context: ChannelContext): Promise<ChannelSession>;
}

/** Types the config of a channel by its schema. */
export function defineChannel<Config>(channel: Channel<Config>): Channel<Config> {
  return channel;
}
