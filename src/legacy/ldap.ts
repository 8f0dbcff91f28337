/**
 * Legacy: an LDAP directory, OpenLDAP or Active Directory: the entry is searched, then the password tried by a bind.
 *
 * The search is done as an account of ours; the bind on a connection of its own, which is closed whatever came of
 * it. Referrals are never followed: they would take the password to whichever server they name.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4513#section-5.1
 * @module
 */
import { type Client, type Entry, ResultCodeError } from 'ldapts';
import type { TypedPassword } from '../identity/typed-password.ts';
import { readAuthority } from './asking/address.ts';
import { answerInTime, NoAnswer, refuseImpossible, unreachable } from './asking/outcome.ts';
import { spell } from './asking/spelling.ts';
import { answerByStanding, blockedBy, fieldsOfStanding } from './asking/standing.ts';
import { Config } from './ldap/config.ts';
import { type Directory, withConnection } from './ldap/connection.ts';
import { BINARY, toEntryProfile, toFields } from './ldap/entry.ts';
import { fillFilter } from './ldap/filter.ts';
import { toAnswer } from './ldap/refusal.ts';
import {
  defineLegacy,
  type LegacyAnswer,
  type LegacyIdentifier,
  type LegacyProfile,
  type LegacySession,
} from './legacy.ts';

export const ldap = defineLegacy<Config>({
  id: 'ldap',
  title: 'LDAP directory (OpenLDAP, Active Directory)',
  config: Config,
  looksUp: () => true,
  cannot: [
    'A locked account and an expired password of OpenLDAP from a wrong one: its policy overlay answers alike.',
    'Whether the directory counted the attempt when the connection broke before its answer.',
  ],
  async open(config, { folder }) {
    return openSession({ config, ca: readAuthority(config.ca, folder) });
  },
});

function openSession(directory: Directory): LegacySession {
  return {
    async verify(identifier, password, _attempt, signal) {
      const refused = refuseImpossible(password);
      if (refused !== undefined) return refused;
      return answerInTime(signal, async () => {
        const found = await find(directory, identifier, signal);
        if (found === undefined) return { outcome: 'unknown' };
        return tryPassword(directory, found, password, signal);
      });
    },
    lookup(identifier, signal) {
      return answerInTime(signal, async () => {
        const found = await find(directory, identifier, signal);
        if (found === undefined) return { outcome: 'unknown' };
        const blocked = blockedBy(directory.config.standing, found.profile.fields);
        return blocked ?? { outcome: 'match', profile: found.profile };
      });
    },
    check: (signal) => check(directory, signal),
    close: async () => undefined,
  };
}

interface Found {
  readonly dn: string;
  readonly profile: LegacyProfile;
}

async function tryPassword(
  directory: Directory,
  { dn, profile }: Found,
  password: TypedPassword,
  signal: AbortSignal,
): Promise<LegacyAnswer> {
  return withConnection(directory, signal, async (client) => {
    try {
      await client.bind(dn, spell(password, directory.config.unicode));
    } catch (error) {
      return toAnswer(error, profile);
    }
    return answerByStanding(directory.config.standing, profile, profile.fields);
  });
}

/** @throws NoAnswer where there is not exactly one entry, or it is not whole */
async function find(
  directory: Directory,
  identifier: LegacyIdentifier,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { config } = directory;
  const filter = fillFilter(config.filter, identifier);
  const { searchEntries, searchReferences } = await withConnection(directory, signal, async (client) => {
    await bindAsOurselves(client, config);
    return client.search(config.base, {
      scope: config.scope,
      filter,
      // One more than there may be.
      sizeLimit: 2,
      attributes: [...new Set([...config.attributes, config.id, ...fieldsOfStanding(config.standing)])],
      explicitBufferAttributes: BINARY,
    });
  }).catch(inOwnName);
  if (searchEntries.length > 1) throw new NoAnswer('2 entries', { retryable: false });
  if (searchReferences.length > 0 && config.references === 'refuse')
    throw new NoAnswer('a referral, which is not followed', { retryable: false });
  const [entry] = searchEntries;
  return entry === undefined ? undefined : toFound(entry, config.id);
}

function toFound(entry: Entry, id: string): Found {
  // The empty name would bind as nobody, and succeed.
  if (entry.dn === '') throw new NoAnswer('an entry without a name', { retryable: false });
  const profile = toEntryProfile(toFields(entry), id);
  if (profile === undefined) throw new NoAnswer('an entry without an id', { retryable: false });
  return { dn: entry.dn, profile };
}

async function bindAsOurselves(client: Client, { bindDn, bindPassword }: Config): Promise<void> {
  if (bindDn !== undefined && bindPassword !== undefined) await client.bind(bindDn, bindPassword);
}

/** A refusal before the customer's password was sent concerns us: result 49 is no wrong password here. */
function inOwnName(error: unknown): never {
  if (!(error instanceof ResultCodeError)) throw error;
  const passes = error.code === 51 || error.code === 52;
  throw new NoAnswer(`LDAP result ${error.code} to our own search`, { retryable: passes });
}

/** Binds as the account that searches and reads the base. */
async function check(directory: Directory, signal: AbortSignal): Promise<void> {
  const { config } = directory;
  try {
    await withConnection(directory, signal, async (client) => {
      await bindAsOurselves(client, config);
      const { searchEntries } = await client.search(config.base, { scope: 'base', attributes: ['1.1'] });
      if (searchEntries.length === 0) throw new NoAnswer('the base does not exist or may not be read');
    }).catch(inOwnName);
  } catch (error) {
    throw unreachable('ldap', error);
  }
}
