/**
 * The arrows of ARCHITECTURE.md and the "one file, one line in the index" rule, checked on every run.
 *
 * It reads import statements as text, so it needs no tool. Cycles inside a folder are Biome's business
 * (`noImportCycles`), unused files and exports are knip's.
 *
 * @module
 */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each folder of src may import beside itself. An entry is a folder or one file. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  passwords: [],
  problems: [],
  /** HTML that is escaped by construction. */
  markup: [],
  /** The operator's own databases, read-only: for the sources that read them and the legacies that ask them. */
  database: [],
  identity: ['problems'],
  net: ['problems'],
  sources: ['identity', 'passwords', 'net', 'database', 'problems', 'better-auth'],
  legacy: ['identity', 'passwords', 'net', 'database', 'problems'],
  targets: ['identity', 'passwords', 'net', 'problems', 'better-auth'],
  /** What an application with Better Auth installs; the target of that name uses it for its embedded instance. */
  'better-auth': ['passwords', 'identity', 'broker', 'hooks/hook.ts'],
  /** What an application with SuperTokens installs. */
  supertokens: ['identity', 'broker', 'hooks/hook.ts'],
  /** How applications ask us: the wire of the generic hook, from the caller's side. */
  broker: ['identity', 'hooks/hook.ts'],
  hooks: ['identity', 'problems'],
  /** How a message reaches a customer. */
  channels: ['net', 'problems'],
  /** What comes back about a message. */
  bounces: ['problems'],
  /** What it says. */
  messages: ['identity', 'problems'],
  /** Journeys of platforms that we send customers into. */
  handovers: ['identity', 'net', 'problems', 'targets/target.ts'],
  ledger: ['identity', 'problems'],
  engine: [
    'ledger',
    'identity',
    'passwords',
    'net',
    'problems',
    'sources/source.ts',
    'legacy/legacy.ts',
    'targets/target.ts',
    'hooks/hook.ts',
    'channels/channel.ts',
    'handovers/handover.ts',
    'messages/writer.ts',
    'bounces/bounce.ts',
  ],
  /** Draws documents that others made: it knows their shapes and nothing that makes them. */
  report: [
    'markup',
    'identity',
    'problems',
    'engine/assess/assessment.ts',
    'engine/plan/plan-document.ts',
    'engine/plan/playbook/playbook-document.ts',
    'engine/forecast/forecast.ts',
    'engine/prove/proof.ts',
    'engine/reset/campaign.ts',
    'engine/reset/funnel-document.ts',
    'engine/evidence/record.ts',
    'engine/evidence/legal-basis.ts',
  ],
  config: [
    'identity',
    'net',
    'problems',
    'sources/index.ts',
    'sources/source.ts',
    'targets/index.ts',
    'targets/target.ts',
    'legacy/index.ts',
    'legacy/legacy.ts',
    'hooks/index.ts',
    'hooks/hook.ts',
    'channels/index.ts',
    'channels/channel.ts',
    'handovers/index.ts',
    'handovers/handover.ts',
  ],
  http: [
    'config',
    'engine',
    'ledger',
    'markup',
    'sources',
    'legacy',
    'targets',
    'hooks',
    'channels',
    'handovers',
    'messages',
    'bounces',
    'identity',
    'passwords',
    'net',
    'problems',
  ],
  cli: [
    'config',
    'engine',
    'report',
    'http',
    'ledger',
    'sources',
    'legacy',
    'targets',
    'hooks',
    'channels',
    'handovers',
    'messages',
    'bounces',
    /** The mailbox of the demo, which shows what others wrote. */
    'markup',
    'identity',
    'passwords',
    'net',
    'problems',
    'better-auth',
  ],
};

/** The files beside the folders are the package's public entry points: they re-export, so they may reach anything. */
const ENTRY_POINTS = ['index.ts', 'better-auth.ts', 'supertokens.ts', 'testing.ts'];

/**
 * What files of a connector folder share. Everything else there is a connector (a file, or a folder of the same
 * name), and connectors do not know each other.
 */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  sources: ['source.ts', 'source-contract.ts', 'index.ts', 'reading'],
  legacy: ['legacy.ts', 'legacy-contract.ts', 'index.ts', 'asking'],
  targets: [
    'target.ts',
    'settings.ts',
    'target-contract.ts',
    'reset-contract.ts',
    'contract-customers.ts',
    'platforms',
    'index.ts',
  ],
  hooks: ['hook.ts', 'hook-contract.ts', 'contract', 'wire', 'index.ts'],
  channels: ['channel.ts', 'channel-contract.ts', 'bounds.ts', 'trust.ts', 'calling', 'index.ts'],
  handovers: ['handover.ts', 'handover-contract.ts', 'asking', 'index.ts'],
};

/** Folders whose members all stand in the `index.ts` beside them. */
const REGISTERED: Readonly<Record<string, readonly string[]>> = {
  ...SHARED,
  'targets/platforms': ['platform.ts', 'fit.ts', 'fit-factors.ts', 'fit-password.ts', 'index.ts'],
  'engine/steps': ['step.ts', 'index.ts'],
  'cli/commands': ['command.ts', 'index.ts'],
  'passwords/envelopes': [
    'envelope.ts',
    'arrangement.ts',
    'describe.ts',
    'shapes.ts',
    'spellings.ts',
    'read-back-contract.ts',
    'vectors-contract.ts',
    'index.ts',
  ],
};

/** `export` stands at the start of its line, so that prose in a comment ("exports users from '…'") is no import. */
const IMPORT =
  /^\s*(?:import|export)\s[^'"]*?from\s*['"](\.[^'"]+)['"]|^\s*import\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm;

const FILES = globSync('src/**/*.ts').toSorted();
const CODE = FILES.filter((file) => !isTest(file));

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

/** Paths below src that a file imports, `.ts` kept. */
function importsOf(file: string): string[] {
  const found: string[] = [];
  for (const [, from, bare, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    found.push(normalize(join(dirname(file), from ?? bare ?? dynamic ?? '')).replace(/^src\//, ''));
  }
  return found;
}

/** `sources/okta/shapes.ts` and `sources/okta.ts` both belong to `okta`. */
function memberOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function isShared(folder: string, path: string): boolean {
  const part = path.split('/')[1] ?? '';
  return SHARED[folder]?.includes(part) ?? false;
}

/** Why this import is not allowed; undefined when it is. */
function objection(file: string, to: string): string | undefined {
  const from = file.replace(/^src\//, '');
  if (!from.includes('/')) return undefined;
  const folder = from.split('/')[0] ?? '';
  const toFolder = to.split('/')[0] ?? '';
  if (folder !== toFolder) {
    const allowed = MAY_IMPORT[folder];
    if (allowed === undefined) return `src/${folder} is a new folder: give it its arrows in this test`;
    if (allowed.some((entry) => entry === to || entry === toFolder)) return undefined;
    return `${file} imports src/${to}; ${folder} may import ${allowed.join(', ') || 'nothing of ours'}`;
  }
  if (SHARED[folder] === undefined || from === `${folder}/index.ts`) return undefined;
  if (isShared(folder, to)) return undefined;
  if (memberOf(from) === memberOf(to)) return undefined;
  return `${file} imports its sibling src/${to}; move what they share out`;
}

describe('the arrows', () => {
  it.each(CODE)('%s imports only what its folder may', (file) => {
    const objections = importsOf(file).flatMap((to) => objection(file, to) ?? []);
    expect(objections).toEqual([]);
  });

  it('notices an engine that knows a vendor, a connector that knows its sibling and a leaf that does not stay one', () => {
    expect(objection('src/engine/run.ts', 'sources/okta.ts')).toContain('engine may import');
    expect(objection('src/sources/okta.ts', 'sources/csv.ts')).toContain('sibling');
    expect(objection('src/passwords/bcrypt.ts', 'problems/problem.ts')).toContain('nothing of ours');
    expect(objection('src/unheard/of.ts', 'identity/identity.ts')).toContain('new folder');
    expect(objection('src/sources/okta.ts', 'sources/okta/shapes.ts')).toBeUndefined();
    expect(objection('src/sources/okta.ts', 'sources/reading/lines.ts')).toBeUndefined();
  });
});

describe('the lists', () => {
  for (const [folder, shared] of Object.entries(REGISTERED)) {
    if (!existsSync(`src/${folder}/index.ts`)) continue;

    it(`every file in src/${folder} stands in its index.ts`, () => {
      const members = readdirSync(`src/${folder}`)
        .filter((name) => !shared.includes(name) && !isTest(name))
        .map((name) => `${folder}/${name.replace(/\.ts$/, '')}`);
      const listed = new Set(
        importsOf(`src/${folder}/index.ts`).map((path) => path.replace(/(\/index)?\.ts$/, '')),
      );
      expect(members.filter((member) => !listed.has(member))).toEqual([]);
    });
  }

  it('every password format is reached from src/passwords/index.ts', () => {
    // Started as a thread by its path (pool.ts), and read by tests only.
    const apart = ['passwords/worker.ts', 'passwords/vectors.ts'];
    const reached = reachedFrom('passwords/index.ts', ...apart);
    const formats = CODE.map((file) => file.replace(/^src\//, '')).filter(
      (path) => path.startsWith('passwords/') && !path.endsWith('-contract.ts'),
    );
    expect(formats.filter((path) => !reached.has(path))).toEqual([]);
  });
});

function reachedFrom(...starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path) || !existsSync(`src/${path}`)) continue;
    reached.add(path);
    waiting.push(...importsOf(`src/${path}`));
  }
  return reached;
}

describe('names', () => {
  it('files are in kebab-case and none is called util, helpers or common', () => {
    const odd = FILES.filter((file) => {
      const name = file.split('/').at(-1) ?? '';
      return !/^[a-z0-9-]+(\.(server\.)?test)?\.ts$/.test(name) || /^(utils?|helpers?|common)\./.test(name);
    });
    expect(odd).toEqual([]);
  });

  it('no file is too long to read in one sitting', () => {
    /** A table may be longer: codes and recipes are data. */
    const isTable = (file: string) =>
      file === 'src/problems/catalogue.ts' || file.startsWith('src/passwords/recipes/');
    const long = CODE.filter(
      (file) => !isTable(file) && readFileSync(file, 'utf8').trimEnd().split('\n').length > 400,
    );
    expect(long).toEqual([]);
  });

  it('every entry point beside the folders is one that package.json exports', () => {
    const beside = CODE.filter((file) => file.split('/').length === 2).map((file) =>
      file.replace('src/', ''),
    );
    expect(beside.filter((name) => !ENTRY_POINTS.includes(name))).toEqual([]);
  });
});
