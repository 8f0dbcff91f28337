/**
 * A message that the page asks for: a new link, a code, the notice at the end. It is written down in the caller's
 * transaction and goes out with the campaign's, before them, by whichever worker is free: a crash neither loses it nor
 * sends it twice.
 *
 * @module
 */
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { insertPageMessage } from '../../ledger/sql/messages.ts';
import type { MessageKind, MessageValues } from '../../messages/writer.ts';

export interface PageMessage {
  readonly identityId: string;
  readonly kind: MessageKind;
  /** BCP 47. */
  readonly language: string;
  /** With the link, where it carries one. The name of the customer is added when it is written. */
  readonly values: MessageValues;
  /** Only by a channel of this kind, where the second way to a customer is meant. */
  readonly reaches?: 'email' | 'phone';
}

/** What is sealed of it. */
export interface SealedMessage extends Pick<PageMessage, 'language' | 'values' | 'reaches'> {
  /** Milliseconds since 1970 until which the link of a campaign opens. */
  readonly until?: number;
}

export async function sendNow(
  { ledger, now }: { readonly ledger: Pick<Ledger, 'seals'>; readonly now: () => number },
  tx: Queries,
  { identityId, kind, ...said }: PageMessage,
): Promise<void> {
  const sealed = ledger.seals.seal(identityId, Buffer.from(JSON.stringify(said satisfies SealedMessage)));
  await insertPageMessage(tx, { identityId, kind, sealed, dueAt: new Date(now()) });
}
