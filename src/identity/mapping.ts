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
import { type IdentityTransform, MappingConfig, type MappingInput, type Rule } from './mapping/config.ts';
import { beginDraft, type Draft, finishDraft } from './mapping/draft.ts';
import { toProblem } from './mapping/fault.ts';
import { jsonFault } from './mapping/json-value.ts';
import { compileLeftover, type Leftover } from './mapping/leftover.ts';
import { type CompiledRule, compileRule, isProblem } from './mapping/rule.ts';
import { settleIdentifiers } from './mapping/settle-identifiers.ts';
import type { Fields } from './mapping/source-path.ts';
import type { Write } from './mapping/writers.ts';
import { OPERATIONS, type Operation } from './operation.ts';

export { type IdentityTransform, MappingConfig, type MappingInput } from './mapping/config.ts';

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
  readonly transform: IdentityTransform | undefined;
}

interface FieldRule {
  readonly rule: CompiledRule;
  readonly write: Write;
}

/**
 * Compiles a mapping.
 *
 * @throws FootbridgeError CONFIG_INVALID that names the setting and, where a name is nearly right, the right one
 */
export function compileMapping(input: MappingInput = {}): CompiledMapping {
  const { fields, keep, ignore, operation, defaultCountry, transform } = checkConfig(input);
  const rules = Object.entries(fields).map(([path, rule]) => compileField(path, rule, defaultCountry));
  const operationRule =
    operation === undefined ? undefined : compileRule('operation', operation, defaultCountry);
  const mapped = [...rules.map(({ rule }) => rule), operationRule].flatMap((rule) => rule?.paths ?? []);
  return {
    rules,
    operation: operationRule,
    sift: compileLeftover(mapped, keep, ignore),
    defaultCountry,
    transform,
  };
}

/** Pure. Every problem names a field and a reason, never a value. */
export function applyMapping(mapping: CompiledMapping, record: MappableRecord): MappedRecord {
  const problems: RecordProblem[] = [];
  const untouched = takeUnmapped(mapping, record);
  if (untouched !== undefined) return untouched;
  const draft = beginDraft(record.identity && withoutBadAttributes(record.identity, problems));
  for (const { rule, write } of mapping.rules) applyRule(rule, write, draft, record.fields, problems);
  const operation = readOperation(mapping.operation, record, problems);
  const { kept, problems: unknown } = mapping.sift(record.fields);
  problems.push(...unknown);
  const drafted = finishDraft(draft, kept, mapping.defaultCountry, problems);
  if (drafted === undefined) return { operation, problems };
  const identity =
    mapping.transform === undefined ? drafted : transformWith(mapping, drafted, record, problems);
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
  { rules, operation: rule, transform, sift, defaultCountry }: CompiledMapping,
  { identity, fields, operation = 'upsert' }: MappableRecord,
): MappedRecord | undefined {
  if (rules.length > 0 || rule !== undefined || transform !== undefined) return undefined;
  if (identity === undefined || identity.sourceId === '' || !isInOrder(identity.identifiers))
    return undefined;
  const { kept, problems } = sift(fields);
  if (Object.keys(kept).length > 0) return undefined;
  for (const name in identity.attributes)
    if (jsonFault(identity.attributes[name]) !== undefined) return undefined;
  const faults: RecordProblem[] = [];
  const identifiers = settleIdentifiers(
    identity.identifiers,
    (index) => identity.identifiers[index]?.type ?? '',
    defaultCountry,
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

function compileField(path: string, rule: Rule, defaultCountry: string | undefined): FieldRule {
  const write = compileWrite(path);
  if (typeof write === 'string') throw new FootbridgeError('CONFIG_INVALID', write);
  checkConstants(path, rule, write);
  return { rule: compileRule(path, rule, defaultCountry), write };
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
  rule: CompiledRule,
  write: Write,
  draft: Draft,
  fields: Fields,
  problems: RecordProblem[],
): void {
  const reading = rule.read(fields);
  if (reading === undefined) return;
  if (isProblem(reading)) {
    problems.push(reading);
    return;
  }
  const fault = write(draft, reading.value, reading.origin);
  if (fault !== undefined) problems.push(toProblem(fault, reading.origin.field));
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
  { transform, defaultCountry }: CompiledMapping,
  drafted: Identity,
  { fields }: MappableRecord,
  problems: RecordProblem[],
): Identity {
  try {
    const identity = Identity.safeParse(transform?.(drafted, { fields }));
    if (identity.success) {
      const { identifiers } = identity.data;
      const fieldOf = (index: number) => identifiers[index]?.type ?? '';
      return {
        ...identity.data,
        identifiers: settleIdentifiers(identifiers, fieldOf, defaultCountry, problems),
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
