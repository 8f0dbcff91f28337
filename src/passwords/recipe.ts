/**
 * Recipes: formats that need no code, only a row of data.
 *
 * A row states the layout of the string and what is computed: a rule in pipeline notation, or one of the key
 * derivation functions. Whatever the layout does not hold is looked for beside the string, then among the row's
 * defaults. So a reader can hold a row against the vendor's own documentation.
 *
 * @module
 */
import { MalformedHash } from './errors.ts';
import type { PasswordFormat } from './format.ts';
import { compileLayout, type Fields, type Layout } from './layout.ts';
import type { DigestName, Pbkdf2Parts, ScryptParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { DIGESTS } from './primitives/digest.ts';
import { describeLayouts } from './recipe-about.ts';
import {
  bytesInput,
  bytesOf,
  inputOf,
  keyOf,
  numberInput,
  prfOf,
  type Row,
  withPrehash,
} from './recipe-inputs.ts';

/** A digest in some arrangement: `rule` results in the bytes of the field `key`. */
export function digestFormat(row: Row & { readonly rule: string }): PasswordFormat {
  const { resultSize, names } = compileRule(row.rule);
  const layouts = layoutsOf(row, resultSize);
  const inside = new Set(layouts.flatMap((layout) => layout.names));
  return {
    ...describeLayouts(row, layouts, row.rule),
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
    ...describeLayouts(row, layouts, describeKdf(`PBKDF2-HMAC-${(row.prf ?? 'prf').toUpperCase()}`, row)),
    needs: row.prf === undefined && !isGiven('prf') ? [...needs, 'prf'] : needs,

    parse(text, beside) {
      const fields = readLayouts(layouts, text, row.id);
      if (fields === undefined) return undefined;
      const logIterations = fields.logIterations;
      const digest = row.prf ?? prfOf(row, fields, beside, row.prfNames);
      const parts: Pbkdf2Parts = {
        primitive: 'pbkdf2',
        digest,
        iterations:
          typeof logIterations === 'number'
            ? 2 ** logIterations
            : numberInput(row, fields, beside, 'iterations'),
        salt: bytesInput(row, fields, beside, 'salt'),
        key: keyOf(row, fields, beside, DIGESTS[digest].size),
      };
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
/** RFC 7914 takes any; no product writes less than this. */
const SCRYPT_KEY = 32;

/** scrypt; N is a field itself or `logN` is. */
export function scryptFormat(row: Row): PasswordFormat {
  const layouts = layoutsOf(row);
  const inside = new Set(layouts.flatMap((layout) => layout.names));
  const isGiven = (name: string): boolean => inside.has(name) || row.defaults?.[name] !== undefined;
  return {
    ...describeLayouts(row, layouts, describeKdf('scrypt', row)),
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
        key: keyOf(row, fields, beside, SCRYPT_KEY),
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
