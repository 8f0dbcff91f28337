/**
 * Finds the tables of a Better Auth by looking, and reads what belongs to the users of one page.
 *
 * @module
 */
import { symmetricDecrypt } from 'better-auth/crypto';
import type { Column, Database, Parameter, ResultRow, TableName } from '../../database/database.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readRowsOf } from '../reading/database/tables.ts';
import { canonical, known, type Row, type UserRecords } from './user.ts';

/** Better Auth's models, and the names their tables go by: its own, and the plural of other habits. */
const MODELS = {
  user: ['user', 'users'],
  account: ['account', 'accounts'],
  twoFactor: ['twoFactor', 'two_factor', 'two_factors', 'twoFactors'],
  passkey: ['passkey', 'passkeys'],
  member: ['member', 'members'],
  organization: ['organization', 'organizations'],
} as const;

export type Model = keyof typeof MODELS;

export interface Table {
  readonly name: TableName;
  readonly columns: readonly Column[];
}

export type Tables = Partial<Record<Model, Table>>;

export interface Where {
  readonly schema?: string | undefined;
  /** Names of the operator's own. */
  readonly tables: { readonly [model in Model]?: string | undefined };
}

/** @throws FootbridgeError CONFIG_INVALID when there is no Better Auth in the database. */
export async function findTables(database: Database, { schema, tables }: Where): Promise<Tables> {
  const found: Tables = {};
  for (const model of Object.keys(MODELS) as Model[]) {
    const own = tables[model];
    for (const name of own === undefined ? MODELS[model] : [own]) {
      const table = schema === undefined ? { name } : { schema, name };
      const columns = await database.columns(table);
      if (columns.length === 0) continue;
      found[model] = { name: table, columns };
      break;
    }
  }
  for (const model of ['user', 'account'] as const) {
    if (found[model] !== undefined) continue;
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The database has no table "${model}" of Better Auth: name it in "source.tables"`,
    );
  }
  return found;
}

/** The column as it is called there. */
export function columnOf(table: Table, field: string): string {
  return table.columns.find(({ name }) => canonical(name) === field.toLowerCase())?.name ?? field;
}

export async function readUsers(
  database: Database,
  tables: Tables,
  users: readonly ResultRow[],
  key: SecretKey | undefined,
): Promise<UserRecords[]> {
  const ids = users.flatMap(({ key: [id] }) => (id === undefined ? [] : [id]));
  const children = async (model: Model) => groupByUser(await readChildren(database, tables[model], ids));
  const [accounts, twoFactors, passkeys, members] = [
    await children('account'),
    await children('twoFactor'),
    await children('passkey'),
    await children('member'),
  ];
  const organisations = await readOrganisations(database, tables, [...members.values()].flat());
  const records: UserRecords[] = [];
  for (const { values: user } of users) {
    const id = String(known(user).id);
    const [twoFactor] = twoFactors.get(id) ?? [];
    records.push({
      user,
      accounts: accounts.get(id) ?? [],
      ...(twoFactor === undefined ? {} : { twoFactor: await openTwoFactor(twoFactor, key) }),
      passkeys: passkeys.get(id) ?? [],
      members: (members.get(id) ?? []).map((row) => {
        const organisationId = String(known(row).organizationid);
        return { row, organisation: organisations.get(organisationId) ?? organisationId };
      }),
    });
  }
  return records;
}

async function readChildren(
  database: Database,
  table: Table | undefined,
  ids: readonly Parameter[],
): Promise<Row[]> {
  if (table === undefined || ids.length === 0) return [];
  return readRowsOf(database, table.name, columnOf(table, 'userId'), ids);
}

function groupByUser(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  return Map.groupBy(rows, (row) => String(known(row).userid));
}

/** Id → name. */
async function readOrganisations(
  database: Database,
  { organization }: Tables,
  members: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(members.map((row) => String(known(row).organizationid)))];
  if (organization === undefined || ids.length === 0) return new Map();
  const parameters = ids.map((value): Parameter => ({ kind: 'text', value }));
  const rows = await readRowsOf(database, organization.name, columnOf(organization, 'id'), parameters);
  return new Map(rows.map((row) => [String(known(row).id), String(known(row).name)]));
}

/** The BETTER_AUTH_SECRET, or several with their versions. */
export type SecretKey = Parameters<typeof symmetricDecrypt>[0]['key'];

async function openTwoFactor(
  row: Row,
  key: SecretKey | undefined,
): Promise<NonNullable<UserRecords['twoFactor']>> {
  const { secret, backupcodes } = known(row);
  const text = await open(secret, key);
  const codes = readCodes(backupcodes) ?? readCodes(await open(backupcodes, key));
  return {
    row,
    ...(text === undefined ? {} : { secret: text }),
    ...(codes === undefined ? {} : { codes }),
  };
}

async function open(stored: unknown, key: SecretKey | undefined): Promise<string | undefined> {
  if (typeof stored !== 'string' || key === undefined) return undefined;
  try {
    return await symmetricDecrypt({ key, data: stored });
  } catch {
    // Another secret, or damage: reported with the record as a factor that cannot be read.
    return undefined;
  }
}

/** Plain where the instance stores them so. */
function readCodes(text: unknown): readonly string[] | undefined {
  if (typeof text !== 'string' || !text.startsWith('[')) return undefined;
  try {
    const codes: unknown = JSON.parse(text);
    return Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : undefined;
  } catch {
    return undefined;
  }
}
