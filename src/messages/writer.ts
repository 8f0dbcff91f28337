/**
 * The contract of the message writer: what a customer is told, in their language, in the operator's brand.
 *
 * It knows texts and nothing else: when a message goes out, to whom and with which link is the campaign's business.
 *
 * @module
 */

/** The messages of a journey. docs/messages.md shows them all. */
export const MESSAGE_KINDS = [
  /** Please set a new credential. */
  'invitation',
  'reminder',
  'last-reminder',
  /** One factor could not travel: set it up again. */
  'enrol',
  'enrol-reminder',
  /** A link that was asked for on the page. */
  'new-link',
  /** A short code for the page. */
  'code',
  /** Your credential was changed: a security notice, sent when a journey ends. */
  'done',
  /** You need no link: you have set one already. */
  'already-done',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What the texts may say. All of it is data: escaped, bounded, on one line. */
export interface MessageValues {
  /** What to call the customer; absent: nobody is called anything. */
  readonly name?: string;
  readonly link?: string;
  /** Days for which the link opens. */
  readonly linkDays?: number;
  readonly code?: string;
  /** Minutes for which the code is good. */
  readonly codeMinutes?: number;
  /** Of the factors that could not travel: `totp`, `sms` … said in the reader's words. */
  readonly factors?: readonly string[];
  /** Day after which nobody reminds any more, ISO date; said as the language says dates. */
  readonly lastDay?: string;
}

export interface Written {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** A short text without markup, for SMS. */
  readonly short: string;
  /** The language it is really in, BCP 47. */
  readonly language: string;
}

export interface MessageWriter {
  /** Those it has every message in, BCP 47. */
  readonly languages: readonly string[];
  /** Pure and synchronous: templates were read and compiled when it was made. Falls back to the default language. */
  write(kind: MessageKind, language: string, values: MessageValues): Written;
}
