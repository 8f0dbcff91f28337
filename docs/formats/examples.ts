/**
 * One example for each format: the salt and the costs of one of its vectors, computed anew by our own code for the
 * password `footbridge`. Where a format cannot be written by us, the vector itself is shown.
 *
 * They stand in examples.json, since computing four hundred of them takes seconds; `npm run docs` adds what is missing,
 * and a test verifies every one.
 *
 * @module
 */
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
  if (fact === undefined) return undefined;
  const beside = fact.extra === undefined ? {} : { beside: fact.extra };
  const hash = await recompute(fact);
  if (hash !== undefined) return { hash, password: EXAMPLE_PASSWORD, ...beside };
  return { hash: fact.hash, password: fact.password ?? '', ...beside, source: fact.source };
}

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
async function recompute(fact: VectorFact): Promise<string | undefined> {
  const parts = withPassword(parse(storedFact(fact)).parts);
  const hash = parts === undefined ? undefined : findFormat(fact.format)?.format?.(parts);
  if (hash === undefined || hash === '') return undefined;
  const stored: StoredHash = { ...storedFact(fact), hash };
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
