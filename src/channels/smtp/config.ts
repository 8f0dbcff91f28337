/**
 * The settings of the `smtp` channel.
 *
 * @module
 */
import { z } from 'zod';

/** What a header can hold: one line. */
const Line = z.string().regex(/^\P{Cc}*$/u, 'no control characters: one line');

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$|^\[?[0-9A-Fa-f:]+\]?$/;

const Dkim = z.strictObject({
  domain: z.string().regex(HOST).describe('Domain that signs: `example.com`'),
  selector: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    .describe('Selector under which the public key stands in DNS'),
  privateKey: z.string().min(1).meta({ secret: true }).describe('Private key, PEM'),
});

const Settings = z.strictObject({
  host: z.string().regex(HOST, 'a host name or an address').describe('Mail server'),
  tls: z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe(
      '`implicit` (port 465) or `starttls` (port 587), never less than asked for; `none` on this machine only',
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port; absent: 465 for `implicit`, 587 for `starttls`, 25 for `none`'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe('Certificate (PEM) of a private authority: `{"secret": "MAIL_CA"}` reads it from a file'),
  user: z.string().min(1).optional().describe('User name; absent: no login'),
  password: z.string().min(1).meta({ secret: true }).optional().describe('Password of `user`'),
  from: z
    .strictObject({
      name: Line.max(80).describe('Name that customers see'),
      address: z.email().describe('Address'),
    })
    .describe('Sender: {"name": "Example Shop", "address": "welcome@example.com"}'),
  replyTo: z.email().optional().describe('Where answers of customers go; absent: to the sender'),
  bounceTo: z
    .email()
    .refine((address) => !(address.split('@')[0] ?? '').includes('+'), {
      message: 'without a "+" of its own',
    })
    .optional()
    .describe(
      'Where bounces go, as `bounce+<message id>@domain`: each names its message (VERP). Absent: to the sender, and only Message-IDs tell whom they are about',
    ),
  dkim: Dkim.optional().describe('Sign with DKIM here; absent: your mail server does it'),
  clientName: z.string().regex(HOST).optional().describe('Name in EHLO; absent: that of this machine'),
  connections: z.int().min(1).max(100).default(8).describe('Connections at the same time'),
  messagesPerConnection: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Messages over one connection before a new one is opened'),
  timeout: z
    .int()
    .min(1_000)
    .max(900_000)
    .default(600_000)
    .describe(
      'Milliseconds to wait for an answer. Less than the ten minutes of RFC 5321 §4.5.3.2.6 risks messages that go out twice',
    ),
});

export const Config = Settings.refine(({ tls, host }) => tls !== 'none' || isThisMachine(host), {
  message: 'A link that sets a password travels over TLS: "none" is for a mail server on this machine.',
  path: ['tls'],
}).refine(({ user, password }) => (user === undefined) === (password === undefined), {
  message: 'A user needs a password, and a password a user.',
  path: ['password'],
});

export type Config = z.output<typeof Config>;

/** By its name only: what a name resolves to can change while we run. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

const PORTS = { implicit: 465, starttls: 587, none: 25 } as const satisfies Record<Config['tls'], number>;

export function portOf({ port, tls }: Config): number {
  return port ?? PORTS[tls];
}
