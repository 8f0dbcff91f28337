/**
 * Finds the tables of a Django project by looking, and reads what belongs to the users of one page.
 *
 * @module
 */
import type { Database, Parameter, ResultRow, TableName } from '../../database/database.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { findTable, readBelongings, readRowsOf, type Table } from '../reading/database/tables.ts';
import type { JsonObject } from '../reading/json-value.ts';

/** Tables of applications that many projects install, with the columns by which they are known. */
const APPLICATIONS = {
  /** django-allauth: https://docs.allauth.org/en/latest/account/ */
  addresses: ['account_emailaddress', 'user_id', 'email', 'verified', 'primary'],
  links: ['socialaccount_socialaccount', 'user_id', 'provider', 'uid'],
  authenticators: ['mfa_authenticator', 'user_id', 'type', 'data'],
  /** django-otp: https://django-otp-official.readthedocs.io/en/stable/ */
  totpDevices: ['otp_totp_totpdevice', 'user_id', 'key', 'confirmed', 'step', 'digits'],
  staticDevices: ['otp_static_staticdevice', 'user_id', 'confirmed'],
} as const;

type Application = keyof typeof APPLICATIONS;

export interface Tables {
  readonly user: Table;
  readonly groups?: { readonly between: Table; readonly userColumn: string; readonly names: TableName };
  readonly staticTokens?: Table;
  readonly applications: Readonly<Partial<Record<Application, Table>>>;
}

/** Everything the database holds about one user. */
export interface Person extends Readonly<Record<Application, readonly JsonObject[]>> {
  readonly id: string;
  /** Of the primary key. */
  readonly idColumn: string;
  readonly user: JsonObject;
  readonly groups: readonly string[];
  /** Codes of the static devices of django-otp. */
  readonly staticTokens: readonly string[];
}

/** @throws FootbridgeError CONFIG_INVALID when there are no users of a Django in the database. */
export async function findDjango(
  database: Database,
  { schema, table }: { readonly schema?: string | undefined; readonly table: string },
): Promise<Tables> {
  const named = (name: string): TableName => (schema === undefined ? { name } : { schema, name });
  const user = await findTable(database, named(table), ['password', 'last_login']);
  if (user === undefined || user.primaryKey.length !== 1) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The database has no users of a Django in "${table}": name the table of AUTH_USER_MODEL in "source.table"`,
    );
  }
  const applications: Partial<Record<Application, Table>> = {};
  for (const [application, [name, ...columns]] of Object.entries(APPLICATIONS)) {
    const found = await findTable(database, named(name), columns);
    if (found !== undefined) applications[application as Application] = found;
  }
  const groups = await findGroups(database, named, table);
  const staticTokens = await findTable(database, named('otp_static_statictoken'), ['device_id', 'token']);
  return {
    user,
    applications,
    ...(groups !== undefined && { groups }),
    ...(staticTokens !== undefined && { staticTokens }),
  };
}

/** The column of the user is called after the model, whose name we do not know: it is the one that is not the group's. */
async function findGroups(
  database: Database,
  named: (name: string) => TableName,
  table: string,
): Promise<Tables['groups']> {
  const between = await findTable(database, named(`${table}_groups`), ['group_id']);
  const userColumn = between?.columns.find(({ name }) => name.endsWith('_id') && name !== 'group_id')?.name;
  const names = await findTable(database, named('auth_group'), ['id', 'name']);
  if (between === undefined || userColumn === undefined || names === undefined) return undefined;
  return { between, userColumn, names: names.name };
}

export async function readPeople(
  database: Database,
  tables: Tables,
  rows: readonly ResultRow[],
): Promise<Person[]> {
  const ids = rows.flatMap(({ key: [id] }) => (id === undefined ? [] : [id]));
  const { applications } = tables;
  const of = async (name: Application) => readBelongings(database, applications[name], 'user_id', ids);
  const addresses = await of('addresses');
  const links = await of('links');
  const authenticators = await of('authenticators');
  const totpDevices = await of('totpDevices');
  const staticDevices = await of('staticDevices');
  const tokens = await readTokens(database, tables, [...staticDevices.values()].flat());
  const groups = await readGroups(database, tables, ids);
  const [idColumn = 'id'] = tables.user.primaryKey;
  return rows.map(({ values: user }) => {
    const id = String(user[idColumn]);
    return {
      id,
      idColumn,
      user,
      groups: groups.get(id) ?? [],
      addresses: addresses.get(id) ?? [],
      links: links.get(id) ?? [],
      authenticators: authenticators.get(id) ?? [],
      totpDevices: totpDevices.get(id) ?? [],
      staticDevices: staticDevices.get(id) ?? [],
      staticTokens: (staticDevices.get(id) ?? []).flatMap((device) => tokens.get(String(device.id)) ?? []),
    };
  });
}

/** User → names of groups. */
async function readGroups(
  database: Database,
  { groups }: Tables,
  ids: readonly Parameter[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (groups === undefined) return new Map();
  const between = await readBelongings(database, groups.between, groups.userColumn, ids);
  const wanted = new Set([...between.values()].flat().map(({ group_id }) => String(group_id)));
  const rows = await readByIds(database, groups.names, 'id', wanted);
  const names = new Map(rows.map(({ id, name }) => [String(id), String(name)]));
  return new Map(
    [...between].map(([id, list]) => [id, list.flatMap(({ group_id }) => names.get(String(group_id)) ?? [])]),
  );
}

/** Device → its codes that are unused; django-otp deletes a code when it is used. */
async function readTokens(
  database: Database,
  { staticTokens }: Tables,
  devices: readonly JsonObject[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (staticTokens === undefined) return new Map();
  const confirmed = devices.filter(({ confirmed: flag }) => flag === true || flag === 1 || flag === '1');
  const ids = new Set(confirmed.map(({ id }) => String(id)));
  const rows = await readByIds(database, staticTokens.name, 'device_id', ids);
  const byDevice = Map.groupBy(rows, ({ device_id }) => String(device_id));
  return new Map([...byDevice].map(([id, list]) => [id, list.map(({ token }) => String(token))]));
}

async function readByIds(database: Database, table: TableName, column: string, ids: ReadonlySet<string>) {
  if (ids.size === 0) return [];
  const parameters = [...ids].map((value): Parameter => ({ kind: 'integer', value }));
  return readRowsOf(database, table, column, parameters, ['id']);
}
