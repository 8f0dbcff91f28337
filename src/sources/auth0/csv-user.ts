/**
 * A row of Auth0's CSV export, as the record that its JSON export would hold.
 *
 * The dashboard writes titles (`Email Verified`) or the names of fields, the latter with paths to what is nested
 * (`identities[0].connection`, `user_metadata.plan`). Times of the titles are ISO 8601 as in JSON.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 * @module
 */
import type { JsonObject } from '../reading/json-value.ts';

/** Titles that the dashboard gives its default fields, and the fields they are. */
const TITLES: Readonly<Record<string, string>> = {
  Id: 'user_id',
  'Given Name': 'given_name',
  'Family Name': 'family_name',
  Nickname: 'nickname',
  Name: 'name',
  Email: 'email',
  'Email Verified': 'email_verified',
  Username: 'username',
  'Phone Number': 'phone_number',
  'Phone Verified': 'phone_verified',
  Picture: 'picture',
  Connection: 'identities[0].connection',
  Provider: 'identities[0].provider',
  Blocked: 'blocked',
  'Created At': 'created_at',
  'Updated At': 'updated_at',
  'Last Login': 'last_login',
  'Last Password Reset': 'last_password_reset',
  'Last IP': 'last_ip',
  'Logins Count': 'logins_count',
};

/** The fields whose cells hold JSON when a whole object or list was exported. */
const NESTED = new Set(['identities', 'user_metadata', 'app_metadata', 'multifactor']);

/** More identities than this in a path is no identity but an attack on memory. */
const MOST_ITEMS = 100;

type Branch = Record<string, unknown> | unknown[];

/** Is this the header of such an export? */
export function isUserHeader(names: readonly string[]): boolean {
  const fields = new Set(names.map((name) => TITLES[name] ?? name));
  if (!fields.has('user_id')) return names.includes('identities[0].connection');
  return fields.has('email_verified') || fields.has('identities') || fields.has('identities[0].connection');
}

export function fromCsvRow(row: JsonObject): JsonObject {
  const record: Record<string, unknown> = {};
  for (const [title, cell] of Object.entries(row)) {
    if (cell === '') continue;
    const name = Object.hasOwn(TITLES, title) ? (TITLES[title] ?? title) : title;
    if (NESTED.has(name)) record[name] = parseCell(cell);
    else place(record, name, cell);
  }
  return record;
}

function parseCell(cell: unknown): unknown {
  if (typeof cell !== 'string' || !/^\s*[[{]/.test(cell)) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    // The field's own reading says that this is no object.
    return cell;
  }
}

/** Puts a cell at its path; a path that is none is a name like any other. */
function place(record: Record<string, unknown>, path: string, cell: unknown): void {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop();
  if (last === undefined || steps.length === 0 || steps.some(isUnusable) || isUnusable(last)) {
    record[path] = cell;
    return;
  }
  let branch: Branch = record;
  for (const [i, step] of steps.entries()) {
    const isList = /^\d+$/.test(steps[i + 1] ?? last);
    branch = descend(branch, step, isList);
  }
  Reflect.set(branch, last, cell);
}

function descend(branch: Branch, step: string, isList: boolean): Branch {
  const below: unknown = Reflect.get(branch, step);
  if (typeof below === 'object' && below !== null) return below as Branch;
  const created: Branch = isList ? [] : {};
  Reflect.set(branch, step, created);
  return created;
}

function isUnusable(step: string): boolean {
  return step === '__proto__' || step === 'constructor' || (/^\d+$/.test(step) && Number(step) >= MOST_ITEMS);
}
