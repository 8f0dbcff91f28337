/**
 * The blocks of a message as MJML and as plain text, with their gaps still open.
 *
 * @module
 */
import { escapeHtml } from './clean-value.ts';
import type { Block, Choice } from './parse-message.ts';
import { MARKS } from './template.ts';

/** MJML for a column; `role` says which styles of the layout are meant where text is fine print. */
export function renderMjml(blocks: readonly Choice<Block>[], role: 'text' | 'fine'): string {
  return blocks
    .map((choice) =>
      renderChoice(
        choice,
        (block) => mjmlOf(block, role),
        (mark) => `<mj-raw>${mark}</mj-raw>`,
      ),
    )
    .join('\n');
}

/** Blocks are parted by an empty line, which goes with a block that is left out. */
export function renderText(blocks: readonly Choice<Block>[]): string {
  return blocks
    .map((choice) =>
      renderChoice(
        choice,
        (block) => `${textOf(block)}\n\n`,
        (mark) => mark,
      ),
    )
    .join('');
}

/** A line with alternatives, such as a subject. */
export function renderLine(choice: Choice<string>): string {
  return renderChoice(
    choice,
    (text) => text,
    (mark) => mark,
  );
}

function renderChoice<T extends Block | string>(
  [first, ...others]: Choice<T>,
  render: (one: T) => string,
  mark: (text: string) => string,
): string {
  if (first === undefined) return '';
  const gaps = gapsOf(first);
  if (gaps.length === 0) return render(first);
  const otherwise =
    others.length === 0 ? '' : `${mark(MARKS.otherwise)}${renderChoice(others, render, mark)}`;
  return `${mark(MARKS.when(gaps))}${render(first)}${otherwise}${mark(MARKS.end)}`;
}

function gapsOf(one: Block | string): readonly string[] {
  const text = typeof one === 'string' ? one : Object.values(one).flat().join(' ');
  return [...new Set([...text.matchAll(/\{([A-Za-z]+)\}/g)].map(([, gap = '']) => gap))];
}

function mjmlOf(block: Block, role: 'text' | 'fine'): string {
  switch (block.kind) {
    case 'heading':
      return `<mj-text mj-class="heading" css-class="heading"><h1>${inline(block.text)}</h1></mj-text>`;
    case 'text':
      return `<mj-text mj-class="${role}" css-class="${role}">${inline(block.text)}</mj-text>`;
    case 'list':
      return `<mj-text mj-class="${role}" css-class="${role}"><ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul></mj-text>`;
    case 'code':
      return `<mj-text mj-class="code" css-class="code">${inline(block.text)}</mj-text>`;
    case 'button':
      return `<mj-button mj-class="button" css-class="button" href="${escapeHtml(block.href)}">${inline(block.text)}</mj-button>`;
  }
}

const LINK = /\[([^\]]+)\]\(([^()\s]+)\)/g;
const BOLD = /\*\*([^*]+)\*\*/g;

function inline(text: string): string {
  return escapeHtml(text)
    .replace(LINK, '<a href="$2">$1</a>')
    .replace(BOLD, '<strong>$1</strong>')
    .replaceAll('\n', '<br />');
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'code':
      return plain(block.text);
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n');
    case 'button':
      return `${plain(block.text)}:\n${block.href}`;
  }
}

function plain(text: string): string {
  return text.replace(LINK, '$1: $2').replace(BOLD, '$1');
}
