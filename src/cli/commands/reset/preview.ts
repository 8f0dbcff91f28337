/** `footbridge reset preview`: every message as a customer would get it, as files to look at. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoadedConfig } from '../../../config/load.ts';
import { MESSAGE_KINDS, type MessageWriter } from '../../../messages/writer.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { type PreviewedMessage, renderMessages } from '../../../report/index.ts';
import { loadConfigOf } from '../../parts.ts';
import { openWriterOf, resetConfigOf } from '../../reset/open-reset.ts';
import { readKind, readLanguage, sampleValues } from '../../reset/sample-message.ts';
import type { AddCommand } from '../command.ts';

interface PreviewFlags {
  readonly language?: string;
  readonly kind?: string;
  readonly out: string;
}

export const addPreview: AddCommand = (reset, act) => {
  reset
    .command('preview')
    .description('write every message as files to look at; nobody is written to')
    .option('--language <tag>', 'only in this language')
    .option('--kind <kind>', 'only this message')
    .option('--out <folder>', 'where the files go', 'reset-preview')
    .action(
      act(async (invocation, flags: PreviewFlags) => {
        const loaded = await loadConfigOf(invocation);
        const folder = resolve(invocation.terminal.folder, flags.out);
        const messages = await writeAll(loaded, await openWriterOf(loaded), flags, folder);
        const index = join(folder, 'index.html');
        const page = renderMessages(resetConfigOf(loaded).brand.name, messages);
        await write(index, page);
        invocation.output.result(
          { index, messages },
          () =>
            `${messages.length} messages are in ${flags.out}; begin with index.html. Nobody was written to.`,
        );
        return 0;
      }),
    );
};

async function writeAll(
  loaded: LoadedConfig,
  writer: MessageWriter,
  { language, kind }: PreviewFlags,
  folder: string,
): Promise<readonly PreviewedMessage[]> {
  const languages = language === undefined ? writer.languages : [readLanguage(language, writer.languages)];
  const kinds = kind === undefined ? MESSAGE_KINDS : [readKind(kind)];
  const messages: PreviewedMessage[] = [];
  for (const language of languages) {
    for (const kind of kinds) {
      const { subject, short, text, html } = writer.write(
        kind,
        language,
        sampleValues(loaded, kind, Date.now()),
      );
      const htmlFile = `${language}/${kind}.html`;
      const textFile = `${language}/${kind}.txt`;
      await write(join(folder, htmlFile), html);
      await write(join(folder, textFile), `${subject}\n\n${text}`);
      messages.push({ kind, language, subject, short, htmlFile, textFile });
    }
  }
  return messages;
}

async function write(file: string, content: string): Promise<void> {
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, content);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new FootbridgeError('USAGE_WRONG', `${file} cannot be written: ${code}`, { cause });
  }
}
