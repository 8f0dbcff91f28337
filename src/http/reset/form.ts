/**
 * What a form of ours sends, read with suspicion: urlencoded, small, every field once, no field longer than it can be.
 *
 * @module
 */

/** Bytes of a whole body. The longest is the answer of an authenticator, of about 2 KB. */
export const LARGEST_FORM = 8_192;

/** Characters. A password may be as long as the body has room for: the engine says what is too long. */
const LONGEST = {
  form: 64,
  token: 128,
  identifier: 320,
  code: 64,
  answer: 6_000,
  password: LARGEST_FORM,
  need: 16,
} as const;

export type Field = keyof typeof LONGEST;
export type Form = Readonly<Record<Field, string>>;

/** Undefined: no page of ours sent that. What is absent is empty; what we do not know is dropped. */
export function readForm(body: unknown): Form | undefined {
  if (typeof body !== 'string') return undefined;
  const given = new URLSearchParams(body);
  const fields = Object.keys(LONGEST) as Field[];
  const form = {} as Record<Field, string>;
  for (const field of fields) {
    const [value = '', ...more] = given.getAll(field);
    if (more.length > 0 || value.length > LONGEST[field]) return undefined;
    form[field] = value;
  }
  return form;
}
