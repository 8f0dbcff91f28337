/**
 * The `serve` section: where `footbridge serve` listens, who may ask it what, and how it stops.
 *
 * @module
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { SecretReference } from './secret.ts';

/** Two, so that one can be rotated without a moment in which nobody gets in. */
const MOST_TOKENS = 2;

export const ServeConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').meta({
    description: 'Address to listen on. Anything but loopback needs `adminTokens`; TLS ends before us.',
  }),
  port: z.int().min(0).max(65_535).default(8787).meta({ description: 'Port; 0 takes any that is free.' }),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .meta({ description: 'Where the target reaches us: `https://jit.example.com`. For `footbridge hooks`.' }),
  trustProxy: z
    .array(z.string().refine(isNetwork, 'an address, a network like 10.0.0.0/8, or `loopback`'))
    .default([])
    .meta({
      description:
        'Addresses and networks whose `X-Forwarded-For` is believed, for the log and the throttles of the page: `10.0.0.0/8`, `loopback`.',
    }),
  adminTokens: z.array(SecretReference).min(1).max(MOST_TOKENS).optional().meta({
    description:
      'Bearer tokens for `/metrics`, `/v1/status`, `/v1/history` and `/v1/route`, two while one is rotated. Absent: only callers on this machine.',
  }),
  needsLegacy: z.boolean().default(true).meta({
    description:
      '`/readyz` says no while the legacy fails. `false` where vault customers must get in all the same, or nothing else could answer instead.',
  }),
  graceSeconds: z.number().min(0).max(300).default(10).meta({
    description: 'How long questions under way may take when it is told to stop.',
  }),
  lookAroundSeconds: z.number().min(1).max(3_600).default(15).meta({
    description: 'How often the target is looked at for crossings that nobody has reported as done.',
  }),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').meta({
    description: 'What is logged: from `debug` (health checks too) to nothing.',
  }),
});

/** Names of whole kinds of networks, as Fastify's proxy-addr knows them. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

function isNetwork(text: string): boolean {
  if (NAMED_NETWORKS.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const width = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (width === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
}

export type ServeConfig = z.output<typeof ServeConfig>;
