/**
 * Writes a configuration as the text of a TypeScript or JSON file.
 *
 * @module
 */
import { isSecretReference } from '../../config/secret.ts';

export type ConfigFormat = 'ts' | 'json';

/** A remark that stands as a comment above a setting; JSON has no comments, so there it is left out. */
export type Remarks = Readonly<Record<string, string>>;

export function renderConfig(config: object, format: ConfigFormat, remarks: Remarks = {}): string {
  if (format === 'json') return `${JSON.stringify(config, null, 2)}\n`;
  const imports = usesSecret(config) ? 'defineMigration, secret' : 'defineMigration';
  const body = renderObject(config, '', remarks, '');
  return `import { ${imports} } from 'footbridge';\n\nexport default defineMigration(${body});\n`;
}

/** As long as a line may get before an object is broken over several. */
const LINE = 100;

function render(value: unknown, path: string, remarks: Remarks, indent: string): string {
  if (isSecretReference(value)) return `secret(${quote(value.secret)})`;
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return renderArray(value, path, remarks, indent);
  if (typeof value === 'object' && value !== null) return renderObject(value, path, remarks, indent);
  return String(value);
}

function renderObject(value: object, path: string, remarks: Remarks, indent: string): string {
  const inner = `${indent}  `;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([name, entry]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const remark = Object.hasOwn(remarks, here) ? remarks[here] : undefined;
    const text = `${renderName(name)}: ${render(entry, here, remarks, inner)}`;
    return { text, comment: renderRemark(remark, inner) };
  });
  const flat = `{ ${lines.map(({ text }) => text).join(', ')} }`;
  const fits = indent.length + flat.length <= LINE && !flat.includes('\n');
  if (path !== '' && fits && entries.length <= 3 && lines.every(({ comment }) => comment === '')) return flat;
  return `{\n${lines.map(({ text, comment }) => `${comment}${inner}${text},\n`).join('')}${indent}}`;
}

function renderRemark(remark: string | undefined, indent: string): string {
  if (remark === undefined) return '';
  return remark
    .split('\n')
    .map((line) => `${indent}// ${line}\n`)
    .join('');
}

function renderArray(values: readonly unknown[], path: string, remarks: Remarks, indent: string): string {
  const inner = `${indent}  `;
  const texts = values.map((value) => render(value, `${path}[]`, remarks, inner));
  const flat = `[${texts.join(', ')}]`;
  if (indent.length + flat.length <= LINE && !flat.includes('\n')) return flat;
  return `[\n${texts.map((text) => `${inner}${text},\n`).join('')}${indent}]`;
}

function renderName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function usesSecret(value: unknown): boolean {
  if (isSecretReference(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(usesSecret);
}
