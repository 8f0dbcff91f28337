/**
 * References to secrets: a configuration names them, the environment or a file holds them.
 *
 * A reference is resolved where its value is used and not before, so that `footbridge status` needs no password of
 * the target. Values are never kept in the configuration, in an error or in a log.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FootbridgeError } from '../problems/problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** In JSON and YAML written as `{"secret": "NAME"}`. */
export const SecretReference = z
  .strictObject({
    secret: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and underscores'),
  })
  .meta({ description: 'The environment variable NAME, or the file that NAME_FILE names.' });

export type SecretReference = z.output<typeof SecretReference>;

/**
 * Names a secret: the environment variable `name`, or else the file whose path is in `name` + `_FILE`.
 *
 * @example secret('KC_SECRET')
 */
export function secret(name: string): SecretReference {
  return { secret: name };
}

export function isSecretReference(value: unknown): value is SecretReference {
  return SecretReference.safeParse(value).success;
}

/** @throws {FootbridgeError} SECRET_MISSING, with the name. */
export function resolveSecret(reference: SecretReference, environment: Environment): string {
  const { secret: name } = reference;
  const value = environment[name] ?? readSecretFile(name, environment[`${name}_FILE`]);
  if (value !== undefined && value !== '') return value;
  throw new FootbridgeError('SECRET_MISSING', `The secret ${name} is not set`, { facts: { name } });
}

/** Files of orchestrators end in a line break that belongs to the editor, not to the secret. */
function readSecretFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new FootbridgeError('SECRET_MISSING', `The file ${path} of the secret ${name} cannot be read`, {
      cause,
      facts: { name, path },
    });
  }
}

/** The same settings with every reference in them replaced by its value. */
export function resolveSecrets(settings: unknown, environment: Environment): unknown {
  if (isSecretReference(settings)) return resolveSecret(settings, environment);
  if (Array.isArray(settings)) return settings.map((entry) => resolveSecrets(entry, environment));
  if (typeof settings !== 'object' || settings === null) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, resolveSecrets(value, environment)]),
  );
}
