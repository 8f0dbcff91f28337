/**
 * The settings of the `http` legacy.
 *
 * @module
 */
import { z } from 'zod';
import { isProtected, NEEDS_TLS, TLS } from '../asking/address.ts';
import { SPELLING } from '../asking/spelling.ts';
import { Path, Rule } from './answers.ts';
import { hasPlace, PLACES, strangePlaces } from './template.ts';

const IN_PLACES = `Places: ${PLACES.map((place) => `{${place}}`).join(' ')}`;

const Template = z.json().refine((template) => strangePlaces(template).length === 0, {
  message: `There is no such place. ${IN_PLACES}.`,
});

/** The password is in bodies only: addresses and headers end up in logs of proxies. */
const Plain = z
  .string()
  .refine((text) => strangePlaces(text).length === 0, { message: `There is no such place. ${IN_PLACES}.` })
  .refine((text) => !hasPlace(text, 'password'), { message: 'A password has no place here.' });

/** As an address, whatever will stand in its places; and not in its host, which an identifier must not choose. */
const Address = Plain.refine((text) => isAddress(text), {
  message: 'An address https://host/path, with places behind the host only.',
});

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/{}@]+(\/|$|\?)/i.test(text) && URL.canParse(text.replaceAll(/[{}]/g, ''));
}

const ANSWERS = 'Rules tried in order before the usual meaning of the status';

const Lookup = z.strictObject({
  url: Address.describe(
    'Address to ask; places behind the host, each encoded: https://shop.example/customers/{key}',
  ),
  method: z.enum(['GET', 'POST']).default('GET').describe('Method'),
  json: Template.optional().describe('JSON body, with places'),
  form: z.record(z.string(), Plain).optional().describe('Form body, with places'),
  answers: z.array(Rule).default([]).describe(ANSWERS),
});

export type LookupConfig = z.output<typeof Lookup>;

export const Config = z
  .strictObject({
    url: Address.describe('Address that judges a password; places behind the host, each encoded'),
    method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).default('POST').describe('Method; GET with `basic` only'),
    json: Template.optional().describe(
      `JSON body. ${IN_PLACES}. Absent, with no \`form\` and no \`basic\`: {"identifier": "{identifier}", "password": "{password}"}`,
    ),
    form: z
      .record(z.string(), z.string())
      .optional()
      .describe('Form body in place of `json`, with the same places'),
    basic: z
      .boolean()
      .default(false)
      .describe('Send identifier and password as HTTP Basic (RFC 7617) in place of a body'),
    headers: z
      .record(z.string(), Plain)
      .default({})
      .describe('Further headers, with places: {"x-forwarded-for": "{address}"}'),
    authorization: z
      .string()
      .min(1)
      .meta({ secret: true })
      .optional()
      .describe('Our own Authorization header, whole: "Bearer …"'),
    apiKey: z
      .string()
      .min(1)
      .meta({ secret: true })
      .optional()
      .describe('Our own key, sent in `apiKeyHeader`'),
    apiKeyHeader: z.string().default('x-api-key').describe('Header of `apiKey`'),
    profile: Path.optional().describe(
      'Where the customer is in the answer; absent: the answer is the customer',
    ),
    id: Path.default('id').describe(
      'Where the id of the customer is, from there: the same id that an export has',
    ),
    answers: z.array(Rule).default([]).describe(ANSWERS),
    lookup: Lookup.optional().describe(
      'How to ask who exists; absent: this legacy cannot say without a password',
    ),
    check: Address.optional().describe('Address that answers 2xx to our own credentials, for health checks'),
    timeout: z.number().int().min(50).max(60_000).default(5_000).describe('Milliseconds for one call'),
    largestAnswer: z
      .number()
      .int()
      .min(256)
      .default(262_144)
      .describe('Bytes of an answer; more is an error'),
    ...SPELLING,
    ...TLS,
  })
  .refine(({ url, insecure }) => isProtected(url, insecure), { ...NEEDS_TLS, path: ['url'] })
  .refine(({ lookup, insecure }) => lookup === undefined || isProtected(lookup.url, insecure), {
    ...NEEDS_TLS,
    path: ['lookup', 'url'],
  })
  .refine(
    ({ json, form, basic }) => [json, form].filter((one) => one !== undefined).length + Number(basic) <= 1,
    {
      message: 'Give one of "json", "form" and "basic".',
    },
  )
  .refine(({ json, form }) => hasPlace(json ?? form ?? '{password}', 'password'), {
    message: 'Nothing in the body is "{password}": every customer would be let in or nobody.',
  })
  .refine(({ form }) => strangePlaces(form).length === 0, {
    message: `There is no such place. ${IN_PLACES}.`,
    path: ['form'],
  })
  .refine(({ method, basic }) => method !== 'GET' || basic, {
    message: 'A GET has no body: use "basic", or another method.',
    path: ['method'],
  })
  .refine(({ basic, authorization }) => !basic || authorization === undefined, {
    message: 'HTTP Basic takes the Authorization header: send our own credentials in "apiKey".',
    path: ['authorization'],
  });

export type Config = z.output<typeof Config>;
