/**
 * What is said about every field of a source: in the configuration already, proposed, or undecided.
 *
 * What a person wrote stays; proposals are made for the rest only.
 *
 * @module
 */
import { compileMapping, FIX_NAMES, FIXES, type MappingInput } from '../../identity/mapping.ts';
import { suggestMapping } from '../../identity/suggest.ts';
import type { SourceRecord } from '../../sources/source.ts';

type Rules = NonNullable<MappingInput['fields']>;
type Rule = Rules[string];

export interface ProposedField {
  /** Canonical path. */
  readonly to: string;
  readonly from: string;
  readonly rule: Rule;
  readonly why: string;
}

export interface UndecidedField {
  readonly field: string;
  readonly why: string;
}

export interface Proposal {
  /** As the configuration has it. */
  readonly written: MappingInput;
  /** In addition to what is written. */
  readonly proposed: readonly ProposedField[];
  /** Neither mapped nor kept nor ignored, and nothing says what it is. */
  readonly undecided: readonly UndecidedField[];
}

export function proposeFields(records: readonly SourceRecord[], written: MappingInput): Proposal {
  const readable = records.filter(({ problems }) => problems.length === 0).map(({ fields }) => fields);
  const open = unknownFields(readable, written);
  const { mapping, reasons, leftover } = suggestMapping(
    [...new Set(readable.flatMap(Object.keys))],
    readable,
  );
  const taken = new Set(Object.keys(written.fields ?? {}));
  const proposed = reasons.flatMap(({ to, from, why }) => {
    const rule = to === 'operation' ? mapping.operation : mapping.fields?.[to];
    const isNew = !taken.has(to) && (to !== 'operation' || written.operation === undefined);
    return rule !== undefined && isNew && isOpen(from, open) ? [{ to, from, rule, why }] : [];
  });
  const covered = new Set(proposed.map(({ from }) => from));
  const undecided = [...open]
    .filter((field) => !covered.has(field) && !proposed.some(({ from }) => isInside(from, field)))
    .map((field) => ({ field, why: leftover.find((one) => one.field === field)?.why ?? 'no known name' }));
  return { written, proposed, undecided };
}

/** The mapping that the configuration has, with what was decided now. */
export function withDecisions(
  written: MappingInput,
  accepted: readonly ProposedField[],
  keep: readonly string[] = [],
  ignore: readonly string[] = [],
): MappingInput {
  const operation = accepted.find(({ to }) => to === 'operation')?.rule ?? written.operation;
  const fields = accepted.filter(({ to }) => to !== 'operation').map(({ to, rule }) => [to, rule] as const);
  return withoutEmpty({
    ...written,
    fields: { ...written.fields, ...Object.fromEntries(fields) },
    keep: [...(written.keep ?? []), ...keep],
    ignore: [...(written.ignore ?? []), ...ignore],
    ...(operation === undefined ? {} : { operation }),
    fixes: differingFixes(written.fixes),
  });
}

/** A configuration that was loaded has every default filled in; nobody wants to read those. */
function differingFixes(fixes: MappingInput['fixes'] = {}): NonNullable<MappingInput['fixes']> {
  const different = FIX_NAMES.filter((name) => fixes[name] !== undefined && fixes[name] !== FIXES[name].on);
  return Object.fromEntries(different.map((name) => [name, fixes[name]]));
}

function withoutEmpty(mapping: MappingInput): MappingInput {
  const entries = Object.entries(mapping).filter(
    ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
  );
  return Object.fromEntries(entries);
}

/** Fields, or parts of them, that an import would call unknown. */
function unknownFields(rows: readonly SourceRecord['fields'][], written: MappingInput): ReadonlySet<string> {
  const { sift } = compileMapping(written);
  const found = rows.flatMap((fields) => sift(fields).problems.flatMap(({ field }) => field ?? []));
  // What was seen only empty is no problem to an import, and still a field that somebody might wonder about.
  const empty = rows.flatMap((fields) =>
    Object.keys(fields).filter((name) => sift({ [name]: 'x' }).problems.length > 0),
  );
  return new Set([...found, ...empty.filter((name) => !found.some((one) => isInside(one, name)))]);
}

function isOpen(from: string, open: ReadonlySet<string>): boolean {
  return open.has(from) || [...open].some((field) => isInside(from, field) || isInside(field, from));
}

/** `address.city` is inside `address`. */
function isInside(path: string, field: string): boolean {
  return path !== field && path.startsWith(field) && /^[.[]/.test(path.slice(field.length));
}
