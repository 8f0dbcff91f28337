/**
 * The settings of the `ldap` legacy.
 *
 * @module
 */
import { FilterParser } from 'ldapts';
import { z } from 'zod';
import { isLoopback, TLS } from '../asking/address.ts';
import { SPELLING } from '../asking/spelling.ts';
import { Standing } from '../asking/standing.ts';
import { fillFilter, strangePlaces } from './filter.ts';

const Filter = z
  .string()
  .refine((text) => strangePlaces(text).length === 0, {
    message: 'There is no such place. Places: {identifier} {key} {sourceId}.',
  })
  .refine((text) => isFilter(text), { message: 'No filter of RFC 4515.' });

function isFilter(text: string): boolean {
  try {
    FilterParser.parseString(fillFilter(text, { type: 'username', value: 'x', key: 'x', sourceId: 'x' }));
    return true;
  } catch {
    return false;
  }
}

/** What the two families of directories do differently. */
const DIRECTORIES = {
  generic: { filter: '(|(mail={key})(uid={identifier}))', id: 'entryUUID', references: 'refuse' },
  /** A search from the root of a domain always refers to three partitions that hold no people. */
  'active-directory': {
    filter:
      '(&(objectCategory=person)(objectClass=user)(|(mail={key})(userPrincipalName={identifier})(sAMAccountName={identifier})))',
    id: 'objectGUID',
    references: 'ignore',
  },
} as const satisfies Record<string, object>;

export const Config = z
  .strictObject({
    url: z
      .string()
      .regex(/^ldaps?:\/\/[^/]+\/?$/i)
      .describe('Address of the directory: ldaps://ldap.example.com, or ldap:// with StartTLS'),
    startTls: z
      .boolean()
      .optional()
      .describe('Upgrade ldap:// to TLS before anything is said; absent: yes, except to this machine'),
    bindDn: z.string().min(1).optional().describe('Account that searches; absent: anonymously'),
    bindPassword: z.string().min(1).meta({ secret: true }).optional().describe('Its password'),
    base: z.string().min(1).describe('Entry below which the customers are: ou=people,dc=example,dc=com'),
    scope: z.enum(['sub', 'one']).default('sub').describe('The whole tree below, or the next level only'),
    directory: z
      .enum(['generic', 'active-directory'])
      .default('generic')
      .describe('Decides what `filter`, `id` and `references` are where they are absent'),
    filter: Filter.optional().describe(
      'Finds the one entry of a customer. Places, escaped: {identifier} {key} {sourceId}',
    ),
    id: z
      .string()
      .min(1)
      .optional()
      .describe('Attribute with the id: the same that an export has; `dn` for the name of the entry'),
    attributes: z
      .array(z.string().min(1))
      .min(1)
      .default(['*'])
      .describe('Attributes for the mapping; those with passwords are left out in any case'),
    references: z
      .enum(['refuse', 'ignore'])
      .optional()
      .describe('What a hint at another directory means; it is never followed'),
    standing: Standing.describe('Attributes that say who may not simply come in, beyond what the bind says'),
    timeout: z.number().int().min(50).max(60_000).default(5_000).describe('Milliseconds for each step'),
    ...SPELLING,
    ...TLS,
  })
  .refine(
    ({ url, startTls, insecure }) =>
      /^ldaps:/i.test(url) || startTls !== false || insecure || isLoopback(url),
    {
      message:
        'Passwords travel over TLS: use ldaps:// or StartTLS, or set "insecure" where the network is protected otherwise.',
      path: ['startTls'],
    },
  )
  .refine(({ bindDn, bindPassword }) => (bindDn === undefined) === (bindPassword === undefined), {
    message: 'Give "bindDn" and "bindPassword", or neither: a name without a password binds as nobody.',
    path: ['bindPassword'],
  })
  .transform((config) => ({
    ...config,
    ...absentAs(DIRECTORIES[config.directory], config),
    secure: securityOf(config),
  }));

export type Config = z.output<typeof Config>;

function absentAs(
  usual: (typeof DIRECTORIES)[keyof typeof DIRECTORIES],
  {
    filter,
    id,
    references,
  }: { filter?: string | undefined; id?: string | undefined; references?: 'refuse' | 'ignore' | undefined },
) {
  return { filter: filter ?? usual.filter, id: id ?? usual.id, references: references ?? usual.references };
}

type Security = 'tls' | 'start-tls' | 'none';

function securityOf(config: { url: string; startTls?: boolean | undefined; insecure: boolean }): Security {
  if (/^ldaps:/i.test(config.url)) return 'tls';
  const upgrade = config.startTls ?? !(config.insecure || isLoopback(config.url));
  return upgrade ? 'start-tls' : 'none';
}
