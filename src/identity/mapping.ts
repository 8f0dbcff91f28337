/**
 * Mapping: from the fields of a record to an identity, by rules that are data.
 *
 * Compiled once into closures, then applied to every record. Nothing is invented (an empty field stays absent, a
 * flag is only set from a field or by the mapping's own constant), and nothing is dropped: a field that is neither
 * mapped, kept nor ignored is a problem. A record with problems is not moved; its identity is still given, as far as
 * it could be understood, so that it can be held under its id.
 *
 * Left to others: what a password hash is, and whether one means "disabled" (`src/passwords`).
 *
 * Measured, a second of one core, 12 columns with an e-mail address, a flag, two times and a bcrypt hash:
 * 185,000 records.
 *
 * @module
 */
import { FootbridgeError, type RecordProblem } from '../problems/problem.ts';
import { Identity, type Json } from './identity.ts';
import { compileWrite } from './mapping/canonical-path.ts';
import { holdsNothing } from './mapping/coerce.ts';
import { type IdentityTransform, MappingConfig, type MappingInput, type Rule } from './mapping/config.ts';
import { beginDraft, type Draft, finishDraft } from './mapping/draft.ts';
import { toProblem } from './mapping/fault.ts';
import type { Cleaning, Fixes, OnFix } from './mapping/fixes.ts';
import { jsonFault } from './mapping/json-value.ts';
import { compileLeftover, type Leftover } from './mapping/leftover.ts';
import { type CompiledRule, compileRule, isProblem } from './mapping/rule.ts';
import { areSettled, settleIdentifiers } from './mapping/settle-identifiers.ts';
import { compileReader, type Fields } from './mapping/source-path.ts';
import { readTimestamp } from './mapping/timestamp.ts';
import type { Write } from './mapping/writers.ts';
import { OPERATIONS, type Operation } from './operation.ts';

export { type IdentityTransform, MappingConfig, type MappingInput } from './mapping/config.ts';
export { FIX_NAMES, FIXES, type FixName } from './mapping/fixes.ts';

/** What the mapping needs of a record of a source. */
export interface MappableRecord {
  readonly fields: Fields;
  /** What a vendor source understood; the mapping adds to it and overrides it. */
  readonly identity?: Identity | undefined;
  /** What the source says; an operation column of the mapping goes before it. */
  readonly operation?: Operation | undefined;
}

export interface MappedRecord {
  readonly operation: Operation;
  /** Absent only when the record has no id. */
  readonly identity?: Identity;
  readonly problems: readonly RecordProblem[];
}

export interface CompiledMapping {
  readonly rules: readonly FieldRule[];
  readonly operation: CompiledRule | undefined;
  readonly sift: (fields: Fields) => Leftover;
  readonly defaultCountry: string | undefined;
  readonly fixes: Fixes;
  readonly transform: IdentityTransform | undefined;
}

interface FieldRule {
  readonly rule: CompiledRule;
  readonly write: Write;
  /** Where a time may stand that means "never". */
  readonly never: readonly { readonly from: string; readonly read: (fields: Fields) => unknown }[];
  readonly refusesNever: boolean;
}

/** Canonical paths that take a time. */
const TIME = /(^|\.)(createdAt|updatedAt|lastLoginAt|verifiedAt|setAt|at)$/;

/**
 * Compiles a mapping.
 *
 * @throws FootbridgeError CONFIG_INVALID that names the setting and, where a name is nearly right, the right one
 */
export function compileMapping(input: MappingInput = {}): CompiledMapping {
  const { fields, keep, ignore, operation, defaultCountry, fixes, transform } = checkConfig(input);
  const rules = Object.entries(fields).map(([path, rule]) => compileField(path, rule, defaultCountry, fixes));
  const operationRule =
    operation === undefined ? undefined : compileRule('operation', operation, defaultCountry);
  const mapped = [...rules.map(({ rule }) => rule), operationRule].flatMap((rule) => rule?.paths ?? []);
  return {
    rules,
    operation: operationRule,
    sift: compileLeftover(mapped, keep, ignore),
    defaultCountry,
    fixes,
    transform,
  };
}

/**
 * Pure. Every problem names a field and a reason, never a value.
 *
 * @param onFix told of every correction: for a preview, not for an import
 */
export function applyMapping(mapping: CompiledMapping, record: MappableRecord, onFix?: OnFix): MappedRecord {
  const problems: RecordProblem[] = [];
  const { defaultCountry, fixes } = mapping;
  const cleaning = { defaultCountry, fixes, onFix };
  const untouched = takeUnmapped(mapping, record, cleaning);
  if (untouched !== undefined) return untouched;
  const draft = beginDraft(record.identity && withoutBadAttributes(record.identity, problems));
  for (const one of mapping.rules) applyRule(one, draft, record.fields, problems, onFix);
  const operation = readOperation(mapping.operation, record, problems);
  const { kept, problems: unknown } = mapping.sift(record.fields);
  problems.push(...unknown);
  const drafted = finishDraft(draft, kept, cleaning, problems);
  if (drafted === undefined) return { operation, problems };
  const identity =
    mapping.transform === undefined ? drafted : transformWith(mapping, drafted, record, cleaning, problems);
  // A delete needs no more than to know whom.
  if (operation !== 'delete' && identity.identifiers.length === 0 && identity.links.length === 0) {
    // Not a second problem for one whose only identifier is known to be bad.
    if (!problems.some(isAboutIdentifier)) problems.push({ code: 'IDENTIFIER_MISSING' });
  }
  return { operation, identity, problems };
}

/**
 * What a vendor source understood, where the mapping has nothing to say and nothing is left over: no draft is made and
 * nothing is copied, which is a third of the time. Undefined: there is something to do.
 */
function takeUnmapped(
  { rules, operation: rule, transform, sift }: CompiledMapping,
  { identity, fields, operation = 'upsert' }: MappableRecord,
  cleaning: Cleaning,
): MappedRecord | undefined {
  if (rules.length > 0 || rule !== undefined || transform !== undefined) return undefined;
  if (identity === undefined || identity.sourceId === '' || !isInOrder(identity.identifiers))
    return undefined;
  if (cleaning.fixes.names || cleaning.fixes.mojibake || cleaning.onFix !== undefined) return undefined;
  const { kept, problems } = sift(fields);
  for (const _name in kept) return undefined;
  for (const name in identity.attributes)
    if (jsonFault(identity.attributes[name]) !== undefined) return undefined;
  if (identity.identifiers.length > 0 && areSettled(identity.identifiers, cleaning))
    return { operation, identity, problems };
  const faults: RecordProblem[] = [];
  const identifiers = settleIdentifiers(
    identity.identifiers,
    (index) => identity.identifiers[index]?.type ?? '',
    cleaning,
    faults,
  );
  if (faults.length > 0 || (identifiers.length === 0 && identity.links.length === 0)) return undefined;
  const isSame = identifiers.every((identifier, index) => identifier === identity.identifiers[index]);
  return {
    operation,
    identity:
      isSame && identifiers.length === identity.identifiers.length ? identity : { ...identity, identifiers },
    problems,
  };
}

/** E-mail addresses, then phone numbers, then user names: as a draft gives them. */
function isInOrder(identifiers: Identity['identifiers']): boolean {
  let last = 0;
  for (const { type } of identifiers) {
    const place = type === 'email' ? 0 : type === 'phone' ? 1 : 2;
    if (place < last) return false;
    last = place;
  }
  return true;
}

function checkConfig(input: MappingInput): MappingConfig {
  const config = MappingConfig.safeParse(input);
  if (config.success) return config.data;
  const issue = config.error.issues[0];
  const [first, ...rest] = issue?.path ?? [];
  const where = [
    'mapping',
    ...(first === undefined ? [] : [`.${String(first)}`]),
    ...rest.map((part) => `["${String(part)}"]`),
  ];
  throw new FootbridgeError('CONFIG_INVALID', `${where.join('')}: ${issue?.message ?? 'not a mapping'}`);
}

function compileField(path: string, rule: Rule, defaultCountry: string | undefined, fixes: Fixes): FieldRule {
  const write = compileWrite(path);
  if (typeof write === 'string') throw new FootbridgeError('CONFIG_INVALID', write);
  checkConstants(path, rule, write);
  const compiled = compileRule(path, rule, defaultCountry);
  const never = TIME.test(path) ? compiled.paths.map((from) => ({ from, read: compileReader(from) })) : [];
  return { rule: compiled, write, never, refusesNever: !fixes.never };
}

/** A constant that does not fit would be the same problem in every record. */
function checkConstants(path: string, rule: Rule, write: Write): void {
  if (typeof rule === 'string') return;
  for (const constant of [rule.value, rule.default]) {
    if (constant === undefined) continue;
    const fault = write(beginDraft(undefined), constant, { field: path, evidence: '' });
    if (fault === undefined) continue;
    const wanted = fault.expected === undefined ? '' : `. ${fault.expected}`;
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `mapping.fields["${path}"]: the constant is ${fault.found}${wanted}`,
    );
  }
}

function applyRule(
  { rule, write, never, refusesNever }: FieldRule,
  draft: Draft,
  fields: Fields,
  problems: RecordProblem[],
  onFix: OnFix | undefined,
): void {
  if (refusesNever || onFix !== undefined) {
    const found = never.find(({ read }) => meansNever(read(fields)));
    if (found !== undefined) onFix?.('never', found.from);
    if (found !== undefined && refusesNever) {
      problems.push({ code: 'TIMESTAMP_INVALID', field: found.from, found: NEVER_REFUSED });
      return;
    }
  }
  const reading = rule.read(fields);
  if (reading === undefined) return;
  if (isProblem(reading)) {
    problems.push(reading);
    return;
  }
  const fault = write(draft, reading.value, reading.origin);
  if (fault !== undefined) problems.push(toProblem(fault, reading.origin.field));
}

const NEVER_REFUSED = 'a time that stands for "never", and the fix "never" is switched off';

/** It is there, and no time: 0, 0000-00-00. */
function meansNever(value: unknown): boolean {
  return !holdsNothing(value) && readTimestamp(value) === undefined;
}

function readOperation(
  rule: CompiledRule | undefined,
  record: MappableRecord,
  problems: RecordProblem[],
): Operation {
  const reading = rule?.read(record.fields);
  const otherwise = record.operation ?? 'upsert';
  if (reading === undefined) return otherwise;
  if (isProblem(reading)) {
    problems.push({ ...reading, code: 'OPERATION_INVALID' });
    return otherwise;
  }
  const word = String(reading.value).trim().toLowerCase();
  const operation = OPERATIONS.find((one) => one === word);
  if (operation !== undefined) return operation;
  problems.push({
    code: 'OPERATION_INVALID',
    field: reading.origin.field,
    found: 'a word that is no operation',
  });
  return otherwise;
}

/** Attributes of a vendor source come straight from a parser, which knows no limit of depth. */
function withoutBadAttributes(identity: Identity, problems: RecordProblem[]): Identity {
  const sound: [string, Json][] = [];
  let isSound = true;
  for (const [name, value] of Object.entries(identity.attributes)) {
    const fault = jsonFault(value);
    if (fault === undefined) sound.push([name, value]);
    else {
      isSound = false;
      problems.push(toProblem(fault, `attributes.${name}`));
    }
  }
  return isSound ? identity : { ...identity, attributes: Object.fromEntries(sound) };
}

/** The function is a stranger's: what it gives is checked, and what it throws may quote a customer. */
function transformWith(
  { transform }: CompiledMapping,
  drafted: Identity,
  { fields }: MappableRecord,
  cleaning: Cleaning,
  problems: RecordProblem[],
): Identity {
  try {
    const identity = Identity.safeParse(transform?.(drafted, { fields }));
    if (identity.success) {
      const { identifiers } = identity.data;
      const fieldOf = (index: number) => identifiers[index]?.type ?? '';
      return {
        ...identity.data,
        identifiers: settleIdentifiers(identifiers, fieldOf, cleaning, problems),
      };
    }
    const path = identity.error.issues[0]?.path.join('.') ?? '';
    problems.push({
      code: 'FIELD_INVALID',
      field: path,
      found: 'what the function `mapping.transform` made of it',
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    problems.push({ code: 'FIELD_INVALID', field: 'mapping.transform', found: `the function threw ${name}` });
  }
  return drafted;
}

function isAboutIdentifier({ code }: RecordProblem): boolean {
  return code === 'EMAIL_INVALID' || code === 'PHONE_INVALID' || code === 'USERNAME_INVALID';
}
