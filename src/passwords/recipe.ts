/**
 * Recipes: formats that need no code, only a row of data.
 *
 * A row states the layout of the string and what is computed: a rule in pipeline notation, or one of the key
 * derivation functions. Whatever the layout does not hold is looked for beside the string, then among the row's
 * defaults. So a reader can hold a row against the vendor's own documentation.
 *
 * @module
 */
import { MalformedHash, MissingInput } from './errors.ts';
import type { Family, PasswordFormat } from './format.ts';
import { compileLayout, type Fields, type Layout } from './layout.ts';
import type { DigestName, HashParts, Pbkdf2Parts, Prepare, ScryptParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { digestNamed } from './primitives/digest.ts';
import type { Beside } from './stored.ts';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly foundIn: string;
  readonly family: Family;
  /** One layout, or several spellings of which the first is the one that is written. */
  readonly layout: string | readonly string[];
  readonly reference?: string;
  readonly aliases?: readonly string[];
  readonly frequency?: PasswordFormat['frequency'];
  /** Values that the product fixes, used when neither the string nor a column says otherwise. */
  readonly defaults?: Readonly<Record<string, number | string>>;
  /** How a value beside the string is encoded when the caller does not say; UTF-8 text otherwise. */
  readonly encodings?: Readonly<Record<string, 'hex' | 'base64' | 'ascii-urlsafe-base64-text'>>;
  /** Password before the key derivation, in pipeline notation. */
  readonly prehash?: string;
  /** Several starts, where no single one is common to all strings. */
  readonly starts?: readonly string[];
  /** Narrower than the layout, where a shape can be told from its neighbours. */
  readonly shape?: RegExp;
}

/** What else a product may call an input. A rule's `pepper` is any secret of the whole site. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  iterations: ['iterations', 'stretches', 'factor', 'rounds'],
  pepper: ['pepper', 'key', 'secret'],
  // The salt of a digest under a derivation that has one of its own.
  innerSalt: ['innerSalt', 'salt'],
  prf: ['prf', 'algorithm', 'alg', 'digest'],
};

const NUMBERS: ReadonlySet<string> = new Set([
  'iterations',
  'logIterations',
  'N',
  'logN',
  'r',
  'p',
  'keyLength',
  'saltLength',
]);

/** A digest in some arrangement: `rule` results in the bytes of the field `key`. */
export function digestFormat(row: Row & { readonly rule: string }): PasswordFormat {
  const { resultSize, names } = compileRule(row.rule);
  const layouts = layoutsOf(row, resultSize);
  const inside = new Set(layouts.flatMap((layout) => layout.names));
  return {
    ...common(row, layouts, row.rule),
    needs: names.filter((name) => !inside.has(name) && row.defaults?.[name] === undefined),

    parse(text, beside) {
      const fields = readLayouts(layouts, text, row.id);
      if (fields === undefined) return undefined;
      const key = bytesOf(fields, 'key');
      if (key === undefined) throw new MalformedHash(row.id, 'the digest is missing');
      const inputs: Record<string, Uint8Array | number> = {};
      for (const [name, value] of Object.entries(fields)) if (name !== 'key') inputs[name] = value;
      for (const name of names) inputs[name] = inputOf(row, fields, beside, name);
      return { primitive: 'digest', rule: row.rule, inputs, key };
    },

    format: (parts) =>
      parts.primitive === 'digest' && parts.rule === row.rule
        ? writeKdf(layouts, { ...parts.inputs, key: parts.key })
        : '',
  };
}

/** PBKDF2 with an HMAC digest; `prf` is fixed by the row, or a field or column names it. */
export function pbkdf2Format(
  row: Row & { readonly prf?: DigestName; readonly prfNames?: Readonly<Record<string, DigestName>> },
): PasswordFormat {
  const layouts = layoutsOf(row);
  const inside = new Set(layouts.flatMap((layout) => layout.names));
  const isGiven = (name: string): boolean => inside.has(name) || row.defaults?.[name] !== undefined;
  const needs = ['salt', 'iterations'].filter(
    (name) => !isGiven(name) && !(name === 'iterations' && inside.has('logIterations')),
  );
  return {
    ...common(row, layouts, describeKdf(`PBKDF2-HMAC-${(row.prf ?? 'prf').toUpperCase()}`, row)),
    needs: row.prf === undefined && !isGiven('prf') ? [...needs, 'prf'] : needs,

    parse(text, beside) {
      const fields = readLayouts(layouts, text, row.id);
      if (fields === undefined) return undefined;
      const logIterations = fields.logIterations;
      const parts: Pbkdf2Parts = {
        primitive: 'pbkdf2',
        digest: row.prf ?? prfOf(row, fields, beside, row.prfNames),
        iterations:
          typeof logIterations === 'number'
            ? 2 ** logIterations
            : numberInput(row, fields, beside, 'iterations'),
        salt: bytesInput(row, fields, beside, 'salt'),
        key: keyOf(row, fields, beside),
      };
      const length = fields.length;
      if (typeof length === 'number' && length !== parts.key.length) {
        throw new MalformedHash(row.id, `states a key of ${length} bytes and holds ${parts.key.length}`);
      }
      return withPrehash(parts, row, fields, beside);
    },

    format: (parts) =>
      parts.primitive === 'pbkdf2' ? writeKdf(layouts, pbkdf2Fields(parts, row.prfNames)) : '',
  };
}

function pbkdf2Fields(parts: Pbkdf2Parts, names: Readonly<Record<string, DigestName>> = {}): Fields {
  const own = Object.keys(names).find((name) => names[name] === parts.digest);
  return {
    ...parts.prehash?.inputs,
    iterations: parts.iterations,
    logIterations: Math.round(Math.log2(parts.iterations)),
    salt: parts.salt,
    key: parts.key,
    prf: Buffer.from(own ?? parts.digest),
    length: parts.key.length,
  };
}

/** scrypt; N is a field itself or `logN` is. */
export function scryptFormat(row: Row): PasswordFormat {
  const layouts = layoutsOf(row);
  const inside = new Set(layouts.flatMap((layout) => layout.names));
  const isGiven = (name: string): boolean => inside.has(name) || row.defaults?.[name] !== undefined;
  return {
    ...common(row, layouts, describeKdf('scrypt', row)),
    needs: ['salt', 'N', 'r', 'p'].filter((name) => !isGiven(name) && !(name === 'N' && inside.has('logN'))),

    parse(text, beside) {
      const fields = readLayouts(layouts, text, row.id);
      if (fields === undefined) return undefined;
      const logN = fields.logN;
      const parts: ScryptParts = {
        primitive: 'scrypt',
        N: typeof logN === 'number' ? 2 ** logN : numberInput(row, fields, beside, 'N'),
        r: numberInput(row, fields, beside, 'r'),
        p: numberInput(row, fields, beside, 'p'),
        salt: bytesInput(row, fields, beside, 'salt'),
        key: keyOf(row, fields, beside),
      };
      return withPrehash(parts, row, fields, beside);
    },

    format: (parts) =>
      parts.primitive === 'scrypt'
        ? writeKdf(layouts, {
            ...numbersOf(parts),
            salt: parts.salt,
            key: parts.key,
            length: parts.key.length,
          })
        : '',
  };
}

function numbersOf({ N, r, p }: ScryptParts): Fields {
  return { N, logN: Math.round(Math.log2(N)), r, p };
}

export interface WrapperRow extends Omit<Row, 'layout'> {
  /** What stands before the inner string; several are read, the first is written. */
  readonly before: string | readonly string[];
  /** What stands behind it. */
  readonly after?: string;
  /** Formats the inner string may have. */
  readonly inner: readonly PasswordFormat[];
}

/** Another format's string behind a mark of its own, with the password possibly prepared first. */
export function wrapperFormat(row: WrapperRow): PasswordFormat {
  const marks = typeof row.before === 'string' ? [row.before] : row.before;
  const after = row.after ?? '';
  const [firstMark = ''] = marks;
  const names = row.prehash === undefined ? [] : compileRule(row.prehash).names;
  const shapes = row.inner.map((format) => format.shape.source.replace(/^\^/, '').replace(/\$$/, ''));
  const marked = marks.map((mark) => mark.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')).join('|');
  return {
    ...base(
      row,
      row.prehash === undefined ? (row.inner[0]?.rule ?? '') : `${row.inner[0]?.id}(${row.prehash})`,
    ),
    prefix: marks.length === 1 ? commonPrefix(row, firstMark) : sharedStart(marks),
    shape:
      row.shape ?? new RegExp(`^(?:${marked})(?:${shapes.join('|')})${after.replace(/[$.|()]/g, '\\$&')}$`),
    needs: names,

    parse(text, beside) {
      const mark = marks.find((candidate) => text.startsWith(candidate));
      if (mark === undefined || !text.endsWith(after)) return undefined;
      const inner = text.slice(mark.length, text.length - after.length);
      for (const format of row.inner) {
        const parts = format.parse(inner, beside);
        if (parts !== undefined) return withPrehash(parts, row, {}, beside);
      }
      if (mark === '') return undefined;
      throw new MalformedHash(row.id, 'what stands behind the mark is of no known format');
    },

    format(parts) {
      for (const format of row.inner) {
        const text = format.format?.(parts);
        if (text !== undefined && text !== '') return firstMark + text + after;
      }
      return '';
    },
  };
}

/** What all inner strings begin with follows the mark. */
function commonPrefix(row: WrapperRow, mark: string): string {
  return mark + sharedStart(row.inner.map(({ prefix }) => prefix));
}

function sharedStart(marks: readonly string[]): string {
  const [first = '', ...others] = marks;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function withPrehash<T extends HashParts>(
  parts: T,
  row: Pick<Row, 'prehash' | 'id'>,
  fields: Fields,
  beside: Beside,
): T {
  if (row.prehash === undefined) return parts;
  const inputs: Record<string, Uint8Array | number> = {};
  for (const name of compileRule(row.prehash).names) {
    // Salts inside KDF strings are not fields here; the inner parts hold them.
    const own =
      name === 'salt' && 'salt' in parts && parts.salt instanceof Uint8Array ? parts.salt : undefined;
    inputs[name] = own ?? inputOf(row, fields, beside, name);
  }
  const prehash: Prepare = { rule: row.prehash, inputs };
  return { ...parts, prehash };
}

function base(row: Omit<Row, 'layout'>, rule: string) {
  return {
    id: row.id,
    title: row.title,
    family: row.family,
    foundIn: row.foundIn,
    rule,
    frequency: row.frequency ?? 1,
    ...(row.reference === undefined ? {} : { reference: row.reference }),
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    ...(row.starts === undefined ? {} : { starts: row.starts }),
  } as const;
}

function common(row: Row, layouts: readonly Layout[], rule: string) {
  const patterns = layouts.map((layout) => layout.pattern);
  return {
    ...base(row, rule),
    prefix: sharedStart(layouts.map((layout) => layout.prefix)),
    shape:
      row.shape ??
      new RegExp(patterns.length === 1 ? (patterns[0] ?? '') : patterns.map((one) => `(?:${one})`).join('|')),
  };
}

function describeKdf(name: string, row: Row): string {
  const fixed = Object.entries(row.defaults ?? {}).map(([key, value]) => `${key}=${value}`);
  return `${name}(${[row.prehash ?? 'password', 'salt', ...fixed].join(', ')})`;
}

function layoutsOf(row: Row, keySize?: number): Layout[] {
  const notations = typeof row.layout === 'string' ? [row.layout] : row.layout;
  return notations.map((notation) => compileLayout(notation, keySize));
}

/** The first layout that fits; when none does and one was meant, its defect. */
function readLayouts(layouts: readonly Layout[], text: string, id: string): Fields | undefined {
  let defect: unknown;
  for (const layout of layouts) {
    try {
      const fields = layout.read(text, id);
      if (fields !== undefined) return fields;
    } catch (error) {
      defect ??= error;
    }
  }
  if (defect !== undefined) throw defect;
  return undefined;
}

function bytesOf(fields: Fields, name: string): Uint8Array | undefined {
  const value = fields[name];
  return value instanceof Uint8Array ? value : undefined;
}

/** Twelve bytes, which passlib's oldest PBKDF2 strings have; a shorter key was cut by a narrow column. */
const MIN_KEY = 12;

/** The key, as long as a column says it is: the beginning of a key is a key as well, so a cut one would verify. */
function keyOf(row: Row, fields: Fields, beside: Beside): Uint8Array {
  const key = bytesOf(fields, 'key');
  if (key === undefined || key.length < MIN_KEY) throw new MalformedHash(row.id, 'the key is too short');
  const stated = beside.number('keyLength') ?? row.defaults?.keyLength;
  if (typeof stated === 'number' && stated !== key.length) {
    throw new MalformedHash(row.id, `the key has ${key.length} bytes instead of ${stated}`);
  }
  return key;
}

function inputOf(
  row: Pick<Row, 'id' | 'defaults' | 'encodings'>,
  fields: Fields,
  beside: Beside,
  name: string,
): Uint8Array | number {
  return NUMBERS.has(name) ? numberInput(row, fields, beside, name) : bytesInput(row, fields, beside, name);
}

function numberInput(
  row: Pick<Row, 'id' | 'defaults'>,
  fields: Fields,
  beside: Beside,
  name: string,
): number {
  const field = fields[name];
  if (typeof field === 'number') return field;
  for (const spelling of SYNONYMS[name] ?? [name]) {
    const value = beside.number(spelling);
    if (value !== undefined) return value;
  }
  const fixed = row.defaults?.[name];
  if (typeof fixed === 'number') return fixed;
  throw new MissingInput(row.id, name);
}

function bytesInput(
  row: Pick<Row, 'id' | 'defaults' | 'encodings'>,
  fields: Fields,
  beside: Beside,
  name: string,
): Uint8Array {
  const field = fields[name];
  if (field instanceof Uint8Array) return field;
  for (const spelling of SYNONYMS[name] ?? [name]) {
    const value = beside.bytes(spelling, row.encodings?.[name]);
    if (value !== undefined) return value;
  }
  const fixed = row.defaults?.[name];
  if (typeof fixed === 'string') return Buffer.from(fixed, 'utf8');
  throw new MissingInput(row.id, name);
}

function prfOf(
  row: Row,
  fields: Fields,
  beside: Beside,
  names: Readonly<Record<string, DigestName>> | undefined,
): DigestName {
  const stated = bytesOf(fields, 'prf');
  const spelling =
    stated !== undefined
      ? Buffer.from(stated).toString('latin1')
      : ((SYNONYMS.prf ?? []).map((name) => beside.text(name)).find((name) => name !== undefined) ??
        row.defaults?.prf);
  if (spelling === undefined) throw new MissingInput(row.id, 'prf');
  const digest = names === undefined ? digestNamed(String(spelling)) : names[String(spelling)];
  if (digest === undefined) throw new MalformedHash(row.id, 'names a digest we do not know');
  return digest;
}

/** The first layout whose fields all have something in them, else the first whose fields are all known. */
function writeKdf(layouts: readonly Layout[], values: Fields): string {
  const isFilled = (name: string): boolean => values[name] !== undefined && !isEmpty(values[name]);
  const layout =
    layouts.find((one) => one.names.every(isFilled)) ??
    layouts.find((one) => one.names.every((name) => values[name] !== undefined)) ??
    layouts[0];
  return layout?.write(values) ?? '';
}

function isEmpty(value: Fields[string] | undefined): boolean {
  return value instanceof Uint8Array && value.length === 0;
}
