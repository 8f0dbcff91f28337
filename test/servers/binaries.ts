/**
 * Where the servers that tests need are installed, and what happens when they are not.
 *
 * `.ci/run` installs all of them. Elsewhere an environment variable may point to one; a test file whose server is
 * absent says so in one line and is skipped, unless FOOTBRIDGE_REQUIRE_SERVERS=1 makes absence a failure.
 *
 * @module
 */
import { existsSync, globSync, readdirSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { describe } from 'vitest';
import { firstExisting } from './process.ts';

/** The release that .ci/keycloak fetches and that the target was measured with. */
export const KEYCLOAK_VERSION = '26.7.4';

/** The last release that is a Go module; later tags have no module path of their own. See docs/formats/envelopes.md. */
export const KRATOS_VERSION = '1.3.1';

/** The release of ZITADEL's password library that test/servers/passwap requires. */
const PASSWAP_VERSION = '0.12.1';

/** The release of golang.org/x/crypto that Supabase Auth and test/servers/gocrypt require. */
const GOCRYPT_VERSION = '0.51.0';

const REPOSITORY = resolve(import.meta.dirname, '../..');

interface Place {
  readonly title: string;
  /** The environment variable that names its folder or file. */
  readonly variable: string;
  find(): string | undefined;
  /** What .ci/servers builds it with. Where that is missing too, nobody is to blame that the server is absent. */
  tool?(): string | undefined;
}

const PLACES = {
  postgres: {
    title: 'PostgreSQL 15 or newer',
    variable: 'FOOTBRIDGE_POSTGRES_BIN',
    /** The folder that holds `initdb` and `postgres`. */
    find: () =>
      [process.env.FOOTBRIDGE_POSTGRES_BIN, ...debianPostgres(), ...pathFolders()].find(
        (folder) => folder !== undefined && existsSync(join(folder, 'initdb')),
      ),
  },
  mariadb: {
    title: 'MariaDB',
    variable: 'FOOTBRIDGE_MARIADBD',
    find: () => onPath('FOOTBRIDGE_MARIADBD', 'mariadbd', 'mysqld'),
  },
  keycloak: {
    title: `Keycloak ${KEYCLOAK_VERSION} with Java`,
    variable: 'FOOTBRIDGE_KEYCLOAK',
    /** The unpacked distribution, built for PostgreSQL. */
    find() {
      if (findJava() === undefined) return undefined;
      return [
        process.env.FOOTBRIDGE_KEYCLOAK,
        join(REPOSITORY, '.cache', `keycloak-${KEYCLOAK_VERSION}`),
        join(cacheFolder(), `keycloak-${KEYCLOAK_VERSION}`),
      ].find((folder) => folder !== undefined && existsSync(join(folder, 'bin/kc.sh')));
    },
  },
  keycloakMigration: {
    title: 'a jar of the Keycloak plugin keycloak-user-migration, which no registry has',
    variable: 'FOOTBRIDGE_KEYCLOAK_MIGRATION',
    /** Compiled from its sources against the jars in lib/lib of that Keycloak. */
    find: () =>
      firstExisting(
        process.env.FOOTBRIDGE_KEYCLOAK_MIGRATION,
        join(cacheFolder(), 'keycloak-user-migration.jar'),
      ),
    tool: () => undefined,
  },
  openssl: {
    title: 'OpenSSL',
    variable: 'FOOTBRIDGE_OPENSSL',
    find: () => onPath('FOOTBRIDGE_OPENSSL', 'openssl'),
  },
  slapd: {
    title: 'OpenLDAP',
    variable: 'FOOTBRIDGE_SLAPD',
    find: () => onPath('FOOTBRIDGE_SLAPD', 'slapd'),
  },
  kratos: {
    title: `Ory Kratos ${KRATOS_VERSION}`,
    variable: 'FOOTBRIDGE_KRATOS',
    find: () => builtByGo('FOOTBRIDGE_KRATOS', `kratos-${KRATOS_VERSION}`),
    tool: findGo,
  },
  passwap: {
    title: `ZITADEL's passwap ${PASSWAP_VERSION}`,
    variable: 'FOOTBRIDGE_PASSWAP',
    /** The program of test/servers/passwap around it. */
    find: () => builtByGo('FOOTBRIDGE_PASSWAP', `passwap-${PASSWAP_VERSION}`),
    tool: findGo,
  },
  gocrypt: {
    title: `golang.org/x/crypto ${GOCRYPT_VERSION}`,
    variable: 'FOOTBRIDGE_GOCRYPT',
    /** The program of test/servers/gocrypt around it. */
    find: () => builtByGo('FOOTBRIDGE_GOCRYPT', `gocrypt-${GOCRYPT_VERSION}`),
    tool: findGo,
  },
  supertokens: {
    title: 'the password libraries of SuperTokens with Java',
    variable: 'FOOTBRIDGE_SUPERTOKENS_LIBRARIES',
    /** The folder of their jars. */
    find() {
      if (findJava() === undefined) return undefined;
      const cached = join(cacheFolder(), 'supertokens-libraries');
      return firstExisting(
        process.env.FOOTBRIDGE_SUPERTOKENS_LIBRARIES,
        existsSync(join(cached, 'complete')) ? cached : undefined,
      );
    },
  },
  chromium: {
    title: 'Chromium',
    variable: 'FOOTBRIDGE_CHROMIUM',
    find: () => onPath('FOOTBRIDGE_CHROMIUM', 'chromium', 'chromium-browser', 'google-chrome'),
  },
  django: {
    title: 'Python 3 with Django',
    variable: 'FOOTBRIDGE_DJANGO_PYTHON',
    /** The Python that has the package: Debian's, which need not be the first on the PATH. */
    find: () => pythonWith('django'),
  },
  djangoProject: {
    title: 'Python 3 with Django, django-allauth and django-otp',
    variable: 'FOOTBRIDGE_DJANGO_PYTHON',
    find: () => pythonWith('django', 'allauth', 'django_otp', 'psycopg2', 'pymysql'),
  },
  wordpress: {
    title: 'WordPress with PHP and its MySQL extension',
    variable: 'FOOTBRIDGE_WORDPRESS',
    /** The folder that holds wp-settings.php. */
    find: () =>
      hasMysqli() ? firstExisting(process.env.FOOTBRIDGE_WORDPRESS, '/usr/share/wordpress') : undefined,
  },
} as const satisfies Record<string, Place>;

export type ServerName = keyof typeof PLACES;

/**
 * `describe`, or its skipping twin where a server is absent.
 *
 * @example needs('keycloak', 'postgres')('Keycloak as a target', () => { … });
 * @throws when a server is absent that could be installed here, and FOOTBRIDGE_REQUIRE_SERVERS=1
 */
export function needs(...names: readonly ServerName[]): typeof describe | typeof describe.skip {
  const absent = names.map((name): Place => PLACES[name]).filter((place) => place.find() === undefined);
  if (absent.length === 0) return describe;
  const list = absent.map(({ title, variable }) => `${title} (${variable})`).join(', ');
  const isOurFault = absent.some(({ tool }) => tool === undefined || tool() !== undefined);
  if (isOurFault && process.env.FOOTBRIDGE_REQUIRE_SERVERS === '1') throw new Error(`not installed: ${list}`);
  writeSync(2, `skipped, because not installed: ${list}; .ci/run installs it\n`);
  return describe.skip;
}

/** @throws where it is not installed */
export function binary(name: ServerName): string {
  const found = PLACES[name].find();
  if (found === undefined)
    throw new Error(`${PLACES[name].title} is not installed (${PLACES[name].variable})`);
  return found;
}

/** Outside the checkout, so that a fresh clone finds what an earlier one fetched. */
function cacheFolder(): string {
  return process.env.FOOTBRIDGE_CACHE ?? join(homedir(), '.cache/footbridge');
}

function findJava(): string | undefined {
  const home = process.env.JAVA_HOME;
  return firstExisting(
    home && join(home, 'bin/java'),
    ...pathFolders().map((folder) => join(folder, 'java')),
  );
}

function pythonWith(...packages: readonly string[]): string | undefined {
  const areThere = packages.every((name) => existsSync(join('/usr/lib/python3/dist-packages', name)));
  return firstExisting(process.env.FOOTBRIDGE_DJANGO_PYTHON, areThere ? '/usr/bin/python3' : undefined);
}

/** PHP loads its extensions by files in a folder for each version. */
function hasMysqli(): boolean {
  return globSync('/etc/php/*/cli/conf.d/*mysqli.ini').length > 0;
}

function findGo(): string | undefined {
  return firstExisting(...[...pathFolders(), '/usr/local/go/bin'].map((folder) => join(folder, 'go')));
}

function builtByGo(variable: string, name: string): string | undefined {
  return firstExisting(process.env[variable], join(cacheFolder(), name));
}

function onPath(variable: string, ...commands: readonly string[]): string | undefined {
  const folders = [...pathFolders(), '/usr/sbin'];
  return firstExisting(
    process.env[variable],
    ...commands.flatMap((command) => folders.map((folder) => join(folder, command))),
  );
}

function pathFolders(): readonly string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Debian keeps server binaries off the PATH, one folder for each major version; the newest first. */
function debianPostgres(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root)
    .map(Number)
    .filter((version) => version >= 15);
  return versions.sort((a, b) => b - a).map((version) => join(root, String(version), 'bin'));
}
