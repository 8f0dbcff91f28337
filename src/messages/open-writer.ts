/**
 * Makes the writer of messages: every template read, checked and compiled, so that a mistake in one is found before the
 * first message and not in the middle of a campaign.
 *
 * @module
 */
import { resolve } from 'node:path';
import { FootbridgeError } from '../problems/problem.ts';
import type { MessageBrand } from './brand.ts';
import { cleanLine, cleanName, escapeHtml } from './clean-value.ts';
import { type CompiledMessage, compileMessage, requireLayout } from './compile-message.ts';
import { VALUE_GAPS, type ValueGap } from './gaps.ts';
import { type LanguageFiles, readTemplates, type TemplateFile } from './read-templates.ts';
import { type Sayings, sayingsOf } from './say.ts';
import { MESSAGE_KINDS, type MessageKind, type MessageValues, type MessageWriter } from './writer.ts';

export interface WriterSettings {
  readonly brand: MessageBrand;
  /** Where the language of a customer is not known, or there is no translation. */
  readonly language: string;
  /** Folder with templates of the operator's own. */
  readonly templates?: string | undefined;
  /** Of the configuration: `templates` is relative to it. */
  readonly folder: string;
}

interface Language {
  readonly tag: string;
  readonly say: Sayings;
  readonly messages: Readonly<Record<MessageKind, CompiledMessage>>;
}

/** @throws {FootbridgeError} CONFIG_INVALID with file and line of what is wrong in a template. */
export async function openWriter(settings: WriterSettings): Promise<MessageWriter> {
  const { brand, templates, folder, language: standard } = settings;
  const { layout, languages } = await readTemplates(
    templates === undefined ? undefined : resolve(folder, templates),
  );
  requireLayout(layout);
  const compiled = new Map(
    languages.map((files) => [files.language, compileLanguage(files, layout, brand)] as const),
  );
  const fallback = findLanguage(standard, compiled);
  if (fallback === undefined) throw unknownLanguage(standard, [...compiled.keys()]);
  write(fallback, 'invitation', {});
  const known = new Map<string, Language>();
  return {
    languages: [...compiled.keys()],
    write(kind, wanted, values) {
      let language = known.get(wanted);
      if (language === undefined) {
        language = findLanguage(wanted, compiled) ?? fallback;
        if (known.size < MOST_TAGS) known.set(wanted, language);
      }
      return write(language, kind, values);
    },
  };
}

/** Different spellings of languages remembered; customers' profiles hold anything. */
const MOST_TAGS = 1_000;

function compileLanguage(files: LanguageFiles, layout: TemplateFile, brand: MessageBrand): Language {
  const messages = MESSAGE_KINDS.map((kind) => [kind, compileMessage(kind, files, layout, brand)] as const);
  return {
    tag: files.language,
    say: sayingsOf(files.language, files.words),
    messages: Object.fromEntries(messages) as Record<MessageKind, CompiledMessage>,
  };
}

/** `de-AT` is served by `de`, `en_US` by `en`; what is no language is nothing. */
function findLanguage(wanted: string, compiled: ReadonlyMap<string, Language>): Language | undefined {
  try {
    const { language, baseName } = new Intl.Locale(wanted.slice(0, 40).replaceAll('_', '-'));
    return compiled.get(baseName) ?? compiled.get(language);
  } catch {
    return undefined;
  }
}

function unknownLanguage(language: string, known: readonly string[]): FootbridgeError {
  return new FootbridgeError(
    'CONFIG_INVALID',
    `\`reset.messages.language\`: there are no templates in ${cleanLine(language)}, only in ${known.join(', ')}`,
  );
}

function write({ tag, say, messages }: Language, kind: MessageKind, values: MessageValues) {
  const message = messages[kind];
  const text = gapsOf(values, say);
  const html = escapeAll(text);
  const subject = message.subject(text);
  html.subject = escapeHtml(subject);
  html.preview = escapeHtml(message.preview(text));
  return {
    subject,
    text: message.text(text).trimEnd().concat('\n'),
    html: message.html(html),
    short: message.short(text),
    language: tag,
  };
}

type Gaps = Partial<Record<ValueGap | 'subject' | 'preview', string | undefined>>;

/** Whoever writes a message decides what is in it; what is absent leaves out the sentence that would say it. */
function gapsOf({ name, link, linkDays, code, codeMinutes, factors, lastDay }: MessageValues, say: Sayings) {
  const address = link === undefined ? undefined : requireAddress(link);
  return {
    name: cleanName(name),
    link: address?.link,
    linkHost: address?.host,
    linkDays: linkDays === undefined ? undefined : say.days(linkDays),
    code: code === undefined ? undefined : cleanLine(code),
    codeMinutes: codeMinutes === undefined ? undefined : say.minutes(codeMinutes),
    factors: factors === undefined || factors.length === 0 ? undefined : cleanLine(say.factors(factors)),
    lastDay: lastDay === undefined ? undefined : say.date(lastDay),
  } satisfies Record<ValueGap, string | undefined>;
}

/** In ASCII, and without what could end an attribute or a line. */
const ADDRESS = /^https?:\/\/([A-Za-z0-9.:[\]-]{1,255})(?:[/?#][!#-;=?-[\]-z~]*)?$/;
/** An operator may spell a name in letters of their own: `https://willkommen.köln`. */
const IN_LETTERS = /^https?:\/\/[^\s"'<>\\`\p{C}]+$/u;
/** Characters; mail programs cut longer ones. */
const LONGEST_ADDRESS = 2_000;

function requireAddress(given: string): { readonly link: string; readonly host: string } {
  const link = given.length <= LONGEST_ADDRESS ? toAscii(given) : '';
  const host = ADDRESS.exec(link)?.[1];
  if (host === undefined) throw new TypeError('The link of a message is an http address');
  return { link, host };
}

function toAscii(link: string): string {
  if (ADDRESS.test(link) || !IN_LETTERS.test(link) || !URL.canParse(link)) return link;
  return new URL(link).href;
}

function escapeAll(text: Gaps): Gaps {
  const html: Gaps = {};
  for (const gap of VALUE_GAPS) {
    const value = text[gap];
    html[gap] = value === undefined ? undefined : escapeHtml(value);
  }
  return html;
}
