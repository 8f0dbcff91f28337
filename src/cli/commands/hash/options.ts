/**
 * The options that the verbs of `hash` have in common: where hashes are read from, and what stands beside them.
 *
 * @module
 */
import type { Command } from 'commander';
import { resolveSecret, secret } from '../../../config/secret.ts';
import { findFormat } from '../../../passwords/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Terminal } from '../../terminal.ts';

/** What goes with one hash, or with every hash of a column. */
export interface BesideFlags {
  readonly format?: string;
  readonly beside?: readonly string[];
  readonly secret?: readonly string[];
}

export interface ColumnFlags extends BesideFlags {
  readonly file?: string;
  readonly column?: string;
  readonly besideColumn?: readonly string[];
}

export function takesBeside(command: Command): Command {
  return command
    .option(
      '--format <id>',
      'where the hash alone does not say it: an id, or a rule such as "sha1(salt . password)"',
    )
    .option('--beside <name=value>', 'what stands beside the hash, such as salt=…', collect)
    .option('--secret <role=NAME>', 'a secret of the site, such as pepper=NAME_OF_A_VARIABLE', collect);
}

export function takesColumn(command: Command): Command {
  return takesBeside(command)
    .option('--file <file>', 'read from here instead of standard input')
    .option('--column <name>', 'the hash is in this column of a CSV or NDJSON; else one hash a line')
    .option('--beside-column <name=column>', 'what stands beside it in another column', collect);
}

function collect(one: string, all: readonly string[] = []): readonly string[] {
  return [...all, one];
}

/** What is the same for every row. */
export interface Beside {
  readonly format?: string;
  readonly beside: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws {FootbridgeError} USAGE_WRONG, SECRET_MISSING */
export function readBeside(flags: BesideFlags, { environment }: Terminal): Beside {
  const { format } = flags;
  if (format !== undefined && findFormat(format) === undefined && !format.includes('('))
    throw new FootbridgeError('USAGE_WRONG', `There is no format "${format}"; docs/formats lists them`);
  const secrets = readPairs(flags.secret, '--secret').map(([role, name]) => [
    role,
    resolveSecret(secret(name), environment),
  ]);
  return {
    ...(format === undefined ? {} : { format }),
    beside: Object.fromEntries(readPairs(flags.beside, '--beside')),
    secrets: Object.fromEntries(secrets),
  };
}

/** @throws {FootbridgeError} USAGE_WRONG */
export function readPairs(
  pairs: readonly string[] | undefined,
  option: string,
): readonly (readonly [string, string])[] {
  return (pairs ?? []).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new FootbridgeError('USAGE_WRONG', `${option} looks like name=value`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
}
