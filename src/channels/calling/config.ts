/**
 * The settings of the channels that are somebody's HTTP API.
 *
 * @module
 */
import { z } from 'zod';
import { PLACES, placesIn, strangePlaces } from './template.ts';

const IN_PLACES = `Places: ${PLACES.map((place) => `{${place}}`).join(' ')}`;
const NO_SUCH_PLACE = { message: `There is no such place. ${IN_PLACES}.` };

/** Addresses and headers end up in logs of proxies: what is about a customer stands in the body only. */
const Header = z
  .string()
  .regex(/^[\x20-\x7e]*$/, 'printable ASCII')
  .refine((text) => [...placesIn(text)].every((place) => place === 'id' || place === 'language'), {
    message: 'Only {id} and {language} have a place in a header.',
  });

const Address = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !url.includes('{') && !/%7b/i.test(url), { message: 'No places in an address.' })
  .refine((url) => new URL(url).username === '', { message: 'No user in an address: use "user".' });

const Path = z.string().regex(/^[^.\s]+(\.[^.\s]+)*$/, 'a path like error.code');

const Rule = z
  .strictObject({
    status: z.array(z.int().min(200).max(599)).optional().describe('These statuses; absent: any'),
    path: Path.optional().describe('Where in the JSON of the answer: `error.code`'),
    is: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('One of these values'),
    means: z
      .enum(['handed', 'refused', 'retry', 'stop'])
      .describe('`stop`: it is about us, and nothing more is sent'),
  })
  .refine(({ path, is }) => (path === undefined) === (is === undefined), {
    message: '"path" and "is" belong together.',
  })
  .refine(({ status, path }) => status !== undefined || path !== undefined, {
    message: 'A rule says "status", or "path" and "is".',
  });

export type Rule = z.output<typeof Rule>;

const Settings = z.strictObject({
  url: Address.describe('Address that takes a message'),
  method: z.enum(['POST', 'PUT']).default('POST').describe('Method'),
  json: z
    .json()
    .refine((template) => strangePlaces(template).length === 0, NO_SUCH_PLACE)
    .optional()
    .describe(`JSON body. ${IN_PLACES}`),
  form: z
    .record(z.string(), z.string())
    .refine((template) => strangePlaces(template).length === 0, NO_SUCH_PLACE)
    .optional()
    .describe('Form body in place of `json`, with the same places'),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/), Header)
    .default({})
    .describe('Further headers'),
  authorization: z
    .string()
    .min(1)
    .meta({ secret: true })
    .optional()
    .describe('Authorization header, whole: "Bearer …"'),
  user: z.string().min(1).optional().describe('User for HTTP Basic, in place of `authorization`'),
  password: z.string().min(1).meta({ secret: true }).optional().describe('Password of `user`'),
  apiKey: z.string().min(1).meta({ secret: true }).optional().describe('Key, sent in `apiKeyHeader`'),
  apiKeyHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .default('x-api-key')
    .describe('Header of `apiKey`'),
  idempotencyHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .default('idempotency-key')
    .describe('Header that carries the id of the message, the same at every try'),
  recognisesRepeats: z
    .boolean()
    .default(false)
    .describe(
      'The service sends one message for one id, however often it is asked: then what nobody knows is asked again, and never counts as "perhaps twice"',
    ),
  reference: Path.optional().describe(
    'Where in the answer the service says what it calls the message, for its webhook; absent: our id',
  ),
  answers: z.array(Rule).default([]).describe('Rules tried in order before the usual meaning of the status'),
  check: Address.optional().describe(
    'Address of the same host that answers 2xx to our credentials; absent: any answer shows that it is there',
  ),
  timeout: z.int().min(100).max(120_000).default(30_000).describe('Milliseconds for one call'),
});

export const Config = Settings.refine(({ url }) => isProtected(url), {
  message: 'A link that sets a password travels over TLS: use https, or http on this machine.',
  path: ['url'],
})
  .refine(({ json, form }) => (json === undefined) !== (form === undefined), {
    message: 'Give one of "json" and "form".',
  })
  .refine(({ json, form }) => has(json ?? form, 'to') && has(json ?? form, 'text'), {
    message: 'The body needs {to} and {text}.',
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    message: 'A user needs a password, and a password a user.',
    path: ['password'],
  })
  .refine(({ user, authorization }) => user === undefined || authorization === undefined, {
    message: 'Give one of "authorization" and "user".',
    path: ['authorization'],
  })
  .refine(({ user }) => !user?.includes(':'), { message: 'without a colon (RFC 7617 §2)', path: ['user'] })
  .refine(({ url, check }) => check === undefined || new URL(check).origin === new URL(url).origin, {
    message: 'Our credentials go to the host of "url" only.',
    path: ['check'],
  });

export type Config = z.output<typeof Config>;

function has(template: unknown, place: string): boolean {
  return placesIn(template).has(place);
}

/** By its name only: what a name resolves to can change while we run. */
function isProtected(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
}
