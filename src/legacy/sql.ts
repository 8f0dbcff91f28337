/**
 * Legacy: a table or query of PostgreSQL, MySQL, MariaDB or SQLite that gives a customer's row with the password hash.
 *
 * The database judges nothing: the row is read and the hash verified here, by the same formats as an import. So what
 * the old login page did besides (lockouts, delays, second factors) is known only from columns named in `standing`.
 *
 * @module
 */
import { plain, quoteTable, toTableName } from '../database/database.ts';
import type { TypedPassword } from '../identity/typed-password.ts';
import { PasswordHashError } from '../passwords/errors.ts';
import type { StoredHash } from '../passwords/stored.ts';
import { verify } from '../passwords/verify.ts';
import { answerInTime, NoAnswer, refuseImpossible, unreachable } from './asking/outcome.ts';
import { toProfile, without } from './asking/profile.ts';
import { answerByStanding, blockedBy, fieldsOfStanding } from './asking/standing.ts';
import {
  defineLegacy,
  type LegacyAnswer,
  type LegacyContext,
  type LegacyProfile,
  type LegacySession,
} from './legacy.ts';
import { Config } from './sql/config.ts';
import { type Connections, connectionsTo } from './sql/connections.ts';
import { columnOf, findRow, type Row } from './sql/find-row.ts';

export const sql = defineLegacy<Config>({
  id: 'sql',
  title: 'SQL database (PostgreSQL, MySQL, MariaDB, SQLite)',
  config: Config,
  looksUp: () => true,
  cannot: [
    'What the old login did besides comparing the hash: lockouts, delays and second factors it keeps outside the row.',
    'A wrong password from a hash that was cut by a column too short: most formats notice, plain digests cannot.',
  ],
  async open(config, context) {
    const secrets = Object.entries(config.secrets).map(
      ([role, name]) => [role, context.secret(name)] as const,
    );
    return openSession(config, context, Object.fromEntries(secrets));
  },
});

function openSession(
  config: Config,
  { folder }: LegacyContext,
  secrets: Readonly<Record<string, string>>,
): LegacySession {
  const connections = connectionsTo(config, folder, config.connections);
  const usual: Usual = { stored: undefined };
  return {
    async verify(identifier, password, _attempt, signal) {
      const refused = refuseImpossible(password);
      if (refused !== undefined) return refused;
      return answerInTime(signal, async () => {
        const row = await findRow(connections, config, identifier, signal);
        if (row !== undefined) return judge(config, secrets, row, password, usual);
        await workForNobody(config, password, usual);
        return { outcome: 'unknown' };
      });
    },
    lookup(identifier, signal) {
      return answerInTime(signal, async () => {
        const row = await findRow(connections, config, identifier, signal);
        if (row === undefined) return { outcome: 'unknown' };
        requireStanding(config, row);
        return blockedBy(config.standing, row) ?? { outcome: 'match', profile: profileOf(config, row) };
      });
    },
    check: (signal) => check(config, connections, signal),
    close: () => connections.close(),
  };
}

/** The hash that was compared last. Strangers cost what it costs, or the clock would tell who is a customer. */
interface Usual {
  stored: StoredHash | undefined;
}

async function workForNobody(config: Config, password: TypedPassword, { stored }: Usual): Promise<void> {
  if (stored !== undefined) await matchesAnyForm(password, stored, config.unicode);
}

/** The password first: whoever guesses does not learn from a locked account that there is one. */
async function judge(
  config: Config,
  secrets: Readonly<Record<string, string>>,
  row: Row,
  password: TypedPassword,
  usual: Usual,
): Promise<LegacyAnswer> {
  const profile = profileOf(config, row);
  requireStanding(config, row);
  const stored = storedHash(config, secrets, row);
  if (stored === undefined) {
    await workForNobody(config, password, usual);
    return { outcome: 'wrong' };
  }
  const isRight = await matchesAnyForm(password, stored, config.unicode);
  usual.stored = stored;
  return isRight ? answerByStanding(config.standing, profile, row) : { outcome: 'wrong' };
}

function requireStanding({ standing }: Config, row: Row): void {
  for (const name of fieldsOfStanding(standing)) columnOf(row, name);
}

function profileOf(config: Config, row: Row): LegacyProfile {
  const salts = Object.entries(config.beside).flatMap(([role, column]) =>
    /salt/i.test(role) ? [column] : [],
  );
  const profile = toProfile(columnOf(row, config.id), without(row, new Set([config.hash, ...salts])));
  if (profile === undefined) throw new NoAnswer('a row without an id', { retryable: false });
  return profile;
}

/** undefined: they have no password, and log in by other means. */
function storedHash(
  config: Config,
  secrets: Readonly<Record<string, string>>,
  row: Row,
): StoredHash | undefined {
  const hash = columnOf(row, config.hash);
  if (typeof hash !== 'string' || hash.trim() === '') return undefined;
  const format = config.format ?? (config.formatColumn && columnOf(row, config.formatColumn));
  const beside: Record<string, string | number> = { ...config.constants };
  for (const [role, column] of Object.entries(config.beside)) {
    const value = columnOf(row, column);
    if (typeof value === 'string' || typeof value === 'number') beside[role] = value;
  }
  return {
    // PostgreSQL fills a CHAR(n) up with spaces; no format ends in one.
    hash: hash.trimEnd(),
    ...(typeof format === 'string' && format !== '' && { format }),
    beside,
    secrets,
  };
}

/**
 * The same letters can be written in several ways, and which one a hash was made of depends on the keyboard and the
 * code of that day. Trying them is one attempt: nobody but us sees it.
 *
 * @see https://www.unicode.org/reports/tr15/
 */
async function matchesAnyForm(
  password: TypedPassword,
  stored: StoredHash,
  forms: Config['unicode'],
): Promise<boolean> {
  const typed = password.reveal();
  const ways = new Set(forms.map((form) => (form === 'as-typed' ? typed : typed.normalize(form))));
  try {
    for (const way of ways) if (await verify(way, stored)) return true;
    return false;
  } catch (error) {
    if (!(error instanceof PasswordHashError)) throw error;
    // Damaged, unknown, too expensive: of the stored hash, and nothing the customer typed would be right.
    throw new NoAnswer(error.code, { retryable: error.code === 'hash-busy' });
  }
}

/** Connects, and looks whether the table is there and may be read. */
async function check(config: Config, connections: Connections, signal: AbortSignal): Promise<void> {
  try {
    await connections.use(signal, (database) => {
      const from =
        config.table === undefined
          ? ''
          : ` FROM ${quoteTable(database.dialect, toTableName(config.table))} WHERE 1 = 0`;
      return database.query(plain(`SELECT 1 AS one${from}`));
    });
  } catch (error) {
    throw unreachable('sql', error);
  }
}
