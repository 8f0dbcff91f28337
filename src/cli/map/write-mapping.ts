/**
 * Puts a mapping where it belongs: into a configuration that is data, else into a file of its own beside it.
 *
 * A program is not rewritten by a program: of a `.ts` configuration the mapping goes into a JSON file, with the line
 * that takes it in.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import type { MappingInput } from '../../identity/mapping.ts';

export interface MappingPlace {
  readonly file: string;
  /** Where in it; empty: the file is the mapping. */
  readonly path: readonly (string | number)[];
  /** What has to be written by hand; empty: nothing. */
  readonly byHand: string;
}

/** Beside a configuration that is a program, and beside a bare export. */
const OWN_FILE = 'footbridge.mapping.json';

/** @param config the file of the configuration; undefined: there is none. */
export function mappingPlace(
  config: string | undefined,
  folder: string,
  source: number | undefined,
): MappingPlace {
  const path = source === undefined ? ['mapping'] : ['sources', source, 'mapping'];
  if (config !== undefined && ['.json', '.yaml', '.yml'].includes(extname(config)))
    return { file: config, path, byHand: '' };
  const file = join(config === undefined ? folder : dirname(config), OWN_FILE);
  return { file, path: [], byHand: config === undefined ? '' : importLine(config, path) };
}

function importLine(config: string, path: readonly (string | number)[]): string {
  return `In ${basename(config)}: \`import mapping from './${OWN_FILE}' with { type: 'json' }\`, and \`mapping\` at \`${path.join('.')}\``;
}

/** Is there a mapping already that this would replace by another? */
export function wouldReplace({ file, path }: MappingPlace, mapping: MappingInput): boolean {
  if (!existsSync(file)) return false;
  const there = readAt(file, path);
  return there !== undefined && !isDeepStrictEqual(there, JSON.parse(JSON.stringify(mapping)));
}

function readAt(file: string, path: readonly (string | number)[]): unknown {
  const found = parseDocument(readFileSync(file, 'utf8')).toJS() as unknown;
  return path.reduce<unknown>(
    (here, name) => (typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined),
    found,
  );
}

/** Everything else in the file stays as it is; in YAML the remarks, too. */
export function writeMapping({ file, path }: MappingPlace, mapping: MappingInput): void {
  writeFileSync(file, renderInto(file, path, mapping));
}

function renderInto(file: string, path: readonly (string | number)[], mapping: MappingInput): string {
  if (path.length === 0) return `${JSON.stringify(mapping, null, 2)}\n`;
  const text = readFileSync(file, 'utf8');
  const document = parseDocument(text);
  document.setIn(path, document.createNode(JSON.parse(JSON.stringify(mapping))));
  return extname(file) === '.json' ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString();
}
