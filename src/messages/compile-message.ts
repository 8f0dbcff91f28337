/**
 * One message in one language, compiled: MJML becomes HTML here, at its first use and never again.
 *
 * @module
 */
import { Engine } from 'mrml';
import { FootbridgeError } from '../problems/problem.ts';
import { htmlGapsOf, type MessageBrand, textGapsOf } from './brand.ts';
import { LAYOUT_GAPS, TEXT_GAPS } from './gaps.ts';
import { parseBlocks, parseMessage } from './parse-message.ts';
import type { LanguageFiles, TemplateFile } from './read-templates.ts';
import { renderLine, renderMjml, renderText } from './render-blocks.ts';
import { compileTemplate, type Template } from './template.ts';
import { templateError } from './template-error.ts';
import type { MessageKind } from './writer.ts';

export interface CompiledMessage {
  readonly subject: Template;
  readonly preview: Template;
  readonly short: Template;
  readonly text: Template;
  readonly html: Template;
}

/** Between the message and its foot, in plain text. */
const RULE = '----------\n\n';

export function compileMessage(
  kind: MessageKind,
  files: LanguageFiles,
  layout: TemplateFile,
  brand: MessageBrand,
): CompiledMessage {
  const { file, text } = files.messages[kind];
  const message = parseMessage(text, { file, gaps: TEXT_GAPS });
  const foot = parseBlocks(files.foot.text, { file: files.foot.file, gaps: TEXT_GAPS });
  const constants = textGapsOf(brand, files.language);
  const line = (choice: readonly string[]) => compileTemplate(renderLine(choice), constants);
  const mjml = layout.text
    .replace('{content}', () => renderMjml(message.blocks, 'text'))
    .replace('{foot}', () => renderMjml(foot, 'fine'));
  return {
    subject: line(message.subject),
    preview: line(message.preview),
    short: line(message.short),
    text: compileTemplate(`${renderText(message.blocks)}${RULE}${renderText(foot)}`, constants),
    html: once(() => compileTemplate(toHtml(mjml, file, layout.file), htmlGapsOf(brand, files.language))),
  };
}

/**
 * Seven milliseconds each: those of all languages at once would delay every command by a third of a second. Blocks cannot
 * make bad MJML of a good frame, so one message says at the start whether the frame is good.
 */
function once(compile: () => Template): Template {
  let compiled: Template | undefined;
  return (values) => {
    compiled ??= compile();
    return compiled(values);
  };
}

/** The frame is checked once, with all it can ask for. @throws {FootbridgeError} CONFIG_INVALID */
export function requireLayout({ file, text }: TemplateFile): void {
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, name = ''] of line.matchAll(/\{([A-Za-z]+)\}/g))
      if (!LAYOUT_GAPS.includes(name))
        throw templateError(file, index + 1, `\`{${name}}\` is nothing that is filled in`);
  }
  for (const needed of ['{content}', '{foot}'])
    if (!text.includes(needed)) throw templateError(file, 1, `\`${needed}\` is missing`);
}

function toHtml(mjml: string, file: string, layout: string): string {
  const engine = new Engine();
  // Left alone, it links fonts at Google wherever a name such as Roboto stands in a list: everybody who opens a message
  // would be reported there.
  engine.setRenderOptions({ disableComments: false, socialIconOrigin: null, fonts: {} });
  try {
    const rendered = engine.toHtml(mjml);
    if (rendered.type === 'success') return rendered.content;
    throw new FootbridgeError('CONFIG_INVALID', `${file} in ${layout} is no MJML: ${rendered.message}`);
  } finally {
    engine.free();
  }
}
