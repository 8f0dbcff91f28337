/**
 * A row of Firebase's CSV export, which has no header, as the record that the JSON export would hold.
 *
 * @see https://github.com/firebase/firebase-tools/blob/master/src/accountExporter.ts
 * @module
 */
import type { JsonObject } from '../reading/json-value.ts';

/** In the order of the file, four columns for each: id, address, name and picture there. */
const FIRST_PROVIDERS = ['google.com', 'facebook.com', 'twitter.com', 'github.com'];
const LATER_PROVIDERS = [
  'apple.com',
  'microsoft.com',
  'gc.apple.com',
  'playgames.google.com',
  'linkedin.com',
  'yahoo.com',
];
const PARTS = ['rawId', 'email', 'displayName', 'photoUrl'] as const;

const OWN = ['localId', 'email', 'emailVerified', 'passwordHash', 'salt', 'displayName', 'photoUrl'];
const BEHIND = ['createdAt', 'lastSignedInAt', 'phoneNumber', 'disabled', 'customAttributes'];

/** Every line ends with a comma, behind which nothing stands. */
const NOTHING = '';

const columnsOf = (providers: readonly string[]) =>
  providers.flatMap((provider) => PARTS.map((part) => `${provider} ${part}`));

const OLD_COLUMNS: readonly string[] = [...OWN, ...columnsOf(FIRST_PROVIDERS), ...BEHIND, NOTHING];
const COLUMNS: readonly string[] = [...OLD_COLUMNS.slice(0, -1), ...columnsOf(LATER_PROVIDERS), NOTHING];

/** The names of the columns, by their number; undefined for a number that no version of the CLI writes. */
export function nameColumns(count: number): readonly string[] | undefined {
  return [OLD_COLUMNS, COLUMNS].find((columns) => columns.length === count);
}

/** Does this row look like one of an export: an id, yes or no in the third place, times where times belong? */
export function isUserRow(values: readonly string[]): boolean {
  const columns = nameColumns(values.length);
  if (columns === undefined || values[0] === '') return false;
  const isTime = (value = '') => value === '' || /^\d{13}$/.test(value);
  return (
    /^(?:true|false)?$/.test(values[2] ?? '') &&
    isTime(values[23]) &&
    isTime(values[24]) &&
    values.at(-1) === ''
  );
}

export function fromCsvRow(row: JsonObject): JsonObject {
  const record: Record<string, unknown> = {};
  const providers: JsonObject[] = [];
  for (const name of [...OWN, ...BEHIND])
    if (row[name] !== '' && row[name] !== undefined) record[name] = row[name];
  for (const providerId of [...FIRST_PROVIDERS, ...LATER_PROVIDERS]) {
    const parts = PARTS.flatMap((part) => {
      const value = row[`${providerId} ${part}`];
      return value === undefined || value === '' ? [] : [[part, value] as const];
    });
    if (parts.length > 0) providers.push({ providerId, ...Object.fromEntries(parts) });
  }
  if (providers.length > 0) record.providerUserInfo = providers;
  // A cell behind the last comma belongs to nothing that is known.
  for (const name of Object.keys(row)) if (name.startsWith('column ')) record[name] = row[name];
  return record;
}
