/**
 * The password file that Auth0's support hands out: one row an account, joined to the users by id.
 *
 * Rows are joined by id and never by e-mail address, as one address may stand in several connections. A row that
 * belongs to no user of the export is reported when the users are through: a customer is missing there.
 *
 * @see https://auth0.com/docs/troubleshoot/customer-support/manage-subscriptions/export-data
 * @module
 */

import { type Frame, type Mark, readPages, toPlainRecord } from '../reading/frames.ts';
import type { JsonObject } from '../reading/json-value.ts';
import type { Keys, LineIndex } from '../reading/line-index.ts';
import { LineFramer } from '../reading/lines.ts';
import { isRecord } from '../reading/values.ts';
import type { Page, SourceRecord } from '../source.ts';
import { type Auth0Password, toAccountKey } from './user.ts';

/** The account of a row: imported accounts keep their own id in `alt_id`. */
function accountOf(row: JsonObject): string | undefined {
  const id =
    textOf(row.alt_id) ?? (isRecord(row._id) ? textOf(row._id.$oid) : textOf(row._id)) ?? textOf(row.user_id);
  return id === undefined ? undefined : toAccountKey(id);
}

/** Tells the rows of the password file apart. They begin with their id; the few that have an `alt_id` are parsed. */
export const ROW_KEYS: Keys = {
  of: accountOf,
  plain: { before: '{"_id":{"$oid":"', after: '"}', unless: '"alt_id"' },
};

/** The hash of a row; some accounts have a row and never had a password. */
export function passwordOf(row: JsonObject): Auth0Password {
  const hash = textOf(row.passwordHash);
  const date = isRecord(row.password_set_date) ? row.password_set_date.$date : row.password_set_date;
  const setAt = typeof date === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(date) ? date : undefined;
  return { hash, setAt };
}

/** The rows that nobody asked for, as records with a problem, from this mark on. */
export async function* readOrphans(index: LineIndex, from: Mark, pageSize: number): AsyncGenerator<Page> {
  if (index.unasked === 0) return;
  let offset = from.offset;
  const understand = (frames: readonly Frame[], row: number) => {
    const orphans: SourceRecord[] = [];
    for (const frame of frames) {
      const account = frame.problem === undefined ? accountOf(frame.fields) : undefined;
      if (account === undefined || !index.isAsked(account, offset))
        orphans.push(toOrphan(frame, account, row + orphans.length + 1));
      offset = frame.end;
    }
    return orphans;
  };
  yield* readPages(index.file, new LineFramer(index.file.misread, from), from, pageSize, understand);
}

function toOrphan(frame: Frame, account: string | undefined, row: number): SourceRecord {
  const position = `passwords ${frame.position}`;
  const plain = { ...toPlainRecord(frame, row), position };
  if (frame.problem !== undefined) return plain;
  const code = account === undefined ? 'ID_MISSING' : 'PASSWORD_ORPHANED';
  return {
    ...plain,
    fields: {},
    problems: [{ code, field: 'passwords' }],
    raw: JSON.stringify(frame.fields),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
