/**
 * From one known password to the scheme: tries the formats that have the hash's shape, then arrangements that
 * people make at home.
 *
 * Products and fast rules take seconds. Slow ones are tried where their own string names the cost, or where that is
 * asked for (`solve-derivations.ts`).
 *
 * @module
 */
import { costOf, MAX_PASSWORD_BYTES } from './bounds.ts';
import { readBase64, readHex, view } from './encodings.ts';
import { PasswordHashError } from './errors.ts';
import { identify } from './identify.ts';
import type { DigestName, Inputs } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { DIGESTS } from './primitives/digest.ts';
import { solveDerivation } from './solve-derivations.ts';
import type { StoredHash } from './stored.ts';
import { parse, verifyParsed } from './verify.ts';

export interface Solution {
  /** Id of a format or a rule in pipeline notation; either goes into `format`. */
  readonly format: string;
  readonly kind: 'format' | 'rule';
}

/** Microseconds that one known format may take; a login takes no longer. */
const MAX_WORK = 5_000_000;

export interface SolveOptions {
  /** Where nothing else was found, try loops and PBKDF2 with usual numbers of rounds: up to a minute of a core. */
  readonly slow?: boolean;
}

/** Formats and rules under which the password belongs to the hash, the known products first. */
export async function solve(
  password: string,
  stored: StoredHash,
  { slow = false }: SolveOptions = {},
): Promise<readonly Solution[]> {
  const bytes = Buffer.from(password, 'utf8');
  if (bytes.length > MAX_PASSWORD_BYTES) return [];
  const found = [...(await solveFormats(bytes, stored)), ...solveRules(bytes, stored)];
  return found.length > 0 || !slow ? found : solveSlowly(bytes, stored);
}

async function solveSlowly(password: Uint8Array, stored: StoredHash): Promise<readonly Solution[]> {
  for (const { key, salts } of readings(stored)) {
    for (const salt of salts) {
      const rule = await solveDerivation(password, inputsOf(stored, salt), key);
      if (rule !== undefined) return [{ format: rule, kind: 'rule' }];
    }
  }
  return [];
}

async function solveFormats(password: Uint8Array, stored: StoredHash): Promise<Solution[]> {
  const solutions: Solution[] = [];
  for (const { format } of identify(stored.hash)) {
    if (await fits(password, { ...stored, format })) solutions.push({ format, kind: 'format' });
  }
  return solutions;
}

/** A format that lacks an input or takes too long is not a solution, and no error either. */
async function fits(password: Uint8Array, stored: StoredHash): Promise<boolean> {
  try {
    const parsed = parse(stored);
    return costOf(parsed.parts, password.length).work <= MAX_WORK && (await verifyParsed(password, parsed));
  } catch (error) {
    if (error instanceof PasswordHashError) return false;
    throw error;
  }
}

function solveRules(password: Uint8Array, stored: StoredHash): Solution[] {
  const solutions: Solution[] = [];
  const forms = formsOf(password);
  for (const { key, salts } of readings(stored)) {
    const digests = (Object.keys(DIGESTS) as DigestName[]).filter(
      (name) => DIGESTS[name].size === key.length,
    );
    for (const salt of salts) {
      const inputs = inputsOf(stored, salt);
      for (const digest of digests) {
        for (const rule of rulesFor(digest.replace('-', '_'), Object.keys(inputs), forms)) {
          if (isResult(rule, password, inputs, key)) solutions.push({ format: rule, kind: 'rule' });
        }
      }
    }
  }
  return unique(solutions);
}

function isResult(rule: string, password: Uint8Array, inputs: Inputs, key: Uint8Array): boolean {
  return Buffer.compare(compileRule(rule).run(password, inputs), key) === 0;
}

interface Reading {
  readonly key: Uint8Array;
  /** The salt as text, or decoded: nobody writes down which. */
  readonly salts: readonly (Uint8Array | undefined)[];
}

/** The digest alone, or one side of a colon with the salt on the other. */
function readings({ hash, beside }: StoredHash): Reading[] {
  const salt = beside?.salt === undefined ? undefined : String(beside.salt);
  const at = hash.indexOf(':');
  const pieces: readonly (readonly [string, string | undefined])[] =
    at < 0
      ? [[hash, salt]]
      : [
          [hash.slice(0, at), hash.slice(at + 1)],
          [hash.slice(hash.lastIndexOf(':') + 1), hash.slice(0, hash.lastIndexOf(':'))],
        ];
  return pieces.flatMap(([digest, text]) => {
    const keys = [readHex(digest), readBase64(digest)].filter((key) => key !== undefined && key.length >= 16);
    return keys.flatMap((key) => (key === undefined ? [] : [{ key, salts: saltReadings(text) }]));
  });
}

function saltReadings(text: string | undefined): (Uint8Array | undefined)[] {
  if (text === undefined) return [undefined];
  return [Buffer.from(text, 'utf8'), readHex(text), readBase64(text)].filter((salt) => salt !== undefined);
}

function inputsOf({ beside, secrets }: StoredHash, salt: Uint8Array | undefined): Inputs {
  const inputs: Record<string, Uint8Array> = salt === undefined ? {} : { salt };
  for (const [name, value] of Object.entries({ username: beside?.username, ...secrets })) {
    if (value !== undefined && /^[A-Za-z]\w*$/.test(name)) inputs[name] = Buffer.from(String(value), 'utf8');
  }
  return inputs;
}

const PASSWORDS = [
  'password',
  'utf16le(password)',
  'lower(password)',
  'upper(password)',
  'trim(password)',
  'latin1(password)',
] as const;
/** Those that change this password: the others cannot be told from `password` itself. */
function formsOf(password: Uint8Array): readonly string[] {
  const results = new Map(
    PASSWORDS.toReversed().map((form) => [view(compileRule(form).run(password, {})).toString('hex'), form]),
  );
  return PASSWORDS.filter((form) => [...results.values()].includes(form));
}

const INNER = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** What people build with; of the others only the plain forms are tried. */
const COMMON: ReadonlySet<string> = new Set(INNER);

/** Single digests over every arrangement, digests over inner digests, HMACs. A few thousand rules. */
function* rulesFor(digest: string, names: readonly string[], forms: readonly string[]): Generator<string> {
  const values = forms.flatMap((password) => [
    password,
    ...INNER.flatMap((inner) => [
      `hex(${inner}(${password}))`,
      `${inner}(${password})`,
      `HEX(${inner}(${password}))`,
    ]),
  ]);
  for (const value of values) {
    yield `${digest}(${value})`;
    if (!COMMON.has(digest)) continue;
    for (const arranged of arrangements(value, names)) {
      yield `${digest}(${arranged})`;
      yield `${digest}(hex(${digest}(${arranged})))`;
    }
  }
  for (const name of names) {
    for (const password of forms) {
      yield `hmac_${digest}(${name}, ${password})`;
      yield `hmac_${digest}(${password}, ${name})`;
    }
  }
}

const SEPARATORS = ['', ':', '-', '--', '$', '|', '.', '_'] as const;

/** One input before, behind, or on both sides; two inputs around; with the usual separators. */
function* arrangements(value: string, names: readonly string[]): Generator<string> {
  for (const name of names) {
    for (const separator of SEPARATORS) {
      const between = separator === '' ? ' . ' : ` . "${separator}" . `;
      yield `${name}${between}${value}`;
      yield `${value}${between}${name}`;
    }
    yield `${name} . ${value} . ${name}`;
    yield `"--" . ${name} . "--" . ${value} . "--"`;
    yield `${value} . "{" . ${name} . "}"`;
    for (const inner of INNER.slice(0, 2)) {
      yield `hex(${inner}(${name})) . ${value}`;
      yield `${value} . hex(${inner}(${name}))`;
    }
    for (const other of names) {
      if (other === name) continue;
      yield `${name} . ${value} . ${other}`;
      yield `${name} . ${other} . ${value}`;
      yield `${value} . ${name} . ${other}`;
    }
  }
}

function unique(solutions: readonly Solution[]): Solution[] {
  return [...new Map(solutions.map((solution) => [solution.format, solution])).values()];
}
