/**
 * Checks the settings of a source, a target or any other connector against its own schema.
 *
 * Done twice: when the file is loaded, with secrets still unresolved (what depends on their value is not
 * judged), and when the connector is opened, with their values. A setting marked `secret: true` has to be a
 * reference: a configuration is a file that is committed and mailed around.
 *
 * @module
 */
import { z } from 'zod';
import { didYouMean } from '../identity/mapping/nearest.ts';
import { configError } from './explain.ts';
import { type Environment, isSecretReference, resolveSecrets, SecretReference } from './secret.ts';

/** What connectors of all kinds have in common here. */
interface Connector {
  readonly id: string;
  readonly config: z.ZodType;
  /** Connectors in the settings of this one. */
  inside?(settings: Settings): readonly Inside[];
}

interface Inside {
  readonly connector: Connector;
  readonly settings: Settings;
  readonly path: readonly PropertyKey[];
}

export interface Settings {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Where the settings stand: for sentences. */
export interface Whereabouts {
  readonly file: string;
  readonly section: 'source' | 'target' | 'legacy' | 'hook' | 'channel' | 'handover';
  /** Path inside the configuration, where it is another than the name of the section: `['hooks', 0]`. */
  readonly path?: readonly PropertyKey[];
}

/** @throws {FootbridgeError} CONFIG_INVALID when no connector has this name. */
export function findConnector<C extends Connector>(
  connectors: readonly C[],
  settings: Settings,
  { file, section, path = [section] }: Whereabouts,
): C {
  const found = connectors.find(({ id }) => id === settings.type);
  if (found !== undefined) return found;
  const names = connectors.map(({ id }) => id);
  const message = `no ${section} of this name${didYouMean(settings.type, names)}; there are ${names.join(', ')}`;
  throw configError([{ code: 'custom', path: ['type'], message, input: undefined }], { file, path });
}

/** Judges what can be judged without the values of the secrets. */
export function checkSettings(connector: Connector, settings: Settings, where: Whereabouts): void {
  refuseWrittenSecrets(connector, settings, where);
  const { type: _, ...own } = settings;
  const result = connector.config.safeParse(withPlaceholders(own));
  if (result.success) return;
  const issues = result.error.issues.filter((issue) => !touchesSecret(own, issue.path));
  if (issues.length > 0) throw configErrorAt(connector, issues, where);
}

/** The settings as the connector wants them, every secret a placeholder; undefined when they do not pass so. */
export function parseWithoutSecrets(connector: Connector, settings: object): unknown {
  const { type: _, ...own } = { type: '', ...settings };
  return connector.config.safeParse(withPlaceholders(own)).data;
}

/** The settings as the connector wants them, secrets resolved. */
export function parseSettings(
  connector: Connector,
  settings: Settings,
  environment: Environment,
  where: Whereabouts,
): unknown {
  const { type: _, ...own } = settings;
  const result = connector.config.safeParse(resolveSecrets(own, environment));
  if (!result.success) throw configErrorAt(connector, result.error.issues, where);
  return result.data;
}

function configErrorAt(
  connector: Connector,
  issues: readonly z.core.$ZodIssue[],
  { file, section, path = [section] }: Whereabouts,
) {
  return configError(issues, { file, path, known: Object.keys(settingsOf(connector)) });
}

function refuseWrittenSecrets(connector: Connector, settings: Settings, where: Whereabouts): void {
  const { file, section, path = [section] } = where;
  for (const one of connector.inside?.(settings) ?? [])
    refuseWrittenSecrets(one.connector, one.settings, { ...where, path: [...path, ...one.path] });
  for (const [name, schema] of Object.entries(settingsOf(connector))) {
    const value = settings[name];
    if (schema.secret !== true || value === undefined || holdsOnlyReferences(value)) continue;
    const message = `a secret has no place in a configuration; write ${SECRET_SPELLING}`;
    throw configError([{ code: 'custom', path: [name], message, input: undefined }], { file, path });
  }
}

/** Several secrets in one setting are the new one and the one before. */
function holdsOnlyReferences(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isSecretReference) : isSecretReference(value);
}

const SECRET_SPELLING =
  'secret("NAME"), in JSON and YAML {"secret": "NAME"}, and set NAME in the environment';

/** One setting of a connector, as JSON Schema tells it. */
export interface SettingSchema {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly secret?: boolean;
}

/** The settings a connector cannot do without, in the order of its schema. */
export function neededSettings(connector: Connector): readonly string[] {
  const { required = [] } = z.toJSONSchema(connector.config, { io: 'input', unrepresentable: 'any' });
  return required.filter((name) => name !== 'type');
}

/** Names and descriptions of the settings of a connector; of every variant, where it has several. */
export function settingsOf(connector: Connector): Readonly<Record<string, SettingSchema>> {
  const schema = z.toJSONSchema(connector.config, { io: 'input', unrepresentable: 'any' });
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [schema];
  return Object.assign(
    {},
    ...variants.map((variant) => (typeof variant === 'object' ? variant.properties : {})),
  );
}

/** Long enough for any rule about the length of secrets. */
const PLACEHOLDER = 'secret'.padEnd(64, '-');

function withPlaceholders(settings: unknown): unknown {
  if (isSecretReference(settings)) return PLACEHOLDER;
  if (Array.isArray(settings)) return settings.map(withPlaceholders);
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, withPlaceholders(value)]));
}

/** Does the path lead to, or through, something that is a secret? */
function touchesSecret(settings: unknown, path: readonly PropertyKey[]): boolean {
  let here: unknown = settings;
  for (const part of path) {
    if (SecretReference.safeParse(here).success) return true;
    if (typeof here !== 'object' || here === null) return false;
    here = Reflect.get(here, part);
  }
  return isSecretReference(here);
}
