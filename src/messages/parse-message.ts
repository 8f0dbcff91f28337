/**
 * A template file: the lines a mail program shows first, an empty line, and the message as blocks.
 *
 * The whole grammar is in docs/messages.md: a translator has to know that `{…}` is filled in for them, that `# ` begins
 * a heading, `- ` a line of a list, `= ` what stands out, and that `[words](address)` alone on a line is a button. A
 * line with `| ` says what stands there where something cannot be filled in.
 *
 * @module
 */
import { didYouMean } from '../identity/mapping/nearest.ts';
import { templateError } from './template-error.ts';

/** Of a message. A foot has blocks only. */
const HEADERS = ['Subject', 'Preview', 'Short'] as const;
type Header = (typeof HEADERS)[number];

export type Block =
  | { readonly kind: 'heading' | 'text' | 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'button'; readonly text: string; readonly href: string };

/** The first of them that can be filled in is the one that is said; none can: nothing is. */
export type Choice<T> = readonly T[];

export interface MessageSource {
  readonly subject: Choice<string>;
  readonly preview: Choice<string>;
  readonly short: Choice<string>;
  readonly blocks: readonly Choice<Block>[];
}

/** Where a text came from and what it may ask for. */
export interface Reading {
  /** For errors. */
  readonly file: string;
  readonly gaps: readonly string[];
}

export function parseMessage(source: string, reading: Reading): MessageSource {
  const lines = linesOf(source);
  const end = lines.findIndex(({ text }) => text === '');
  const heads = readHeads(lines.slice(0, end === -1 ? undefined : end), reading);
  return {
    subject: heads.Subject,
    preview: heads.Preview,
    short: heads.Short,
    blocks: end === -1 ? [] : readBlocks(lines.slice(end), reading),
  };
}

export function parseBlocks(source: string, reading: Reading): readonly Choice<Block>[] {
  return readBlocks(linesOf(source), reading);
}

interface Line {
  readonly text: string;
  readonly number: number;
}

function linesOf(source: string): readonly Line[] {
  return source
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((text, index) => ({ text: text.trim(), number: index + 1 }));
}

function readHeads(lines: readonly Line[], reading: Reading): Record<Header, Choice<string>> {
  const heads: Record<Header, string[]> = { Subject: [], Preview: [], Short: [] };
  let current: Header | undefined;
  for (const line of lines) {
    requireGaps(line, reading);
    const [, name, value] = /^([A-Za-z]+):\s*(.+)$/.exec(line.text) ?? [];
    const header = HEADERS.find((one) => one === name);
    const other = /^\|\s*(.+)$/.exec(line.text)?.[1];
    if (header !== undefined && value !== undefined && heads[header].length === 0) {
      heads[header].push(value);
      current = header;
    } else if (other !== undefined && current !== undefined) heads[current].push(other);
    else throw templateError(reading.file, line.number, `expected ${HEADERS.join(', ')} and an empty line`);
  }
  for (const header of HEADERS)
    if (heads[header].length === 0) throw templateError(reading.file, 1, `there is no \`${header}:\``);
  return heads;
}

function readBlocks(lines: readonly Line[], reading: Reading): readonly Choice<Block>[] {
  const blocks: Choice<Block>[] = [];
  let group: Line[] = [];
  for (const line of [...lines, { text: '', number: 0 }]) {
    if (line.text !== '') {
      requireGaps(line, reading);
      group.push(line);
    } else if (group.length > 0) {
      blocks.push(readChoice(group, reading));
      group = [];
    }
  }
  return blocks;
}

function readChoice(lines: readonly Line[], reading: Reading): Choice<Block> {
  const first = lines.filter(({ text }) => !text.startsWith('|'));
  const others = lines.filter(({ text }) => text.startsWith('|'));
  if (first.length === 0)
    throw templateError(reading.file, lines[0]?.number ?? 1, 'nothing stands before this `|`');
  return [
    readBlock(first, reading),
    ...others.map(({ text, number }) => readBlock([{ text: text.slice(1).trim(), number }], reading)),
  ];
}

const BUTTON = /^\[([^\]]+)\]\(([^()\s]+)\)$/;
/** Addresses in templates: what the campaign hands out, or one the operator wrote. */
const ADDRESS = /^(?:\{link\}|https?:\/\/[^\s"'<>{}]+)$/;

function readBlock(lines: readonly Line[], { file }: Reading): Block {
  const texts = lines.map(({ text }) => text);
  const [only = ''] = texts;
  const number = lines[0]?.number ?? 1;
  for (const { text, number } of lines) requireAddresses(text, file, number);
  if (texts.every((text) => text.startsWith('- ')))
    return { kind: 'list', items: texts.map((text) => text.slice(2).trim()) };
  if (texts.length > 1) {
    if (texts.some((text) => /^[#=] |^- /.test(text)))
      throw templateError(
        file,
        number,
        'a heading, a list and what stands out have an empty line around them',
      );
    return { kind: 'text', text: texts.join('\n') };
  }
  if (only.startsWith('# ')) return { kind: 'heading', text: only.slice(2).trim() };
  if (only.startsWith('= ')) return { kind: 'code', text: only.slice(2).trim() };
  const [, text, href] = BUTTON.exec(only) ?? [];
  return text === undefined || href === undefined
    ? { kind: 'text', text: only }
    : { kind: 'button', text, href };
}

/** A typing error in a placeholder must not reach a million customers. */
function requireGaps({ text, number }: Line, { file, gaps }: Reading): void {
  for (const [, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (gaps.includes(name)) continue;
    throw templateError(file, number, `\`{${name}}\` is nothing that is filled in${didYouMean(name, gaps)}`);
  }
}

function requireAddresses(text: string, file: string, number: number): void {
  for (const [, address = ''] of text.matchAll(/\]\(([^()]*)\)/g)) {
    if (ADDRESS.test(address)) continue;
    throw templateError(file, number, 'a link leads to `{link}` or to an http address');
  }
}
