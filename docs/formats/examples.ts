/**
 * One example for each format: the salt and the costs of one of its vectors, computed anew by our own code for the
 * password `footbridge`. Where a format cannot be written by us, the vector itself is shown.
 *
 * They stand in examples.json, since computing four hundred of them takes seconds; `npm run docs` adds what is missing,
 * and a test verifies every one.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { toCrypt64, view } from '../../src/passwords/encodings.ts';
import {
  costOf,
  FORMATS,
  findFormat,
  type HashParts,
  parse,
  type StoredHash,
} from '../../src/passwords/index.ts';
import { compileRule } from '../../src/passwords/pipeline/compile.ts';
import { verify } from '../../src/passwords/verify.ts';
import { wrap } from '../../src/passwords/wrap.ts';
import { innerOf } from '../../src/passwords/wrap-inner.ts';
import { factsOf, storedFact, type VectorFact } from './vector-facts.ts';

export const EXAMPLE_PASSWORD = 'footbridge';

export interface Example {
  readonly hash: string;
  readonly password: string;
  readonly beside?: Readonly<Record<string, string | number>>;
  /** Where it comes from when it is not ours. */
  readonly source?: string;
}

const FILE = new URL('./examples.json', import.meta.url);

let known: Record<string, Example> | undefined;

export function exampleOf(id: string): Example | undefined {
  known ??= JSON.parse(readFileSync(FILE, 'utf8'));
  return known?.[id];
}

/** Computes what is missing and writes the file again in the order of the formats. */
export async function renewExamples(): Promise<void> {
  const examples: Record<string, Example> = {};
  for (const { id } of FORMATS) {
    const example = exampleOf(id) ?? (await makeExample(id));
    if (example !== undefined) examples[id] = example;
  }
  known = examples;
  writeFileSync(FILE, `${JSON.stringify(examples, undefined, 2)}\n`);
}

async function makeExample(id: string): Promise<Example | undefined> {
  const fact = typicalFact(id);
  if (fact === undefined) return withoutVectors(id);
  const beside = fact.extra === undefined ? {} : { beside: fact.extra };
  const hash = await recompute(id, storedFact(fact));
  if (hash !== undefined) return { hash, password: EXAMPLE_PASSWORD, ...beside };
  return { hash: fact.hash, password: fact.password ?? '', ...beside, source: fact.source };
}

/** Formats that no oracle wrote a vector of: salts of zeros, or what our own code makes of them. */
async function withoutVectors(id: string): Promise<Example | undefined> {
  if (id === 'disabled') return { hash: '!', password: '' };
  if (id === 'footbridge-wrap') {
    const md5 = createHash('md5').update(EXAMPLE_PASSWORD).digest('hex');
    const result = await wrap({ hash: md5, format: 'raw-md5' });
    return 'hash' in result ? { hash: result.hash, password: EXAMPLE_PASSWORD } : undefined;
  }
  const template = TEMPLATES[id];
  const hash = template === undefined ? undefined : await recompute(id, { hash: template, format: id });
  return hash === undefined ? undefined : { hash, password: EXAMPLE_PASSWORD };
}

const TEMPLATES: Readonly<Record<string, string>> = {
  'ns-mta-md5': `{NS-MTA-MD5}${'0'.repeat(64)}`,
  // 160 bits, 128,000 rounds, eight bytes of salt.
  'liferay-pbkdf2': Buffer.from(`000000a00001f400${'00'.repeat(28)}`, 'hex').toString('base64'),
};

/** Microseconds: Django's million rounds, bcrypt of cost 11. Cheaper vectors are those of test suites. */
const USUAL_WORK = 150_000;

/** The dearest that is no test of patience; among equals the longest password, which shows most. */
function typicalFact(id: string): VectorFact | undefined {
  const facts = factsOf(id)
    .filter(({ valid, password }) => valid && password !== undefined)
    .toSorted((a, b) => workOf(b) - workOf(a) || (b.password ?? '').length - (a.password ?? '').length);
  return facts.find((fact) => workOf(fact) <= USUAL_WORK) ?? facts.at(-1);
}

const workOf = (fact: VectorFact): number => costOf(parse(storedFact(fact)).parts, 10).work;

/** The same salt and costs for our password; `undefined` where the result does not verify. */
async function recompute(id: string, template: StoredHash): Promise<string | undefined> {
  const parts = withPassword(parse(template).parts);
  const hash = parts === undefined ? undefined : findFormat(id)?.format?.(parts);
  if (hash === undefined || hash === '') return undefined;
  const stored: StoredHash = { ...template, hash };
  try {
    return (await verify(EXAMPLE_PASSWORD, stored)) && !(await verify('another', stored)) ? hash : undefined;
  } catch {
    return undefined;
  }
}

function withPassword(parts: HashParts): HashParts | undefined {
  const inner = innerOf(parts);
  if ('reason' in inner) return undefined;
  const key = compileRule(inner.rule).run(Buffer.from(EXAMPLE_PASSWORD), inner.inputs);
  const text = view(key).toString('latin1');
  if (parts.primitive === 'bcrypt') return { ...parts, text };
  if (parts.primitive === 'phpass') return { ...parts, key: text };
  if (parts.primitive === 'crypt')
    return { ...parts, key: parts.scheme === 'yescrypt' ? toCrypt64(key) : text };
  return 'key' in parts ? { ...parts, key } : undefined;
}
