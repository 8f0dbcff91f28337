/**
 * The transforms a mapping may name, and what each may be told. What they do is in `transforms.ts`, in the same order.
 *
 * @module
 */
import { z } from 'zod';
import { isCountry } from '../phone.ts';
import { didYouMean } from './nearest.ts';
import { TOTP_ENCODINGS } from './totp-secret.ts';
import { isZone } from './zone.ts';

const PLAIN_TRANSFORMS = [
  'trim',
  'lower',
  'upper',
  'number',
  'boolean',
  'present',
  'timestamp',
  'phone',
  'json',
  'totpSecret',
  'unescapeHtml',
] as const;
export type PlainTransform = (typeof PLAIN_TRANSFORMS)[number];

export const Country = z
  .string()
  .refine(isCountry, 'A country as ISO 3166-1 writes it in two capitals: "DE", "BR".');

const Zone = z
  .string()
  .refine(isZone, '"UTC", an offset such as "+02:00", or an IANA name such as "Europe/Berlin".');
const ENCODINGS = ['text', 'hex', 'base64', 'base64url'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Each is optional because a call names one of them; `refine` below sees to the one. */
const CALLS = {
  timestamp: z
    .strictObject({ unit: z.enum(['s', 'ms', 'us', 'ticks']).optional(), zone: Zone.optional() })
    .optional(),
  phone: z
    .strictObject({ country: Country.optional(), countryFrom: z.string().min(1).optional() })
    .optional(),
  totpSecret: z.strictObject({ encoding: z.enum(TOTP_ENCODINGS) }).optional(),
  split: z.string().min(1).optional(),
  join: z.string().optional(),
  recode: z.strictObject({ from: z.enum(ENCODINGS), to: z.enum(ENCODINGS) }).optional(),
  stripPrefix: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  addPrefix: z.string().min(1).optional(),
  keepFirst: z.int().positive().optional(),
  absentIf: z.array(z.string()).min(1).optional(),
} as const;
const CALL_NAMES = Object.keys(CALLS);

/** How each is written, and what it does: the table of docs/mapping.md. */
export const TRANSFORMS = {
  trim: { written: ['"trim"'], does: 'White space off both ends.' },
  lower: { written: ['"lower"'], does: 'Lower case.' },
  upper: { written: ['"upper"'], does: 'Upper case.' },
  number: { written: ['"number"'], does: 'Text to number: digits, a point before decimals, an exponent.' },
  boolean: {
    written: ['"boolean"'],
    does: 'true, t, yes, y, 1 and false, f, no, n, 0 in any case. Anything else is a problem, a time too.',
  },
  present: {
    written: ['"present"'],
    does: 'Filled in: true. In the record and empty: false. Not in the record: nothing.',
  },
  timestamp: {
    written: ['"timestamp"', '{"timestamp": {"unit": "s"}}', '{"timestamp": {"zone": "Europe/Berlin"}}'],
    does: 'ISO 8601 with its zone. `unit` (s, ms, us, ticks) is that of numbers, `zone` that of times without one.',
  },
  phone: {
    written: ['"phone"', '{"phone": {"country": "DE"}}', '{"phone": {"countryFrom": "land"}}'],
    does: 'E.164. `country` before `defaultCountry`, the field `countryFrom` before both.',
  },
  json: { written: ['"json"'], does: 'JSON in a text to what it says.' },
  totpSecret: {
    written: ['"totpSecret"', '{"totpSecret": {"encoding": "hex"}}'],
    does: 'Base32 in capitals, without padding. `encoding`: base32, hex, base64, raw.',
  },
  unescapeHtml: { written: ['"unescapeHtml"'], does: '`&amp;`, `&#39;` and the like, once.' },
  split: { written: ['{"split": ","}'], does: 'Text to list; white space and empty parts go.' },
  join: { written: ['{"join": " "}'], does: 'List to text.' },
  recode: {
    written: ['{"recode": {"from": "base64", "to": "hex"}}'],
    does: 'Bytes from one spelling to another: text, hex, base64, base64url. For salts.',
  },
  stripPrefix: {
    written: ['{"stripPrefix": "auth0|"}', '{"stripPrefix": ["a:", "b:"]}'],
    does: 'The beginning off, where it begins so; of several the first that fits.',
  },
  addPrefix: { written: ['{"addPrefix": "+"}'], does: 'Something in front.' },
  keepFirst: {
    written: ['{"keepFirst": 4}'],
    does: 'Only so many characters: the year of a birth date, the area of a postal code. For what need not travel whole.',
  },
  absentIf: {
    written: ['{"absentIf": ["NULL", "noemail@*"]}'],
    does: 'Nothing, where the value is one of these; `*` stands for any letters, case does not count.',
  },
} as const satisfies Record<
  PlainTransform | keyof typeof CALLS,
  { written: readonly string[]; does: string }
>;

export const TRANSFORM_NAMES: readonly string[] = Object.keys(TRANSFORMS);

const TransformCall = z
  .strictObject(CALLS, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? explainName(issue.keys[0] ?? '') : undefined),
  })
  .refine((call) => Object.keys(call).length === 1, 'One transform with what it is told: {"split": ","}.');

const Transform = z.union([z.enum(PLAIN_TRANSFORMS), TransformCall], {
  error: ({ input }) => explain(input),
});
export type Transform = z.output<typeof Transform>;

export const Transforms = z.union([Transform, z.array(Transform)], { error: ({ input }) => explain(input) });

/** A union knows only that nothing fitted; people want to know which word was wrong. */
function explain(input: unknown): string {
  for (const one of Array.isArray(input) ? input : [input]) {
    if (Transform.safeParse(one).success) continue;
    if (typeof one === 'string') return explainName(one);
    if (typeof one !== 'object' || one === null) break;
    const issue = TransformCall.safeParse(one).error?.issues[0];
    return [...(issue?.path ?? []), issue?.message ?? ''].join(': ');
  }
  return 'not a transform: a name, {"name": …}, or a list of them';
}

function explainName(name: string): string {
  if (CALL_NAMES.includes(name)) return `the transform "${name}" has to be told something: {"${name}": …}`;
  if (TRANSFORM_NAMES.includes(name)) return `the transform "${name}" is told nothing: write "${name}"`;
  return `there is no transform "${name}"${didYouMean(name, TRANSFORM_NAMES)}`;
}
