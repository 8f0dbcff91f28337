/**
 * What stands in the place of a password: which format, with which parameters, how sure, how strong.
 *
 * Hashes of one format and parameters are one population. What is known of a population is worked out once and shared
 * by all of its rows; what is cheap is done for every row, because one damaged hash is one customer locked out.
 *
 * @module
 */
import type { PasswordCredential } from '../../identity/identity.ts';
import {
  type Candidate,
  findFormat,
  type HashParts,
  identify,
  MalformedHash,
  MissingInput,
  PasswordHashError,
  parametersOf,
  parse,
  SITE_SECRETS,
  standInsFor,
  strengthOf,
  wrappedFormat,
} from '../../passwords/index.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { PasswordPopulation } from './assessment.ts';
import { describeCut, redactHash } from './redact.ts';

/** Shared by all rows of one format and parameters. */
export interface Population {
  readonly format: string;
  readonly parameters: string;
  readonly certainty: PasswordPopulation['certainty'];
  readonly alternatives: ReadonlySet<string>;
  /** Its hashes begin with something that no other family has: `$2b$`, `{SSHA}`. */
  readonly isMarked: boolean;
  readonly strength: PasswordPopulation['strength'];
  readonly reason: string;
  readonly examples: readonly string[];
}

export type PasswordFacts =
  | { readonly kind: 'none' }
  /** A marker such as `!`: nobody gets in with a password, and that is what the source meant. */
  | { readonly kind: 'disabled' }
  | {
      /** `unclear`: no format, or it cannot be told which; `damaged`: ours and broken. */
      readonly kind: 'known' | 'unclear' | 'damaged';
      readonly population: Population;
      /** As targets are given it: with its format, where that is known. */
      readonly password: PasswordCredential;
      /** What decides beside format and parameters what a target makes of it: lengths, and whether a salt is text. */
      readonly signature: string;
      readonly problem?: RecordProblem;
    };

/** Different formats and parameters told apart; more are put together by format. */
const MOST_POPULATIONS = 1_000;
const EXAMPLES = 3;

const NONE: PasswordFacts = { kind: 'none' };
const DISABLED: PasswordFacts = { kind: 'disabled' };

interface Growing extends Population {
  alternatives: ReadonlySet<string>;
  /** The candidates of the row before: rows alike share one list. */
  last: readonly Candidate[] | undefined;
  readonly examples: string[];
}

export class PasswordJudge {
  readonly #populations = new Map<string, Growing>();
  /** By format, the secret of the site that it turned out to need. */
  readonly #neededSecrets = new Map<string, string>();
  /** By the format named, variant and cost. */
  readonly #bcrypts = new Map<string, { readonly population: Growing; readonly signature: string }>();
  readonly #reveal: boolean;

  /** @param reveal examples are the hashes themselves */
  constructor(reveal = false) {
    this.#reveal = reveal;
  }

  judge(password: PasswordCredential | undefined): PasswordFacts {
    if (password === undefined) return NONE;
    const { hash, beside } = password;
    const alike = this.#bcryptLike(password);
    if (alike !== undefined) return alike;
    if (password.format !== undefined) return this.#take(password, password.format, undefined);
    const candidates = identify(hash, beside === undefined ? undefined : { beside });
    const [best] = candidates;
    if (best === undefined) return this.#unrecognised(password);
    if (best.format === 'disabled') return DISABLED;
    return this.#take(password, best.format, candidates);
  }

  /** Three in four exports hold bcrypt: variant and cost say it all once the rest has its alphabet and length. */
  #bcryptLike(password: PasswordCredential): PasswordFacts | undefined {
    if (!isBareBcrypt(password)) return undefined;
    const known = this.#bcrypts.get(bcryptKey(password));
    if (known === undefined) return undefined;
    const { population, signature } = known;
    const { format } = population;
    const named = password.format === format ? password : { ...password, format };
    return { kind: 'known', population, signature, password: named };
  }

  #take(
    given: PasswordCredential,
    named: string,
    candidates: readonly Candidate[] | undefined,
  ): PasswordFacts {
    if (named === 'disabled') return DISABLED;
    const needed = this.#neededSecrets.get(named);
    const password = needed === undefined ? given : withSecret(given, needed);
    const taken = takeApart(password, named);
    if (taken instanceof PasswordHashError) {
      if (isUnnamedSecret(password, taken)) {
        // An error for each of millions of rows costs more than all the rest.
        this.#neededSecrets.set(named, taken.input);
        return this.#take(withSecret(password, taken.input), named, candidates);
      }
      return this.#broken(password, named, taken, candidates);
    }
    const { format, parts } = taken;
    if (format === 'disabled') return DISABLED;
    const inner = format === 'footbridge-wrap' ? wrappedFormat(password.hash) : undefined;
    const parameters = inner === undefined ? parametersOf(parts) : `over ${inner}`;
    const population =
      this.#populations.get(`${format} ${parameters}`) ??
      this.#found(format, parameters, candidates, () => strengthOf(parts));
    this.#learn(population, password.hash, candidates);
    const isUnclear = candidates?.[0]?.certainty === 'possible';
    const facts = {
      population,
      password: password.format === format ? password : { ...password, format },
      signature: `${spellingOf(password.hash)}${besideSignature(password)}${saltSignature(parts)}`,
    };
    if (!isUnclear) {
      if (isBareBcrypt(password)) this.#bcrypts.set(bcryptKey(password), facts);
      return { kind: 'known', ...facts };
    }
    return { kind: 'unclear', ...facts, problem: unknown('it has the shape of several formats') };
  }

  /** Something beside it is missing, or it is damaged. */
  #broken(
    password: PasswordCredential,
    format: string,
    error: PasswordHashError,
    candidates: readonly Candidate[] | undefined,
  ): PasswordFacts {
    const isDamaged = error instanceof MalformedHash;
    const missing = error instanceof MissingInput ? `needs ${error.input} beside it` : '';
    const known = findFormat(format)?.id ?? 'unknown';
    const parameters = isDamaged ? 'damaged' : missing;
    const population =
      this.#populations.get(`${known} ${parameters}`) ??
      this.#found(known, parameters, candidates, () => ({ class: 'unknown', reason: error.message }));
    this.#learn(population, password.hash, candidates);
    const problem = isDamaged
      ? ({ code: 'PASSWORD_MALFORMED', field: 'password.hash', found: error.message } as const)
      : unknown(missing === '' ? error.message : `as ${format} it ${missing}`);
    const kind = isDamaged ? 'damaged' : 'unclear';
    return { kind, population, password, signature: String(password.hash.length), problem };
  }

  #unrecognised(password: PasswordCredential): PasswordFacts {
    const cut = describeCut(password.hash);
    const parameters = cut === undefined ? '' : 'cut short or damaged';
    const population =
      this.#populations.get(`unknown ${parameters}`) ??
      this.#found('unknown', parameters, undefined, () => ({
        class: 'unknown',
        reason: 'nobody knows what it is',
      }));
    this.#learn(population, password.hash, undefined);
    const facts = { population, password, signature: String(password.hash.length) };
    if (cut === undefined)
      return { kind: 'unclear', ...facts, problem: unknown('the shape of no known format') };
    const problem = { code: 'PASSWORD_MALFORMED', field: 'password.hash', found: cut } as const;
    return { kind: 'damaged', ...facts, problem };
  }

  #found(
    format: string,
    parameters: string,
    candidates: readonly Candidate[] | undefined,
    strength: () => { readonly class: PasswordPopulation['strength']; readonly reason: string },
  ): Growing {
    if (this.#populations.size >= MOST_POPULATIONS && parameters !== OTHERS)
      return (
        this.#populations.get(`${format} ${OTHERS}`) ?? this.#found(format, OTHERS, candidates, strength)
      );
    const { class: found, reason } = strength();
    const certainty =
      format === 'unknown'
        ? 'unknown'
        : candidates === undefined
          ? 'certain'
          : (candidates[0]?.certainty ?? 'unknown');
    const alternatives = new Set(candidates?.map((one) => one.format).filter((name) => name !== format));
    const population: Growing = {
      format,
      parameters,
      certainty,
      alternatives,
      isMarked: hasMark(format),
      strength: found,
      reason,
      examples: [],
      last: candidates,
    };
    this.#populations.set(`${format} ${parameters}`, population);
    return population;
  }

  /** What does not fit this row cannot be what the population is. */
  #learn(population: Growing, hash: string, candidates: readonly Candidate[] | undefined): void {
    if (population.examples.length < EXAMPLES) {
      const example = this.#reveal ? hash : redactHash(hash);
      if (!population.examples.includes(example)) population.examples.push(example);
    }
    if (candidates === population.last) return;
    population.last = candidates;
    if (population.alternatives.size === 0) return;
    const names = new Set(candidates?.map((candidate) => candidate.format));
    population.alternatives = population.alternatives.intersection(names);
  }
}

const OTHERS = 'other parameters';

const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/;

function isBareBcrypt({ hash, beside, secrets, mustChange }: PasswordCredential): boolean {
  return (
    hash.length === 60 &&
    beside === undefined &&
    secrets === undefined &&
    mustChange === undefined &&
    BCRYPT.test(hash)
  );
}

function bcryptKey({ hash, format = '' }: PasswordCredential): string {
  return format + hash.slice(0, 7);
}

function hasMark(format: string): boolean {
  const { prefix, starts } = findFormat(format) ?? { prefix: '' };
  return (starts ?? [prefix]).every((start) => start.length >= 3);
}

function unknown(found: string): RecordProblem {
  return { code: 'PASSWORD_UNKNOWN', field: 'password.hash', found };
}

function takeApart(
  password: PasswordCredential,
  format: string,
): ReturnType<typeof parse> | PasswordHashError {
  const { hash, beside, secrets = {} } = password;
  try {
    return parse({
      hash,
      format,
      ...(beside === undefined ? {} : { beside }),
      secrets: standInsFor(Object.keys(secrets)),
    });
  } catch (error) {
    if (error instanceof PasswordHashError) return error;
    throw error;
  }
}

function isUnnamedSecret(password: PasswordCredential, error: PasswordHashError): error is MissingInput {
  return (
    error instanceof MissingInput &&
    SITE_SECRETS.has(error.input) &&
    password.secrets?.[error.input] === undefined
  );
}

/** The same with a secret of the site, under a name that stands for one unless it has a name. */
function withSecret(password: PasswordCredential, role: string): PasswordCredential {
  if (password.secrets?.[role] !== undefined) return password;
  return { ...password, secrets: { ...password.secrets, [role]: UNNAMED } };
}

/** Name of a secret that nobody has named yet. */
const UNNAMED = 'to be named';

/** Roles of the secrets of the site that are needed and not named. */
export function unnamedSecrets({ secrets = {} }: PasswordCredential): readonly string[] {
  return Object.keys(secrets).filter((role) => secrets[role] === UNNAMED);
}

const LOWER_HEX = /^[0-9a-f]+$/;
const UPPER_HEX = /^[0-9A-F]+$/;
const LDAP_MARK = /^\{[^}]{0,20}\}/;

/** Where one spelling goes in as it is, another of the same bytes has to be written anew. */
function spellingOf(hash: string): string {
  const mark = LDAP_MARK.exec(hash)?.[0] ?? '';
  const hex = LOWER_HEX.test(hash) ? 'h' : UPPER_HEX.test(hash) ? 'H' : '';
  return `${mark}${hex}${hash.length}${hash.endsWith('==') ? '==' : hash.endsWith('=') ? '=' : ''}`;
}

function besideSignature({ beside, secrets, mustChange }: PasswordCredential): string {
  let signature = mustChange === true ? '!' : '';
  for (const name in beside) {
    const value = beside[name];
    signature += `,${name}=${typeof value === 'number' ? value : value?.length}`;
  }
  for (const role in secrets) signature += `,${role}`;
  return signature;
}

/** Some envelopes take a salt only where it is text, or as many bytes as theirs. */
function saltSignature(parts: HashParts): string {
  if (parts.primitive === 'digest' || parts.primitive === 'own') {
    let signature = '';
    for (const name in parts.inputs) {
      const value = parts.inputs[name];
      if (typeof value === 'object') signature += `;${name}${value.length}${isText(value) ? 't' : 'b'}`;
    }
    return signature;
  }
  if (!('salt' in parts) || typeof parts.salt === 'string') return '';
  return `;${parts.salt.length}${isText(parts.salt) ? 't' : 'b'}`;
}

/** ASCII that can be seen. */
function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte < 0x20 || byte > 0x7e) return false;
  return true;
}
