/**
 * What a message is called outside: in its Message-ID, in the return path a bounce comes back to, in a webhook.
 *
 * The number of its row with a keyed mark: whoever has not had the message cannot say that it bounced.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';

const ID = /^m(\d{1,15})-[0-9a-f]{16}$/;

/** `m123-0123456789abcdef`: the same at every try. */
export function messageIdOf({ index }: Pick<Ledger, 'index'>, row: number): string {
  const mark = index.digest(`message\0${row}`).replaceAll('-', '').slice(0, 16);
  return `m${row}-${mark}`;
}

/** The row of a message; undefined: we never sent one that is called so. Case is lost on the way of a bounce. */
export function readMessageId(ledger: Pick<Ledger, 'index'>, id: string): number | undefined {
  const text = id.toLowerCase();
  const row = Number(ID.exec(text)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(row) && messageIdOf(ledger, row) === text ? row : undefined;
}
