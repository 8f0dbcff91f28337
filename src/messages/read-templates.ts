/**
 * Template files: the operator's own where there is one, else ours.
 *
 * A language is a folder named by its BCP 47 tag. A regional one takes from its base what it does not have itself, so
 * that `de-CH` is a few files and not all of them.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FootbridgeError } from '../problems/problem.ts';
import { templateError } from './template-error.ts';
import { MESSAGE_KINDS, type MessageKind } from './writer.ts';

const OURS = fileURLToPath(new URL('../../templates/', import.meta.url));

export interface TemplateFile {
  /** For errors. */
  readonly file: string;
  readonly text: string;
}

export interface LanguageFiles {
  readonly language: string;
  readonly foot: TemplateFile;
  readonly words: ReadonlyMap<string, string>;
  readonly messages: Readonly<Record<MessageKind, TemplateFile>>;
}

export interface Templates {
  readonly layout: TemplateFile;
  readonly languages: readonly LanguageFiles[];
}

/** @throws {FootbridgeError} CONFIG_INVALID where a folder or a file is missing. */
export async function readTemplates(own?: string): Promise<Templates> {
  const folders = own === undefined ? [OURS] : [own, OURS];
  const names = (await Promise.all(folders.map(languagesIn))).flat();
  const languages = [...new Set(names)].toSorted();
  return {
    layout: await readFirst(folders.map((folder) => join(folder, 'layout.mjml'))),
    languages: await Promise.all(languages.map((language) => readLanguage(language, folders))),
  };
}

async function languagesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new FootbridgeError('CONFIG_INVALID', `The folder of templates ${folder} cannot be read`, {
      cause,
    });
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => requireLanguage(name, folder));
}

function requireLanguage(name: string, folder: string): string {
  try {
    if (Intl.getCanonicalLocales(name)[0] === name) return name;
  } catch {
    // Said below, like a tag in another spelling.
  }
  throw new FootbridgeError(
    'CONFIG_INVALID',
    `${join(folder, name)}: a folder of templates is named by its language, such as de or pt-BR`,
  );
}

async function readLanguage(language: string, folders: readonly string[]): Promise<LanguageFiles> {
  const base = new Intl.Locale(language).language;
  const tags = base === language ? [language] : [language, base];
  const read = (name: string) =>
    readFirst(tags.flatMap((tag) => folders.map((folder) => join(folder, tag, name))));
  const messages = await Promise.all(
    MESSAGE_KINDS.map(async (kind) => [kind, await read(`${kind}.txt`)] as const),
  );
  return {
    language,
    foot: await read('foot.txt'),
    words: readWords(await read('words.txt')),
    messages: Object.fromEntries(messages) as Record<MessageKind, TemplateFile>,
  };
}

async function readFirst(files: readonly string[]): Promise<TemplateFile> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw new FootbridgeError('CONFIG_INVALID', `The template ${file} cannot be read`, { cause });
    });
    if (text !== undefined) return { file, text };
  }
  throw new FootbridgeError('CONFIG_INVALID', `The template ${files[0]} is missing`);
}

/** `factor.totp: authenticator app`, a line each. */
function readWords({ file, text }: TemplateFile): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, name, said] = /^([a-z.-]+):\s*(.+?)\s*$/.exec(line) ?? [];
    if (name === undefined || said === undefined)
      throw templateError(file, index + 1, 'expected a name, a colon and words');
    words.set(name, said);
  }
  return words;
}
