/**
 * The shape of `mapping` in a configuration: which field becomes what, and what happens to the rest.
 *
 * The sentences here are what editors, docs/mapping.md and error messages show.
 *
 * @module
 */
import { z } from 'zod';
import type { Identity, Json } from '../identity.ts';
import { compileWrite } from './canonical-path.ts';
import { FixesConfig } from './fixes.ts';
import { didYouMean } from './nearest.ts';
import { type Fields, parseSourcePath } from './source-path.ts';
import { Country, Transforms } from './transform-config.ts';

/** What a TypeScript user may add: the last word on an identity. It is checked again afterwards. */
export type IdentityTransform = (identity: Identity, record: { readonly fields: Fields }) => Identity;

export const SourcePath = z
  .string()
  .refine((path) => parseSourcePath(path) !== undefined, 'not a path: write a.b, a[0], a[*] or a["b.c"]');

const Value: z.ZodType<Json> = z.json() as z.ZodType<Json>;

const RULE_SETTINGS = ['from', 'value', 'split', 'transform', 'values', 'default'];
const MAPPING_SETTINGS = ['fields', 'keep', 'ignore', 'operation', 'defaultCountry', 'fixes', 'transform'];

const RuleObject = z
  .strictObject(
    {
      from: z
        .union([SourcePath, z.array(SourcePath).min(1)])
        .optional()
        .meta({ description: 'The field, or several of which the first that is not empty counts.' }),
      value: Value.optional().meta({ description: 'A constant instead of a field.' }),
      split: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Cuts the text into a list at this separator, before everything else.' }),
      transform: Transforms.optional().meta({ description: 'What is done to the value, in this order.' }),
      values: z.record(z.string(), Value).optional().meta({
        description: "The legacy's words and ours, after the transforms; any other word is a problem.",
      }),
      default: Value.optional().meta({ description: 'Where the field is empty; in canonical form already.' }),
    },
    { error: explainKeys(RULE_SETTINGS) },
  )
  .refine(
    ({ from, value }) => (from === undefined) !== (value === undefined),
    'either "from" or "value", and not both',
  );

export const Rule = z.union([SourcePath, RuleObject], { error: ({ input }) => explainRule(input) });
export type Rule = z.output<typeof Rule>;

export const MappingConfig = z.strictObject(
  {
    fields: z
      .record(z.string(), Rule)
      .superRefine((fields, context) => {
        for (const path of Object.keys(fields)) {
          const write = compileWrite(path);
          if (typeof write === 'string') context.addIssue({ code: 'custom', path: [path], message: write });
        }
      })
      .default({})
      .meta({ description: 'Canonical path → the field it comes from, or a rule.' }),
    keep: z
      .array(z.string())
      .default([])
      .meta({ description: 'Fields that become attributes of the same name; `*` stands for any letters.' }),
    ignore: z
      .array(z.string())
      .default([])
      .meta({ description: 'Fields that are left behind on purpose; `*` stands for any letters.' }),
    operation: Rule.optional().meta({
      description:
        'Where a record says what to do with it: upsert, insert, update or delete. Absent: upsert.',
    }),
    defaultCountry: Country.optional().meta({
      description: 'Country of phone numbers without a country code, as ISO 3166-1 writes it: "DE".',
    }),
    fixes: FixesConfig.prefault({}).meta({
      description: 'What is corrected by itself. Off: what needs it is a problem.',
    }),
    transform: z
      .custom<IdentityTransform>(
        (value) => typeof value === 'function',
        'a function (identity, record) => identity',
      )
      .optional()
      .meta({ description: 'For TypeScript users: a function that changes the identity last.' }),
  },
  { error: explainKeys(MAPPING_SETTINGS) },
);

/** A complete mapping: every default filled in. */
export type MappingConfig = z.output<typeof MappingConfig>;
/** What a person writes. */
export type MappingInput = z.input<typeof MappingConfig>;

/** Names the setting that is nearly right. */
function explainKeys(known: readonly string[]) {
  return (issue: { readonly code?: string; readonly keys?: unknown }): string | undefined => {
    if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return undefined;
    const name = String(issue.keys[0]);
    return `there is no setting "${name}"${didYouMean(name, known)}`;
  };
}

/** A union knows only that nothing fitted; people want to know which word was wrong. */
function explainRule(input: unknown): string {
  if (typeof input === 'string') return SourcePath.safeParse(input).error?.issues[0]?.message ?? 'not a path';
  if (typeof input !== 'object' || input === null)
    return 'a path of the source, or an object with "from" or "value"';
  const issue = RuleObject.safeParse(input).error?.issues[0];
  return [...(issue?.path.map(String) ?? []), issue?.message ?? ''].join(': ');
}
