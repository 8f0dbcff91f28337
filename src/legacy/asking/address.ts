/**
 * Where a password may be sent: over TLS, to this machine, or where the operator says in so many words that the
 * network between is their own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2 "the authorization server MUST require the use of TLS"
 * @module
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';

/** Settings that everything spoken over TLS has. */
export const TLS = {
  ca: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the certificate (PEM) of a private authority that signed the certificate of the legacy',
    ),
  insecure: z
    .boolean()
    .default(false)
    .describe(
      'Send passwords without TLS to another machine: only over a network that is protected otherwise',
    ),
};

export const NEEDS_TLS = {
  message:
    'Passwords travel over TLS: use https, or set "insecure" where the network is protected otherwise.',
};

export function isProtected(address: string, insecure: boolean): boolean {
  return insecure || /^https:/i.test(address) || isLoopback(address);
}

/** By its name only: what a name resolves to can change while we run. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

export function readAuthority(ca: string | undefined, folder: string): string | undefined {
  return ca === undefined ? undefined : readFileSync(isAbsolute(ca) ? ca : join(folder, ca), 'utf8');
}
